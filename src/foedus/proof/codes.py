"""The error codes of this floor: guarantees, questions, votes (E250-E299)."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E250": Explanation(
        "nobody of this name is known to the procedure",
        "A guarantee or question names a body, group, unit, set or person that the constitution "
        "does not declare. One that is declared but has no vote is an answer, not an error.",
        'guarantee "G"\n  Law cannot pass without Senat      # did you mean "Senate"?',
    ),
    "E251": Explanation(
        "two procedures count the same members differently",
        "Two rules are compared voter by voter. One counts the members of a body by one grouping "
        "and the other by another (or as of another date), so that no coalition can be read in "
        "both. Give both the same composition, or compare views.",
        '"Revision" implies "Ordinary law"     # one by language group, one by party',
    ),
    "E252": Explanation(
        "no such column prices the voters",
        "A share is counted in a column of the units' table and names its date. The voters of this "
        "procedure have no figures in that column: another name, another date, or a blank cell.",
        'smallest share of population as of 2021, counting everyone, that blocks "Amendment"',
    ),
    "E253": Explanation(
        "no organ of this name with a number of members",
        "Who can appoint a majority is counted from the organ's members and its `chosen by` lines.",
        'organ "Constitutional Court": court, 18 members\n  6 chosen by President',
    ),
    "E256": Explanation(
        "nothing to run over",
        "`for each of X` runs over the units of a `units` statement, the units of a set, or the "
        "names given.",
        "for each of Provinces: Amendment can pass without it",
    ),
    "E260": Explanation(
        "the header of a vote file",
        "A vote file has the columns body, unit, yes, no, abstain, absent, invalid, registered "
        "(counts; an empty cell is unknown, never zero), or voter, vote (yes, no, abstain, absent, "
        "invalid) with body and unit where needed.",
        "body,unit,yes,no,abstain,absent,invalid,registered\nPeople,Alpha,120,80,,,3,400",
    ),
    "E261": Explanation(
        "a cell of a vote file is not a count",
        "Counts are whole numbers, zero or more. An empty cell is unknown and leaves open what "
        "depends on it.",
        "People,Alpha,120,80,0,0,3,400",
    ),
    "E262": Explanation(
        "a vote file names nobody who votes",
        "The body (or the voter) of a row is a body, electorate, person or units of the "
        "constitution; the unit is a unit or a group of that body.",
        "House,French,50,11,0,0,0,61",
    ),
    "E263": Explanation(
        "the same votes are given twice",
        "A body's votes are given as a whole or by group, once each.",
        "House,,80,70,0,0,0,150\nHouse,French,50,11,0,0,0,61     # counted in the line above",
    ),
    "E264": Explanation(
        "more votes than there are voters",
        "Yes, no, abstentions and invalid votes add up to more than are registered (or than there "
        "are seats).",
        "House,,100,60,0,0,0,150      # 160 votes of 150",
    ),
    "E265": Explanation(
        "the vote file cannot be read",
        "A vote file is named relative to the constitution's file.",
        'expect "Amendment" with votes "votes/2013.csv" => adopted',
    ),
    "E266": Explanation(
        "no such procedure, or no such unit of it",
        "`foedus show FILE PROCEDURE`, `foedus diff` and `foedus tally` name a procedure as the "
        "file does; `--unit` names a unit whose consent the procedure can need.",
        'foedus show FILE "General amendment"',
    ),
    "E267": Explanation(
        "an address that does not name one text",
        "`foedus diff` and `foedus tally` take one constitution each: a file, an atlas name, or "
        "one file of a case; a reading is chosen by one of its answers.",
        "foedus diff my.foedus@1998 my.foedus@2022",
    ),
    "E268": Explanation(
        "by which procedure are procedures changed?",
        "The ladder looks for protections that fall in two steps: change the rule that protects a "
        "matter, then decide the matter. It has to know which procedure changes rules, and never "
        "guesses.",
        'procedure Revision under "Art. 195"\n  decides "amending procedure"',
    ),
}
