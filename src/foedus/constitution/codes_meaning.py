"""Error codes E040-E079: what the sentences of a file say together."""

from __future__ import annotations

from foedus.codes import Explanation as E

CODES: dict[str, E] = {
    "E040": E(
        "a name that nothing declares",
        "Bodies, electorates, persons, units and sets are declared in the file before or after "
        "they are used. Names in tables are checked when the tables are read.",
        "body Senate: 100 members",
    ),
    "E041": E("a name is declared twice", "Each name means one thing in a file."),
    "E042": E(
        "no such procedure",
        "Claims, views, expected votes and `procedure ... passes` name a procedure of the file.",
    ),
    "E043": E(
        "no such view",
        "`P in view V` needs a line `view V of P: voters are ...` for this very procedure.",
    ),
    "E044": E(
        "two versions are in force at the same time",
        "Versions of one procedure have the same name, and dates that do not overlap.",
        "in force from 1998-12-02 until 2022-02-08",
    ),
    "E045": E(
        "when does it pass?",
        "A procedure has exactly one `passes when` line. Several conditions stand below one "
        "`passes when all of` or `any of`.",
    ),
    "E046": E(
        "the groups do not add up",
        "`of whom` splits all members of a body; the numbers add up to its members. Name the rest "
        "as a group of its own.",
        "body Senate: 60 members, of whom 35 Dutch, 24 French, 1 Ungrouped",
    ),
    "E047": E(
        "more than there are members",
        "Seats filled, members sworn and members chosen are at most the members by law.",
    ),
    "E048": E(
        "a count that is never reached",
        "The threshold counts more members than the body has. For an unamendable clause write "
        "`never`.",
    ),
    "E049": E(
        "a base that does not fit",
        "Bodies are counted by votes cast, members, members present, seats filled or members "
        "sworn; electorates by votes cast or registered voters; units by units, votes cast or a "
        "column of weights.",
    ),
    "E050": E(
        "a weight that the units do not declare",
        "A column that a threshold counts is declared with its date in the line of the units.",
        'units States: table "states.csv", weight population as of 2020',
    ),
    "E051": E(
        '"it" stands for nothing',
        "`it` is the one that `for each of ...:` runs over, and has no meaning elsewhere.",
        'for each of Provinces: "Amendment" can pass without it',
    ),
    "E052": E(
        "a number of seats that the body does not state",
        "A share of seats filled or members sworn needs the number, with its date, below the body.",
        "filled: 423 as of 2014-10-26",
    ),
    "E053": E(
        "votes for and votes against",
        "`reject` counts the votes against and stands only below `unless`; there nothing else is "
        "counted.",
        "unless Governorates reject by at least 3 units",
    ),
    "E054": E(
        "no such group or column",
        "`X in BODY` names a group of its `of whom`, a set of its members, or what its composition "
        "table knows; `each COLUMN in BODY` a column of the composition.",
    ),
    "E055": E(
        "too many combinations of readings",
        "Every answer is computed under every combination of the readings; their product is at "
        "most 64.",
    ),
    "E056": E(
        "a matter that is not listed",
        "Where a file has a `matters` line, every matter it speaks of stands there.",
    ),
    "E057": E(
        "one voter or many",
        "A person or a single unit `assents`; a body, an electorate or units `approve by` a "
        "threshold.",
    ),
    "E058": E(
        "a short form of a base",
        "Bases are written in full: members present, seats filled, members sworn, registered "
        "voters, votes cast.",
    ),
    "E059": E(
        "definitions of a set that cannot be told apart",
        "A set may have several definitions; each then has a name of its own, and answers are "
        "given for each.",
        'set "S" as "by native language": Regions where ...',
    ),
    "E060": E("a set defined by itself", "The chain of sets ends in units or a body."),
    "E061": E(
        "a procedure that needs itself",
        "`procedure X passes` leads, over any number of steps, to conditions about votes.",
    ),
    "E062": E(
        "it ends before it begins",
        "`until` is the first day on which the text is no longer in force; it is after `from`.",
    ),
    "E063": E(
        "more conditions than there are",
        "`at least k of` has at least k conditions below it.",
    ),
    "E064": E(
        "a reading with one answer",
        "A reading is a question that the text leaves open: it has two or more named answers.",
    ),
    "E065": E("no such reading or answer", "`reading NAME: A, B` declares both."),
    "E066": E(
        "not every answer of a reading, or one twice",
        "`by reading` has one `when` for each answer: no answer is the default.",
    ),
    "E067": E(
        "instead of what?",
        "`then instead` replaces the other conditions of the `all of` block it stands in, so it "
        "stands in one, with others.",
    ),
    "E068": E(
        "an inner vote of something that is no unit",
        "`, each by ...` says by which majority each unit decides inside; bodies and electorates "
        "have no inner votes.",
    ),
    "E070": E(
        "a guarantee that says nothing",
        "A guarantee states what should hold. A sentence that only asks belongs below a "
        "`question`, or is completed.",
        'smallest coalition that blocks "Amendment" is at least 13',
    ),
    "E071": E(
        "a weight of another date",
        "The units declare this weight, but of other dates. Declare it for this date too.",
    ),
    "E073": E(
        "a column of which date?",
        "The units declare this column for several dates (or not at all), so the sentence says "
        "which one it means.",
    ),
    "E076": E(
        "a syntax tree in JSON that does not fit",
        "The JSON form of a file has a format line and one object for each sentence; the error "
        "names the path of what does not fit.",
    ),
    "E075": E("the same name twice in a list", "Each name stands once in a list."),
}
