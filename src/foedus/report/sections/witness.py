"""A witness on the page: the list first, one of N and no proposal, then a small map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import Markup

from foedus.proof.verdicts import Finding
from foedus.proof.witnesses import Alike, Counter, Does
from foedus.report.coalitions import bare_name, told
from foedus.report.figures.tilemap import set_map
from foedus.report.numbers import large, percent
from foedus.report.sections.country import people_column, tiles_of

if TYPE_CHECKING:
    from foedus.country.table import Table as Country

GRID = "units-grid"
TITLES = {
    Does.YES: "Who says yes in an example",
    Does.NO: "Who says no in an example",
    Does.EMPTY: "Seats that stand empty in an example",
}
SAID = {
    Does.YES: "Units that say yes in this example",
    Does.NO: "Units that say no in this example",
    Does.EMPTY: "Units with an empty seat in this example",
}
#: What N counts, said once above the examples.
COUNTED = (
    "“One of N”: N counts the coalitions of as many members as the example that show the same "
    "(that pass while those asked about say no, or that stop it; at no higher share of a column "
    "where the least share is asked), every member of a body told apart, exactly."
)


def title(finding: Finding, where: str) -> str:
    """Return the line above the list: who is listed, and in which circumstance."""
    return f"{TITLES[finding.does]}{f' ({where})' if where else ''}:"


def listing(finding: Finding) -> tuple[str, ...]:
    """Return a finding's coalition as a list."""
    voters = dict(map(tuple, finding.rule["voters"])) if finding.rule else {}
    return told(voters, dict(finding.coalition or {}))


def one_of(number: int | None, alike: Alike | None) -> str:
    """Return "One of N coalitions of its size that show the same, and not a proposal."

    What was not counted is said to be uncounted, at least 1.
    """
    seats = alike is not None and alike.does is Does.EMPTY
    what = "choices of as many seats" if seats else "coalitions of its size"
    if number is None:
        return (
            f"One of an uncounted number of {what} that show the same (at least 1), and not a "
            "proposal."
        )
    if number == 1:
        what = "choice of so many seats" if seats else "coalition of its size"
        return f"The only {what} that shows this, and not a proposal."
    apart = ", members told apart" if alike is not None and alike.told_apart else ""
    return f"One of {large(number)} {what} that show the same{apart}, and not a proposal."


def note(table: Country | None, finding: Finding, counter: Counter) -> str:
    """Return how many coalitions show the same, and the share of residents of the units named."""
    alike = finding.alike
    words = one_of(counter.count(alike) if alike is not None else None, alike)
    named = _units(table, finding.coalition or {}) if table is not None else frozenset()
    people = people_column(table) if table is not None else None
    if table is None or people is None or not named:
        return words
    numbers = people.numbers()
    inside = sum((numbers[k] for k, label in table.labels.items() if label in named), Fraction(0))
    share = percent(inside / people.total())
    return f"{words} The units named have {share} of the residents ({people.meta.date})."


def drawing(table: Country | None, finding: Finding, of: Sequence[str]) -> Markup | None:
    """Return the units of a coalition on the tile map; None where it has no units."""
    inside = _units(table, finding.coalition or {}) if table is not None else frozenset()
    if table is None or not inside or not table.tiles:
        return None
    words = f"{SAID[finding.does]}, marked by a heavy border and a square."
    ident = f"w{crc32('|'.join(of).encode()):08x}"
    return set_map(ident, "One coalition on the tile map", tiles_of(table), inside, words, GRID)


def _units(table: Country, coalition: Mapping[str, int]) -> frozenset[str]:
    named = {bare_name(n) for n, k in coalition.items() if k}
    return frozenset(label for label in table.labels.values() if label in named)
