"""Slow second counters of single transferable vote: one paper at a time, exact fractions, each
written from its statute alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from ballots_reference import Ballots, Undecided


@dataclass
class Paper:
    ranking: tuple[int, ...]
    value: Fraction = Fraction(1)
    holder: int | None = None
    stage: int = 0


@dataclass
class Room:
    """The counting room: papers, credited votes, a log of totals after each stage."""

    m: int
    ballots: Ballots
    seats: int
    papers: list[Paper] = field(default_factory=list)
    votes: dict[int, Fraction] = field(default_factory=dict)
    going: set[int] = field(default_factory=set)
    elected: list[int] = field(default_factory=list)
    surplus_of: list[tuple[int, int]] = field(default_factory=list)
    log: list[dict[int, Fraction]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.papers = [Paper(r) for r, n in self.ballots for _ in range(n)]
        self.going = set(range(self.m))
        self.votes = dict.fromkeys(range(self.m), Fraction(0))
        self.quota = Fraction(len(self.papers) // (self.seats + 1) + 1)
        for p in self.papers:
            p.holder = self.wanted(p)
            p.stage = 1
            if p.holder is not None:
                self.votes[p.holder] += 1
        self.close()

    def wanted(self, p: Paper) -> int | None:
        return next((c for c in p.ranking if c in self.going), None)

    def of(self, c: int) -> list[Paper]:
        return [p for p in self.papers if p.holder == c]

    def close(self) -> None:
        self.log.append(dict(self.votes))
        new = sorted(
            (c for c in self.going if self.votes[c] >= self.quota),
            key=lambda c: (-self.votes[c], c),
        )
        for c in new:
            self.going.discard(c)
            self.elected.append(c)
            if self.votes[c] > self.quota:
                self.surplus_of.append((len(self.log), c))

    def send(self, papers: list[Paper], value: Fraction, unit: int) -> None:
        """Send papers on; each candidate is credited with papers * value cut to 1/unit."""
        got: dict[int, int] = {}
        for p in papers:
            p.holder, p.value, p.stage = self.wanted(p), value, len(self.log) + 1
            if p.holder is not None:
                got[p.holder] = got.get(p.holder, 0) + 1
        for c, n in got.items():
            self.votes[c] += Fraction(floor(n * value * unit), unit)

    def elect(self, group: list[int]) -> None:
        for c in sorted(group, key=lambda c: (-self.votes[c], c)):
            self.elected.append(c)
            self.going.discard(c)

    def left(self) -> int:
        return self.seats - len(self.elected)

    def full(self) -> bool:
        return self.left() <= 0

    def untransferred(self) -> Fraction:
        return sum((self.votes[c] - self.quota for _, c in self.surplus_of), Fraction(0))

    def drop(self, c: int) -> None:
        self.surplus_of = [x for x in self.surplus_of if x[1] != c]

    def lowest(self) -> list[int]:
        least = min(self.votes[c] for c in self.going)
        return sorted(c for c in self.going if self.votes[c] == least)


def sieve(tied: list[int], logs: list[dict[int, Fraction]], sign: int, *, distinct: bool) -> int:
    """Return who leads at the first of the logs in which the tied differ."""
    for totals in logs:
        if len(tied) == 1:
            break
        values = [sign * totals[c] for c in tied]
        if distinct and len(set(values)) < len(values):
            continue
        tied = [c for c in tied if sign * totals[c] == max(values)]
    if len(tied) > 1:
        raise Undecided
    return tied[0]


Answer = tuple[list[int], list[dict[int, Fraction]]]


def northern_irish(m: int, ballots: Ballots, seats: int) -> Answer:
    room = Room(m, ballots, seats)

    def earlier() -> list[dict[int, Fraction]]:
        return room.log[:-1]

    def together() -> list[int]:
        order = sorted(room.going, key=lambda c: (room.votes[c], c))
        found: list[int] = []
        for k in range(2, len(order)):
            if len(order) - k < room.left():
                break
            if sum(room.votes[c] for c in order[:k]) + room.untransferred() < room.votes[order[k]]:
                found = order[:k]
        return found

    def idle_surplus() -> bool:
        order = sorted(room.votes[c] for c in room.going)
        return (len(order) > 1 and room.untransferred() < order[1] - order[0]) or bool(together())

    while not room.full() and room.going:
        if len(room.going) <= room.left():
            room.elect(list(room.going))
            break
        if room.left() == 1:
            total = sum(room.votes[c] for c in room.going) + room.untransferred()
            sure = [c for c in room.going if room.votes[c] >= total - room.votes[c]]
            if len(sure) == 1:
                room.elect(sure)
                break
        if seats > 1 and room.surplus_of and not idle_surplus():
            most = max(room.votes[c] for _, c in room.surplus_of)
            tied = [c for _, c in room.surplus_of if room.votes[c] == most]
            c = sieve(tied, earlier(), 1, distinct=False)
            room.drop(c)
            last = max(p.stage for p in room.of(c))
            heap = [p for p in room.of(c) if p.stage == last and room.wanted(p) is not None]
            if heap:
                came = heap[0].value
                each = Fraction(floor((most - room.quota) / len(heap) * 100), 100)
                room.send(heap, min(each, came), 100)
            room.votes[c] = room.quota
            room.close()
            continue
        group = together() or [sieve(room.lowest(), earlier(), -1, distinct=False)]
        room.going -= set(group)
        heap = [p for p in room.papers if p.holder in group]
        originals = [p for p in heap if p.stage == 1]
        later = sorted({p.value for p in heap if p.stage > 1}, reverse=True)
        piles = ([originals] if originals else []) + [
            [p for p in heap if p.stage > 1 and p.value == v] for v in later
        ]
        piles = [list(p) for p in piles]
        if not piles:
            room.close()
        for pile in piles:
            for p in pile:
                room.votes[p.holder] -= p.value  # type: ignore[index]
            room.send(pile, pile[0].value, 100)
            room.close()
            if room.full() or len(room.going) <= room.left():
                break
    return room.elected, room.log


def senate(m: int, ballots: Ballots, seats: int) -> Answer:
    room = Room(m, ballots, seats)
    while not room.full() and room.going:
        back = room.log[:-1][::-1]
        if room.surplus_of:
            count = min(s for s, _ in room.surplus_of)
            mine = [c for s, c in room.surplus_of if s == count]
            most = max(room.votes[c] for c in mine)
            c = sieve([c for c in mine if room.votes[c] == most], back, 1, distinct=True)
            room.drop(c)
            heap = room.of(c)
            value = (most - room.quota) / len(heap)
            room.votes[c] = room.quota
            room.send(heap, value, 1)
            room.close()
        elif len(room.going) <= room.left():
            room.elect(list(room.going))
        elif len(room.going) == 2 and room.left() == 1:
            a, b = room.going
            if room.votes[a] == room.votes[b]:
                raise Undecided
            room.elect([max(a, b, key=lambda c: room.votes[c])])
        else:
            _by_value(room, sieve(room.lowest(), back, -1, distinct=False), 1)
    return room.elected, room.log


def hare_clark(m: int, ballots: Ballots, seats: int) -> Answer:
    room = Room(m, ballots, seats)
    while not room.full() and room.going:
        back = room.log[:-1][::-1]
        if room.surplus_of:
            count = min(s for s, _ in room.surplus_of)
            mine = [c for s, c in room.surplus_of if s == count]
            most = max(room.votes[c] for c in mine)
            c = sieve([c for c in mine if room.votes[c] == most], back, 1, distinct=False)
            room.drop(c)
            heap = [p for p in room.of(c) if p.stage == count and room.wanted(p) is not None]
            if heap:
                room.send(heap, min((most - room.quota) / len(heap), heap[0].value), 10**6)
            room.votes[c] = room.quota
            room.close()
        elif len(room.going) <= room.left():
            room.elect(list(room.going))
        else:
            _by_value(room, sieve(room.lowest(), back, -1, distinct=False), 10**6)
    return room.elected, room.log


def _by_value(room: Room, c: int, unit: int) -> None:
    """Exclude a candidate, papers of the highest value first."""
    room.going.discard(c)
    heap = room.of(c)
    values = sorted({p.value for p in heap}, reverse=True)
    if not values:
        room.close()
    for i, v in enumerate(values):
        pile = [p for p in heap if p.value == v]
        credit = Fraction(floor(len(pile) * v * unit), unit)
        gone = room.votes[c] if i == len(values) - 1 else min(room.votes[c], credit)
        room.send(pile, v, unit)
        room.votes[c] -= gone
        room.close()
        if room.full():
            break


def minneapolis(m: int, ballots: Ballots, seats: int) -> Answer:
    papers = [Paper(r) for r, n in ballots for _ in range(n)]
    threshold = Fraction(len(papers) // (seats + 1) + 1)
    open_, reached, spent = set(range(m)), list[int](), dict[int, Fraction]()
    gone: set[int] = set()
    log: list[dict[int, Fraction]] = []

    def holder(p: Paper) -> int | None:
        return next((c for c in p.ranking if c not in gone and c not in spent), None)

    def totals() -> dict[int, Fraction]:
        found = {c: spent.get(c, Fraction(0)) for c in range(m)}
        for p in papers:
            c = holder(p)
            if c is not None:
                found[c] += p.value
        return found

    def close() -> None:
        now = totals()
        log.append(now)
        new = [c for c in open_ if now[c] >= threshold]
        for c in sorted(new, key=lambda c: (-now[c], c)):
            open_.discard(c)
            reached.append(c)

    def only(tied: list[int]) -> int:
        if len(tied) > 1:
            raise Undecided
        return tied[0]

    close()
    while len(reached) < seats and open_:
        now = log[-1]
        left = seats - len(reached)
        if len(open_) <= left:
            reached += sorted(open_, key=lambda c: (-now[c], c))
            break
        waiting = [c for c in reached if c not in spent and now[c] > threshold]
        spare = sum((now[c] - threshold for c in waiting), Fraction(0))
        order = sorted(open_, key=lambda c: (now[c], c))
        lost: list[int] = []
        for k in range(1, min(len(order) - left, len(order) - 1) + 1):
            if sum(now[c] for c in order[:k]) + spare < now[order[k]]:
                lost = order[:k]
        if not lost and waiting:
            best = max(now[c] for c in waiting)
            c = only([c for c in waiting if now[c] == best])
            part = Fraction(floor((best - threshold) / best * 10**4), 10**4)
            for p in papers:
                if holder(p) == c:
                    p.value = Fraction(floor(p.value * part * 10**4), 10**4)
            spent[c] = threshold
        else:
            if not lost:
                low = min(now[c] for c in open_)
                lost = [only([c for c in open_ if now[c] == low])]
            gone |= set(lost)
            open_ -= set(lost)
        close()
    return reached, log


def irish(m: int, order: list[tuple[int, ...]], seats: int) -> Answer:
    """Count papers in the order in which they lie after mixing, each by itself."""
    quota = len(order) // (seats + 1) + 1
    going, elected, log = set(range(m)), list[int](), list[dict[int, Fraction]]()
    piles: dict[int, list[list[int]]] = {c: [] for c in range(m)}
    credit = dict.fromkeys(range(m), 0)
    surplus: list[int] = []

    def want(i: int) -> int | None:
        return next((c for c in order[i] if c in going), None)

    def deal(ids: list[int]) -> None:
        for c in sorted(going):
            mine = [i for i in ids if want(i) == c]
            if mine:
                piles[c].append(mine)
                credit[c] += len(mine)

    def close() -> None:
        log.append({c: Fraction(v) for c, v in credit.items()})
        for c in sorted((c for c in going if credit[c] >= quota), key=lambda c: (-credit[c], c)):
            going.discard(c)
            elected.append(c)
            if credit[c] > quota:
                surplus.append(c)

    deal(list(range(len(order))))
    close()
    while len(elected) < seats and going:
        rank = sorted(going, key=lambda c: (-credit[c], c))
        left, spare = seats - len(elected), sum(credit[c] - quota for c in surplus)
        votes = [credit[c] for c in rank]
        if len(rank) <= left:
            elected += rank
            break
        if len(rank) == left + 1 and votes[-1] + spare < votes[-2]:
            elected += rank[:-1]
            break
        if left == 1 and votes[0] > sum(votes[1:]) + spare:
            elected += rank[:1]
            break
        helps = (
            votes[0] + spare >= quota
            or votes[-1] + spare >= votes[-2]
            or Fraction(votes[-1]) <= Fraction(quota, 4) < votes[-1] + spare
        )
        if surplus and helps:
            most = max(credit[c] for c in surplus)
            c = sieve([c for c in surplus if credit[c] == most], log, 1, distinct=False)
            surplus.remove(c)
            last = [i for i in piles[c][-1] if want(i) is not None]
            each = {d: [i for i in last if want(i) == d] for d in sorted(going)}
            extra = credit[c] - quota
            take = {d: Fraction(len(p)) for d, p in each.items()}
            if len(last) > extra:
                exact = {d: Fraction(len(p) * extra, len(last)) for d, p in each.items()}
                take = {d: Fraction(floor(x)) for d, x in exact.items()}
                rest = [d for d in exact if exact[d] > take[d]]
                while sum(take.values()) < extra:
                    key = max((exact[d] - take[d], len(each[d])) for d in rest)
                    same = [d for d in rest if (exact[d] - take[d], len(each[d])) == key]
                    d = sieve(same, log, 1, distinct=False)
                    rest.remove(d)
                    take[d] += 1
            for d, n in take.items():
                if n:
                    piles[d].append(each[d][len(each[d]) - int(n) :])
                    credit[d] += int(n)
            credit[c] = quota
            close()
            continue
        group: list[int] = []
        up = rank[::-1]
        for k in range(2, len(up)):
            total = sum(credit[c] for c in up[:k]) + spare
            saved = any(4 * credit[c] <= quota for c in up[:k]) and 4 * total > quota
            if len(up) - k >= left and total < credit[up[k]] and not saved:
                group = up[:k]
        if not group:
            low = [c for c in sorted(going) if credit[c] == votes[-1]]
            group = [sieve(low, log, -1, distinct=False)]
        going -= set(group)
        ids = [i for c in group for pile in piles[c] for i in pile]
        for c in group:
            piles[c], credit[c] = [], 0
        deal(ids)
        close()
    return elected, log


UNIT = 10**9


def _up(x: Fraction) -> Fraction:
    return Fraction(ceil(x * UNIT), UNIT)


def meek(m: int, ballots: Ballots, seats: int) -> list[int]:
    """The reference Meek rule in fractions, rounded to nine decimals where it says so."""
    keep = [Fraction(1)] * m
    hopeful, elected = list(range(m)), list[int]()

    def share() -> tuple[list[Fraction], Fraction]:
        votes = [Fraction(0)] * m
        for ballot, n in ballots:
            left = Fraction(1)
            for c in ballot:
                part = _up(left * keep[c])
                votes[c] += part * n
                left -= part
        quota = Fraction(floor(sum(votes) / (seats + 1) * UNIT) + 1, UNIT)
        return votes, quota

    while len(elected) < seats and len(elected) + len(hopeful) > seats:
        previous = None
        while True:
            votes, quota = share()
            new = sorted((c for c in hopeful if votes[c] >= quota), key=lambda c: -votes[c])
            if new:
                elected += new
                hopeful = [c for c in hopeful if c not in new]
                break
            surplus = max(Fraction(0), sum((votes[c] - quota for c in elected), Fraction(0)))
            if surplus < Fraction(1, 10**6) or (previous is not None and surplus >= previous):
                low = min(votes[c] for c in hopeful) + surplus
                last = [c for c in hopeful if votes[c] <= low]
                if len(last) > 1:
                    raise Undecided
                hopeful.remove(last[0])
                keep[last[0]] = Fraction(0)
                break
            previous = surplus
            for c in elected:
                keep[c] = min(Fraction(1), _up(_up(keep[c] * quota) / votes[c]))
    if len(elected) < seats:
        votes, _ = share()
        elected += sorted(hopeful, key=lambda c: -votes[c])
    return elected
