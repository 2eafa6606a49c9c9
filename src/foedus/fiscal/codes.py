"""Error codes of money (E850-E869)."""

from __future__ import annotations

from foedus.codes import Explanation as E

CODES: dict[str, E] = {
    "E850": E(
        "money without a table",
        "What is raised, needed or owed is read from columns of the units' table; a list of names "
        "has none. Without a weight called `population` nothing can be told per head.",
        'units Cantons: table "cantons.csv", weight population as of 2020',
    ),
    "E851": E(
        "a transfer to an unknown region",
        "A transfer goes to a list of units, or to units by their key, name or alias.",
        'transfer Grant: 100 to Alpha from centre under "Art. 9"',
    ),
    "E852": E(
        "a formula that divides by zero",
        "Capacity is compared per need. A unit without need (no residents, say), a need of zero in "
        "all units together, or contributions that nobody can pay have no answer; the error names "
        "the unit or the line.",
    ),
    "E853": E(
        "no such formula",
        "`foedus fiscal --formulas` lists the formulas that come with the program; any other is "
        "written as lines `fills SHARE of the gap to TARGET of average, paid by LEVEL`.",
    ),
    "E854": E(
        "an equalisation with the wrong number of capacities",
        "Most formulas compare one capacity (several lines are added up). One with natural "
        "resources apart needs two lines: the capacity without them, then that from them.",
    ),
    "E855": E(
        "no text with money",
        "The file or case has no `tax`, `resource`, `transfer`, `equalisation` or `borrowing` "
        "sentence, or no text of that name.",
    ),
    "E856": E(
        "money in two lists of units",
        "Taxes, transfers and equalisation of one text are computed for one list of units.",
    ),
}
