"""Where two rules differ: which implies which, on how many coalitions, the smallest of them."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.proof.engine import LIMIT, Solution
from foedus.proof.properties import relation
from foedus.rules.gates import Builder, Node, Rule

#: Seconds that counting one rule may take, and bounding it where that does not fit.
COUNTING = 1.0
BOUNDING = 20.0
#: Table cells of the rules whose weights are rounded, where no exact count fits.
CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Difference(Answer):
    """How two rules over the same voters compare.

    `word`: same, first implies second, second implies first, neither, undecided. `only_first` is
    a smallest coalition that passes the first alone, `only_second` the second alone. The numbers
    count coalitions of single members, exactly; None (with `counted` saying why) where no exact
    count fits. `least` and `most` bound `differ` then, where a bound fits (`label` "bound").
    """

    word: str
    only_first: Solution
    only_second: Solution
    voters: int
    passes_first: int | None
    passes_second: int | None
    differ: int | None
    counted: str
    least: int | None = None
    most: int | None = None
    label: Label = Label.EXACT
    method: str = "|P| + |R| - 2 |P and R|; each direction by gate patterns and branch and bound"
    reference: str = "exact counting; Geoffrion 1974"


def diff(
    first: Rule,
    second: Rule,
    *,
    seconds: float = LIMIT,
    count: bool = True,
    counting: float | None = COUNTING,
) -> Difference:
    """Return where two rules differ; voters that only one of them has are dummies in the other.

    The number of coalitions on which they differ is |P| + |R| - 2 |P and R|; `counting` limits the
    seconds of an exact count (None: no limit), beyond which it is bounded. Raises ValueError where
    the rules give one voter different numbers of members.
    """
    a, b, both = aligned(first, second)
    found = relation(a, b, seconds=seconds)
    tally = _Tally((None, None, None), "not asked for")
    if count:
        tally = _counts(a, b, both, found.word, counting)
    if found.word == "same":
        told = tally.told if tally.numbers[0] is not None else "the same, so on none"
        tally = _Tally(tally.numbers, told, 0, 0)
    p, r, shared = tally.numbers
    differ = None if p is None or r is None or shared is None else p + r - 2 * shared
    if tally.least is not None and tally.least == tally.most:
        differ = tally.least
    least, most = (differ, differ) if differ is not None else (tally.least, tally.most)
    return Difference(
        found.word, found.first_implies_second, found.second_implies_first, a.size, p, r, differ,
        tally.told, least, most, Label.BOUND if least != most else Label.EXACT,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tally:
    """The counts of the first, the second and both; or bounds on where the rules differ."""

    numbers: tuple[int | None, int | None, int | None]
    told: str
    least: int | None = None
    most: int | None = None


def _counts(first: Rule, second: Rule, both: Rule, word: str, counting: float | None) -> _Tally:
    """Count exactly: by halves, else by the engines of voting power; else bound."""
    from foedus.power.engines import count
    from foedus.power.profile import Budget
    from foedus.proof.counts import count_pair

    halves = count_pair(first, second)
    if halves is not None:
        return _Tally((halves.first, halves.second, halves.both), "counted exactly by halves")
    try:
        rules = (first, second, both)
        profiles = [count(rule, sizes=False, budget=Budget(counting)) for rule in rules]
    except TooLarge as exc:
        why = str(exc).splitlines()[0]
        return _bounded(first, second, both, word, why)
    engines = "+".join(sorted({p.engine for p in profiles}))
    a, b, c = (p.winning for p in profiles)
    return _Tally((a, b, c), f"counted exactly by {engines}")


def _bounded(first: Rule, second: Rule, both: Rule, word: str, why: str) -> _Tally:
    """Return certified bounds on where the rules differ: weights rounded down and up.

    Where the first implies the second, both pass as often as the first does, so that the
    difference is that of two numbers and not of three.
    """
    from foedus.power.bounds import bounds
    from foedus.power.profile import Budget

    none = (None, None, None)
    if word == "same":
        return _Tally(none, why)
    try:
        p, r = (bounds(x, cells=CELLS, budget=Budget(BOUNDING)).winning for x in (first, second))
        shared = {"first implies second": p, "second implies first": r}.get(word)
        if shared is None:
            shared = bounds(both, cells=CELLS, budget=Budget(BOUNDING)).winning
    except TooLarge as exc:
        return _Tally(none, f"not counted: {why}; not bounded: {str(exc).splitlines()[0]}")
    if word == "first implies second":
        low, high = r[0] - p[1], r[1] - p[0]
    elif word == "second implies first":
        low, high = p[0] - r[1], p[1] - r[0]
    else:
        low, high = p[0] + r[0] - 2 * shared[1], p[1] + r[1] - 2 * shared[0]
    # Rules that are not the same differ somewhere; nowhere do they differ more often than passes.
    known = 1 if word in ("first implies second", "second implies first", "neither") else 0
    least, most = max(low, known), min(high, p[1] + r[1])
    return _Tally(none, f"bounded by rounding weights down and up ({why})", least, most)


def aligned(first: Rule, second: Rule) -> tuple[Rule, Rule, Rule]:
    """Return both rules over the union of their voters, and "both pass" as a third rule.

    Raises ValueError where one voter has different numbers of members in the two.
    """
    builders = [Builder() for _ in range(3)]
    for builder in builders:
        for rule in (first, second):
            for voter in rule.voters:
                builder.voter(voter.name, voter.count)
    one = builders[0].build(_root(builders[0], first))
    two = builders[1].build(_root(builders[1], second))
    both = builders[2].all_of([_root(builders[2], first), _root(builders[2], second)], "both")
    return one, two, builders[2].build(both)


def _root(builder: Builder, rule: Rule) -> Node:
    """Return the root of a rule copied into a builder, as a gate."""
    nodes = [builder.voter(v.name, v.count) for v in rule.voters]
    for gate in rule.gates:
        weights = {nodes[k]: w for k, w in rule.rows[gate.row].items}
        nodes.append(builder.gate(weights, gate.quota, gate.label))
    root = nodes[rule.root]
    if rule.root < len(rule.voters):
        return builder.gate({root: 1}, rule.voters[rule.root].count, rule.voters[rule.root].name)
    return root
