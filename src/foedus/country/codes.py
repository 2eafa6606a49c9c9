"""Error codes of country tables, E200-E249."""

from __future__ import annotations

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {
    "E200": Explanation(
        "this is not a CSV table",
        "A table is UTF-8 text, comma-separated, with one header row and as many cells in every "
        "row as the header has.",
        "code,name,population_2021\nXX-A,Alpha,1000",
    ),
    "E201": Explanation(
        "a file cannot be read",
        "A table NAME.csv needs a sidecar NAME.meta.toml beside it, which says for every column "
        "what it is and where it comes from. Both must be files that can be read.",
    ),
    "E202": Explanation(
        "the sidecar is not valid TOML",
        "The sidecar NAME.meta.toml is TOML text. NaN and infinity are not numbers of a table.",
    ),
    "E203": Explanation(
        "a field of the sidecar is missing, unknown or of the wrong kind",
        "Each column says what, unit, source, date, confidence (A, B, C or none), kind (integer, "
        "decimal, fraction or text), status (verified or unverified) and total: a number, or for "
        'a column that does not add up the reason: total = "none: shares of each region". '
        "Fields that are the same for every column may stand once under [defaults].",
        '[columns.population_2021]\nname = "population"\nwhat = "residents"\nunit = "persons"\n'
        'source = "census"\ndate = "2021"\nconfidence = "B"\nkind = "integer"\n'
        'total = 36991981\nstatus = "verified"',
    ),
    "E204": Explanation(
        "the sidecar describes a column that the table does not have",
        "Every [columns.X] of the sidecar names a column of the CSV header.",
    ),
    "E205": Explanation(
        "a column has no description",
        "Every column except the key, the label and the tile columns needs a [columns.X] in the "
        "sidecar: a figure without a source is not used.",
    ),
    "E206": Explanation(
        "a key appears twice", "Each unit has one row; the key column names it once."
    ),
    "E207": Explanation(
        "a key is missing or not of the declared form",
        'With keys = "iso3166-2" every key looks like XX-ABC, with "iso3166-1" like XX; "own" '
        "allows any text. A blank key is never allowed.",
    ),
    "E208": Explanation(
        "a cell is not a number of the column's kind",
        "integer: digits only; decimal: digits and one point; fraction: 1/2 or 0.5. No thousands "
        "separators, no percent sign. A blank cell means unknown; it is never zero.",
    ),
    "E209": Explanation("a cell is negative", "Counts, weights and shares are zero or more."),
    "E210": Explanation(
        "a cell is not a finite number",
        "NaN and infinity are not figures. Leave the cell blank where the figure is not known.",
    ),
    "E211": Explanation(
        "a column does not add up to the expected total",
        "The sidecar states what the column adds up to. Where cells are blank the known ones must "
        "not exceed it; where none is blank the sum must equal it to the unit.",
    ),
    "E212": Explanation(
        "the table has no such column",
        "A column is asked for by its quantity (the field name of the sidecar) or its header.",
    ),
    "E213": Explanation(
        "the column has no figures of that date",
        "A missing vintage is an error: foedus never takes the nearest date instead.",
    ),
    "E214": Explanation(
        "the column has several dates",
        "Say which figures are meant: population as of 2021. foedus never picks one.",
    ),
    "E215": Explanation(
        "the table has no such unit",
        "A unit is named by its key, its label or an alias of the sidecar; case and accents do "
        "not matter.",
    ),
    "E216": Explanation(
        "a name stands for two units",
        "An alias may be neither the key nor the label nor an alias of another unit.",
    ),
    "E217": Explanation(
        "two units stand on one tile",
        "The tile columns place every unit on a grid, each on a tile of its own; both cells of a "
        "unit are filled or both are blank.",
    ),
    "E218": Explanation(
        "a figure that is needed is unknown",
        "Blank is unknown, never zero: an answer that needs the figure is refused. Fill the cell "
        "or leave the unit out explicitly.",
    ),
    "E219": Explanation(
        "a column of text was asked for as numbers",
        "Weights and thresholds need a column of kind integer, decimal or fraction.",
    ),
    "E230": Explanation(
        "the atlas has no such entry",
        "`foedus atlas` lists the systems and cases that come with foedus; a path to a file or "
        "folder works as well.",
    ),
    "E231": Explanation(
        "the atlas entry is broken",
        "A system is a folder of the atlas with one file of the same name ending in .foedus; a "
        "case is a folder below cases/ with a case.toml.",
    ),
}
