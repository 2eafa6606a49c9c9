"""Records of surveys, recorded votes, sets of units and switches, as the case's dataclasses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from foedus.case.counts import (
    SetDefinition,
    Survey,
    SurveyQuestion,
    SurveyResult,
    Switch,
    TurnoutBase,
    VoteRecord,
    VoteRow,
)
from foedus.case.equality import Columns, Equality, equality
from foedus.case.reader import Record
from foedus.case.sets import with_members
from foedus.case.words import BASE, Status
from foedus.country import Table
from foedus.csvfile import Sheet
from foedus.errors import BadInput, Diagnostic, did_you_mean

_COUNTS = ("yes", "no", "abstain", "absent", "invalid", "registered")
_COMPARE = (">=", ">")


def _survey_question(r: Record) -> SurveyQuestion:
    results = []
    groups: dict[str, Fraction] = defaultdict(Fraction)
    for x in r.records("result"):
        found = SurveyResult(x.text("option"), x.number("share"), x.text("group", "all"))
        results.append(found)
        groups[found.group] += found.share
        x.done()
    several = r.flag("several")
    for group, total in groups.items():
        if total > 101 and not several:
            what = f'the answers of group "{group}" to {r.name} add up to {float(total):.1f} %'
            r.fail("E312", what, expected="100 at most, or several = true")
    question = SurveyQuestion(
        subject=r.text("subject"),
        wording=r.text("wording", ""),
        language=r.text("language", "en"),
        results=tuple(results),
        statements=r.texts("statements"),
        note=r.text("note", ""),
        status=r.choice("status", Status, Status.RECORDED),
    )
    r.done()
    return question


def survey(r: Record) -> Survey:
    """Return a survey with its questions."""
    found = Survey(
        key=r.text("key"),
        pollster=r.text("pollster"),
        client=r.text("client", ""),
        fieldwork=r.when("fieldwork"),
        sample=r.integer("sample"),
        mode=r.text("mode", ""),
        population=r.text("population"),
        error=r.text("error", ""),
        questions=tuple(_survey_question(q) for q in r.records("question")),
        statements=r.texts("statements"),
        source=r.text("source", ""),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
        status=r.choice("status", Status, Status.RECORDED),
    )
    r.done()
    return found


def vote(r: Record) -> VoteRecord:
    """Return a recorded vote; its counts are filled in by `with_counts`."""
    found = VoteRecord(
        key=r.text("key"),
        when=r.when(),
        body=r.text("body"),
        on=r.text("on"),
        file=r.text("file"),
        rows=(),
        procedure=r.text("procedure", ""),
        rules=r.texts("rules"),
        statements=r.texts("statements"),
        status=r.choice("status", Status, Status.RECORDED),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
    )
    r.done()
    return found


def with_counts(record: VoteRecord, sheet: Sheet, errors: list[Diagnostic]) -> VoteRecord:
    """Return the record with the counts of its sheet; contradictions are E313."""
    known = ("body", "unit", *_COUNTS)
    for i, name in enumerate(sheet.header):
        if name not in known:
            what = f'a vote file has no column "{name}"'
            place = replace(sheet.place(0, i), line=1) if sheet.rows else sheet.place(0, i)
            hint = did_you_mean(name, known)
            errors.append(Diagnostic("E313", what, place, ", ".join(known), hint))
    if set(sheet.header) - set(known):
        return record
    rows = tuple(_row(sheet, i, errors) for i in range(len(sheet.rows)))
    return replace(record, rows=rows)


def _row(sheet: Sheet, index: int, errors: list[Diagnostic]) -> VoteRow:
    cells = dict(zip(sheet.header, sheet.rows[index], strict=True))
    counts: dict[str, int | None] = {}
    for name in _COUNTS:
        text = cells.get(name, "")
        number = text.isascii() and text.isdecimal()
        counts[name] = int(text) if number else None
        if text and not number:
            what = f'{name} is "{text}"'
            expected = "a whole number, or nothing where it is not known"
            errors.append(Diagnostic("E313", what, sheet.place(index, name), expected))
    cast = sum(counts[n] or 0 for n in ("yes", "no", "abstain", "invalid"))
    registered = counts["registered"]
    if registered is not None and cast > registered:
        what = f"{cast} votes were counted and {registered} were registered"
        errors.append(Diagnostic("E313", what, sheet.place(index, 0), "at most those registered"))
    return VoteRow(cells.get("body", ""), cells.get("unit", ""), **counts)


def unit_set(r: Record, tables: Mapping[str, Table]) -> SetDefinition:
    """Return a set of units with its members computed; blank cells are listed as unknown.

    Members are the units whose cell is >= (or >) the threshold; `share` is the exact part of
    the population column they hold. A set that cannot be computed is E307 or E319.
    """
    raw = SetDefinition(
        key=r.text("key"),
        label=r.text("label"),
        family=r.text("family"),
        table=r.text("table"),
        column=r.text("column"),
        comparison=r.text("comparison", ">="),
        threshold=r.number("threshold"),
        as_of=r.text("as_of"),
        attributed=r.text("attributed"),
        members=(),
        population=r.text("population", ""),
        population_as_of=r.text("population_as_of", ""),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
    )
    r.done()
    if raw.comparison not in _COMPARE:
        r.fail("E304", f'"{raw.comparison}" is no comparison', "comparison", expected='">=" or ">"')
    if raw.table not in tables:
        hint = did_you_mean(raw.table, tables)
        what = f'the case has no table "{raw.table}"'
        r.fail("E307", what, "table", expected=", ".join(sorted(tables)), help=hint)
        return raw
    try:
        return with_members(raw, tables[raw.table])
    except BadInput as exc:
        for d in exc.diagnostics:
            r.fail("E319", f"{r.name}: {d.what}", "column", expected=d.expected, help=d.help)
        return raw


def _base(r: Record) -> TurnoutBase:
    """Return one base of a turnout; a percentage that is no number is E320."""
    found = TurnoutBase(
        r.text("what"), r.integer("registered"), r.text("stated", ""), r.text("source", "")
    )
    r.done()
    if found.stated and not found.stated.replace(".", "", 1).isdecimal():
        what = f'the turnout stated is "{found.stated}"'
        r.fail("E320", what, "stated", expected='a number such as "59.57"')
        return replace(found, stated="")
    return found


def switch(r: Record, units: Table | None) -> Switch:
    """Return a switch; seats filled beyond those of the law, or unknown units, are E320."""
    found = Switch(
        key=r.text("key"),
        title=r.text("title"),
        seats=r.numbers("seats"),
        filled=r.numbers("filled"),
        units_without=r.texts("units_without"),
        units_in_part=r.texts("units_in_part"),
        statements=r.texts("statements"),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
        displaced=r.numbers("displaced"),
        abroad=r.integer("abroad"),
        took_part=r.integer("took_part"),
        bases=tuple(_base(x) for x in r.records("base")),
        registered=r.numbers("registered"),
        displaced_vote=r.said("displaced_vote"),
        abroad_vote=r.said("abroad_vote"),
    )
    r.done()
    _check_voters(r, found)
    for base, of in zip(r.records("base"), found.bases, strict=True):
        if not of.stated and not (found.took_part is not None and of.registered):
            what = f"{r.name}: the base has neither counts nor a percentage"
            base.fail("E320", what, expected='registered = 1000 and took_part, or stated = "59.57"')
    for body, filled in found.filled.items():
        if not 0 <= filled <= found.seats.get(body, -1):
            law = found.seats.get(body, "none given")
            what = f"{r.name} fills {filled} seats of {body} (by law: {law})"
            r.fail("E320", what, "filled", expected="from 0 to the seats by law")
    for unit in dict.fromkeys(
        (*found.units_without, *found.units_in_part, *found.displaced, *found.registered)
    ):
        if units is not None and unit not in units.units:
            hint = did_you_mean(unit, units.units)
            what = f'the table of units has no "{unit}"'
            r.fail("E320", what, word=unit, expected="a key of the table", help=hint)
    return found


def _check_voters(r: Record, found: Switch) -> None:
    """Fail (E320) for a negative number of voters and for more displaced than registered."""
    for key, numbers in (("displaced", found.displaced), ("registered", found.registered)):
        for unit, number in numbers.items():
            if number < 0:
                r.fail("E320", f"{r.name}: {number} voters of {unit}", key, word=unit,
                       expected="0 or more")  # fmt: skip
    for unit, moved in found.displaced.items():
        if moved > found.registered.get(unit, moved):
            what = f"{r.name} moves {moved} voters of {unit}, where {found.registered[unit]} are"
            r.fail("E320", what + " registered", "displaced", word=unit,
                   expected=f"at most {found.registered[unit]}")  # fmt: skip


def residents_per_seat(
    r: Record, tables: Mapping[str, Table], switches: Mapping[str, Switch]
) -> Equality | None:
    """Return an equality computed, None where it cannot be: E307 or E319 is collected then."""
    key, title, table = r.text("key"), r.text("title"), r.text("table")
    columns = Columns(
        r.text("people"), r.text("people_as_of", ""), r.text("seats"), r.text("seats_as_of", "")
    )
    switch = r.text("switch", "")
    r.done()
    if table not in tables:
        r.fail("E307", f'the case has no table "{table}"', "table", expected=", ".join(tables))
        return None
    if switch and switch not in switches:
        known = ", ".join(switches)
        r.fail("E307", f'the case has no switch "{switch}"', "switch", expected=known)
        return None
    left_out = switches[switch].units_without if switch else ()
    try:
        found = equality(key, title, tables[table], columns, left_out)
    except BadInput as exc:
        for d in exc.diagnostics:
            r.fail("E319", f"{r.name}: {d.what}", expected=d.expected, help=d.help)
        return None
    return replace(found, layer=switches[switch].layer) if switch else found
