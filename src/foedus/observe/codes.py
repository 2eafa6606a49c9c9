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
}
