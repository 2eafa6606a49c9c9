"""What reading settle files shares: records, names defined so far, references and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from foedus.errors import did_you_mean
from foedus.settle.model import Party, Question, Said, Term

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
    that each constitution of the case has, `variants` the sentences of each variant file.
    """

    said: Mapping[str, Said]
    copies: Mapping[str, str] = field(default_factory=dict)
    guarantees: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    places: dict[str, Record] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


def own_key(r: Record, names: Names, kind: str) -> str:
    """Return the record's key; collects E707 where another record has it."""
    key = r.text("key")
    if key in names.keys:
        r.fail("E707", f'the key "{key}" stands twice', "key", expected=f"a {kind} of its own key")
    names.keys.add(key)
    names.places[key] = r
    return key


def known(r: Record, code: str, key: str, words: Iterable[str], kind: str, at: str) -> bool:
    """Return whether a word is one of those known; else collect the error with a suggestion."""
    found = list(words)
    if key in found:
        return True
    what = f'there is no {kind} "{key}"'
    r.fail(code, what, at, word=key, expected=", ".join(found), help=did_you_mean(key, found))
    return False


def statement(r: Record, names: Names, key: str, at: str = "statement") -> bool:
    """Return whether the case has the statement; else collect E701."""
    if key in names.said:
        return True
    what = f'the case has no statement "{key}"' if key else "a position without a statement"
    help = did_you_mean(key, names.said) or "statements stand in statements/*.toml of the case"
    r.fail("E701", what, at, word=key, expected="the key of a statement", help=help)
    return False


def term(r: Record, names: Names, text: str, at: str) -> Term | None:
    """Return "question = option" as a term; E708, E704 or E705 where it is none."""
    found = _TERM.fullmatch(text)
    if not found:
        what = f'"{text}" is no condition'
        r.fail("E708", what, at, word=text, expected='"question = option"')
        return None
    question, sign, option = found.groups()
    if not known(r, "E704", question, names.questions, "question", at):
        return None
    options = [o.key for o in names.questions[question].options]
    if not known(r, "E705", option, options, f'option of "{question}"', at):
        return None
    return question, option, sign == "="


def terms(r: Record, names: Names, key: str, needed: bool) -> tuple[Term, ...]:
    """Return a list of conditions."""
    found = (term(r, names, t, key) for t in r.texts(key, needed=needed))
    return tuple(t for t in found if t)


def choice(r: Record, names: Names, key: str) -> tuple[str, str] | None:
    """Return "question = option" of a key that may be absent; E708 where it says "!="."""
    text = r.text(key, "")
    found = term(r, names, text, key) if text else None
    if found and not found[2]:
        r.fail("E708", f'"{text}" names no option', key, word=text, expected='"question = option"')
        return None
    return found[:2] if found else None


def options_of(r: Record, names: Names, question: str, found: Iterable[str], key: str) -> None:
    """Collect E705 for every word that is no option of the question."""
    if question in names.questions:
        words = [o.key for o in names.questions[question].options]
        for option in found:
            known(r, "E705", str(option), words, f'option of "{question}"', key)


def words_of(r: Record, names: Names, key: str, words: str, party: Party | None) -> None:
    """Collect E702, E703 and E719: words, quote and speaker of a statement that is there."""
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


def _flat(text: str) -> str:
    return " ".join(text.split())
