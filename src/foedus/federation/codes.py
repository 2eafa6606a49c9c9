"""Error codes of powers, organs, communities and who can take part (E870-E899)."""

from __future__ import annotations

from foedus.codes import Explanation as E

CODES: dict[str, E] = {
    "E870": E(
        "a matter that the text does not name",
        "`foedus powers FILE` lists the matters that its powers and procedures name; a matter "
        "that none of them names falls under the residual clause and can be asked for by the "
        "standard list (`foedus powers matters`).",
    ),
    "E871": E(
        "a unit that the text does not know",
        "A unit is named by its key, name or an alias of its table, or as the text lists it.",
    ),
    "E872": E(
        "a figure that a community's shares need is missing",
        "Shares in per cent need the residents of the same date in the same table: a column whose "
        "name begins with `population`.",
    ),
    "E873": E(
        "a switch that the case does not have, or that its texts cannot obey",
        "A switch names bodies and units of the texts: its seats by law are those of the body, "
        "and no more seats are filled than there are.",
        '[[switch]]\nkey = "autumn"\nseats = { "House" = 100 }\nfilled = { "House" = 94 }',
    ),
    "E874": E(
        "a power in a unit that the text does not know",
        "`in A, B` after a power names units of the text: names of a list, or keys, names and "
        "aliases of a table.",
    ),
}
