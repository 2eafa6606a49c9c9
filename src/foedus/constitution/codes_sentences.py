"""Error codes E001-E039: the layout of a file and its single sentences."""

from __future__ import annotations

from foedus.codes import Explanation as E

CODES: dict[str, E] = {
    "E001": E(
        "the file cannot be read or written",
        "Files of the language are text in UTF-8. Where the place names a line and column, the "
        "byte there is not UTF-8: save the file again with that encoding. Otherwise the file is "
        "missing, or you may not read or write it.",
    ),
    "E002": E(
        "a tab in the indentation",
        "What belongs to a sentence is indented by spaces: a tab is of different width in each "
        "editor, and the indentation carries the meaning. Use two spaces a level.",
    ),
    "E003": E(
        "an indentation like no line above",
        "A line is indented either like an earlier line, whose sequel it is, or more than the line "
        "above, to which it then belongs. This one lies in between.",
        "passes when all of\n    A approve by all members\n   B approve by all members   <- 3",
    ),
    "E004": E(
        "lines below a sentence that takes none",
        "A condition such as `A approve by ...` has nothing below it; only blocks (`all of`, "
        "`any of`, `at least 2 of`, `in order`) and declarations have.",
    ),
    "E005": E(
        "nothing below a line that needs something",
        "A block, a guarantee or a question says nothing by itself: put at least one line below "
        "it, indented by two spaces more.",
        'question "Who can stop it?"\n  vetoers of "Amendment"',
    ),
    "E006": E(
        "a quotation mark is not closed",
        'A text in quotes ends on the line it begins on. Inside it a quotation mark is \\" and a '
        "backslash \\\\.",
    ),
    "E007": E(
        "a character that is not of the language",
        "Outside quotes there are words, names, whole numbers, fractions, dates, commas, colons "
        "and =>. Names with other characters are quoted; numbers have no commas or dots. "
        "Inside quotes everything may stand that can be read; control characters cannot.",
        'body "People\'s Assembly": 250 members',
    ),
    "E008": E(
        "one constitution a file, at its beginning",
        "The first sentence of a file names its constitution; there is no second one.",
        "constitution Example",
    ),
    "E009": E("the file is empty", "A file begins with `constitution` and a name."),
    "E010": E(
        "no sentence begins so",
        "The first word decides which sentence it is. The error lists the words that can begin a "
        "sentence in this place.",
    ),
    "E011": E(
        "a word does not fit",
        "The sentence was understood up to the underlined word. The error lists what could stand "
        "there.",
    ),
    "E012": E(
        "the sentence ends too early",
        "The sentence was understood, but it is not complete. The error lists what could follow.",
    ),
    "E013": E(
        "a bare percentage",
        "A percentage hides its base, and 55 % of what decides the result: votes cast, members, "
        "members present, units, people. Write the exact fraction and its base.",
        "approve by more than 50 % of votes   ->   approve by more than 1/2 of votes cast",
    ),
    "E014": E(
        "a number that is not exact",
        "Numbers are whole numbers and fractions, so that no rounding decides a vote.",
        "0.55   ->   55/100",
    ),
    "E015": E(
        "a fraction without its base",
        "A threshold says what it is a fraction of. The base is never assumed: half of those who "
        "vote, of those present and of all members are three different rules.",
        "by more than 1/2   ->   by more than 1/2 of members",
    ),
    "E016": E(
        "neither more than nor at least",
        "`more than 1/2` and `at least 1/2` differ by one vote wherever half is a whole number. "
        "Neither is assumed, and a threshold for yes votes is never `at most`.",
        "by 2/3 of members   ->   by at least 2/3 of members",
    ),
    "E017": E(
        "figures without their date",
        "Weights, columns and counts of seats change over time; each names the date of the figures "
        "it means.",
        "weight population   ->   weight population as of 2021",
    ),
    "E018": E(
        "no date",
        "A date is a year, a year and month, or a day of the calendar: 2014, 2014-05, 2014-05-25.",
    ),
    "E019": E(
        "zero is no number to count with",
        "Members, groups, lengths of time and numbers of conditions are 1 or more.",
    ),
    "E020": E("a fraction divides by zero", "The number below the line is 1 or more."),
    "E021": E(
        "a share outside 0 to 1",
        "A share of a base is above 0 and at most the whole; nothing is more than the whole. "
        "A count has no `of`: `at least 30 members`.",
    ),
    "E022": E(
        "an undetermined threshold between nothing",
        "`undetermined from more than a to at most b` names the lowest and the highest threshold "
        "that the text can mean; the second is above the first.",
        "undetermined from more than 1/2 to at most 2/3 of votes cast",
    ),
    "E023": E(
        "a name of several words without quotes",
        "A bare name is one word. Quote the others, everywhere they stand.",
        'body House of Peoples: 15 members   ->   body "House of Peoples": 15 members',
    ),
    "E024": E(
        "joining words are mixed",
        "`A and B or C` can be read in two ways. Use one joining word in a sentence, and blocks "
        "(`all of`, `any of`) for the rest.",
    ),
    "E025": E("an empty text", "Names and texts in quotes hold at least one letter."),
    "E026": E(
        "several voters: each, or together?",
        "`each of A, B approve ...` asks each for itself; `A, B together approve ...` counts their "
        "votes in one sum. The rules differ, so the sentence says which.",
    ),
    "E027": E(
        "a name begins with a small letter",
        "Words in small letters are words of the language or columns. A name has a capital first "
        "letter, or stands in quotes.",
        "person president   ->   person President",
    ),
    "E028": E(
        "a sentence in the wrong place",
        "The sentence is of the language, but it belongs below another line (or at the margin). "
        "The error says where.",
    ),
    "E029": E(
        "no article",
        "Each procedure, power and clause names the provision it comes from, or the draft that "
        "proposes it, so that a reader can check it.",
        'procedure Amendment under "Art. 79(2)"',
    ),
    "E030": E(
        "voters where a procedure stands, or the reverse",
        "Some claims are about one procedure (`P implies Q`), some about voters (`X alone can "
        "block P`). A view belongs behind the procedure.",
        '"Amendment" in view Regions is the same as "Law"',
    ),
    "E031": E(
        "nested too deeply",
        "Blocks in blocks, and `unless` or `for each` in one sentence, go 40 levels deep at most. "
        "Give the inner part a procedure of its own and write `procedure X passes`.",
    ),
    "E032": E(
        "a number without end",
        "A number of more than 60 digits is a slip: no electorate is that large.",
    ),
}
