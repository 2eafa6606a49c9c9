"""The explicit column mapping: which column is which, and what stands for an absent value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean


class Absent(StrEnum):
    """Why a cell holds no count; zero is a count, and none of these is zero."""

    MISSING = "missing"
    REFUSED = "refused"
    NOT_HELD = "not held"
    NOT_OBSERVED = "not observed"


#: Roles of one column each; `station` is compulsory.
NAMES = ("station", "stratum", "group")
COUNTS = ("registered", "added", "issued", "ballots", "valid", "invalid")
ROLES = (*NAMES, *COUNTS)
TABLES = ("candidates", "absent", "population")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column plays which role, by exact name.

    `roles` maps a role (see ROLES) to a column; `candidates` maps a choice's name to its column;
    `absent` maps the words of the table to a reason; `population` maps a further lawful
    denominator of turnout to its figure.
    """

    roles: Mapping[str, str]
    candidates: Mapping[str, str]
    absent: Mapping[str, Absent] = field(default_factory=lambda: {"": Absent.MISSING})
    population: Mapping[str, int] = field(default_factory=dict)

    def counted(self) -> dict[str, str]:
        """Return every field that holds counts: roles first, then the choices, with its column."""
        roles = {r: self.roles[r] for r in COUNTS if r in self.roles}
        return {**roles, **self.candidates}


def read_columns(data: bytes, file: str) -> Columns:
    """Return the mapping in TOML bytes; raises BadInput (E901) with every error."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        what = f"this is not TOML: {exc}"
        raise BadInput(Diagnostic("E901", what, Place(file), 'station = "column"')) from None
    errors = [_error(file, *e) for e in _faults(raw)]
    if errors:
        raise BadInput(errors)
    absent = {"": Absent.MISSING}
    for reason, words in raw.get("absent", {}).items():
        absent.update({str(word): Absent(reason) for word in words})
    roles = {k: raw[k] for k in ROLES if k in raw}
    return Columns(roles, raw.get("candidates", {}), absent, raw.get("population", {}))


def _error(file: str, what: str, expected: str, help: str = "") -> Diagnostic:
    return Diagnostic("E901", what, Place(file), expected, help)


Fault = tuple[str, str, str] | tuple[str, str]


def _faults(raw: Mapping[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    for key, value in raw.items():
        if key not in (*ROLES, *TABLES):
            hint = did_you_mean(key, (*ROLES, *TABLES))
            found.append((f'there is no role "{key}"', ", ".join((*ROLES, *TABLES)), hint))
        elif key in ROLES and not isinstance(value, str):
            found.append((f'"{key}" names no column', f'{key} = "column"'))
        elif key in TABLES and not isinstance(value, Mapping):
            found.append((f'"{key}" is no table', f"[{key}] and lines below it"))
    if "station" not in raw:
        found.append(("no column is the station", 'station = "column"'))
    found += [f for t in TABLES if isinstance(raw.get(t), Mapping) for f in _inside(t, raw[t])]
    return found + _reused(raw)


def _inside(table: str, entries: Mapping[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    reasons = [a.value for a in Absent]
    for key, value in entries.items():
        if table == "candidates" and (not isinstance(value, str) or key in ROLES):
            found.append((f'the choice "{key}" is unusable', '"Name" = "column", no role\'s name'))
        if table == "population" and (not _is_count(value) or not value):
            found.append((f'the population "{key}" is no figure', "a whole number above 0"))
        if table == "absent" and (key not in reasons or not _is_words(value)):
            found.append((f'the absence "{key}" is unusable', f"{reasons}, each with a list"))
    return found


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _reused(raw: Mapping[str, Any]) -> list[Fault]:
    choices = raw.get("candidates")
    values = list(choices.values()) if isinstance(choices, Mapping) else []
    used = [raw.get(r) for r in COUNTS] + values
    names = [u for u in used if isinstance(u, str)]
    twice = dict.fromkeys(n for n in names if names.count(n) > 1)
    return [(f'the column "{n}" has two roles', "one role a column") for n in twice]
