"""What a negotiation holds: questions, options, rules, parties and positions, each attributed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

#: "Question takes option" (or not): question key, option key, positive.
Term = tuple[str, str, bool]


class Said(Protocol):
    """A statement as a case holds it: who said what, in which capacity, when and where."""

    @property
    def key(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def capacity(self) -> str: ...
    @property
    def when(self) -> Any: ...
    @property
    def quote(self) -> str: ...
    @property
    def status(self) -> Any: ...
    @property
    def source(self) -> str: ...
    @property
    def translator(self) -> str: ...
    @property
    def reports(self) -> tuple[str, ...]: ...
    @property
    def document(self) -> str: ...


class Seat(StrEnum):
    """A party's status at the table."""

    PRESENT = "present"
    CONSULTED = "consulted"
    REFUSED = "invited and refused"
    UNINVITED = "not invited"


class Mandate(StrEnum):
    """Whether a party says it speaks for others, and whether somebody disputes that."""

    CLAIMED = "claimed"
    DISPUTED = "disputed"
    NONE = "none claimed"


class Take(StrEnum):
    """What a position does with the options it names."""

    ACCEPTS = "accepts"
    ONLY = "accepts only"
    REJECTS = "rejects"
    PREFERS = "prefers"
    CONDITIONAL = "conditional"
    LADDER = "ladder"
    GUARANTEE = "guarantee"
    POWER = "power"
    MONEY = "money"

    @property
    def of_text(self) -> bool:
        """Return whether the position asks something of the constitution a package builds."""
        return self in (Take.GUARANTEE, Take.POWER, Take.MONEY)


class Standing(StrEnum):
    """What became of a position; only those stated or repeated stand."""

    STATED = "stated"
    REPEATED = "repeated"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def stands(self) -> bool:
        """Return whether the position still counts."""
        return self in (Standing.STATED, Standing.REPEATED)


class Strength(StrEnum):
    """How strongly it was put, as coded: a red line, a demand, or a mere statement."""

    RED_LINE = "red line"
    DEMAND = "demand"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, and whom it binds.

    `constitution` is the whole text it stands for, `variant` a file of sentences that it puts into
    the text of the package.
    """

    key: str
    text: str
    constitution: str = ""
    binds: tuple[str, ...] = ()
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options, in the order written (no order of merit)."""

    key: str
    text: str
    options: tuple[Option, ...]
    note: str = ""

    def option(self, key: str) -> Option:
        """Return an option; raises KeyError."""
        return {o.key: o for o in self.options}[key]


@dataclass(frozen=True, slots=True)
class Rule:
    """If every term of `when` is so, some term of `then` must be so."""

    key: str
    text: str
    when: tuple[Term, ...]
    then: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Who: status at the table, mandate (from whom, disputed by which statements), speakers.

    `within` tells those whom the settlement is to bind from outsiders.
    """

    key: str
    name: str
    seat: Seat
    within: bool
    mandate: Mandate
    mandate_from: str
    disputed_by: tuple[str, ...]
    speakers: tuple[str, ...]
    note: str = ""

    @property
    def absent(self) -> bool:
        """Return whether the party has no seat at the table."""
        return self.seat is not Seat.PRESENT


@dataclass(frozen=True, slots=True)
class Position:
    """One position of one party on one question, tied to the words of one statement.

    `rungs` are the options of a ladder, first rung first; `order` ranks options, best first, ties
    together; `asks` is the guarantee, power or money it wants of the text; `cost` is what dropping
    it costs, in the party's own points (None: not given).
    """

    key: str
    party: str
    take: Take
    statement: str
    words: str
    standing: Standing
    strength: Strength
    question: str = ""
    options: tuple[str, ...] = ()
    when: tuple[Term, ...] = ()
    then: tuple[Term, ...] = ()
    rungs: tuple[tuple[str, ...], ...] = ()
    order: tuple[tuple[str, ...], ...] = ()
    asks: str = ""
    untradeable: str = ""
    cost: int | None = None
    coder: str = ""
    confidence: str = ""
    note: str = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """A party's own numbers: weights between bounds (percent) and points 0..100 of each option."""

    party: str
    statement: str
    weights: Mapping[str, tuple[int, int]]
    points: Mapping[tuple[str, str], int]
    no_deal: int
    sealed: bool = False

    @property
    def certain(self) -> bool:
        """Return whether every weight is one number."""
        return all(low == high for low, high in self.weights.values())


@dataclass(frozen=True, slots=True)
class DraftClause:
    """A clause of a draft; `choice` is the question and option that its words stand for, if any."""

    key: str
    text: str
    choice: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Criticism:
    """What a party says against a clause of a draft; `asks` is the option it wants instead."""

    clause: str
    party: str
    statement: str
    words: str = ""
    asks: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A version of the single negotiating text, with criticism and every yes to the whole of it.

    `yes` maps a party to the statement in which it says yes to the text as a whole.
    """

    key: str
    title: str
    date: str
    clauses: tuple[DraftClause, ...]
    criticism: tuple[Criticism, ...] = ()
    yes: Mapping[str, str] = field(default_factory=dict)

    def clause(self, key: str) -> DraftClause | None:
        """Return a clause, None where the draft has none of this key."""
        return {c.key: c for c in self.clauses}.get(key)


@dataclass(frozen=True, slots=True)
class Negotiation:
    """Everything put in, checked; `said` maps statement keys to statements.

    `joint` maps an option to the statement of a joint text that adopts it; `status_quo` a
    question to the option in place, with `status_quo_by` the statement that says so; `base` is the
    constitution into which variants go; `drafts` are the versions of a single negotiating text;
    `sealed_said` maps a statement of a sealed sheet to the party whose sheet it is.
    """

    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    parties: tuple[Party, ...]
    positions: tuple[Position, ...]
    values: tuple[Values, ...] = ()
    joint: Mapping[tuple[str, str], str] = field(default_factory=dict)
    status_quo: Mapping[str, str] = field(default_factory=dict)
    status_quo_by: Mapping[str, str] = field(default_factory=dict)
    coder: str = ""
    caution: str = ""
    said: Mapping[str, Said] = field(default_factory=dict, repr=False)
    base: str = ""
    drafts: tuple[Draft, ...] = ()
    sealed_said: Mapping[str, str] = field(default_factory=dict, repr=False)

    def question(self, key: str) -> Question:
        """Return a question; raises KeyError."""
        return {q.key: q for q in self.questions}[key]

    def party(self, key: str) -> Party:
        """Return a party; raises KeyError."""
        return {p.key: p for p in self.parties}[key]

    def standing(self) -> tuple[Position, ...]:
        """Return the positions that still count."""
        return tuple(p for p in self.positions if p.standing.stands)
