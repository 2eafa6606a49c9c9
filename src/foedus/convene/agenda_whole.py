"""A convention's clauses one by one and the text as a whole, under its own rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer, Label
from foedus.convene.agenda import (
    Clause,
    Contest,
    Control,
    Outcome,
    amendment,
    condorcet,
    control,
    first_choices,
    outcomes,
    successive,
    top_cycle,
)
from foedus.convene.agenda_rules import Test, ruled, ruled_successive

ASSUMED = "everybody votes sincerely, each clause by itself; whoever holds options equal abstains"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause: pairs, top cycle, all agendas, the imposed one, and who gains by setting it.

    `imposed` are the outcomes of the agenda of the rules (more than one: a tie decides).
    `passed`: it replaces the status quo (None where a tie decides).
    """

    key: str
    text: str
    options: tuple[str, ...]
    texts: tuple[str, ...]
    status_quo: str
    matrix: tuple[tuple[int, ...], ...]
    condorcet: str
    top_cycle: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    agenda: tuple[str, ...]
    path: tuple[Contest, ...]
    imposed: tuple[str, ...]
    passed: bool | None
    control: tuple[Control, ...]

    @property
    def depends(self) -> bool:
        """Whether the outcome depends on the agenda."""
        return len(self.outcomes) > 1


@dataclass(frozen=True, slots=True)
class Whole:
    """The vote on the text as a whole: yes, no and equal, whether it is adopted, by which basis.

    `stated`: ballots on the whole were given; else each voter is taken to vote yes who prefers
    the outcome to the status quo in more clauses than the other way round.
    """

    text: tuple[tuple[str, str], ...]
    yes: int
    no: int
    equal: int
    adopted: bool | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Agendas(Answer):
    """All clauses, the whole, and the paradox: each clause passes and the package fails.

    `reverse_paradox`: the whole is adopted though some clause in it would fail by itself.
    """

    title: str
    procedure: str
    rule: str
    chair: str
    clauses: tuple[ClauseResult, ...]
    whole: Whole | None
    paradox: bool
    reverse_paradox: bool
    assumptions: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "every agenda tried; votes counted in whole numbers"
    reference: str = "Rasch 2000; Miller 1977; Anscombe 1976"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a clause."""
        return [
            {"clause": c.key, "condorcet": c.condorcet, "imposed": c.imposed,
             "outcomes": [o.option for o in c.outcomes]}
            for c in self.clauses
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be decided: clauses with texts, the imposed agendas, ballots on the whole."""

    title: str
    procedure: str
    chair: str
    clauses: tuple[Clause, ...]
    texts: Mapping[str, str]
    option_texts: Mapping[tuple[str, str], str]
    orders: Mapping[str, tuple[str, ...]]
    whole: Clause | None


def agendas(
    plan: Plan, test: Test | None = None, rule: str = "", *, by_unit: bool = False
) -> Agendas:
    """Return what each clause and the whole become under the rules and over all agendas.

    `test` is the convention's own procedure; where there is none, a plain majority decides.
    Raises TooLarge for a clause with more than eight options.
    """
    found = tuple(_clause(plan, c, test, by_unit) for c in plan.clauses)
    whole = _whole(plan, found, test, by_unit)
    passed = [c.passed for c in found if c.passed is not None]
    package = whole is not None and whole.adopted is False
    paradox = bool(found) and len(passed) == len(found) and all(passed) and package
    singly = [_by_itself(c, r, test, by_unit) for c, r in zip(plan.clauses, found, strict=True)]
    reverse = whole is not None and whole.adopted is True and False in singly
    assumed = [ASSUMED]
    if whole is not None and not whole.stated:
        assumed.append("on the whole each votes by the clauses it wins and loses, counted alike")
    if test is not None:
        assumed.append("options other than the status quo meet one another by plain majority")
    return Agendas(
        plan.title, plan.procedure, rule or "more votes for than against", plan.chair, found,
        whole, paradox, reverse, tuple(assumed),
    )  # fmt: skip


def _decider(
    plan: Plan, clause: Clause, test: Test | None, by_unit: bool
) -> Callable[[Sequence[int]], frozenset[int]]:
    if plan.procedure == "amendment":
        beats = ruled(clause, test, by_unit=by_unit)
        return lambda order: amendment(order, beats)
    passes = ruled_successive(clause, test, by_unit=by_unit)
    return lambda order: successive(order, passes)


def _clause(plan: Plan, clause: Clause, test: Test | None, by_unit: bool) -> ClauseResult:
    beats = ruled(clause, test, by_unit=by_unit)
    decide = _decider(plan, clause, test, by_unit)
    names = clause.options
    order = tuple(names.index(o) for o in plan.orders[clause.key])
    imposed = decide(order)
    winner = condorcet(clause, beats)
    changed = {i != clause.status_quo for i in imposed}
    return ClauseResult(
        clause.key, plan.texts.get(clause.key, ""), names,
        tuple(plan.option_texts.get((clause.key, o), "") for o in names),
        names[clause.status_quo], clause.matrix(), "" if winner is None else names[winner],
        tuple(names[i] for i in top_cycle(clause, beats)), outcomes(clause, decide),
        tuple(names[i] for i in order), _path(plan, clause, order, test, by_unit),
        tuple(names[i] for i in sorted(imposed)), changed.pop() if len(changed) == 1 else None,
        control(clause, decide, imposed, plan.chair),
    )  # fmt: skip


def _path(
    plan: Plan, clause: Clause, order: tuple[int, ...], test: Test | None, by_unit: bool
) -> tuple[Contest, ...]:
    """Return the votes of the imposed agenda in turn, up to its end or the first tie."""
    names, found = clause.options, []
    if plan.procedure == "amendment":
        beats = ruled(clause, test, by_unit=by_unit)
        holder = order[0]
        for new in order[1:]:
            won = beats(holder, new)
            split = clause.split(holder, new)
            found.append(Contest(names[holder], (names[new],), *split, won))
            if won is None:
                return tuple(found)
            holder = holder if won else new
        return tuple(found)
    passes = ruled_successive(clause, test, by_unit=by_unit)
    for place, option in enumerate(order[:-1]):
        rest = tuple(order[place + 1 :])
        won = passes(option, rest)
        split = first_choices(clause, option, rest)
        found.append(Contest(names[option], tuple(names[i] for i in rest), *split, won))
        if won is not False:
            break
    return tuple(found)


def _by_itself(
    clause: Clause, result: ClauseResult, test: Test | None, by_unit: bool
) -> bool | None:
    """Return whether a clause's outcome beats the status quo by itself (None where it is it)."""
    if not result.passed or len(result.imposed) != 1:
        return None
    beats = ruled(clause, test, by_unit=by_unit)
    return beats(clause.options.index(result.imposed[0]), clause.status_quo)


def _whole(
    plan: Plan, found: tuple[ClauseResult, ...], test: Test | None, by_unit: bool
) -> Whole | None:
    if any(len(c.imposed) != 1 for c in found) or not found:
        return None
    text = tuple((c.key, c.imposed[0]) for c in found)
    if plan.whole is None and not any(c.passed for c in found):
        # The text is the status quo, which nobody votes on against itself.
        return None
    given = plan.whole or _implied(plan, text)
    if given is None:
        return None
    yes, no, equal = given.split(0, 1)
    beats = ruled(given, test, by_unit=by_unit)
    return Whole(text, yes, no, equal, beats(0, 1), plan.whole is not None)


def _implied(plan: Plan, text: tuple[tuple[str, str], ...]) -> Clause | None:
    """Return the vote on the whole that the clauses imply; None where voters differ by clause."""
    from foedus.convene.agenda import Voter

    names = [tuple((v.name, v.votes, v.unit) for v in c.voters) for c in plan.clauses]
    if len(set(names)) != 1:
        return None
    voters = []
    for i, (name, votes, unit) in enumerate(names[0]):
        balance = 0
        for clause, (_, outcome) in zip(plan.clauses, text, strict=True):
            rank = clause.voters[i].rank
            new, old = rank[clause.options.index(outcome)], rank[clause.status_quo]
            balance += (new < old) - (new > old)
        rank = (0, 1) if balance > 0 else (1, 0) if balance < 0 else (0, 0)
        voters.append(Voter(name, votes, rank, unit))
    return Clause(WHOLE, ("text", "status quo"), 1, tuple(voters))
