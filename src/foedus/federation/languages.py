"""Language rights: which units qualify under which column and cut, whom that covers, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution.bind_units import UnitList, bind_units, kept
from foedus.constitution.model import Model
from foedus.constitution.render import line
from foedus.constitution.syntax import Filter, LanguageDecision, LanguageRight, Op, Units
from foedus.country.table import Column
from foedus.errors import BadInput
from foedus.federation.communities import is_share, residents

#: Cuts shown beside the one of the law, in per cent.
CUTS = tuple(Fraction(c) for c in (5, 10, 20, 25, 30, 50))


@dataclass(frozen=True, slots=True)
class Cut(Answer):
    """A column and a cut: the units that reach it, and the speakers whom that covers or not.

    `covered` and `not_covered` are persons (share x residents of the same date); `share` the part
    of all speakers who are covered. Units without a figure are `unknown`, in neither.
    """

    column: str
    as_of: str
    op: str
    cut: Fraction
    units: tuple[str, ...]
    covered: Fraction
    not_covered: Fraction
    share: Fraction
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Right(Answer):
    """A language right: domains, level, article; the units of its threshold; decisions taken.

    `qualify` follows from the law's column and cut, `decided` is what somebody decided, with its
    source: two facts. `flips` are the exact values of the column at which a unit enters or leaves,
    nearest to the cut first; `at_the_cut` are units that stand exactly on it (a rounded figure may
    stand for either side).
    """

    language: str
    domains: tuple[str, ...]
    level: str
    article: str
    condition: str
    units: str
    qualify: tuple[str, ...]
    law: Cut | None
    at_the_cut: tuple[str, ...]
    flips: tuple[tuple[str, Fraction], ...]
    decided: tuple[tuple[str, str, str], ...]
    decided_below: tuple[str, ...]
    qualify_undecided: tuple[str, ...]
    grid: tuple[Cut, ...]
    label: Label = Label.EXACT
    method: str = "each unit's figure against the cut; persons = share x residents of the same date"
    reference: str = (
        "European Charter for Regional or Minority Languages; Oslo Recommendations 1998"
    )


def rights(model: Model) -> tuple[Right, ...]:
    """Return the language rights of a text, each with its units, people, flips and decisions.

    Raises BadInput: no such column or date (E21x), an unknown cell where the law needs one (E116),
    no residents of the column's date (E872).
    """
    return tuple(_right(model, node) for node in model.constitution.all(LanguageRight))


def _right(model: Model, node: LanguageRight) -> Right:
    units = _units(model, node.of)
    labels = dict(units.labels) if units else {}
    test = node.where.filters[0] if node.where and len(node.where.filters) == 1 else None
    keys = list(labels)
    if units and units.table is not None and node.where is not None:
        keys = [k for k in kept(units.table, node.where) if k in labels]
    qualify = tuple(labels[k] for k in keys)
    law: Cut | None = None
    flips: tuple[tuple[str, Fraction], ...] = ()
    at: tuple[str, ...] = ()
    grid: tuple[Cut, ...] = ()
    if units and units.table is not None and test and test.op and test.amount is not None:
        law = _cut(units, test, test.op, test.amount)
        flips, at = _flips(units, test)
        grid = _grid(units, test)
    decided = _decided(model, node)
    named = {u for u, _, _ in decided}
    return Right(
        node.language,
        tuple(str(d) for d in node.domains),
        str(node.level or ""),
        node.article,
        line(node.where) if node.where else "everywhere",
        node.of,
        qualify,
        law,
        at,
        flips,
        decided,
        tuple(u for u in dict.fromkeys(u for u, _, _ in decided) if u not in qualify),
        tuple(u for u in qualify if decided and u not in named),
        grid,
    )


def _units(model: Model, name: str) -> UnitList | None:
    found = model.book().units.get(name)
    return bind_units(model, found) if isinstance(found, Units) else None


def _decided(model: Model, node: LanguageRight) -> tuple[tuple[str, str, str], ...]:
    """Return (unit, date, source) of every decision on this language in one of these domains."""
    units = _units(model, node.of)
    found = []
    for other in model.constitution.all(LanguageDecision):
        if other.language == node.language and set(other.domains) & set(node.domains):
            for name in other.units:
                key = units.find(name) if units else None
                label = units.labels[key] if units and key is not None else name
                found.append((label, other.as_of, other.article))
    return tuple(found)


def _column(units: UnitList, test: Filter) -> Column:
    assert units.table is not None
    return units.table.column(test.column, test.as_of or None)


def _reaches(value: Fraction, op: Op, cut: Fraction) -> bool:
    return value > cut if op is Op.MORE_THAN else value >= cut


def _cut(units: UnitList, test: Filter, op: Op, cut: Fraction) -> Cut | None:
    """Return who is covered at a cut; None where the column is no share of the residents."""
    column = _column(units, test)
    if not is_share(column.meta) or test.per or op not in (Op.AT_LEAST, Op.MORE_THAN):
        return None
    return cut_of(units, column, op, cut, test)


def cut_of(units: UnitList, column: Column, op: Op, cut: Fraction, test: Filter) -> Cut:
    """Return the units of a list that reach a cut of a column, and the speakers covered."""
    people, _ = residents(units, column.meta, test.place)
    speakers = _speakers(units, column, people)
    inside = [u for u, (value, _) in speakers.items() if _reaches(value, op, cut)]
    total = sum((k for _, k in speakers.values()), Fraction(0))
    covered = sum((speakers[u][1] for u in inside), Fraction(0))
    unknown = tuple(label for label in units.labels.values() if label not in speakers)
    part = covered / total if total else Fraction(0)
    return Cut(
        column.meta.name,
        column.meta.date,
        str(op),
        cut,
        tuple(inside),
        covered,
        total - covered,
        part,
        unknown,
    )


def _speakers(
    units: UnitList, column: Column, people: Mapping[str, Fraction]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the figure and the persons of each unit whose figure is known."""
    found = {}
    for key, label in units.labels.items():
        value = column.values[key]
        if isinstance(value, Fraction):
            found[label] = (value, value / 100 * people[label])
    return found


def _flips(
    units: UnitList, test: Filter
) -> tuple[tuple[tuple[str, Fraction], ...], tuple[str, ...]]:
    column, cut = _column(units, test), test.amount or Fraction(0)
    known = [
        (units.labels[k], v) for k, v in column.values.items()
        if isinstance(v, Fraction) and k in units.labels
    ]  # fmt: skip
    near = sorted(known, key=lambda pair: (abs(pair[1] - cut), pair[0]))
    return tuple(near), tuple(u for u, v in known if v == cut)


def _grid(units: UnitList, test: Filter) -> tuple[Cut, ...]:
    """Return every column of shares on the same quantity's neighbours, at the usual cuts.

    Columns of shares of the same table and year with a word in common (the language) stand beside
    the law's own; both readings of a cut (`at least`, `more than`) stand where they differ.
    """
    own = _column(units, test)
    assert units.table is not None
    words = _subject(own.meta.name)
    columns = [own.meta.header] + [
        h
        for h, m in units.table.column_meta.items()
        if m.numeric
        and is_share(m)
        and m.date[:4] == own.meta.date[:4]
        and h != own.meta.header
        and words & _subject(m.name)
    ]
    found: list[Cut] = []
    cuts = sorted({*CUTS, *([test.amount] if test.amount is not None else [])})
    for header in columns:
        for cut in cuts:
            found += _both(units, units.table.column(header), cut, test)
    return tuple(found)


#: Words of a column's name that do not say which language or people it is about.
_COMMON = {"native", "share", "language", "nationality", "pct", "percent", "of", "by", "ethnic"}


def _subject(name: str) -> set[str]:
    return set(name.casefold().replace("-", "_").split("_")) - _COMMON


def _both(units: UnitList, column: Column, cut: Fraction, test: Filter) -> Iterable[Cut]:
    try:
        wide = cut_of(units, column, Op.AT_LEAST, cut, test)
    except BadInput:
        return ()
    narrow = cut_of(units, column, Op.MORE_THAN, cut, test)
    return (wide,) if wide.units == narrow.units else (wide, narrow)
