"""Nodes of procedures and their conditions; what is indented below is attached by `blocks`."""

from __future__ import annotations

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_conditions import (
    Assents,
    AtLeast,
    Block,
    ByReading,
    Case,
    Change,
    Concerned,
    Condition,
    Decides,
    Effect,
    Endeavour,
    Mode,
    Never,
    NotDuring,
    OptOut,
    Passes,
    PassesToo,
    Petition,
    Procedure,
    ProposedBy,
    Signed,
    Step,
    StepKind,
    Unless,
    Verb,
    Vote,
    Window,
    WindowKind,
    YesVotes,
)
from foedus.constitution.syntax_core import AnyThreshold, Duration, Subject
from foedus.errors import Place


@rule("procedure")
def _procedure(_maker: Maker, place: Place, name: str, article: str) -> Procedure:
    return Procedure(name, article, place=place)


@rule("passes")
def _passes(_maker: Maker, place: Place, condition: Condition) -> Passes:
    return Passes(condition, place=place)


@rule("decides")
def _decides(_maker: Maker, place: Place, *what: str) -> Decides:
    changes = tuple(Change(str(w)) for w in what if isinstance(w, Token))
    matters = tuple(w for w in what if not isinstance(w, Token))
    return Decides(matters, changes, place=place)


@rule("decides_other")
def _decides_other(_maker: Maker, place: Place) -> Decides:
    return Decides(other=True, place=place)


@rule("proposed_by")
def _proposed_by(_maker: Maker, place: Place, names: tuple[str, ...]) -> ProposedBy:
    return ProposedBy(names, place=place)


@rule("proposed_when")
def _proposed_when(_maker: Maker, place: Place, signed: Signed) -> ProposedBy:
    return ProposedBy((), signed, place=place)


@rule("opt_out")
def _opt_out(_maker: Maker, place: Place, units: str, threshold: AnyThreshold | None) -> OptOut:
    return OptOut(units, threshold, place=place)


@rule("not_before")
def _not_before(_maker: Maker, place: Place, duration: Duration) -> Window:
    return Window(WindowKind.NOT_BEFORE, duration, place=place)


@rule("not_after")
def _not_after(_maker: Maker, place: Place, duration: Duration) -> Window:
    return Window(WindowKind.NOT_AFTER, duration, place=place)


@rule("not_again_for")
def _not_again_for(_maker: Maker, place: Place, duration: Duration) -> Window:
    return Window(WindowKind.NOT_AGAIN_FOR, duration, place=place)


@rule("not_during")
def _not_during(_maker: Maker, place: Place, text: str) -> NotDuring:
    return NotDuring(text, place=place)


@rule("endeavour")
def _endeavour(_maker: Maker, place: Place, text: str) -> Endeavour:
    return Endeavour(text, place=place)


@rule("vote")
def _vote(
    _maker: Maker, place: Place, subject: Subject, verb: Token, again: Token | None,
    after: Duration | None, threshold: AnyThreshold, each_by: AnyThreshold | None,
    tie_breaker: str | None,
) -> Vote:  # fmt: skip
    return Vote(
        subject, Verb(str(verb)), threshold, again is not None, after, each_by,
        tie_breaker or "", place=place,
    )  # fmt: skip


@rule("turnout")
def _turnout(_maker: Maker, place: Place, subject: Subject, threshold: AnyThreshold) -> Vote:
    return Vote(subject, Verb.TAKE_PART, threshold, place=place)


@rule("yes_votes")
def _yes_votes(
    _maker: Maker, place: Place, of: Subject, threshold: AnyThreshold, among: Subject
) -> YesVotes:
    return YesVotes(of, threshold, among, place=place)


@rule("assents")
def _assents(
    _maker: Maker, place: Place, name: str, within: Duration | None, silence: Token | None
) -> Assents:
    return Assents(name, within, str(silence or ""), place=place)


@rule("concerned")
def _concerned(
    _maker: Maker, place: Place, organ: str | None, units: str, verb: Token,
    threshold: AnyThreshold | None,
) -> Concerned:  # fmt: skip
    return Concerned(units, organ or "", threshold, Verb(str(verb)), place=place)


@rule("passes_too")
def _passes_too(_maker: Maker, place: Place, name: str) -> PassesToo:
    return PassesToo(name, place=place)


@rule("never")
def _never(_maker: Maker, place: Place) -> Never:
    return Never(place=place)


@rule("all_of")
def _all_of(_maker: Maker, place: Place) -> Block:
    return Block(Mode.ALL, place=place)


@rule("any_of")
def _any_of(_maker: Maker, place: Place) -> Block:
    return Block(Mode.ANY, place=place)


@rule("in_order")
def _in_order(_maker: Maker, place: Place) -> Block:
    return Block(Mode.IN_ORDER, place=place)


@rule("at_least_of")
def _at_least_of(_maker: Maker, place: Place, count: int) -> AtLeast:
    return AtLeast(count, place=place)


@rule("unless")
def _unless(_maker: Maker, place: Place, condition: Condition) -> Unless:
    return Unless(condition, place=place)


Signings = tuple[str, tuple[Signed, ...]]


@rule("petitioned", "petitioned_or")
def _petitioned(_maker: Maker, _place: Place, *signed: Signed) -> Signings:
    return "or", signed


@rule("petitioned_and")
def _petitioned_and(_maker: Maker, _place: Place, *signed: Signed) -> Signings:
    return "and", signed


@rule("petition_then")
def _petition_then(
    _maker: Maker, place: Place, signings: Signings, effect: Token, condition: Condition
) -> Petition:
    joined, signed = signings
    return Petition(signed, Effect(str(effect)), condition, None, joined, place=place)


@rule("petition_delay")
def _petition_delay(_maker: Maker, place: Place, signings: Signings, delay: Duration) -> Petition:
    joined, signed = signings
    return Petition(signed, Effect.ALSO, None, delay, joined, place=place)


@rule("signed")
def _signed(
    _maker: Maker, place: Place, subject: Subject, threshold: AnyThreshold,
    spread_count: int | None, spread: str | None,
) -> Signed:  # fmt: skip
    return Signed(subject, threshold, spread_count or 0, spread or "", place=place)


@rule("by_reading")
def _by_reading(_maker: Maker, place: Place, reading: str) -> ByReading:
    return ByReading(reading, place=place)


@rule("case")
def _case(_maker: Maker, place: Place, alternative: str) -> Case:
    return Case(alternative, place=place)


@rule("wait")
def _wait(_maker: Maker, place: Place, duration: Duration) -> Step:
    return Step(StepKind.WAIT, (), duration, place=place)


@rule("election")
def _election(_maker: Maker, place: Place, names: tuple[str, ...]) -> Step:
    return Step(StepKind.ELECTION, names, place=place)


@rule("next_session")
def _next_session(_maker: Maker, place: Place, names: tuple[str, ...]) -> Step:
    return Step(StepKind.NEXT_SESSION, names, place=place)


@rule("opinion")
def _opinion(_maker: Maker, place: Place, names: tuple[str, ...]) -> Step:
    return Step(StepKind.OPINION, names, place=place)
