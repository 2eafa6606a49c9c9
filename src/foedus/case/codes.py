"""Error codes of case folders, E300-E349."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E300": Explanation(
        "this is not a case folder",
        "A case is a folder with a case.toml, or the name of a case that comes with foedus. "
        "`foedus new FOLDER` writes a small one to begin with.",
    ),
    "E301": Explanation(
        "a file of the case is not TOML",
        "The files of a case are TOML 1.0 in UTF-8. Text of several lines stands between three "
        "double quotes.",
        'title = "A case"\nnote = """\nText of\nseveral lines."""',
    ),
    "E302": Explanation(
        "a key that no case file has",
        "Every key is known; a misspelt one would be ignored in silence, so it is an error. "
        "docs/case.md lists the keys of each file.",
    ),
    "E303": Explanation(
        "a key is missing",
        "Speaker, capacity, date, source and status are compulsory: an item without them could "
        "not be attributed.",
    ),
    "E304": Explanation(
        "a value of the wrong kind",
        "Text stands in quotes, a list in square brackets, whole numbers bare, exact decimals in "
        'quotes ("45.2"), and some keys take one of a few words only.',
    ),
    "E305": Explanation(
        "this is not a date",
        "A date is a year, month or day, or an interval of two of them; what is not sure goes "
        "into date_note.",
        'date = "2014"\ndate = "2014-03"\ndate = "2014-03-30"\ndate = "2014-03-14/2014-03-26"',
    ),
    "E306": Explanation(
        "a key stands twice",
        "Every statement, question, dispute, commitment, survey, vote, set and switch has a key "
        "of its own in the whole case, because others refer to it.",
    ),
    "E307": Explanation(
        "a reference to something the case does not have",
        "Lists of statements name the keys of statements; sets name a table and a column of the "
        "case; votes and switches name bodies.",
    ),
    "E308": Explanation(
        "something dated after the as-of date stands in the base layer",
        "A case shows what was there on its as-of date. What came later belongs to a layer that "
        "case.toml names and that is off by default.",
        'layer = "later"',
    ),
    "E309": Explanation(
        "words that the quote does not contain",
        "In a comparison the words of a cell are taken from the quote of its statement, and its "
        "marks from those words, letter by letter, so that nobody is given words he did not use.",
    ),
    "E310": Explanation(
        "a file that nothing reads",
        "The folder holds a file that no part of a case reads: it would be ignored in silence. "
        "Rename it, or move it to sources/ or notes/, which are for your own use.",
    ),
    "E311": Explanation(
        "a layer that case.toml does not name",
        "Layers other than the base layer are declared in case.toml, with a title; they are off "
        "unless asked for.",
        '[layers.later]\ntitle = "After the as-of date"',
    ),
    "E312": Explanation(
        "shares above 100 per cent",
        "The answers to one survey question within one group add up to 100 per cent at most "
        "(1 point is allowed for rounding), unless several = true says that several answers "
        "could be given.",
    ),
    "E313": Explanation(
        "counts of a vote that contradict one another",
        "Votes are whole numbers; a blank cell is unknown, never zero. Yes, no, abstain and "
        "invalid together cannot exceed those registered.",
    ),
    "E314": Explanation(
        "a source said to be held is not there",
        'A statement of status "held" names a file of the folder and its SHA-256; both must '
        "agree with the file.",
        'status = "held"\ncopy = "sources/agreement.txt"\nsha256 = "..."',
    ),
    "E315": Explanation(
        "a constitution file is missing or not listed",
        "Every file in constitutions/ is listed in case.toml with its title and kind (text, "
        "draft or model), and every file listed is there.",
    ),
    "E316": Explanation(
        "a paraphrase is marked as a quotation",
        "Text in square brackets is somebody's summary. Its status is paraphrase or unverified, "
        "never held or recorded; and a quotation does not begin with a bracket.",
    ),
    "E317": Explanation(
        "a dispute with fewer than two sides",
        "A dispute has at least two sides, each with at least one statement. A statement that "
        "nobody contradicts belongs to a question.",
    ),
    "E318": Explanation(
        "a comparison whose columns and cells do not match",
        "A comparison has one column for each statement and one cell in every point for each "
        "column, in the same order.",
    ),
    "E319": Explanation(
        "a set of units that cannot be computed",
        "A set compares one dated column of one table with a threshold. The column must be "
        "numeric and of the date given.",
    ),
    "E320": Explanation(
        "seats that contradict one another",
        "A switch fills at most as many seats of a body as the law gives it, and names units "
        "that the table of units has.",
    ),
    "E321": Explanation(
        "a case cannot be written here",
        "`foedus new FOLDER` writes into a folder that does not exist yet, or that is empty, so "
        "that nothing of yours is overwritten.",
    ),
    "E322": Explanation(
        "a page cannot be written",
        "The page of a case goes to the file after -o, or to NAME.html here. The folder must exist "
        "or be creatable, and the disk must take the file; nothing half-written is left.",
        "foedus report my-case -o pages/my-case.html",
    ),
}
