"""Steps and time: each procedure that takes time as a drawing, with who can delay it how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from foedus.case.model import Case, Constitution
from foedus.errors import BadInput
from foedus.proof.clock import Timetable, diagram, timetables
from foedus.proof.route import Route, steps
from foedus.report.blocks import Caution, Figure, Group, Provenance, Section, slug
from foedus.report.data import Data
from foedus.report.figures.procedure import procedure
from foedus.report.numbers import counted, listed
from foedus.report.sections.procedures import named, names_of, readable

#: Steps that take time or can: a procedure of votes alone has no drawing.
_TIMED = ("wait", "delay", "election", "next session", "opinion", "petition")


def timing(case: Case) -> Section | None:
    """Return the procedures whose text states a time or a further step; None where none does."""
    texts = readable(case)
    groups = [g for name in names_of(texts) if (g := _group(texts, name))]
    if not groups:
        return None
    caution = Caution(
        "Times are those the texts state. Where a text sets no time for a step, it can last as "
        "long as whoever acts in it wishes. Petitions are taken not to be filed and assents to be "
        "given at once, unless said otherwise."
    )
    return Section("steps", "Steps and time", (caution, *groups))


def _group(texts: Sequence[Constitution], name: str) -> Group | None:
    """Return one procedure in every text; texts with the same steps share a drawing."""
    versions: dict[tuple[str, ...], tuple[Timetable, list[Constitution]]] = {}
    for text in texts:
        for found in _found(text, name):
            first, *rest = diagram(found.route)
            key = (found.where, first.rpartition(": ")[2], *rest, *sentences(found))
            versions.setdefault(key, (found, []))[1].append(text)
    if not versions:
        return None
    figures = [
        _figure(name, k, found, named(list(dict.fromkeys(those)), texts))
        for k, (found, those) in enumerate(versions.values())
    ]
    where = {t.key for _, those in versions.values() for t in those}
    title = f"{name} ({counted(len(where), 'text')})"
    return Group(slug("steps", name), title, tuple(figures))


def _found(text: Constitution, name: str) -> Iterator[Timetable]:
    if text.model is None or all(p.name != name for p in text.model.constitution.procedures):
        return
    try:
        found = timetables(text.model, name)
    except BadInput:
        return  # The section on guarantees says what could not be checked.
    yield from (t for t in found if t.limits or _timed(t.route))


def _timed(found: Route) -> bool:
    return any(x.kind in _TIMED or x.days for x in steps(found))


def _figure(name: str, number: int, found: Timetable, those: str) -> Figure:
    ident = slug("steps", f"{name} {number}")
    shared = those + (f", {found.where}" if found.where else "")
    head = diagram(found.route)[0].rpartition(": ")[0]
    # The drawing stands for every text named above it: their articles are in the procedures.
    drawing = procedure(ident, found)
    drawing = Markup(drawing.replace(escape(head), escape(name))) if head else drawing
    rows = tuple(((text.partition(": ")[0]), text.partition(": ")[2]) for text in sentences(found))
    return Figure(
        ident,
        shared,
        (drawing,),
        Data(("Time", "By the text"), rows),
        Provenance("the procedure's sentences", found.method, label=found.label.value),
        note="; ".join(sentences(found)),
    )


def sentences(found: Timetable) -> tuple[str, ...]:
    """Return the times of a procedure, each as "what: how long"."""
    if found.shortest is None:
        return ("shortest: it can never be done",)
    longest = "no limit" if found.longest is None else f"{found.longest:,} days"
    told = [f"shortest: {found.shortest:,} days", f"longest: {longest}"]
    if found.untimed:
        told.append(f"no time stated: {listed(found.untimed)}")
    return (*told, *(f"delay: {d.text}" for d in found.delays))
