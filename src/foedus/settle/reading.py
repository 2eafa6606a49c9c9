"""From records of a case's settle files to questions, parties and positions, all errors at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from foedus.errors import did_you_mean
from foedus.settle.model import (
    Mandate,
    Negotiation,
    Option,
    Party,
    Position,
    Question,
    Rule,
    Said,
    Seat,
    Standing,
    Strength,
    Take,
    Term,
    Values,
)

E = TypeVar("E", bound=StrEnum)
_TERM = re.compile(r"\s*([\w-]+)\s*(!?=)\s*([\w-]+)\s*")


class Record(Protocol):
    """One table of a file: reads one key at a time and collects errors with their places."""

    data: Mapping[str, Any]

    def text(self, key: str, default: str | None = None) -> str: ...
    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]: ...
    def integer(self, key: str) -> int | None: ...
    def flag(self, key: str) -> bool: ...
    def choice(self, key: str, kind: type[E], default: E | None = None) -> E: ...
    def records(self, key: str) -> Sequence[Record]: ...
    def done(self, also: Iterable[str] = ()) -> None: ...
    def fail(
        self, code: str, what: str, key: str = "", *, word: str = "", expected: str = "",
        help: str = "",
    ) -> None: ...  # fmt: skip


@dataclass(slots=True)
class Names:
    """What is defined so far, for references; `places` keeps each item's record for later checks.

    `said` are the case's statements, `copies` the text of held sources, `guarantees` the titles
    that each constitution of the case has.
    """

    said: Mapping[str, Said]
    copies: Mapping[str, str] = field(default_factory=dict)
    guarantees: Mapping[str, frozenset[str]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    places: dict[str, Record] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


def read(files: Sequence[Record], names: Names) -> Negotiation:
    """Return the negotiation of a folder's files; errors are collected in the records.

    Checks across positions are made by `foedus.settle.checks`.
    """
    by_kind = {k: [r for f in files for r in f.records(k)] for k in _KINDS}
    joint: dict[tuple[str, str], str] = {}
    for record in by_kind["question"]:
        question = _question(record, names, joint)
        names.questions[question.key] = question
    for record in by_kind["party"]:
        party = _party(record, names)
        names.parties[party.key] = party
    _bound(by_kind["question"], names)
    quo, quo_by = _status_quo(by_kind["status_quo"], names)
    coder = " ".join(filter(None, (f.text("coded_by", "") for f in files)))
    caution = " ".join(filter(None, (f.text("caution", "") for f in files)))
    rules = tuple(_rule(r, names) for r in by_kind["rule"])
    positions = [_position(r, names, coder) for r in by_kind["position"]]
    values = [_values(r, names) for r in by_kind["values"]]
    for f in files:
        f.done()
    return Negotiation(
        tuple(names.questions.values()),
        rules,
        tuple(names.parties.values()),
        tuple(p for p in positions if p),
        tuple(v for v in values if v),
        joint,
        quo,
        quo_by,
        coder,
        caution,
        names.said,
    )


_KINDS = ("question", "party", "status_quo", "rule", "position", "values")


def _key(r: Record, names: Names, kind: str) -> str:
    key = r.text("key")
    if key in names.keys:
        r.fail("E707", f'the key "{key}" stands twice', "key", expected=f"a {kind} of its own key")
    names.keys.add(key)
    names.places[key] = r
    return key


def _question(r: Record, names: Names, joint: dict[tuple[str, str], str]) -> Question:
    key = _key(r, names, "question")
    options: dict[str, Option] = {}
    for o in r.records("option"):
        option = Option(o.text("key"), o.text("text"), o.text("constitution", ""), o.texts("binds"))
        if option.key in options:
            what = f'question "{key}" has the option "{option.key}" twice'
            o.fail("E707", what, "key", expected="options of different keys")
        if option.constitution and option.constitution not in names.guarantees:
            known = ", ".join(names.guarantees) or "none"
            what = f'the case has no constitution "{option.constitution}"'
            o.fail("E714", what, "constitution", expected=known)
        text = o.text("joint_text", "")
        if text and statement(o, names, text, "joint_text"):
            joint[key, option.key] = text
        options[option.key] = option
        o.done()
    if len(options) < 2:
        r.fail("E705", f'question "{key}" has fewer than two options', expected="two or more")
    question = Question(key, r.text("text"), tuple(options.values()), r.text("note", ""))
    r.done()
    return question


def _bound(records: Sequence[Record], names: Names) -> None:
    for record in records:
        for o in record.records("option"):
            for key in o.texts("binds"):
                _known(o, "E706", key, names.parties, "party", "binds")


def _known(r: Record, code: str, key: str, known: Iterable[str], kind: str, at: str) -> bool:
    words = list(known)
    if key in words:
        return True
    what = f'there is no {kind} "{key}"'
    r.fail(code, what, at, word=key, expected=", ".join(words), help=did_you_mean(key, words))
    return False


def statement(r: Record, names: Names, key: str, at: str = "statement") -> bool:
    """Return whether the case has the statement ; else collect E701."""
    if key in names.said:
        return True
    what = f'the case has no statement "{key}"' if key else "a position without a statement"
    help = did_you_mean(key, names.said) or "statements stand in statements/*.toml of the case"
    r.fail("E701", what, at, word=key, expected="the key of a statement", help=help)
    return False


def _party(r: Record, names: Names) -> Party:
    key = _key(r, names, "party")
    disputed = r.texts("disputed_by")
    for k in disputed:
        statement(r, names, k, "disputed_by")
    party = Party(
        key,
        r.text("name"),
        r.choice("status", Seat),
        r.flag("within"),
        r.choice("mandate", Mandate),
        r.text("mandate_from", ""),
        disputed,
        r.texts("speakers", needed=True),
        r.text("note", ""),
    )
    r.done()
    return party


def term(r: Record, names: Names, text: str, at: str) -> Term | None:
    """Return "question = option" as a term; E708, E704 or E705 where it is none."""
    found = _TERM.fullmatch(text)
    if not found:
        what = f'"{text}" is no condition'
        r.fail("E708", what, at, word=text, expected='"question = option"')
        return None
    question, sign, option = found.groups()
    if not _known(r, "E704", question, names.questions, "question", at):
        return None
    options = [o.key for o in names.questions[question].options]
    if not _known(r, "E705", option, options, f'option of "{question}"', at):
        return None
    return question, option, sign == "="


def _terms(r: Record, names: Names, key: str, needed: bool) -> tuple[Term, ...]:
    found = (term(r, names, t, key) for t in r.texts(key, needed=needed))
    return tuple(t for t in found if t)


def _rule(r: Record, names: Names) -> Rule:
    key = _key(r, names, "rule")
    rule = Rule(key, r.text("text"), _terms(r, names, "if", False), _terms(r, names, "then", True))
    r.done()
    return rule


def _status_quo(records: Sequence[Record], names: Names) -> tuple[dict[str, str], dict[str, str]]:
    found: dict[str, str] = {}
    by: dict[str, str] = {}
    for r in records:
        said = r.text("statement")
        statement(r, names, said)
        for question, option, _ in _terms(r, names, "is", True):
            found[question], by[question] = option, said
        r.done()
    return found, by


def _options(r: Record, names: Names, question: str, key: str, needed: bool) -> tuple[str, ...]:
    found = r.texts(key, needed=needed)
    _each(r, names, question, found, key)
    return found


def _each(r: Record, names: Names, question: str, found: Iterable[str], key: str) -> None:
    if question in names.questions:
        known = [o.key for o in names.questions[question].options]
        for option in found:
            _known(r, "E705", option, known, f'option of "{question}"', key)


def _groups(r: Record, names: Names, question: str, key: str) -> tuple[tuple[str, ...], ...]:
    raw = r.data.get(key)
    r.texts(key) if raw is None or not raw or not isinstance(raw[0], list) else None
    groups = tuple(tuple(g) if isinstance(g, list) else (str(g),) for g in raw or ())
    flat = [o for g in groups for o in g]
    _each(r, names, question, flat, key)
    if len(set(flat)) < len(flat):
        what = f'"{key}" names an option twice'
        r.fail("E715", what, key, expected="each option once")
    return groups


#: The keys a kind needs besides those of every position.
_NEEDS = {
    Take.ACCEPTS: "options",
    Take.ONLY: "options",
    Take.REJECTS: "options",
    Take.PREFERS: "order",
    Take.LADDER: "rungs",
    Take.GUARANTEE: "guarantee",
}


def _position(r: Record, names: Names, coder: str) -> Position | None:
    key = _key(r, names, "position")
    take = r.choice("kind", Take)
    party, question, said = r.text("party"), "", r.text("statement", "")
    known = _known(r, "E706", party, names.parties, "party", "party") if party else False
    if take is not Take.CONDITIONAL:
        question = r.text("question")
        known &= bool(question) and _known(
            r, "E704", question, names.questions, "question", "question"
        )
        if _NEEDS[take] not in r.data:
            what = f'position "{key}" of kind "{take}" has no "{_NEEDS[take]}"'
            r.fail("E716", what, "kind", expected=f"{_NEEDS[take]} = ...")
    words = r.text("words", "")
    if statement(r, names, said) and said in names.said:
        _quoted(r, names, said, words, names.parties.get(party))
    found = Position(
        key, party, take, said, words,
        r.choice("status", Standing, Standing.STATED),
        r.choice("strength", Strength),
        question,
        _options(r, names, question, "options", False),
        _terms(r, names, "if", take is Take.CONDITIONAL),
        _terms(r, names, "then", take is Take.CONDITIONAL),
        _listed(r, names, question, "rungs"),
        _listed(r, names, question, "order"),
        r.text("guarantee", ""),
        r.text("untradeable", ""),
        r.integer("cost"),
        r.text("coded_by", coder),
        r.text("confidence", ""),
        r.text("note", ""),
    )  # fmt: skip
    r.done(("rungs", "order"))
    return found if known else None


def _listed(r: Record, names: Names, question: str, key: str) -> tuple[tuple[str, ...], ...]:
    return _groups(r, names, question, key) if key in r.data else ()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _quoted(r: Record, names: Names, key: str, words: str, party: Party | None) -> None:
    said = names.said[key]
    if words and _flat(words) not in _flat(said.quote):
        what = f'the quote of "{key}" does not contain these words'
        r.fail("E702", what, "words", expected="words of the quote, letter by letter")
    if key in names.copies and _flat(said.quote) not in _flat(names.copies[key]):
        what = f'the stored source of "{key}" does not contain its quote'
        r.fail("E703", what, "statement", word=key, expected="a quote as it stands in the copy")
    if party and said.speaker not in party.speakers:
        what = f'"{key}" is a statement of {said.speaker}, no speaker of "{party.key}"'
        expected = f"a statement of {', '.join(party.speakers)}"
        r.fail("E719", what, "statement", word=key, expected=expected)


def _values(r: Record, names: Names) -> Values | None:
    party, said = r.text("party"), r.text("statement", "")
    known = _known(r, "E706", party, names.parties, "party", "party")
    statement(r, names, said)
    weights = _weights(r, names)
    points: dict[tuple[str, str], int] = {}
    for record in r.records("points"):
        question = record.text("question")
        table = record.data.get("of", {})
        if _known(record, "E704", question, names.questions, "question", "question"):
            _each(record, names, question, table, "of")
            points |= {(question, o): v for o, v in table.items()}
        record.done(("of",))
    for question in weights:
        _pointed(r, names, question, points)
    no_deal = r.integer("no_deal")
    if no_deal is None:
        r.fail("E711", "the value of no deal is missing", expected="no_deal = 0 to 100")
    r.done(("weights",))
    return Values(party, said, weights, points, no_deal or 0) if known else None


def _weights(r: Record, names: Names) -> dict[str, tuple[int, int]]:
    raw = r.data.get("weights")
    if not isinstance(raw, dict) or not raw:
        r.fail("E710", "the weights are missing", expected="weights = { question = 40, ... }")
        return {}
    found: dict[str, tuple[int, int]] = {}
    for question, value in raw.items():
        pair = value if isinstance(value, list) else [value, value]
        whole = len(pair) == 2 and all(type(v) is int and 0 <= v <= 100 for v in pair)
        if not whole or pair[0] > pair[1]:
            what = f'the weight of "{question}" is no percent'
            r.fail("E710", what, "weights", expected="a whole number or [low, high], 0 to 100")
        elif _known(r, "E704", question, names.questions, "question", "weights"):
            found[question] = (pair[0], pair[1])
    low, high = sum(v[0] for v in found.values()), sum(v[1] for v in found.values())
    if not low <= 100 <= high:
        total = str(low) if low == high else f"{low} to {high}"
        r.fail("E710", f"the weights sum to {total}", "weights", expected="100")
    return found


def _pointed(r: Record, names: Names, question: str, points: Mapping[tuple[str, str], int]) -> None:
    for option in names.questions[question].options:
        value = points.get((question, option.key))
        if type(value) is not int or not 0 <= value <= 100:
            what = f'option "{option.key}" of "{question}" has no points'
            r.fail("E711", what, "points", expected="a whole number from 0 to 100")
