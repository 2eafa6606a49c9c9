"""Incidents by severity: seen or reported, by how many independently, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.forms.checklist import sheet_of
from foedus.observe.forms.form import Form
from foedus.observe.forms.redact import redact

COLUMNS = ("id", "time", "place", "type", "severity", "basis", "text", "status", "observer", "same")
NEEDED = ("id", "place", "type", "severity", "basis")
LEVELS = ("low", "medium", "high")
BASES = ("seen", "reported")
STATUS = ("open", "followed up", "resolved", "not confirmed")


@dataclass(frozen=True, slots=True)
class Incident(Answer):
    """One report of an incident; observers are codes, the text is redacted.

    `same` names the incident that several reports are about (its own id where none is given).
    """

    id: str
    time: str
    place: str
    type: str
    severity: str
    basis: str
    text: str
    status: str
    observer: str
    same: str
    line: int


@dataclass(frozen=True, slots=True)
class Cluster(Answer):
    """One incident: its reports, who saw or was told it, and whether others bear it out.

    `corroborated`: at least two different observers, one of whom saw it.
    """

    same: str
    type: str
    place: str
    severity: str
    reports: int
    seen: int
    observers: int
    corroborated: bool
    status: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incidents(Answer):
    """All incidents, gravest first, with how much was taken out of their texts."""

    levels: Mapping[str, Mapping[str, int]]
    incidents: tuple[Cluster, ...]
    reports: int
    redactions: int
    label: Label = Label.EXACT
    method: str = "reports grouped as declared; corroborated: two observers, one an eye-witness"
    reference: str = "Declaration of Principles for International Election Observation 2005"


def read_incidents(
    data: bytes, file: str, form: Form, names: Sequence[str] = ()
) -> tuple[tuple[Incident, ...], int, dict[str, str]]:
    """Return (reports, redactions, identities) of an incident table under [incidents] of a form.

    Raises BadInput: E930 for the mapping, E932 for cells that are none of the declared words.
    """
    mapping = _mapping(form, file)
    sheet = sheet_of(data, file, form.separator, "E932")
    absent = [c for c in mapping.values() if c not in sheet.header]
    if absent:
        raise BadInput([
            Diagnostic("E932", f'the mapping reads the column "{c}", which is not there',
                       Place(file, 1), ", ".join(sheet.header)) for c in absent
        ])  # fmt: skip
    levels = tuple(form.incidents.get("levels", LEVELS))
    columns = {k: sheet.column(c) for k, c in mapping.items()}
    codes: dict[str, str] = {}
    errors: list[Diagnostic] = []
    people = [*names, *columns.get("observer", ())]
    found, taken = [], 0
    for i in range(len(sheet.rows)):
        row = {k: columns[k][i] if k in columns else "" for k in COLUMNS}
        words = {"severity": levels, "basis": BASES, "status": (*STATUS, "")}
        for key, known in words.items():
            if row[key] not in known:
                what = f'"{row[key]}" is no {key}'
                where = sheet.place(i, mapping[key])
                errors.append(Diagnostic("E932", what, where, ", ".join(filter(None, known))))
        name = row["observer"]
        row["observer"] = codes.setdefault(name, f"O{len(codes) + 1:03d}") if name else ""
        row["text"], n = redact(row["text"], people)
        taken += n
        row["same"] = row["same"] or row["id"]
        row["status"] = row["status"] or "open"
        found.append(Incident(**row, line=sheet.lines[i]))
    if errors:
        raise BadInput(errors)
    return tuple(found), taken, {c: n for n, c in codes.items()}


def _mapping(form: Form, file: str) -> dict[str, str]:
    raw: Mapping[str, Any] = form.incidents
    unknown = [k for k in raw if k not in (*COLUMNS, "levels")]
    missing = [k for k in NEEDED if not isinstance(raw.get(k), str)]
    if unknown or missing:
        text = ", ".join(
            [*(f'no entry "{k}"' for k in unknown), *(f"{k} is not mapped" for k in missing)]
        )
        raise BadInput(Diagnostic("E930", f"[incidents] of the form: {text}", Place(file),
                                  ", ".join(COLUMNS)))  # fmt: skip
    return {k: raw[k] for k in COLUMNS if k in raw}


def incidents(
    reports: Sequence[Incident], redactions: int = 0, levels: Sequence[str] = LEVELS
) -> Incidents:
    """Return incidents by severity, gravest first; the gravest report of each decides its level."""
    groups: dict[str, list[Incident]] = {}
    for r in reports:
        groups.setdefault(r.same, []).append(r)
    clusters = [_cluster(same, g, levels) for same, g in groups.items()]
    clusters.sort(key=lambda c: (-levels.index(c.severity), not c.corroborated, c.same))
    table = {h: _level([c for c in clusters if c.severity == h]) for h in reversed(levels)}
    return Incidents(table, tuple(clusters), len(reports), redactions)


def _cluster(same: str, reports: list[Incident], levels: Sequence[str]) -> Cluster:
    gravest = max(reports, key=lambda r: levels.index(r.severity))
    seen = sum(r.basis == "seen" for r in reports)
    people = {r.observer for r in reports if r.observer}
    status = reports[-1].status
    texts = tuple(r.text for r in reports if r.text)
    return Cluster(same, gravest.type, gravest.place, gravest.severity, len(reports), seen,
                   len(people), seen > 0 and len(people) > 1, status, texts)  # fmt: skip


def _level(clusters: list[Cluster]) -> dict[str, int]:
    return {
        "incidents": len(clusters),
        "seen": sum(c.seen > 0 for c in clusters),
        "reported only": sum(c.seen == 0 for c in clusters),
        "corroborated": sum(c.corroborated for c in clusters),
        **{s: sum(c.status == s for c in clusters) for s in STATUS},
    }
