"""Properties of one rule or two: vetoers, dummies, dictators, symmetry, deadlock, implication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.proof.engine import LIMIT, Solution, Verdict, decide
from foedus.proof.query import Claim, Query, never
from foedus.rules.gates import Coalition, Gate, Rule

REFERENCE = "Felsenthal & Machover 1998, The Measurement of Voting Power, ch. 2"

#: Whatever answers a query with any coalition, within so many seconds.
Ask = Callable[[Query, float], Solution]


def _ask(query: Query, seconds: float) -> Solution:
    return decide(query, first=True, seconds=seconds)


def everyone(rule: Rule, without: Iterable[str] = ()) -> dict[str, int]:
    """Return the coalition of all members but those of the voters named."""
    out = set(without)
    return {v.name: v.count for v in rule.voters if v.name not in out}


def vetoers(rule: Rule) -> tuple[str, ...]:
    """Return the voters of whom one member, voting no alone, stops the proposal.

    i is a vetoer where v(N) = 1 and v(N - {i}) = 0. A rule that never passes has none.
    """
    whole = [v.count for v in rule.voters]
    if not rule.wins(whole):
        return ()
    found = []
    for i, voter in enumerate(rule.voters):
        if voter.count:
            whole[i] -= 1
            if not rule.wins(whole):
                found.append(voter.name)
            whole[i] += 1
    return tuple(found)


def dictators(rule: Rule) -> tuple[str, ...]:
    """Return the voters whose one member decides alone: it passes with them and only with them."""
    return tuple(n for n in vetoers(rule) if rule.passes({n: 1}))


@dataclass(frozen=True, slots=True)
class Roles(Answer):
    """Voters in a role, those about whom nothing was decided in time, and how each was decided."""

    role: str
    names: tuple[str, ...]
    undecided: tuple[str, ...]
    method: str
    reference: str = REFERENCE
    label: Label = Label.EXACT


def dummies(rule: Rule, *, seconds: float = LIMIT, ask: Ask = _ask) -> Roles:
    """Return the voters that never matter: one more of them never turns a failure into a pass.

    i is a dummy where v(S + i) = v(S) for every S. A voter that no gate reads is one at once; the
    rest are pairs (rule with one more member, not the rule).
    """
    read = reached(rule)
    found, unsure = [], []
    for index, voter in enumerate(rule.voters):
        if not voter.count:
            continue
        if index not in read:
            found.append(voter.name)
            continue
        query = Query((Claim(rule, True, {voter.name: 1}), Claim(rule, False)))
        answer = ask(query, seconds / max(1, len(rule.voters)) + 0.2)
        if answer.verdict is Verdict.NONE:
            found.append(voter.name)
        elif answer.verdict is Verdict.UNDECIDED:
            unsure.append(voter.name)
    return Roles("dummies", tuple(found), tuple(unsure), "one pivotal coalition sought for each")


def reached(rule: Rule) -> set[int]:
    """Return the voters (by index) that the root reads through some gate."""
    seen: set[int] = set()
    stack, n = [rule.root], len(rule.voters)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if node >= n:
                stack += [k for k, _ in rule.rows[rule.gates[node - n].row].items]
    return {k for k in seen if k < n}


@dataclass(frozen=True, slots=True)
class Symmetry(Answer):
    """Whether voters are interchangeable: equal in the game, whatever their weights.

    Where not, `stronger` does what `weaker` cannot: `coalition` passes with one more of the one
    and not with one more of the other. `queries`: how many pairs equal columns did not settle.
    """

    verdict: Verdict
    stronger: str = ""
    weaker: str = ""
    coalition: Mapping[str, int] | None = None
    argument: str = ""
    queries: int = 0
    method: str = "pairs of queries; equal columns need none"
    reference: str = REFERENCE
    label: Label = Label.EXACT

    @property
    def holds(self) -> bool:
        """Whether every two of the voters are interchangeable."""
        return self.verdict is Verdict.NONE


def symmetry(
    rule: Rule, names: Iterable[str], *, seconds: float = LIMIT, ask: Ask = _ask
) -> Symmetry:
    """Return whether swapping any two of the named voters (one member each) changes no outcome.

    Being interchangeable is an equivalence, so each voter is compared with the first. Raises
    KeyError for an unknown voter.
    """
    index = {v.name: i for i, v in enumerate(rule.voters)}
    columns = _columns(rule)
    first, *others = list(names)
    counts = {v.name: v.count for v in rule.voters}
    unsure, queries = False, 0
    for other in others:
        if columns[index[first]] == columns[index[other]]:
            continue
        for a, b in ((first, other), (other, first)):
            query = Query(
                (Claim(rule, True, {a: 1}), Claim(rule, False, {b: 1})),
                fixed={a: (0, counts[a] - 1), b: (0, counts[b] - 1)},
            )
            answer, queries = ask(query, seconds), queries + 1
            unsure |= answer.verdict is Verdict.UNDECIDED
            if answer.verdict is Verdict.FOUND:
                return Symmetry(Verdict.FOUND, a, b, answer.coalition, answer.argument, queries)
    if unsure:
        return Symmetry(Verdict.UNDECIDED, argument="undecided within the limit")
    argument = "no coalition tells any two of them apart"
    return Symmetry(Verdict.NONE, argument=argument, queries=queries)


def _columns(rule: Rule) -> list[tuple[tuple[int, int], ...]]:
    columns: list[list[tuple[int, int]]] = [[] for _ in rule.voters]
    for r, row in enumerate(rule.rows):
        for k, w in row.items:
            if k < len(columns):
                columns[k].append((r, w))
    if rule.root < len(columns):
        columns[rule.root].append((-1, 1))
    return [tuple(c) for c in columns]


def implies(first: Rule, second: Rule, *, seconds: float = LIMIT) -> Solution:
    """Return a smallest coalition that passes `first` and not `second`, or that there is none."""
    return decide(Query((Claim(first, True), Claim(second, False))), seconds=seconds)


@dataclass(frozen=True, slots=True)
class Relation(Answer):
    """How two rules compare: each direction with its smallest counterexample."""

    first_implies_second: Solution
    second_implies_first: Solution

    @property
    def word(self) -> str:
        """same, first implies second, second implies first, neither, or undecided."""
        ways = (self.first_implies_second.verdict, self.second_implies_first.verdict)
        if Verdict.UNDECIDED in ways:
            return "undecided"
        return {
            (Verdict.NONE, Verdict.NONE): "same",
            (Verdict.NONE, Verdict.FOUND): "first implies second",
            (Verdict.FOUND, Verdict.NONE): "second implies first",
        }.get(ways, "neither")


def relation(first: Rule, second: Rule, *, seconds: float = LIMIT) -> Relation:
    """Return how two rules over the same voters compare."""
    there, back = implies(first, second, seconds=seconds), implies(second, first, seconds=seconds)
    return Relation(there, back)


def opposite(rule: Rule) -> Rule:
    """Return the dual rule: passes where the members outside could not pass it themselves.

    v*(S) = 1 - v(N - S): each quota q of a row of total T becomes T - q + 1.
    """
    gates = tuple(Gate(g.row, rule.total(g.row) - g.quota + 1, g.label) for g in rule.gates)
    if rule.root < len(rule.voters) and rule.voters[rule.root].count > 1:
        raise ValueError("the root is a type of several members: wrap it in a gate")
    return Rule(rule.voters, rule.rows, gates, rule.root)


def deadlock(rule: Rule, *, seconds: float = LIMIT) -> Solution:
    """Return a coalition that cannot pass the proposal while the others cannot either.

    A rule is strong (never deadlocked) where v(S) = 0 implies v(N - S) = 1.
    """
    query = Query((Claim(rule, False), Claim(opposite(rule), True)))
    return decide(query, seconds=seconds, first=True)


def clash(rule: Rule, *, seconds: float = LIMIT) -> Solution:
    """Return a coalition that passes while the others, voting alone, would pass it too.

    A rule is proper (never) where v(S) = 1 implies v(N - S) = 0.
    """
    query = Query((Claim(rule, True), Claim(opposite(rule), False)))
    return decide(query, seconds=seconds, first=True)


@dataclass(frozen=True, slots=True)
class Outvoting(Answer):
    """Whether each of two communities can be outvoted by a coalition without it.

    `first` passes with every member of the first at no, `second` with every member of the second;
    None where that cannot happen.
    """

    first: Solution
    second: Solution

    @property
    def mutual(self) -> bool:
        """Whether each can be outvoted."""
        return self.first.verdict is self.second.verdict is Verdict.FOUND


def outvoting(
    rule: Rule, first: Coalition, second: Coalition, *, seconds: float = LIMIT
) -> Outvoting:
    """Return whether each of two communities (voters by name) can be outvoted."""
    ways = [
        decide(Query((Claim(rule, True),), fixed=never(list(out))), seconds=seconds)
        for out in (first, second)
    ]
    return Outvoting(*ways)
