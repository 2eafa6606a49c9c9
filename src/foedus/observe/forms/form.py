"""A form: which column answers which question, in which area, and what must fit together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.observe.columns import Absent
from foedus.observe.whole import whole

#: Parts of an election that a question belongs to; a statement lists each, observed or not.
AREAS = (
    "opening", "voting", "closing", "count", "complaints", "campaign", "media", "registration",
    "commissions",
)  # fmt: skip
KINDS = ("yes/no", "choice", "several", "number", "by sex", "time")
FORMATS = {"csv": ",", "odk": ",", "kobo": ";"}
META = ("station", "observer", "entry", "started", "ended", "round")
RELATIONS = ("<=", "<", "=", ">=", ">")
TOP = (*META, "format", "area", "absent", "questions", "rules", "incidents")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its columns (two for "by sex": women, men), its words, its area and kind.

    `yes` and `no` are the words of a yes/no question, `options` those of a choice, or of
    several at once (one cell, words apart by blanks, as ODK and Kobo write them).
    """

    key: str
    text: str
    area: str
    kind: str
    columns: tuple[str, ...]
    yes: tuple[str, ...] = ("yes", "1", "true")
    no: tuple[str, ...] = ("no", "0", "false")
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A quality rule: left RELATION right, each a question or a number."""

    name: str
    left: str
    relation: str
    right: str


@dataclass(frozen=True, slots=True)
class Form:
    """A checklist's definition: how the file is cut, who and where, the questions, the rules.

    `meta` maps station, observer, entry, started, ended and round to columns; `absent` maps words
    to the reason why there is no answer. `incidents` is the mapping of an incident table.
    """

    separator: str
    meta: Mapping[str, str]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    absent: Mapping[str, Absent] = field(default_factory=lambda: {"": Absent.MISSING})
    incidents: Mapping[str, Any] = field(default_factory=dict)


def read_form(data: bytes, file: str) -> Form:
    """Return the form in TOML bytes; raises BadInput (E930) with every error."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        what = f"this is not TOML: {exc}"
        raise BadInput(Diagnostic("E930", what, Place(file), 'station = "column"')) from None
    faults = _faults(raw)
    if faults:
        raise BadInput([Diagnostic("E930", what, Place(file), exp, h) for what, exp, h in faults])
    absent = {"": Absent.MISSING}
    for reason, words in raw.get("absent", {}).items():
        absent.update({str(w): Absent(reason) for w in words})
    meta = {k: raw[k] for k in META if k in raw}
    questions = tuple(_question(k, q, raw) for k, q in raw.get("questions", {}).items())
    rules = tuple(
        Rule(r["name"], str(r["left"]), r["is"], str(r["right"])) for r in raw.get("rules", [])
    )
    separator = FORMATS[raw.get("format", "csv")]
    return Form(separator, meta, questions, rules, absent, raw.get("incidents", {}))


def _question(key: str, q: Mapping[str, Any], raw: Mapping[str, Any]) -> Question:
    kind = q.get("kind", "yes/no")
    columns = (q["women"], q["men"]) if kind == "by sex" else (q["column"],)
    words = {k: tuple(str(w) for w in q[k]) for k in ("yes", "no", "options") if k in q}
    area = q.get("area", raw.get("area", ""))
    return Question(key, q.get("text", key), area, kind, columns, **words)


Fault = tuple[str, str, str]


def _faults(raw: Mapping[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    for key in raw:
        if key not in TOP:
            found.append((f'there is no entry "{key}"', ", ".join(TOP), did_you_mean(key, TOP)))
    if raw.get("format", "csv") not in FORMATS:
        found.append((f'there is no format "{raw["format"]}"', ", ".join(FORMATS), ""))
    for key in META:
        if key in raw and not isinstance(raw[key], str):
            found.append((f'"{key}" names no column', f'{key} = "column"', ""))
    if "station" not in raw and "questions" in raw:
        found.append(("no column is the station", 'station = "column"', ""))
    reasons = [a.value for a in Absent]
    for reason, words in _table(raw, "absent", found).items():
        if reason not in reasons or not isinstance(words, list):
            found.append((f'the absence "{reason}" is unusable', f"{reasons}, each a list", ""))
    questions = _table(raw, "questions", found)
    for key, q in questions.items():
        found += _question_faults(key, q, raw)
    rules = raw.get("rules", [])
    for r in rules if isinstance(rules, list) else [rules]:
        found += _rule_faults(r, questions)
    return found


def _table(raw: Mapping[str, Any], name: str, found: list[Fault]) -> Mapping[str, Any]:
    value = raw.get(name, {})
    if isinstance(value, Mapping):
        return value
    found.append((f'"{name}" is no table', f"[{name}] and lines below it", ""))
    return {}


def _question_faults(key: str, q: Any, raw: Mapping[str, Any]) -> list[Fault]:
    if not isinstance(q, Mapping):
        return [(f'the question "{key}" is no table', f"[questions.{key}]", "")]
    found: list[Fault] = []
    kind, area = q.get("kind", "yes/no"), q.get("area", raw.get("area", ""))
    if kind not in KINDS:
        hint = did_you_mean(str(kind), KINDS)
        found.append((f'the question "{key}" is of no kind "{kind}"', ", ".join(KINDS), hint))
    if area not in AREAS:
        hint = did_you_mean(str(area), AREAS)
        found.append((f'the question "{key}" belongs to no area "{area}"', ", ".join(AREAS), hint))
    needed = ("women", "men") if kind == "by sex" else ("column",)
    if any(not isinstance(q.get(n), str) for n in needed):
        found.append((f'the question "{key}" names no column', " and ".join(needed), ""))
    if kind in ("choice", "several") and not isinstance(q.get("options"), list):
        found.append((f'the question "{key}" lists no options', 'options = ["a", "b"]', ""))
    return found


def _rule_faults(r: Any, questions: Mapping[str, Any]) -> list[Fault]:
    if not isinstance(r, Mapping) or {"name", "left", "is", "right"} - set(r):
        return [("a rule lacks a part", "name, left, is, right", "")]
    found: list[Fault] = []
    if r["is"] not in RELATIONS:
        found.append((f'the rule "{r["name"]}" compares by "{r["is"]}"', " ".join(RELATIONS), ""))
    for side in ("left", "right"):
        if r[side] not in questions and whole(str(r[side]).removeprefix("-")) is None:
            hint = did_you_mean(str(r[side]), questions)
            what = f'the rule "{r["name"]}" reads no question "{r[side]}"'
            found.append((what, ", ".join(questions), hint))
    return found
