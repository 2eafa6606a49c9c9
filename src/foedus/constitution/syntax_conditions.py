"""Conditions under which a proposal passes, and the procedures that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.constitution.syntax_core import (
    AnyThreshold,
    Article,
    AttributedTo,
    Duration,
    InForce,
    Node,
    Note,
    Source,
    Subject,
)


class Verb(StrEnum):
    """What the subject of a threshold sentence does."""

    APPROVE = "approve"
    REJECT = "reject"  # only below `unless`
    ATTEND = "attend"  # a quorum of presence
    TAKE_PART = "take part"  # a turnout quorum


@dataclass(frozen=True, slots=True)
class Vote(Node):
    """`SUBJECT approve [again] [after 180 days] by THRESHOLD`, and what may follow it.

    `, each by THRESHOLD`; `, ties broken by "Vice-President"`.

    `each_by` is the inner vote of every unit where it differs from the unit's own (`Governorates
    reject by at least 3 units, each by at least 2/3 of votes cast`).
    """

    subject: Subject
    verb: Verb
    threshold: AnyThreshold
    again: bool = False
    after: Duration | None = None
    each_by: AnyThreshold | None = None
    tie_breaker: str = ""


@dataclass(frozen=True, slots=True)
class YesVotes(Node):
    """`yes votes of Dutch, French in Chamber together reach at least 2/3 of votes cast in Chamber`.

    The counted set (`of`) and the electorate of the base (`among`) may differ.
    """

    of: Subject
    threshold: AnyThreshold
    among: Subject


@dataclass(frozen=True, slots=True)
class Assents(Node):
    """`President assents [within 15 days, silence is consent]`: a person's veto."""

    name: str
    within: Duration | None = None
    silence: str = ""  # "consent", "refusal" or "" where not stated


@dataclass(frozen=True, slots=True)
class Concerned(Node):
    """`every unit concerned of Provinces approve [by more than 1/2 of members]`: a family of rules.

    With `organ`: `People in every unit concerned of Provinces approve by ...`. Below `unless` the
    verb is `reject`.
    """

    units: str
    organ: str = ""
    threshold: AnyThreshold | None = None
    verb: Verb = Verb.APPROVE


@dataclass(frozen=True, slots=True)
class PassesToo(Node):
    """`procedure "Ordinary law" passes`: the conditions of another procedure."""

    procedure: str


@dataclass(frozen=True, slots=True)
class Never(Node):
    """`never`: an unamendable clause."""


@dataclass(frozen=True, slots=True)
class Endeavour(Node):
    """`shall endeavour "..."`: recorded, not a rule."""

    text: str


class Mode(StrEnum):
    """How the conditions of a block combine."""

    ALL = "all of"
    ANY = "any of"
    IN_ORDER = "in order"  # all of them, one after the other; holds steps too


@dataclass(frozen=True, slots=True)
class Block(Node):
    """`all of`, `any of` or `in order`, with the conditions indented below it."""

    mode: Mode
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """`at least 2 of`, with the conditions indented below it."""

    count: int
    items: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Unless(Node):
    """`unless CONDITION`: it passes unless the votes cast against satisfy the condition (dual)."""

    condition: Condition


class Effect(StrEnum):
    """What a successful petition does."""

    ALSO = "also"  # adds: normal AND (strict OR not triggered)
    INSTEAD = "instead"  # replaces the other conditions of the block it stands in


@dataclass(frozen=True, slots=True)
class Signed(Node):
    """`Assembly petition by at least 30 members [from at least 2 party]`.

    `spread` names a composition column and `spread_count` how many of its groups must sign.
    """

    subject: Subject
    threshold: AnyThreshold
    spread_count: int = 0
    spread: str = ""


@dataclass(frozen=True, slots=True)
class Petition(Node):
    """`if PETITION [or PETITION], then also CONDITION`, or `then delay 30 days` (`delay` set).

    `joined` is "or" or "and" where several signings are named.
    """

    signed: tuple[Signed, ...]
    effect: Effect = Effect.ALSO
    condition: Condition | None = None
    delay: Duration | None = None
    joined: str = "or"


@dataclass(frozen=True, slots=True)
class Case(Node):
    """`when Groups`, with the conditions indented below it (all of them hold)."""

    alternative: str
    items: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class ByReading(Node):
    """`by reading Count`, with one `when` for each alternative."""

    reading: str
    cases: tuple[Case, ...] = ()


class StepKind(StrEnum):
    """Steps between votes, in the stage layer only."""

    WAIT = "wait"
    ELECTION = "election"
    NEXT_SESSION = "next session"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Step(Node):
    """A step of an `in order` block.

    `wait 30 days`; `election of Chamber, Senate`; `next session of Council`; `opinion of Court`.
    """

    kind: StepKind
    names: tuple[str, ...] = ()
    duration: Duration | None = None


Condition = (
    Vote | YesVotes | Assents | Concerned | PassesToo | Never | Endeavour | Block | AtLeast
    | Unless | Petition | ByReading
)  # fmt: skip
Item = Condition | Step


class Change(StrEnum):
    """What a procedure may do to a unit, written without quotes after `decides`."""

    LEAVING = "leaving"
    BORDERS = "borders"
    POWERS = "powers"
    INTERVENTION = "intervention"


@dataclass(frozen=True, slots=True)
class Decides(Node):
    """`decides "language", borders` or `decides any other matter` (`other`)."""

    matters: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class Passes(Node):
    """`passes when CONDITION`."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class ProposedBy(Node):
    """Who may start it, recorded beside the rule; repeated lines are alternatives.

    `proposed by President, Government` (`names`); `proposed when Council petition by at least
    1/3 of members` (`signed`).
    """

    names: tuple[str, ...] = ()
    signed: Signed | None = None


@dataclass(frozen=True, slots=True)
class OptOut(Node):
    """`units of Provinces may opt out [by more than 1/2 of members]`: bound / exempt per unit."""

    units: str
    threshold: AnyThreshold | None = None


class WindowKind(StrEnum):
    """Time limits of a procedure, in the stage layer only."""

    NOT_BEFORE = "not before"
    NOT_AFTER = "not after"
    NOT_AGAIN_FOR = "not again for"


@dataclass(frozen=True, slots=True)
class Window(Node):
    """`not before 1 years`, `not after 3 years`, `not again for 1 years`."""

    kind: WindowKind
    duration: Duration


@dataclass(frozen=True, slots=True)
class NotDuring(Node):
    """`not during "martial law"`: recorded."""

    text: str


ProcedureDetail = (
    Passes | Decides | InForce | ProposedBy | OptOut | Window | NotDuring | Endeavour | Note
    | Source | AttributedTo | Article
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Procedure(Node):
    """`procedure "General amendment" under "s. 38(1), s. 47"` with its details."""

    name: str
    article: str
    details: tuple[ProcedureDetail, ...] = ()

    @property
    def passes(self) -> Condition:
        """The condition of the one `passes when` line (checked to be exactly one)."""
        return next(d.condition for d in self.details if isinstance(d, Passes))

    @property
    def in_force(self) -> InForce | None:
        """The dates between which this version holds, where it names them."""
        return next((d for d in self.details if isinstance(d, InForce)), None)

    @property
    def decides(self) -> tuple[Decides, ...]:
        """What the procedure decides."""
        return tuple(d for d in self.details if isinstance(d, Decides))
