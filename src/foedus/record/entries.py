"""The kinds of entries a record holds, the fields of each, and the check of a new entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from foedus.errors import Diagnostic, Place, did_you_mean

#: Statuses of a statement, as spoken: nobody but the speaker (or a record of it) changes them.
STATEMENT = ("stated", "repeated", "denied", "withdrawn", "superseded")
#: The four-level scale of implementation (Peace Accords Matrix, Kroc Institute, codebook).
LEVELS = ("not initiated", "minimal", "intermediate", "complete")
INSPECTION = ("requested", "accepted", "refused", "under way", "done", "report")
WEAPONS = ("declared", "collected", "stored", "destroyed", "integrated")


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its type (text, date, count, choice, list, ref, ...) and whether it is required."""

    type: str
    required: bool = False
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()


def _text(required: bool = False) -> Field:
    return Field("text", required)


def _choice(*choices: str, required: bool = False) -> Field:
    return Field("choice", required, choices)


def _ref(*kinds: str, required: bool = False) -> Field:
    return Field("ref", required, refers=kinds)


def _refs(*kinds: str, required: bool = False) -> Field:
    return Field("refs", required, refers=kinds)


DATE, COUNT, LIST = Field("date"), Field("count"), Field("list")
DATE_DUE = Field("date", required=True)

#: Where on the map a place is, in degrees north and east.
WHERE = {"latitude": Field("latitude"), "longitude": Field("longitude")}

#: Fields that every entry may carry.
COMMON: dict[str, Field] = {
    "id": _text(True),
    "kind": _text(True),
    "replaces": _ref(),
    "reason": _text(),
    "layer": _text(),
    "tags": LIST,
    "note": _text(),
    "sealed": Field("map"),
    "verified": _text(),
}

KINDS: dict[str, dict[str, Field]] = {
    "source": {
        "document": _text(True), "publisher": _text(), "date": DATE, "address": _text(),
        "sha256": Field("sha256"), "translator": _text(), "language": _text(),
    },
    "statement": {
        "quote": _text(True), "speaker": _text(True), "capacity": _text(), "mandate": _text(),
        "date": DATE, "source": _ref("source"), "quoted_by": _text(), "language": _text(),
        "original": _text(), "translator": _text(), "question": _text(), "coder": _text(),
        "status": _choice(*STATEMENT), "about": _refs("statement"),
    },
    "dispute": {
        "matter": _text(True), "statements": _refs("statement", required=True),
    },
    "commitment": {
        "text": _text(True), "obligor": _text(True), "deadline": DATE, "verifier": _text(),
        "conditions": LIST, "source": _ref("source"), "agreed_on": DATE, "article": _text(),
    },
    "assessment": {
        "commitment": _ref("commitment", required=True),
        "level": _choice(*LEVELS, required=True), "assessor": _text(True), "date": DATE_DUE,
        "evidence": _refs("source", "inspection", "statement"), "reasons": _text(True),
    },
    "step": {
        "commitment": _ref("commitment"), "what": _text(True), "date": DATE_DUE,
        "stage": _choice(*WEAPONS), "count": COUNT, "unit": _text(), "counted_by": _text(),
        "commanded_by": _text(), "place": _text(), "source": _ref("source"),
    },
    "inspection": {
        "what": _text(True), "status": _choice(*INSPECTION, required=True), "date": DATE_DUE,
        "by": _text(True), "place": _text(), "hours_on_site": Field("amount"),
        "access_denied": _text(), "of": _ref("inspection"), "source": _ref("source"), **WHERE,
    },
    "incident": {
        "what": _text(True), "date": DATE_DUE, "place": _text(), "reported_by": _text(True),
        "corroborated_by": LIST, "severity": _text(), "source": _ref("source"), **WHERE,
    },
    "count": {
        "what": _text(True), "from": DATE_DUE, "to": DATE_DUE, "count": Field("count", True),
        "counted_by": _text(True), "effort": _text(True), "place": _text(),
        "source": _ref("source"), **WHERE,
    },
    "constraint": {
        "first": _text(True), "then": _text(True), "least_days": Field("days"),
        "most_days": Field("days"), "reading": _text(), "quote": _text(True),
        "sort": _choice("precondition", "window", "reciprocity", "interim", "sunset", "fallback"),
        "reversible": _choice("yes", "no", "unknown"), "exposed": _text(),
        "source": _ref("source", "commitment"),
    },
    "redaction": {
        "entry": _ref(required=True), "field": _text(True), "by": _text(True), "date": DATE_DUE,
    },
}  # fmt: skip

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
_HASH = re.compile(r"[0-9a-f]{64}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,8})?")

#: Each kind's own fields with the common ones, and of those the ones that refer to entries.
FIELDS = {kind: {**COMMON, **own} for kind, own in KINDS.items()}
_REFERENCES = {
    kind: [(name, f) for name, f in fields.items() if f.type in ("ref", "refs")]
    for kind, fields in FIELDS.items()
}
_REQUIRED = {k: [(n, f) for n, f in fields.items() if f.required] for k, fields in FIELDS.items()}


def _is_date(value: Any) -> bool:
    return type(value) is str and _dated(value)


@lru_cache(maxsize=10_000)
def _dated(value: str) -> bool:
    try:
        date.fromisoformat(value if len(value) != 7 else f"{value}-01")
    except ValueError:
        return False
    return len(value) in (7, 10)


def _within(value: Any, most: int) -> bool:
    """Return whether a value is degrees as text, from -most to most."""
    return type(value) is str and bool(_DEGREES.fullmatch(value)) and abs(Fraction(value)) <= most


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


#: For each type of field: whether a value fits, and what was expected if not.
TYPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda v: type(v) is str and not (not v or v.isspace()), "text"),
    "date": (_is_date, "a date such as 2014-03-31"),
    "count": (lambda v: type(v) is int and v >= 0, "a whole number, zero or more"),
    "days": (lambda v: type(v) is int, "a whole number of days"),
    "amount": (
        lambda v: isinstance(v, str) and bool(_AMOUNT.fullmatch(v)),
        'a decimal in quotes such as "6.5"',
    ),
    "latitude": (lambda v: _within(v, 90), 'degrees north in quotes such as "48.5"'),
    "longitude": (lambda v: _within(v, 180), 'degrees east in quotes such as "35.04"'),
    "ref": (lambda v: type(v) is str, "the id of an entry"),
    "refs": (_is_texts, "a list of ids"),
    "list": (_is_texts, "a list of texts"),
    "map": (lambda v: isinstance(v, dict), "a mapping"),
    "sha256": (
        lambda v: isinstance(v, str) and bool(_HASH.fullmatch(v)),
        "64 hexadecimal digits",
    ),
}


def expected_of(field: Field) -> str:
    """Return what a field takes, in words."""
    if field.type == "choice":
        return f"one of: {', '.join(field.choices)}"
    return TYPES[field.type][1]


def fits(field: Field, value: Any) -> bool:
    """Return whether a value fits a field."""
    if field.type == "choice":
        return value in field.choices
    return TYPES[field.type][0](value)


def _fitter(field: Field) -> Callable[[Any], bool]:
    return field.choices.__contains__ if field.type == "choice" else TYPES[field.type][0]


_FITTERS = {k: {n: _fitter(f) for n, f in fields.items()} for k, fields in FIELDS.items()}
_NEEDED = {k: frozenset(n for n, _ in required) for k, required in _REQUIRED.items()}


def _all_fit(entry: dict[str, Any], kind: str) -> bool:
    """Return whether every field is known and fits and none is missing, without saying which."""
    fitters = _FITTERS[kind]
    for name, value in entry.items():
        fitter = fitters.get(name)
        if fitter is None or not fitter(value):
            return False
    return entry.keys() >= _NEEDED[kind]


def check_entry(
    entry: Any, place: Place, kind_of: Mapping[str, str] | None = None
) -> list[Diagnostic]:
    """Return every fault of a new entry; `kind_of` maps the ids already known to their kinds.

    A field that is sealed (its commitment stands in `sealed`) counts as present.
    """
    if not isinstance(entry, dict):
        return [Diagnostic("E601", "an entry must be a JSON object", place, '{"id": ...}')]
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        hint = did_you_mean(str(kind), KINDS)
        expected = f"one of: {', '.join(KINDS)}"
        what = f'no such kind of entry: "{kind}"' if "kind" in entry else "an entry needs a kind"
        return [Diagnostic("E602", what, place, expected, hint)]
    found = [] if _all_fit(entry, kind) else list(_field_faults(entry, FIELDS[kind], place))
    if isinstance(entry.get("id"), str) and not _ID.fullmatch(entry["id"]):
        expected = "letters, digits and . _ : - (at most 200)"
        found.append(Diagnostic("E605", f'"{entry["id"]}" cannot be an id', place, expected))
    if kind_of is not None:
        found += _reference_faults(entry, place, kind_of)
    return found


def _field_faults(
    entry: dict[str, Any], fields: Mapping[str, Field], place: Place
) -> Iterable[Diagnostic]:
    for name, value in entry.items():
        field = fields.get(name)
        if field is None:
            hint = did_you_mean(name, fields)
            what = f'a {entry["kind"]} has no field "{name}"'
            yield Diagnostic("E604", what, place, ", ".join(fields), hint)
        elif not fits(field, value):
            what = f'the field "{name}" cannot be {value!r}'
            yield Diagnostic("E605", what, place, expected_of(field))
    sealed = entry.get("sealed")
    hidden = sealed if isinstance(sealed, dict) else ()
    for name, field in _REQUIRED[entry["kind"]]:
        if name not in entry and name not in hidden:
            what = f'a {entry["kind"]} needs the field "{name}"'
            yield Diagnostic("E603", what, place, expected_of(field))


def _one(kinds: tuple[str, ...]) -> str:
    names = " or ".join(kinds) or "entry"
    return f"an {names}" if names[0] in "aeiou" else f"a {names}"


def references(entry: Mapping[str, Any]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Yield (field, id referred to, kinds allowed) of every reference in an entry."""
    for name, field in _REFERENCES[entry["kind"]]:
        if name in entry and fits(field, entry[name]):
            targets = [entry[name]] if field.type == "ref" else entry[name]
            for target in targets:
                yield name, target, field.refers


def _reference_faults(
    entry: dict[str, Any], place: Place, kind_of: Mapping[str, str]
) -> Iterable[Diagnostic]:
    if isinstance(entry.get("id"), str) and entry["id"] in kind_of:
        what = f'an entry with the id "{entry["id"]}" is already in the record'
        help_ = "a correction is a new entry with its own id that names the old one in `replaces`"
        yield Diagnostic("E607", what, place, "an id not yet used", help_)
    for name, target, allowed in references(entry):
        if target not in kind_of:
            hint = did_you_mean(target, kind_of)
            yield Diagnostic(
                "E606", f'"{name}" refers to "{target}", which is not in the record', place,
                f"the id of {_one(allowed)} added before", hint,
            )  # fmt: skip
        elif allowed and kind_of[target] not in allowed:
            what = f'"{name}" refers to "{target}", which is a {kind_of[target]}'
            yield Diagnostic("E606", what, place, _one(allowed))
