"""The country: shares as graded tints on a tile map, never one colour for a majority."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from foedus.case.model import Case, SetDefinition
from foedus.report.blocks import Caution, Figure, Prose, Provenance, Section, Table, slug
from foedus.report.data import Data
from foedus.report.figures.bars import Bar, Row, bar_chart
from foedus.report.figures.labels import short_labels
from foedus.report.figures.tilemap import Tile, legend, share_map
from foedus.report.numbers import counted, listed, percent, quantity

if TYPE_CHECKING:
    from foedus.country.meta import ColumnMeta
    from foedus.country.table import Column
    from foedus.country.table import Table as Country

CONFIDENCE = {
    "A": "the source was seen and equals these figures",
    "B": "confirmed by an independent exact check",
    "C": "plausible only",
    "none": "not known",
}


def country(case: Case) -> Section | None:
    """Return the country section; None where the case has no table of units."""
    table = units_table(case)
    if table is None:
        return None
    blocks: list[object] = [Prose(_introduction(case, table))]
    shares = share_columns(table)
    if shares and table.tiles:
        blocks.append(_maps(table, shares))
    blocks += [
        Table(
            "country-columns",
            "Every column: what it is, whose figures, how sure, what is missing",
            _column_data(table),
            Provenance(table.meta.title, "blank cells are unknown; totals checked at load"),
            folded=True,
            csv=False,
        ),
        Table(
            "country-table",
            f"All {len(table.labels)} units, every column",
            _whole(table),
            Provenance(table.meta.title),
            folded=True,
        ),
    ]
    if case.sets:
        blocks += _sets(case, table)
    return Section("country", "The country", tuple(blocks))


def units_table(case: Case) -> Country | None:
    """Return the table of the case's units, None where there is none."""
    found: Country | None = case.tables.get(case.meta.units)
    if found is None and case.tables:
        found = next(iter(case.tables.values()))
    return found


def people_column(table: Country) -> Column | None:
    """Return the newest column of residents without a gap, None where there is none."""
    metas = [m for m in table.column_meta.values() if m.name.startswith("population")]
    columns = [table.column(m.header) for m in sorted(metas, key=lambda m: m.date)]
    known = [c for c in columns if c.meta.numeric and not c.unknown]
    return known[-1] if known else None


def share_columns(table: Country) -> list[Column]:
    """Return the columns of percentages, in table order."""
    return [table.column(h) for h, m in table.column_meta.items() if m.numeric and is_share(m)]


def is_share(meta: ColumnMeta) -> bool:
    """Return whether a column's unit is a percentage."""
    unit = meta.unit.casefold()
    return "%" in unit or "per cent" in unit or "percent" in unit


def tiles_of(table: Country, values: dict[str, Fraction | None] | None = None) -> list[Tile]:
    """Return the units that have a place on the tile map, with their value where one is given."""
    keys = [k for k in table.labels if k in table.tiles]
    labels = short_labels([table.labels[k] for k in keys])
    given = values or {}
    return [
        Tile(label, table.labels[k], *table.tiles[k], given.get(k))
        for k, label in zip(keys, labels, strict=True)
    ]


def _introduction(case: Case, table: Country) -> tuple[str, ...]:
    count = str(len(table.labels))
    named = f"{table.meta.title}."
    if count not in table.meta.title:
        named = f"{table.meta.title}: {count} {case.meta.unit_name or 'units'}."
    return tuple(p for p in (named, table.meta.note) if p)


def _maps(table: Country, columns: Sequence[Column]) -> Figure:
    drawings = tuple(
        share_map(slug("map", c.meta.header), _map_title(c.meta), tiles_of(table, _numbers(c)))
        for c in columns
    )
    sources = dict.fromkeys(f"{c.meta.source} ({c.meta.date})" for c in columns)
    limits = dict.fromkeys(c.meta.what.partition(";")[2].strip() for c in columns)
    notes = [f"{words[:1].upper()}{words[1:]}" for words in limits if words]
    notes += [f"{_map_title(c.meta)}: {_gaps(c)}" for c in columns if c.unknown]
    return Figure(
        "maps",
        "Shares in each unit, in percent",
        drawings,
        _share_data(table, columns),
        Provenance(
            "; ".join(sources),
            "one equal tile a unit: area and distance stand for nothing; the same tints on "
            "every map; a share is of the residents of the unit and says nothing on their views",
            ", ".join(dict.fromkeys(c.meta.date for c in columns)),
            "; ".join(dict.fromkeys(_confidence(c.meta) for c in columns)),
        ),
        legend(),
        ". ".join(notes),
        tuple(_map_title(c.meta) for c in columns),
    )


def _gaps(column: Column) -> str:
    return f"unknown in {counted(len(column.unknown), 'unit')}"


def _map_title(meta: ColumnMeta) -> str:
    what = meta.what.split(";")[0]
    return f"{what[:1].upper()}{what[1:]}, {meta.date}"


def _confidence(meta: ColumnMeta) -> str:
    words = CONFIDENCE.get(meta.confidence, meta.confidence)
    status = "" if meta.status == "verified" else f"; {meta.status}"
    return f"confidence {meta.confidence} ({words}{status})"


def _numbers(column: Column) -> dict[str, Fraction | None]:
    return {k: v if isinstance(v, Fraction) else None for k, v in column.values.items()}


def _share_data(table: Country, columns: Sequence[Column]) -> Data:
    header = ("Unit", *(f"{c.meta.what}, {c.meta.date}" for c in columns))
    rows = tuple((name, *(_numbers(c)[key] for c in columns)) for key, name in table.labels.items())
    return Data(header, rows, frozenset(range(1, len(header))))


def _column_data(table: Country) -> Data:
    header = ("Column", "What", "Unit", "Date", "Source", "Confidence", "Total", "Unknown", "Note")
    rows = tuple(_column_row(table.column(name)) for name in table.column_meta)
    return Data(header, rows, frozenset({6}))


def _column_row(column: Column) -> tuple[str, ...]:
    meta = column.meta
    total = quantity(meta.total) if meta.total is not None else meta.no_total or "no total"
    missing = counted(len(column.unknown), "unit") if column.unknown else "none"
    firm = f"{meta.confidence}, {meta.status}"
    head = (meta.header, meta.what, meta.unit, meta.date, meta.source, firm)
    return (*head, total, missing, meta.note)


def _whole(table: Country) -> Data:
    columns = [table.column(name) for name in table.column_meta]
    header = ("Unit", "Key", *(c.meta.header for c in columns))
    rows = tuple(
        (name, key, *(c.values[key] for c in columns)) for key, name in table.labels.items()
    )
    numeric = frozenset(k + 2 for k, c in enumerate(columns) if c.meta.numeric)
    return Data(header, rows, numeric)


def _sets(case: Case, table: Country) -> list[object]:
    """Return the sets with all units, and over the others where a switch leaves units out."""
    without = [(s.title, case.sets_without(s.units_without)) for s in case.switches
               if s.units_without]  # fmt: skip
    rows = tuple(_set_row(k, case.sets, without[0][1] if without else ()) for k in
                 range(len(case.sets)))  # fmt: skip
    series = ("all units", without[0][0]) if without else ("part", "")
    legend = (("s0", series[0]), ("s1", series[1])) if without else ()
    return [
        Caution(
            "A set of units by a column and a threshold is somebody's choice. Each one names who "
            "chose it; answers about a set are given for every definition, since they may differ."
        ),
        Figure(
            "sets",
            "Sets of units by column and threshold, and their part of the population",
            (bar_chart("sets-chart", "Part of the population", series, rows),),
            _set_data(case.sets, table, without),
            Provenance(
                "the columns named in the table, each with its own source",
                "members are the units whose cell reaches the threshold; blank cells are unknown "
                "and in no set",
                ", ".join(dict.fromkeys(d.as_of for d in case.sets)),
                "computed, exact",
            ),
            legend,
        ),
    ]


def _set_row(k: int, sets: Sequence[SetDefinition], without: Sequence[SetDefinition]) -> Row:
    bars = [_set_bar(0, sets[k]), *([_set_bar(1, without[k])] if without else [])]
    return Row(sets[k].label, tuple(bars))


def _set_bar(series: int, found: SetDefinition) -> Bar:
    return Bar(series, found.share, "" if found.share is not None else "population unknown")


def _set_data(
    sets: Sequence[SetDefinition],
    table: Country,
    without: Sequence[tuple[str, Sequence[SetDefinition]]],
) -> Data:
    header = ("Set", "Definition", "Chosen by", "Units", "Members", "Unknown", "Population", "Note")
    more = tuple(f"{what}: {title}" for title, _ in without for what in ("Units", "Population"))
    rows = tuple(
        (
            d.label,
            f"{d.column} {d.comparison} {quantity(d.threshold)} as of {d.as_of}",
            d.attributed,
            len(d.members),
            listed([table.labels.get(m, m) for m in d.members]) or "none",
            listed([table.labels.get(m, m) for m in d.unknown]) or "none",
            _part(d),
            d.note,
            *(cell for _, other in without for cell in (len(other[k].members), _part(other[k]))),
        )
        for k, d in enumerate(sets)
    )
    return Data((*header, *more), rows, frozenset({3, 6, *range(8, 8 + len(more))}))


def _part(found: SetDefinition) -> str:
    return percent(found.share) if found.share is not None else "unknown"
