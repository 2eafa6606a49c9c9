"""Questions to rules over ballots as integer programs: two profiles that share most votes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.proof import cpsat, engine
from foedus.proof.ballot_draw import draw
from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Profile, Tree
from foedus.proof.engine import LIMIT, Verdict
from foedus.proof.limb_tree import Join, Negation
from foedus.proof.program import Constraint, Outcome, Program
from foedus.proof.recheck import WitnessRejected
from foedus.rules.gates import Voter

#: How many members of a voter choose an option: a constant and variables with their factors.
Count = tuple[int, tuple[tuple[int, int], ...]]
Ballots = Mapping[str, tuple[Count, Count, Count, Count]]


@dataclass(slots=True)
class Encoder:
    """Collects variables (votes first, literals of the tree after) and their constraints."""

    rule: BallotRule
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    def variable(self, most: int, cost: int = 0) -> int:
        """Return a new variable from 0 to `most`."""
        self.low.append(0)
        self.high.append(most)
        self.cost.append(cost)
        return len(self.low) - 1

    def force(self, ballots: Ballots, outcome: bool) -> None:
        """Demand that the proposal passes (or fails) under these ballots."""
        self.low[self._literal(self.rule.tree, outcome, ballots)] = 1

    def program(self, votes: int) -> Program:
        """Return the program; the first `votes` variables are votes."""
        return Program(
            tuple(self.low), tuple(self.high), tuple(self.cost), tuple(self.constraints), votes
        )

    def _literal(self, tree: Tree, wanted: bool, ballots: Ballots) -> int:
        """Return a 0/1 variable that, at 1, makes the tree hold (or not hold)."""
        match tree:
            case Negation():
                return self._literal(tree.item, not wanted, ballots)
            case Leaf():
                return self._limb(tree, wanted, ballots)
            case Join():
                total = sum(w for w, _ in tree.items)
                need = tree.quota if wanted else total - tree.quota + 1
                kids = [(self._literal(i, wanted, ballots), w) for w, i in tree.items]
                z = self.variable(1)
                if need > 0:
                    self.constraints.append(Constraint((*kids, (z, -need)), 0))
                return z

    def _limb(self, leaf: Leaf, wanted: bool, ballots: Ballots) -> int:
        sign, least = (1, leaf.least) if wanted else (-1, 1 - leaf.least)
        constant, terms, floor = 0, dict[int, int](), 0
        for name, own in self.rule.forms[leaf.form].items():
            for weight, (fixed, parts) in zip(own, ballots[name], strict=True):
                constant += sign * weight * fixed
                for j, factor in parts:
                    terms[j] = terms.get(j, 0) + sign * weight * factor
        floor = constant + sum(min(0, a) * self.high[j] for j, a in terms.items())
        z = self.variable(1)
        if floor < least:
            # At z = 0 the demand sinks to what every vote meets.
            row = tuple((j, a) for j, a in terms.items() if a)
            demand = Constraint((*row, (z, floor - least)), floor - constant, leaf.label)
            self.constraints.append(demand)
        return z


def free(
    encoder: Encoder, voter: Voter, options: tuple[Option, ...], spare: int = 0
) -> dict[Option, Count]:
    """Return how many of a voter's members (less `spare`) choose each of these options.

    The last option takes the rest; options left out are chosen by nobody.
    """
    count = voter.count - spare
    *chosen, rest = options
    found: dict[Option, Count] = {o: (0, ()) for o in Option}
    made = [encoder.variable(count) for _ in chosen]
    for option, j in zip(chosen, made, strict=True):
        found[option] = (0, ((j, 1),))
    found[rest] = (count, tuple((j, -1) for j in made))
    if len(made) > 1:
        encoder.constraints.append(Constraint(tuple((j, -1) for j in made), -count))
    return found


def plus(counts: Mapping[Option, Count], option: Option, more: int = 1) -> dict[Option, Count]:
    """Return the counts with more members at one option."""
    fixed, parts = counts[option]
    return {**counts, option: (fixed + more, parts)}


def row(counts: Mapping[Option, Count]) -> tuple[Count, Count, Count, Count]:
    """Return the counts in the order of the options."""
    yes, abstain, absent, no = (counts[o] for o in Option)
    return yes, abstain, absent, no


def solve(program: Program, seconds: float, *, first: bool) -> Outcome:
    """Return the cheapest point of a program, by the own engine and CP-SAT behind it."""
    end = time.monotonic() + seconds
    plan = engine.Plan(end, first, cpsat.available(), Fraction(0))
    return engine.solve_one(program, None, plan)


def read(rule: BallotRule, ballots: Ballots, point: tuple[int, ...]) -> Profile:
    """Return the profile that a point of the program gives."""
    found = {}
    for voter in rule.voters:
        counts = ballots[voter.name]
        values = [fixed + sum(f * point[j] for j, f in parts) for fixed, parts in counts]
        found[voter.name] = (values[0], values[1], values[2], values[3])
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles that differ in some voters, before and after, or why there are none."""

    verdict: Verdict
    before: Profile | None = None
    after: Profile | None = None
    who: str = ""


def checked(rule: BallotRule, before: Profile, after: Profile, passes: bool) -> None:
    """Raise WitnessRejected unless it `passes` before and not after (or the other way round)."""
    if rule.passes(before) is not passes or rule.passes(after) is passes:
        raise WitnessRejected("the ballots do not show what they should")


def shift(
    rule: BallotRule, start: Option, end: Option, *, passes: bool, seconds: float = LIMIT
) -> Pair:
    """Return ballots in which one voter, going from `start` to `end`, turns the outcome.

    The proposal `passes` before and not after, or (False) fails before and passes after. Every
    profile of yes, abstain, absent and no is looked at; voters alike in every form once. Ballots
    drawn at random are tried first: what they show needs no search.
    """
    seen: set[tuple[tuple[int, ...], ...]] = set()
    unsure = False
    deadline = time.monotonic() + seconds
    for voter in rule.voters:
        key = tuple(form.get(voter.name, (0, 0, 0, 0)) for form in rule.forms)
        if key in seen or not voter.count or not _may_turn(rule, voter, start, end, passes):
            continue
        seen.add(key)
        drawn = draw(rule, voter, start, end, passes=passes)
        if drawn is not None:
            checked(rule, *drawn, passes)
            return Pair(Verdict.FOUND, *drawn, voter.name)
        encoder = Encoder(rule)
        shared = {
            v.name: free(encoder, v, tuple(Option), 1 if v is voter else 0) for v in rule.voters
        }
        votes = len(encoder.low)
        before = {n: row(plus(c, start) if n == voter.name else c) for n, c in shared.items()}
        after = {n: row(plus(c, end) if n == voter.name else c) for n, c in shared.items()}
        encoder.force(before, passes)
        encoder.force(after, not passes)
        left = max(0.1, deadline - time.monotonic())
        found = solve(encoder.program(votes), left, first=True)
        if found.point is not None:
            first, last = (read(rule, b, found.point) for b in (before, after))
            checked(rule, first, last, passes)
            return Pair(Verdict.FOUND, first, last, voter.name)
        unsure |= not found.done
    return Pair(Verdict.UNDECIDED if unsure else Verdict.NONE)


def _may_turn(rule: BallotRule, voter: Voter, start: Option, end: Option, passes: bool) -> bool:
    """Whether some limb moves in the direction sought when the voter changes; else it is proved."""

    def moves(tree: Tree, sign: int) -> bool:
        match tree:
            case Negation():
                return moves(tree.item, -sign)
            case Join():
                return any(moves(i, sign) for _, i in tree.items)
            case Leaf():
                own = rule.forms[tree.form].get(voter.name, (0, 0, 0, 0))
                return sign * (own[end] - own[start]) * (-1 if passes else 1) > 0

    return moves(rule.tree, 1)


@dataclass(frozen=True, slots=True)
class Boycott:
    """Opponents who stay away: `before` they vote no and it passes, `after` it fails.

    `away` is how many, `bound` an exact bound on it (equal where the search was completed),
    `yes` how many are for.
    """

    verdict: Verdict
    away: int = 0
    bound: int = 0
    yes: int = 0
    before: Profile | None = None
    after: Profile | None = None


def boycott(rule: BallotRule, *, largest: bool = False, seconds: float = LIMIT) -> Boycott:
    """Return the fewest opponents who, staying away instead of voting no, defeat what passes.

    Everyone takes part and votes yes or no but those who stay away. With `largest`, the ballots
    with the most yes votes that can still be defeated so.
    """
    encoder = Encoder(rule)
    before: dict[str, tuple[Count, Count, Count, Count]] = {}
    after: dict[str, tuple[Count, Count, Count, Count]] = {}
    for v in rule.voters:
        yes = encoder.variable(v.count, -1 if largest else 0)
        away = encoder.variable(v.count, 0 if largest else 1)
        encoder.constraints.append(Constraint(((yes, -1), (away, -1)), -v.count))
        none: Count = (0, ())
        before[v.name] = ((0, ((yes, 1),)), none, none, (v.count, ((yes, -1),)))
        rest: Count = (v.count, ((yes, -1), (away, -1)))
        after[v.name] = ((0, ((yes, 1),)), none, (0, ((away, 1),)), rest)
    votes = len(encoder.low)
    encoder.force(before, True)
    encoder.force(after, False)
    found = solve(encoder.program(votes), seconds, first=False)
    if found.point is None:
        return Boycott(Verdict.NONE if found.done else Verdict.UNDECIDED)
    first, last = (read(rule, b, found.point) for b in (before, after))
    checked(rule, first, last, True)
    gone = sum(c[Option.ABSENT] for c in last.values())
    bound = gone if found.done or found.bound is None else found.bound
    in_favour = sum(c[Option.YES] for c in last.values())
    return Boycott(Verdict.FOUND, gone, bound, in_favour, first, last)
