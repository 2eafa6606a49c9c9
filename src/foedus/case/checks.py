"""What holds across the files of a case: references, layers, and words taken from quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from foedus.case.model import BASE, Case
from foedus.case.reader import Record
from foedus.case.words import Cell, When
from foedus.errors import Diagnostic, did_you_mean

#: (part, key) -> the record an item was read from.
Places = Mapping[tuple[str, str], Record]


class _Item(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def layer(self) -> str: ...


def check(case: Case, places: Places) -> list[Diagnostic]:
    """Return every error that only the case as a whole shows (E307, E308, E309, E311)."""
    found: list[Diagnostic] = []
    for part, item, when in _dated(case):
        record = places.get((part, item.key))
        if record is not None:
            found += _layer_errors(case, record, item.layer, when)
    for part, key, field, names in _references(case):
        record = places.get((part, key))
        if record is not None:
            found += _reference_errors(case, record, field, names)
    for comparison in case.comparisons:
        record = places.get(("comparisons", comparison.key))
        cells = [c for p in comparison.points for c in p.cells] + list(comparison.only)
        if record is not None:
            for cell in cells:
                found += _word_errors(case, record, cell)
    return found


def _dated(case: Case) -> Iterator[tuple[str, _Item, When | None]]:
    for s in case.statements.values():
        yield "statements", s, s.when
    for c in case.commitments:
        yield "commitments", c, c.when
    for survey in case.surveys:
        yield "surveys", survey, survey.fieldwork
    for v in case.votes:
        yield "votes", v, v.when
    for part, items in (
        ("questions", case.questions),
        ("comparisons", case.comparisons),
        ("disputes", case.disputes),
        ("sets", case.sets),
        ("switches", case.switches),
        ("constitution", case.constitutions),
    ):
        for item in items:
            yield part, item, None


def _diagnostic(
    record: Record, code: str, what: str, key: str, word: str, expected: str, help: str = ""
) -> Diagnostic:
    place = record.file.place((*record.path, key) if key else record.path, word)
    return Diagnostic(code, what, place, expected, help, record.file.source(place))


def _layer_errors(
    case: Case, record: Record, layer: str, when: When | None
) -> Iterator[Diagnostic]:
    known = [x.key for x in case.layers]
    if layer not in known:
        hint = did_you_mean(layer, known)
        what = f'case.toml names no layer "{layer}"'
        yield _diagnostic(record, "E311", what, "layer", layer, ", ".join(known), hint)
    elif layer == BASE and when is not None and when.text and when.last > case.as_of:
        key = "date" if "date" in record.data else "fieldwork"
        what = f"{record.name} is dated {when}, after the as-of date {case.as_of}"
        help = f'add layer = "{known[1]}"' if len(known) > 1 else "declare [layers.later]"
        yield _diagnostic(record, "E308", what, key, "", f"a date up to {case.as_of}", help)


def _references(case: Case) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for q in case.questions:
        yield "questions", q.key, "statements", q.statements
    for c in case.comparisons:
        yield "comparisons", c.key, "columns", c.columns
        yield "comparisons", c.key, "", tuple(k for a in c.absent for k in a.statements)
        yield "comparisons", c.key, "", tuple(o.statement for o in c.only)
    for d in case.disputes:
        yield "disputes", d.key, "texts", d.texts
        yield "disputes", d.key, "", tuple(k for s in d.sides for k in s.statements)
    for p in case.commitments:
        yield "commitments", p.key, "readings", p.readings
    for survey in case.surveys:
        yield "surveys", survey.key, "statements", survey.statements
        yield "surveys", survey.key, "", tuple(k for q in survey.questions for k in q.statements)
    for v in case.votes:
        yield "votes", v.key, "rules", v.rules
        yield "votes", v.key, "statements", v.statements
    for w in case.switches:
        yield "switches", w.key, "statements", w.statements
    for t in case.constitutions:
        yield "constitution", t.key, "in_force_by", t.in_force_by
        yield "constitution", t.key, "not_in_force_by", t.not_in_force_by


def _reference_errors(
    case: Case, record: Record, field: str, names: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for name in names:
        if name not in case.statements:
            hint = did_you_mean(name, case.statements)
            what = f'{record.name} refers to "{name}", which is no statement of the case'
            expected = "the key of a statement"
            yield _diagnostic(record, "E307", what, field, name, expected, hint)


def _word_errors(case: Case, record: Record, cell: Cell) -> Iterator[Diagnostic]:
    said = case.statements.get(cell.statement)
    if said is not None and cell.words not in said.quote:
        what = f'"{cell.words}" is not in the quote of "{cell.statement}"'
        expected = "words of the quote, letter by letter"
        yield _diagnostic(record, "E309", what, "", cell.words, expected)
