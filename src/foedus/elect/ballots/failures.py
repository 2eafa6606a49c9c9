"""Search for ballots that, changed or kept at home, show a rule failing monotonicity or
participation; every failure found is a profile that anybody can count again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from foedus.answer import Answer, Label
from foedus.elect.ballots.agreement import SINGLE, counter
from foedus.elect.ballots.profile import Profile
from foedus.errors import TooLarge

Ranking = tuple[int, ...]
Group = list[tuple[Ranking, Ranking | None, int]]

#: Proved for every profile; what is not listed is searched.
PROVED: dict[tuple[str, str], str] = {
    **{(r, "monotonicity"): "Fishburn 1982: raising a winner changes no pair against them"
       for r in ("copeland", "minimax", "kemeny")},
    ("plurality", "monotonicity"): "a winner raised loses no first choice",
    ("borda", "monotonicity"): "a winner raised loses no point (Smith 1973)",
    ("black", "monotonicity"): "both stages keep a raised winner (Fishburn 1982)",
    ("schulze", "monotonicity"): "Schulze 2011, section 4.6",
    ("ranked-pairs", "monotonicity"): "Tideman 1987",
    ("split-cycle", "monotonicity"): "Holliday and Pacuit 2023, section 5",
    ("plurality", "participation"): "sums of points (Young 1975)",
    ("borda", "participation"): "sums of points (Young 1975)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """So many ballots that show `before` show `after` instead; () is a voter who stays at home."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    ballots: int


@dataclass(frozen=True, slots=True)
class Verdict(Answer):
    """What is known of one rule and one criterion on this profile.

    `status` is "fails" (with the witness: the changes and the profile after them), "proved" (holds
    for every profile) or "none found", which is no proof. `label` is exact for the first two.
    """

    rule: str
    criterion: str
    status: str
    winner: str
    then: str = ""
    changes: tuple[Change, ...] = ()
    sentence: str = ""
    method: str = ""
    tries: int = 0
    label: Label = Label.EXACT
    witness: Profile | None = field(default=None, repr=False)


def failures(
    profile: Profile, rules: Sequence[str] = SINGLE, tries: int = 300
) -> tuple[Verdict, ...]:
    """Return a verdict for each rule and criterion; at most `tries` counts are made for each.

    Monotonicity: a winner must not lose by being raised on some ballots, nor a loser win by being
    lowered (Fishburn 1982; Woodall 1997). Participation: voters must not do better by staying at
    home (Moulin 1988). Only changes that leave no tie at either end are failures. A rule that
    leaves a tie, or is too large to count, gives no verdict.
    """
    small = profile.compressed()
    found = []
    for rule in rules:
        winner_of = _winner(rule)
        winner = winner_of(small)
        if winner is None:
            continue
        for criterion in ("monotonicity", "participation"):
            found.append(_Search(small, rule, criterion, winner_of, winner, tries).verdict())
    return tuple(found)


def _winner(rule: str) -> Callable[[Profile], int | None]:
    count = counter(rule)

    def winner(profile: Profile) -> int | None:
        try:
            done = count(profile, None)
        except TooLarge:
            return None
        if not done.decided or len(done.winners) != 1:
            return None
        return profile.candidates.index(done.winners[0])

    return winner


class _Search:
    def __init__(
        self,
        profile: Profile,
        rule: str,
        criterion: str,
        winner_of: Callable[[Profile], int | None],
        winner: int,
        tries: int,
    ) -> None:
        self.profile, self.rule, self.criterion = profile, rule, criterion
        self.winner_of, self.winner, self.left = winner_of, winner, tries
        self.tries = tries
        self.ballots = {r: n for r, n in profile.ballots() if r}
        self.row = {r: i for i, (r, _) in enumerate(profile.ballots())}

    def verdict(self) -> Verdict:
        names = self.profile.candidates
        known = PROVED.get((self.rule, self.criterion), "")
        if known:
            return Verdict(
                self.rule, self.criterion, "proved", names[self.winner],
                sentence="holds for every profile", method=known,
            )  # fmt: skip
        found = self._search()
        made = self.tries - self.left
        if found is None:
            return Verdict(
                self.rule, self.criterion, "none found", names[self.winner],
                sentence=f"none found in {made} counts, which is no proof",
                method="search over groups of like ballots", tries=made, label=Label.BOUND,
            )  # fmt: skip
        changes, then, kind = found
        return self._failure(changes, then, kind, made)

    def _failure(self, group: Group, then: int, kind: str, made: int) -> Verdict:
        names = self.profile.candidates
        shown = tuple(
            Change(tuple(names[c] for c in before), tuple(names[c] for c in after or ()), n)
            for before, after, n in group
        )
        total = sum(c.ballots for c in shown)
        sentence = {
            "raised": f"{names[self.winner]}, raised on {total} ballots, loses to {names[then]}",
            "lowered": f"{names[then]}, lowered on {total} ballots, wins",
            "absent": f"{total} voters who prefer {names[then]} to {names[self.winner]} get "
                      f"{names[then]} by staying at home",
        }[kind]  # fmt: skip
        return Verdict(
            self.rule, self.criterion, "fails", names[self.winner], names[then], shown, sentence,
            "counted again on the changed profile", made, witness=self._after(group),
        )  # fmt: skip

    def _search(self) -> tuple[Group, int, str] | None:
        kinds: list[tuple[str, int, Group]] = []
        if self.criterion == "monotonicity":
            kinds += [("raised", t, g) for t, g in self._raisings()]
            kinds += [("lowered", t, g) for t, g in self._lowerings()]
        else:
            kinds += [("absent", t, g) for t, g in self._absences()]
        tried: set[tuple[int, int]] = set()
        largest = max((sum(n for _, _, n in g) for _, _, g in kinds), default=0)
        steps = 8
        # Ever finer numbers of ballots over all groups, until each has been tried whole by whole.
        while kinds and steps < 2 * largest + 16:
            for i, (kind, target, group) in enumerate(kinds):
                found = self._smallest(group, kind, target, steps, i, tried)
                if found is not None:
                    return (*found, kind)
                if self.left <= 0:
                    return None
            steps *= 4
        return None

    def _smallest(
        self, group: Group, kind: str, target: int, steps: int, at: int, tried: set[tuple[int, int]]
    ) -> tuple[Group, int] | None:
        """Return the fewest ballots of a group found to change the winner as the kind forbids."""
        size = sum(n for _, _, n in group)
        low = 0
        for k in sorted({-(-size * i // steps) for i in range(1, steps + 1)}):
            if (at, k) not in tried:
                tried.add((at, k))
                then = self._try(_first(group, k), kind, target)
                if then is not None:
                    return self._narrow(group, kind, target, low, k, then)
                if self.left <= 0:
                    return None
            low = k
        return None

    def _narrow(
        self, group: Group, kind: str, target: int, low: int, high: int, then: int
    ) -> tuple[Group, int]:
        while high - low > 1 and self.left > 0:
            middle = (low + high) // 2
            found = self._try(_first(group, middle), kind, target)
            if found is None:
                low = middle
            else:
                high, then = middle, found
        return _first(group, high), then

    def _try(self, group: Group, kind: str, target: int) -> int | None:
        self.left -= 1
        then = self.winner_of(self._after(group))
        if then is None or then == self.winner:
            return None
        return then if kind == "raised" or then == target else None

    def _after(self, group: Group) -> Profile:
        base = self.profile
        m, length = len(base.candidates), base.orders.shape[1]
        counts = base.weights().copy()
        new = [(after, n) for _, after, n in group if after is not None]
        wide = max([length, *(len(r) for r, _ in new)])
        orders = np.full((len(counts) + len(new), wide), m, dtype=base.orders.dtype, order="F")
        orders[: len(counts), :length] = base.orders
        for before, _, n in group:
            counts[self.row[before]] -= n
        for i, (after, _) in enumerate(new, start=len(counts)):
            orders[i, : len(after)] = after
        weights = np.concatenate([counts, np.array([n for _, n in new], dtype=np.int64)])
        return Profile(base.candidates, orders, weights, base.withdrawn)

    def _raisings(self) -> Iterator[tuple[int, Group]]:
        """Yield, for each rival, their ballots with the winner put first, or one place up."""
        w = self.winner
        for rival in self._by_firsts():
            rows = [(r, n) for r, n in self.ballots.items() if r[0] == rival and w != rival]
            rows.sort(key=lambda x: (x[0].index(w) if w in x[0] else 99, x[0]))
            yield w, [(r, (w, *(c for c in r if c != w)), n) for r, n in rows]
            yield w, [(r, _up(r, w), n) for r, n in rows if w in r]

    def _lowerings(self) -> Iterator[tuple[int, Group]]:
        """Yield, for each loser, the ballots that put them first, with them lower instead."""
        for loser in self._by_firsts():
            if loser == self.winner:
                continue
            rows = sorted((r, n) for r, n in self.ballots.items() if r[0] == loser and len(r) > 1)
            for second in sorted({r[1] for r, _ in rows}):
                mine = [(r, n) for r, n in rows if r[1] == second]
                yield loser, [(r, (r[1], loser, *r[2:]), n) for r, n in mine]
                yield loser, [(r, (*r[1:], loser), n) for r, n in mine if len(r) > 2]

    def _absences(self) -> Iterator[tuple[int, Group]]:
        """Yield, for each first choice and other winner, the ballots that prefer the latter."""
        w = self.winner
        for first in self._by_firsts():
            for other in range(len(self.profile.candidates)):
                if other == w:
                    continue
                rows = [
                    (r, None, n)
                    for r, n in sorted(self.ballots.items())
                    if r[0] == first and other in r and (w not in r or r.index(other) < r.index(w))
                ]
                if rows:
                    yield other, list(rows)
        for r, n in sorted(self.ballots.items(), key=lambda x: -x[1]):
            if w in r:
                for other in r[: r.index(w)]:
                    yield other, [(r, None, n)]

    def _by_firsts(self) -> list[int]:
        votes: dict[int, int] = {}
        for r, n in self.ballots.items():
            votes[r[0]] = votes.get(r[0], 0) + n
        return sorted(votes, key=lambda c: -votes[c])


def _up(ranking: Ranking, c: int) -> Ranking:
    at = ranking.index(c)
    return (*ranking[: at - 1], c, ranking[at - 1], *ranking[at + 1 :])


def _first(group: Group, k: int) -> Group:
    """Return the first k ballots of a group."""
    taken: Group = []
    for before, after, n in group:
        if k <= 0:
            break
        taken.append((before, after, min(n, k)))
        k -= n
    return taken
