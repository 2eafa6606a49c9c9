"""Error codes E900-E999: observation."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E900": Explanation(
        "a file of results cannot be read",
        "The path does not exist, is no CSV table, or is not UTF-8. A header row is needed.",
    ),
    "E901": Explanation(
        "the column mapping is not usable",
        "The mapping is TOML. It names each column in full; nothing is matched loosely, since one "
        "loosely matched column changes every figure that follows.",
        'station = "polling_station"\nballots = "voters"\n[candidates]\n"A" = "votes for A"',
    ),
    "E902": Explanation(
        "a mapped column is not in the table",
        "The mapping names a column, letter by letter, that the header does not have.",
    ),
    "E903": Explanation(
        "a cell is neither a count nor a declared absence",
        "Counts are whole numbers from 0. What stands for missing, refused, not held and not "
        "observed is declared under [absent]; none of them is zero.",
    ),
    "E904": Explanation("a station appears twice", "Each station has one row in one table."),
    "E905": Explanation(
        "the plan cannot be drawn",
        "A sample needs a known design, at least two stations in every stratum it draws from, and "
        "no more stations than the frame has.",
    ),
    "E906": Explanation(
        "the returns do not fit the plan",
        "A quick count holds the returns of the stations that the plan drew, and of no others.",
    ),
    "E910": Explanation(
        "there is no outcome that cards can confirm",
        "An audit needs a reported outcome with a margin: a tie, a share exactly reached, a figure "
        "that is missing or a rule without rational divisors leaves nothing to assert. Count by "
        "hand.",
    ),
    "E911": Explanation(
        "the manifest of cards is not usable",
        "A manifest says where the cards are: one row a batch. Its totals are those of the plan.",
        "stratum,batch,cards\nnorth,box 1,412",
    ),
    "E912": Explanation(
        "this is no seed of a ceremony",
        "The seed is made in public with dice after outcome and manifest are published: at least "
        "20 digits. A seed that someone chose lets them choose the sample.",
    ),
    "E913": Explanation(
        "the audit plan is not usable",
        "A plan is written by `foedus observe audit plan` or `contest`; its digest is that of its "
        "content, and the counts it was made from give the outcome it asserts.",
    ),
    "E914": Explanation(
        "the cards read are not those drawn",
        "The cards stand in the order in which the recipe draws them from seed and manifest, none "
        'left out, none added. A card that could not be found is entered as "not found".',
        "scope,number,card,seen\nall,1,north/box 1/17,A",
    ),
    "E915": Explanation(
        "the test does not fit the audit",
        "BRAVO polls cards for one of two sides, Kaplan-Markov compares cards one by one; ALPHA "
        "serves every plan.",
    ),
    "E916": Explanation(
        "the reported cards cannot be read",
        'One row for each kind of card: a choice, marks joined by ";" or a ranking joined by ">".',
        "card,ballots\nA,510\nB,430",
    ),
    "E920": Explanation(
        "screens are off",
        "A screen of published results runs only on a declaration that says beforehand which "
        "statistics are looked at, in which families and at which level, and with a control "
        "election that the same tests are calibrated on.",
        'level = 0.05\n[families]\nintegers = ["turnout", "share"]\ndigits = ["last digit"]',
    ),
    "E921": Explanation(
        "the declaration of a screen is not usable",
        "It is TOML: settings in range, and one family at least of known statistics, none in two.",
        '[families]\nintegers = ["turnout", "share"]',
    ),
    "E922": Explanation(
        "no station can be screened",
        "A screen needs ballots (or valid ballots) and every choice, and stations within the "
        "declared bounds.",
    ),
    "E930": Explanation(
        "the form is not usable",
        "A form is TOML: it names the columns of station and observer in full, and each question "
        "with its column, area and kind.",
        'station = "id/station"\n[questions.on_time]\ncolumn = "opening/on_time"\n'
        'area = "opening"\nkind = "yes/no"',
    ),
    "E931": Explanation(
        "an export does not fit its form",
        "A column of the form is not in the file, or a cell is none of the words that the form "
        "gives for its question.",
    ),
    "E932": Explanation(
        "an incident cannot be read",
        "Severity, basis (seen, reported) and status are declared words; a column of the mapping "
        "must be in the file.",
    ),
    "E933": Explanation(
        "a file of the mission cannot be read or written",
        "The path does not exist, or the place cannot be written. Identities are written to a "
        "file of their own that only its owner can read.",
    ),
}
