"""The same figures with only the units where a vote took place: fewest votes, least shares, power.

Each procedure is compiled again with the other units not voting (`report.held`); quotas that are
shares of all units or people by law stay what they are. Texts with the same figures share a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from foedus.case.model import Case, Constitution
from foedus.country.table import Table as Country
from foedus.report.analysis import Reach, reach
from foedus.report.blocks import Listing, Provenance, Table
from foedus.report.data import Cell, Data
from foedus.report.held import Held, held
from foedus.report.numbers import listed, percent, told_share, whole
from foedus.report.sections.procedures import named, readable

HEADER = (
    "Procedure and text",
    "Fewest that pass, all",
    "... where held",
    "Fewest that stop, all",
    "... where held",
    "Least share that passes, all",
    "... where held",
    "Least share that stops, all",
    "... where held",
)
NOTE = (
    "Units where no vote was held give no vote; a threshold that is a share of all units or people "
    "by law stays the number it is."
)


def where_held(case: Case, reaches: Sequence[Reach]) -> list[object]:
    """Return a table for each switch that names units without a vote; none where none does."""
    priced = [r for r in reaches if r.prices and not r.game.compiled.open_quotas]
    found: list[object] = []
    for one in held(case, [r.game for r in priced]):
        found += _blocks(one, priced, readable(case))
    return found


def _blocks(one: Held, priced: Sequence[Reach], texts: Sequence[Constitution]) -> list[object]:
    before = {id(r.game): r for r in priced}
    together: dict[tuple[Cell, ...], list[Constitution]] = {}
    for game, now in one.pairs:
        for row in _rows(before[id(game)], reach(now)):
            together.setdefault(row, []).append(game.text)
    if not together:
        return []
    rows = tuple(
        (f"{name}, {named(those, texts, ', ')}, {column}", *figures)
        for (name, column, *figures), those in together.items()
    )
    table = Table(
        f"where-held-{one.switch.key}",
        f"Who can pass and who can block: all units, and {one.title}",
        Data(HEADER, rows, frozenset(range(1, len(HEADER)))),
        Provenance("the procedures above", "compiled again without them", "", "exact"),
        note=f"{NOTE} {one.words} Shares are of the people of all units.".replace("  ", " "),
    )
    return [table, *([Listing(one.failed, "Not computed without these units")] * bool(one.failed))]


def _rows(before: Reach, after: Reach) -> list[tuple[Cell, ...]]:
    later = {p.column: p for p in after.prices}
    rows: list[tuple[Cell, ...]] = []
    for price in before.prices:
        now = later.get(price.column)
        rows.append(
            (
                before.game.name,
                price.column,
                _votes(before.passing.cost),
                _votes(after.passing.cost),
                _votes(before.blocking.cost),
                _votes(after.blocking.cost),
                told_share(price.passing),
                told_share(now.passing if now else None),
                told_share(price.blocking),
                told_share(now.blocking if now else None),
            )
        )
    return rows


def _votes(cost: int | None) -> str:
    return "impossible" if cost is None else whole(cost)


# ------------------------------------------------------------------------- power

#: The share of power of each unit in one rule, by its name.
Shares = dict[str, Fraction]


def power_where_held(
    one: Held, table: Country, rules: Sequence[tuple[str, Shares, Shares]]
) -> Table | None:
    """Return the power of each unit with all units and again; None where no units vote.

    `rules` holds a title and the shares before and after. Units with the same figures in every
    rule share a row.
    """
    if not rules:
        return None
    rows: dict[tuple[str, ...], list[str]] = {}
    for label in table.labels.values():
        cells = tuple(
            f"{percent(old.get(label, Fraction(0)), 2)} → {percent(new.get(label, Fraction(0)), 2)}"
            for _, old, new in rules
        )
        rows.setdefault(cells, []).append(label)
    return Table(
        f"power-held-{one.switch.key}",
        f"Banzhaf share of each unit: all units → {one.title}",
        Data(
            ("Unit", *(title for title, _, _ in rules)),
            tuple((listed(those), *cells) for cells, those in rows.items()),
            frozenset(range(1, len(rules) + 1)),
        ),
        Provenance(
            "the procedures above, compiled again without them",
            "exact counts of coalitions (Penrose 1946; Banzhaf 1965)",
            label="exact",
        ),
        folded=True,
        csv=False,
        note=f"{NOTE} {one.words}".strip(),
    )
