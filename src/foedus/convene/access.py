"""Who was invited, answered, was selected, present and voted, region by region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.convene.footing import CELL
from foedus.convene.reading import LISTED, needed
from foedus.convene.stats import dissimilarity, gini, wilson
from foedus.csvfile import Sheet, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, did_you_mean

#: The stages from invitation to vote, in order.
STAGES = ("invited", "answered", "selected", "present", "voted")
YES, NO = ("yes", "1", "true", "x"), ("no", "0", "false", "")


@dataclass(frozen=True, slots=True)
class Rate:
    """A stage in one region: people there, as a share of those at the stage before.

    `count` None: fewer than the cell size, and not shown; `share` then is not, either.
    """

    stage: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a feature (a region, a sex, an age) at every stage."""

    value: str
    people: int | None
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How unequal one stage is across values: dissimilarity from those invited (from the people
    where these are given), and the Gini coefficient of the rates."""

    stage: str
    dissimilarity: float | None
    gini: float | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One feature: its rows, all of them together, and how unequal each stage is."""

    feature: str
    rows: tuple[Row, ...]
    whole: Row
    spread: tuple[Spread, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Participation(Answer):
    """Participation by region, and by sex and age where the table says them.

    Wilson intervals at 95 %: what other people like these would have done. `absent` regions have
    nobody at the last stage; `warnings` name stages larger than the one before.
    """

    people: int
    stages: tuple[str, ...]
    breakdowns: tuple[Breakdown, ...]
    absent: tuple[str, ...]
    warnings: tuple[str, ...]
    cell: int = CELL
    label: Label = Label.EXACT
    method: str = "counts; Wilson intervals; small cells and the next smallest withheld"
    reference: str = "Wilson 1927; Duncan & Duncan 1955"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a region and stage."""
        return [
            {"feature": b.feature, "value": r.value, "stage": x.stage, "count": x.count,
             "share": x.share}
            for b in self.breakdowns for r in b.rows for x in r.rates
        ]  # fmt: skip


Table = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by feature, value and stage, with the people of each value where known."""

    stages: tuple[str, ...]
    tables: dict[str, Table]
    people: dict[str, dict[str, int]]
    total: int


def read_participation(data: bytes, file: str, regions: Mapping[str, int] | None = None) -> Counts:
    """Return the counts of a table, one row a person or one row a region.

    A person's row has `person`, `region` and yes/no at each stage (and `sex`, `age`); a region's
    row has `region` and a number at each stage. `regions` maps the known regions to their
    people. Raises BadInput with every E800-E803.
    """
    sheet = parse_sheet(data, file, code="E800")
    stages = tuple(s for s in STAGES if s in sheet.header)
    needed(sheet, ("region", *(() if stages else ("invited",))))
    errors = _unknown(sheet, regions)
    if "person" in sheet.header:
        tables, total = _persons(sheet, stages, errors)
    else:
        tables, total = _regions(sheet, stages, errors)
    if errors:
        raise BadInput(errors[:LISTED])
    if regions is not None:
        empty = dict.fromkeys(stages, 0)
        tables["region"] = {r: tables["region"].get(r, empty) for r in regions}
    return Counts(stages, tables, {"region": dict(regions)} if regions else {}, total)


def read_regions(data: bytes, file: str) -> dict[str, int]:
    """Return the people of each region from a table `region,population`. Raises BadInput."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("region", "population"))
    errors: list[Diagnostic] = []
    found: dict[str, int] = {}
    for row, name in enumerate(sheet.column("region")):
        if name in found:
            what = f"the region {name} is given twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "region"), "once each"))
        found[name] = _whole(sheet, row, "population", errors)
    if errors:
        raise BadInput(errors[:LISTED])
    return found


def _whole(sheet: Sheet, row: int, column: str, errors: list[Diagnostic]) -> int:
    text = sheet.column(column)[row].replace(" ", "")
    if is_whole(text):
        return int(text)
    where = sheet.place(row, column)
    errors.append(Diagnostic("E801", f'"{text}" is not a number of people', where, "0 or more"))
    return 0


def _unknown(sheet: Sheet, regions: Mapping[str, int] | None) -> list[Diagnostic]:
    if regions is None:
        return []
    return [
        Diagnostic("E803", f'there is no region "{name}"', sheet.place(row, "region"),
                   ", ".join(regions), did_you_mean(name, regions))
        for row, name in enumerate(sheet.column("region")) if name not in regions
    ]  # fmt: skip


def _persons(
    sheet: Sheet, stages: tuple[str, ...], errors: list[Diagnostic]
) -> tuple[dict[str, Table], int]:
    features = [f for f in ("region", "sex", "age") if f in sheet.header]
    tables: dict[str, Table] = {f: {} for f in features}
    seen: dict[str, int] = {}
    columns = {name: sheet.column(name) for name in (*features, *stages, "person")}
    for row, person in enumerate(columns["person"]):
        if person in seen:
            related = ((sheet.place(seen[person], "person"), "first given here"),)
            what = f"{person} is in the table twice"
            where = sheet.place(row, "person")
            errors.append(Diagnostic("E802", what, where, "one row a person", related=related))
        seen.setdefault(person, row)
        for stage in stages:
            word = columns[stage][row].casefold()
            if word not in YES + NO:
                what = f'"{columns[stage][row]}" is neither yes nor no'
                where = sheet.place(row, stage)
                errors.append(Diagnostic("E801", what, where, "yes, no or nothing"))
            for f in features:
                cell = tables[f].setdefault(columns[f][row] or "not said", dict.fromkeys(stages, 0))
                cell[stage] += word in YES
    return tables, len(seen)


def _regions(
    sheet: Sheet, stages: tuple[str, ...], errors: list[Diagnostic]
) -> tuple[dict[str, Table], int]:
    table: Table = {}
    for row, name in enumerate(sheet.column("region")):
        if name in table:
            what = f"the region {name} is given twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "region"), "once each"))
        table[name] = {s: _whole(sheet, row, s, errors) for s in stages}
    return {"region": table}, sum(sum(v.values()) and v[stages[0]] for v in table.values())


def participation(counts: Counts, *, cell: int = CELL) -> Participation:
    """Return participation by every feature of the counts, stage by stage."""
    broken = tuple(
        _breakdown(feature, table, counts, cell) for feature, table in counts.tables.items()
    )
    last = counts.stages[-1]
    regions = counts.tables["region"]
    warnings = [
        f"{name}: {row[b]:,} {b} and only {row[a]:,} {a}"
        for name, row in regions.items()
        for a, b in zip(counts.stages, counts.stages[1:], strict=False)
        if row[b] > row[a]
    ]
    absent = tuple(name for name, row in regions.items() if not row[last])
    return Participation(counts.total, counts.stages, broken, absent, tuple(warnings), cell)


def _breakdown(feature: str, table: Table, counts: Counts, cell: int) -> Breakdown:
    people = counts.people.get(feature)
    hidden = {s: _hidden({v: row[s] for v, row in table.items()}, cell) for s in counts.stages}
    rows = tuple(
        _row(value, cells, people.get(value) if people else None, counts.stages,
             {s for s in counts.stages if value in hidden[s]})
        for value, cells in table.items()
    )  # fmt: skip
    whole = {s: sum(row[s] for row in table.values()) for s in counts.stages}
    total = sum(people.values()) if people else None
    base = people or {v: row[counts.stages[0]] for v, row in table.items()}
    spread = tuple(_spread(s, table, base, bool(hidden[s])) for s in counts.stages)
    reference = "people" if people else counts.stages[0]
    return Breakdown(
        feature, rows, _row("all", whole, total, counts.stages, set()), spread, reference
    )


def _hidden(column: Mapping[str, int], cell: int) -> set[str]:
    """Return the values not to show: small cells, and one more where a single one is hidden.

    A lone hidden cell could be found from the total, so the next smallest goes with it.
    """
    small = {v for v, n in column.items() if 0 < n < cell}
    if len(small) == 1:
        rest = sorted((n, v) for v, n in column.items() if v not in small and n)
        small |= {v for _, v in rest[:1]}
    return small


def _row(
    value: str, cells: Mapping[str, int], people: int | None, stages: Sequence[str],
    hidden: set[str],
) -> Row:  # fmt: skip
    rates = []
    before, before_hidden = people, False
    for stage in stages:
        n = cells[stage]
        if stage in hidden:
            rates.append(Rate(stage, None, None, None, None))
        elif before is None or before_hidden or not 0 < before >= n:
            rates.append(Rate(stage, n, None, None, None))
        else:
            low, high = wilson(np.array([n]), np.array([before]))
            rates.append(Rate(stage, n, n / before, float(low[0]), float(high[0])))
        before, before_hidden = n, stage in hidden
    return Row(value, people, tuple(rates))


def _spread(stage: str, table: Table, base: Mapping[str, int], hidden: bool) -> Spread:
    mine = np.array([row[stage] for row in table.values()], dtype=float)
    whole = np.array([base[v] for v in table], dtype=float)
    if hidden or mine.sum() <= 0 or whole.sum() <= 0:
        return Spread(stage, None, None)
    known = whole > 0
    return Spread(stage, dissimilarity(mine, whole), gini(mine[known] / whole[known]))
