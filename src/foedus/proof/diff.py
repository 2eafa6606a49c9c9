"""Where two rules differ: which implies which, on how many coalitions, the smallest of them."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.proof.engine import LIMIT, Solution, Verdict
from foedus.proof.properties import relation
from foedus.rules.gates import Builder, Node, Rule

#: Seconds that counting one rule may take.
COUNTING = 5.0


@dataclass(frozen=True, slots=True)
class Difference(Answer):
    """How two rules over the same voters compare.

    `word`: same, first implies second, second implies first, neither, undecided. `only_first` is
    a smallest coalition that passes the first alone, `only_second` the second alone. The numbers
    count coalitions of single members, exactly; None (with `counted` saying why) where no exact
    count fits.
    """

    word: str
    only_first: Solution
    only_second: Solution
    voters: int
    passes_first: int | None
    passes_second: int | None
    differ: int | None
    counted: str
    label: Label = Label.EXACT
    method: str = "|P| + |R| - 2 |P and R|; each direction by gate patterns and branch and bound"
    reference: str = "exact counting; Geoffrion 1974"


def diff(first: Rule, second: Rule, *, seconds: float = LIMIT, count: bool = True) -> Difference:
    """Return where two rules differ; voters that only one of them has are dummies in the other.

    The number of coalitions on which they differ is |P| + |R| - 2 |P and R|. Raises ValueError
    where the rules give one voter different numbers of members.
    """
    a, b, both = aligned(first, second)
    found = relation(a, b, seconds=seconds)
    numbers: tuple[int | None, int | None, int | None] = (None, None, None)
    why = "not asked for"
    if count:
        numbers, why = _counts(a, b, both)
    p, r, shared = numbers
    differ = None if p is None or r is None or shared is None else p + r - 2 * shared
    if found.word == "same":
        differ, why = 0, why if p is not None else "the same, so on none"
    return Difference(
        found.word, found.first_implies_second, found.second_implies_first, a.size, p, r, differ,
        why,
    )  # fmt: skip


def _counts(*rules: Rule) -> tuple[tuple[int | None, int | None, int | None], str]:
    from foedus.power.engines import count
    from foedus.power.profile import Budget

    try:
        profiles = [count(rule, sizes=False, budget=Budget(COUNTING)) for rule in rules]
    except TooLarge as exc:
        return (None, None, None), f"not counted: {exc}"
    engines = "+".join(sorted({p.engine for p in profiles}))
    a, b, c = (p.winning for p in profiles)
    return (a, b, c), f"counted exactly by {engines}"


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


def directions(difference: Difference, first: str, second: str) -> tuple[str, ...]:
    """Return each direction in words, with the size of its smallest coalition."""
    lines = []
    for answer, a, b in (
        (difference.only_first, first, second),
        (difference.only_second, second, first),
    ):
        if answer.verdict is Verdict.NONE:
            lines.append(f"whatever passes {a} passes {b}: {answer.argument}")
        elif answer.verdict is Verdict.UNDECIDED:
            lines.append(f"whether all that passes {a} passes {b} is undecided within the limit")
        else:
            lines.append(f"{answer.value} can pass {a} and not {b}")
    return tuple(lines)
