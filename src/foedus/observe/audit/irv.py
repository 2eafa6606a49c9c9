"""Assertions of an instant runoff: a set that contradicts every other winner, found as in RAIRE."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.observe.audit.assertion import HALF, Card
from foedus.observe.audit.plurality import refuse

#: Rankings with how many ballots show each.
Rankings = Mapping[Card, int]
REFERENCE = "Blom, Stuckey & Teague 2019, RAIRE: Risk-Limiting Audits for IRV Elections"


@dataclass(frozen=True, slots=True)
class RankedAssertion(Answer):
    """One comparison of an instant runoff.

    Without `remaining` ("not eliminated before", NEB): winner has more first preferences than
    there are ballots that mention loser and do not put winner before it, so winner is never
    eliminated before loser. With `remaining` (NEN): when exactly these stand, winner has more
    votes than loser, so it is not the one eliminated there.
    """

    name: str
    text: str
    winner: str
    loser: str
    remaining: tuple[str, ...]
    margin: int
    scope: tuple[str, ...] = ()
    upper: Fraction = Fraction(1)
    kind: str = "ranked"
    label: Label = Label.EXACT
    method: str = "assorter over rankings"
    reference: str = REFERENCE

    def value(self, card: Card, stratum: str = "") -> Fraction:  # noqa: ARG002
        """Return 1 for winner, 0 for loser, 1/2 for neither."""
        return HALF + Fraction(self.side(card), 2)

    def side(self, card: Card) -> int:
        """Return 1, -1 or 0: for winner, for loser, for neither."""
        if self.remaining:
            first = next((c for c in card if c in self.remaining), "")
            return (first == self.winner) - (first == self.loser)
        if card and card[0] == self.winner:
            return 1
        seen = [c for c in card if c in (self.winner, self.loser)]
        return -1 if seen and seen[0] == self.loser else 0

    def contradicts(self, order: tuple[str, ...]) -> bool:
        """Return whether a complete elimination order (winner of the seat last) is impossible."""
        if not self.remaining:
            return order.index(self.winner) < order.index(self.loser)
        tail = order[len(order) - len(self.remaining) :]
        return tail[0] == self.winner and set(tail) == set(self.remaining)


def first_before(winner: str, loser: str, rankings: Rankings) -> RankedAssertion:
    """Return NEB(winner, loser) with its margin in ballots."""
    text = f"{winner} has more first preferences than {loser} has ballots without {winner} before"
    return _measured(f"NEB {winner} > {loser}", text, winner, loser, (), rankings)


def at_stage(
    winner: str, loser: str, remaining: tuple[str, ...], rankings: Rankings
) -> RankedAssertion:
    """Return NEN(winner, loser, remaining) with its margin in ballots."""
    names = tuple(sorted(remaining))
    text = f"with {', '.join(names)} standing, {winner} has more votes than {loser}"
    name = f"NEN {winner} > {loser} | {', '.join(names)}"
    return _measured(name, text, winner, loser, names, rankings)


def _measured(
    name: str, text: str, winner: str, loser: str, remaining: tuple[str, ...], rankings: Rankings
) -> RankedAssertion:
    bare = RankedAssertion(name, text, winner, loser, remaining, 0)
    margin = sum(bare.side(card) * n for card, n in rankings.items())
    return RankedAssertion(name, text, winner, loser, remaining, margin)


#: The end of an elimination order: its first entry is eliminated first among them.
Tail = tuple[str, ...]


class Margins:
    """Comparisons measured once each: a tail asks for the same ones as its neighbours."""

    def __init__(self, rankings: Rankings) -> None:
        self.rankings = rankings
        self.pairs: dict[tuple[str, str], RankedAssertion] = {}
        self.standing: dict[frozenset[str], dict[str, int]] = {}

    def before(self, winner: str, loser: str) -> RankedAssertion:
        """Return NEB(winner, loser)."""
        if (winner, loser) not in self.pairs:
            self.pairs[winner, loser] = first_before(winner, loser, self.rankings)
        return self.pairs[winner, loser]

    def stage(self, winner: str, tail: Tail) -> tuple[int, str]:
        """Return winner's widest margin over another of the tail when exactly it stands."""
        key = frozenset(tail)
        if key not in self.standing:
            votes = dict.fromkeys(tail, 0)
            for card, n in self.rankings.items():
                first = next((c for c in card if c in key), None)
                if first is not None:
                    votes[first] += n
            self.standing[key] = votes
        votes = self.standing[key]
        loser = min((c for c in tail if c != winner), key=lambda c: (votes[c], c))
        return votes[winner] - votes[loser], loser


def best_against(tail: Tail, candidates: Iterable[str], margins: Margins) -> RankedAssertion | None:
    """Return the widest assertion that contradicts every order ending in `tail`; None: none does.

    The first of the tail is eliminated while exactly the tail stands; everyone else went before.
    """
    first, rest = tail[0], tail[1:]
    options = [margins.before(first, c) for c in rest]
    options += [margins.before(c, first) for c in candidates if c not in tail]
    best = max(options, key=lambda a: a.margin, default=None)
    if rest:
        margin, loser = margins.stage(first, tail)
        if best is None or margin > best.margin:
            best = at_stage(first, loser, tail, margins.rankings)
    return best if best is not None and best.margin > 0 else None


def instant_runoff(rankings: Rankings, winner: str) -> list[RankedAssertion]:
    """Return assertions that rule out every winner but `winner`, the narrowest as wide as can be.

    Best first: the tail whose own and whose ancestors' best assertion is narrowest is opened
    next; a tail is closed with the best assertion of its path once nothing below can be wider
    than the narrowest already needed. Raises BadInput (E910) where a tie or a wrong winner leaves
    some order uncontradicted. Blom, Stuckey & Teague 2019.
    """
    candidates = sorted({c for card in rankings for c in card} | {winner})
    search = _Search(candidates, rankings)
    for c in candidates:
        if c != winner:
            search.push((c,), None)
    return _needed(search.run(), candidates, winner)


class _Search:
    """The frontier of tails, the narrowest first."""

    def __init__(self, candidates: list[str], rankings: Rankings) -> None:
        self.candidates, self.margins = candidates, Margins(rankings)
        self.heap: list[tuple[int, int, Tail, RankedAssertion | None]] = []
        self.made = 0
        self.found: dict[str, RankedAssertion] = {}
        self.floor: int | None = None

    def push(self, tail: Tail, above: RankedAssertion | None) -> None:
        own = best_against(tail, self.candidates, self.margins)
        best = max((a for a in (own, above) if a), key=lambda a: a.margin, default=None)
        self.made += 1
        heapq.heappush(self.heap, (best.margin if best else 0, self.made, tail, best))

    def run(self) -> list[RankedAssertion]:
        while self.heap:
            margin, _, tail, best = heapq.heappop(self.heap)
            if best and self.floor is not None and margin >= self.floor:
                self.found[best.name] = best
                continue
            rest = [c for c in self.candidates if c not in tail]
            if not rest:
                self._close(tail, best)
                continue
            for c in rest:
                self.push((c, *tail), best)
        return list(self.found.values())

    def _close(self, tail: Tail, best: RankedAssertion | None) -> None:
        if best is None:
            raise refuse(f"no assertion contradicts the order {', '.join(tail)}: a tie, or a "
                         "winner that the rankings do not give")  # fmt: skip
        self.floor = best.margin if self.floor is None else min(self.floor, best.margin)
        self.found[best.name] = best


#: Up to so many assertions each is tried for being superfluous.
FEW = 60


def _needed(
    found: list[RankedAssertion], candidates: list[str], winner: str
) -> list[RankedAssertion]:
    """Return assertions enough to contradict every other winner, none of few superfluous.

    One walk over the tails keeps the widest that closes a tail no kept one closes.
    """
    order = sorted(found, key=lambda a: -a.margin)
    kept: list[RankedAssertion] = []
    stack: list[Tail] = [(c,) for c in candidates if c != winner]
    while stack:
        tail = stack.pop()
        if any(_closed(a, tail) for a in kept):
            continue
        closing = next((a for a in order if _closed(a, tail)), None)
        if closing is None:
            stack += [(c, *tail) for c in candidates if c not in tail]
        else:
            kept.append(closing)
    kept.sort(key=lambda a: a.margin)
    for a in list(kept) if len(kept) <= FEW else ():
        rest = [b for b in kept if b is not a]
        if implies_winner(rest, candidates, winner):
            kept = rest
    if not implies_winner(kept, candidates, winner):
        raise refuse("the assertions found leave some order open")
    return sorted(kept, key=lambda a: (a.margin, a.name))


def implies_winner(
    assertions: Iterable[RankedAssertion], candidates: Iterable[str], winner: str
) -> bool:
    """Return whether the assertions contradict every elimination order with another winner.

    Walks the tails: one closed by an assertion that needs no more than the tail is not opened.
    """
    names, claims = sorted(candidates), list(assertions)
    stack: list[Tail] = [(c,) for c in names if c != winner]
    while stack:
        tail = stack.pop()
        if any(_closed(a, tail) for a in claims):
            continue
        rest = [c for c in names if c not in tail]
        if not rest:
            return False
        stack += [(c, *tail) for c in rest]
    return True


def _closed(a: RankedAssertion, tail: Tail) -> bool:
    if a.remaining:
        return tail[0] == a.winner and set(tail) == set(a.remaining)
    if a.loser not in tail:
        return False
    return a.winner not in tail or tail.index(a.winner) < tail.index(a.loser)
