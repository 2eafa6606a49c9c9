"""The slow, obvious reference of the ballot layer: every profile, division and roll call."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from math import factorial

from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree, Weights
from foedus.proof.limb_tree import Join, Negation
from foedus.rules.gates import Voter

Counts = tuple[int, int, int, int]


def holds(tree: Tree, rule: BallotRule, choice: dict[str, list[Option]]) -> bool:
    """Read the tree as its sentences say, over what each single member does."""
    if isinstance(tree, Negation):
        return not holds(tree.item, rule, choice)
    if isinstance(tree, Join):
        return sum(w for w, item in tree.items if holds(item, rule, choice)) >= tree.quota
    form = rule.forms[tree.form]
    return sum(form[n][o] for n, all_ in choice.items() if n in form for o in all_) >= tree.least


def choices(rule: BallotRule, options: tuple[Option, ...]) -> Iterator[dict[str, list[Option]]]:
    """Yield what every single member may do."""
    sizes = [v.count for v in rule.voters]
    for all_ in itertools.product(options, repeat=sum(sizes)):
        found, at = {}, 0
        for v in rule.voters:
            found[v.name] = list(all_[at : at + v.count])
            at += v.count
        yield found


def can_turn(rule: BallotRule, start: Option, end: Option, passes: bool) -> bool:
    """Whether some member, going from start to end, turns the outcome."""
    for choice in choices(rule, tuple(Option)):
        if holds(rule.tree, rule, choice) is not passes:
            continue
        for name, own in choice.items():
            if start in own:
                changed = [*own]
                changed[own.index(start)] = end
                if holds(rule.tree, rule, {**choice, name: changed}) is not passes:
                    return True
    return False


def fewest_away(rule: BallotRule) -> tuple[int | None, int | None]:
    """Return the fewest noes that, staying away, defeat what passes; and the most yes defeated."""
    fewest: int | None = None
    most: int | None = None
    for choice in choices(rule, (Option.YES, Option.NO)):
        if not holds(rule.tree, rule, choice):
            continue
        against = [(n, i) for n, own in choice.items() for i, o in enumerate(own) if o is Option.NO]
        yes = sum(o is Option.YES for own in choice.values() for o in own)
        for k in range(1, len(against) + 1):
            for gone in itertools.combinations(against, k):
                after = {n: [*own] for n, own in choice.items()}
                for n, i in gone:
                    after[n][i] = Option.ABSENT
                if not holds(rule.tree, rule, after):
                    fewest = k if fewest is None else min(fewest, k)
                    most = yes if most is None else max(most, yes)
    return fewest, most


def banzhaf(rule: BallotRule, out: Option, name: str) -> dict[str, int]:
    """Count the divisions of everyone by what one member of a voter could do."""
    found = dict.fromkeys(("both", "yes_out", "out_no", "pass", "prevent", "initiate"), 0)
    options = (Option.YES, out, Option.NO)
    for choice in choices(rule, options):
        own, passing = choice[name][0], holds(rule.tree, rule, choice)
        result = {
            o: holds(rule.tree, rule, {**choice, name: [o, *choice[name][1:]]}) for o in options
        }
        found["pass"] += passing
        found["prevent"] += passing and not result[Option.NO]
        found["initiate"] += (not passing) and result[Option.YES]
        if own is Option.NO:
            found["both"] += result[Option.YES] and not result[Option.NO]
            found["yes_out"] += result[Option.YES] and not result[out]
            found["out_no"] += result[out] and not result[Option.NO]
    return found


def roll_calls(rule: BallotRule, out: Option) -> dict[tuple[str, int], Fraction]:
    """Return the share of all roll calls that each single member settles (3^n n! of them).

    An outcome that is settled before anybody is called is settled by nobody.
    """
    members = [(v.name, i) for v in rule.voters for i in range(v.count)]
    options = (Option.YES, out, Option.NO)
    found = dict.fromkeys(members, 0)
    n = len(members)
    for order in itertools.permutations(members):
        for votes in itertools.product(options, repeat=n):
            for k in range(-1, n):
                known = dict(zip(order[: k + 1], votes, strict=False))
                ends = [
                    holds(rule.tree, rule, {
                        v.name: [known.get((v.name, i), rest) for i in range(v.count)]
                        for v in rule.voters
                    })
                    for rest in (Option.YES, Option.NO)
                ]  # fmt: skip
                if ends[0] is ends[1]:
                    if k >= 0:
                        found[order[k]] += 1
                    break
    return {m: Fraction(k, 3**n * factorial(n)) for m, k in found.items()}


def random_ballot_rule(rng: random.Random, members: int, *, monotone: bool = False) -> BallotRule:
    """Return a random rule over ballots; monotone ones have forms that rise from no to yes."""
    voters, left = [], rng.randint(1, members)
    while left:
        size = min(left, rng.choice([1, 1, 2]))
        voters.append(Voter(f"v{len(voters)}", size))
        left -= size
    forms: list[dict[str, Weights]] = []
    for _ in range(rng.randint(1, 3)):
        form = {}
        for v in rng.sample(voters, rng.randint(1, len(voters))):
            w = [rng.randint(-2, 3) for _ in range(4)]
            if monotone:
                top, a, b, low = sorted(w, reverse=True)
                w = [top, a, b, low]
            form[v.name] = (w[0], w[1], w[2], w[3])
        forms.append(form)

    def leaf() -> Leaf:
        f = rng.randrange(len(forms))
        return Leaf(f, rng.randint(-2, 5))

    def tree(depth: int) -> Tree:
        kind = rng.random()
        if depth == 0 or kind < 0.2:
            return leaf()
        if kind < 0.35 and not monotone:
            return Negation(tree(depth - 1))
        items = tuple((rng.choice([1, 1, 2]), tree(depth - 1)) for _ in range(rng.randint(1, 3)))
        return Join(items, rng.randint(1, sum(w for w, _ in items)))

    return BallotRule(tuple(voters), tuple(forms), tree(2))
