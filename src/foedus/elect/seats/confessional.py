"""Seats that belong to a list and to a group at once, filled down one ranking of candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.certificates import chosen, staged
from foedus.elect.seats.result import Certificate
from foedus.elect.seats.ties import Remedy, Resolution, Tie, resolve
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of a list for a seat of one group (confession, language, district)."""

    name: str
    list: str
    group: str
    votes: int


@dataclass(frozen=True)
class Confessional(Answer):
    """Who fills seats that belong both to a list and to a group; `skipped` says why others not.

    Where equal votes leave open who is seated, the count stops: the tied are in `ties`, one for
    each list or group they compete for, and everybody below is `undecided`.
    """

    elected: tuple[str, ...]
    skipped: dict[str, str]
    ties: tuple[Tie, ...]
    undecided: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    certificate: Certificate = field(repr=False)
    label: Label = Label.EXACT
    reference: str = "law 44/2017, art. 99: ranking of preferential votes across lists"

    def to_dict(self) -> dict[str, Any]:
        """Return who is elected with the certificate as JSON-ready data."""
        return {**super().to_dict(), "certificate": self.certificate}


Seat = tuple[str, str]


class _Count:
    """The seats still free by ("list" or "group", name), and who was seated or passed over."""

    def __init__(
        self, candidates: Sequence[Candidate], lists: Mapping[str, int], groups: Mapping[str, int]
    ) -> None:
        self.votes = {c.name: c.votes for c in candidates}
        self.room = {("list", k): n for k, n in lists.items()}
        self.room |= {("group", k): n for k, n in groups.items()}
        self.free = dict(self.room)
        self.elected: list[Candidate] = []
        self.passed: dict[str, tuple[Candidate, Seat]] = {}
        self.ties: list[tuple[Seat, Tie]] = []
        self.resolutions: list[Resolution] = []

    def full(self, c: Candidate) -> Seat | None:
        """Return the list or group of a candidate that has no seat left."""
        return next((s for s in _of(c) if not self.free.get(s, 0)), None)

    def seat(self, c: Candidate) -> None:
        """Seat a candidate, or note which of the two is full."""
        full = self.full(c)
        if full is not None:
            self.passed[c.name] = c, full
            return
        for s in _of(c):
            self.free[s] -= 1
        self.elected.append(c)

    def blockable(self, c: Candidate, equals: Sequence[Candidate]) -> bool:
        """Tell whether some order of the equals seats so many before c that c finds no seat."""
        others = [d for d in equals if d is not c]
        for i, s in enumerate(_of(c)):
            rivals: dict[Seat, int] = {}
            for d in others:
                if _of(d)[i] == s:
                    rivals[_of(d)[1 - i]] = rivals.get(_of(d)[1 - i], 0) + 1
            if sum(min(n, self.free[k]) for k, n in rivals.items()) >= self.free[s]:
                return True
        return False

    def take(self, equals: Sequence[Candidate], remedy: Remedy | None) -> bool:
        """Count candidates with equal votes; False where a tie among them stays open."""
        for c in equals:
            if self.full(c) is not None:
                self.seat(c)
        able = [c for c in equals if c.name not in self.passed]
        open_ = [c for c in able if self.blockable(c, able)]
        for c in able:
            if c not in open_:
                self.seat(c)
        if not open_:
            return True
        tied = list(self._contests(open_))
        drawn = _drawn(open_, remedy)
        if drawn is None:
            self.ties = tied
            return False
        named = {c.name: c for c in open_}
        for name in drawn.drawn:
            self.seat(named[name])
        seated = {c.name for c in self.elected}
        for _, tie in tied:
            order = tuple(n for n in drawn.drawn if n in tie.among)
            winners = tuple(n for n in order if n in seated)
            self.resolutions.append(Resolution(tie, drawn.remedy, winners, order))
        return True

    def _contests(self, open_: Sequence[Candidate]) -> list[tuple[Seat, Tie]]:
        """Return the lists and groups that have fewer free seats than candidates among equals."""
        found = []
        for s in dict.fromkeys(s for c in open_ for s in _of(c)):
            among = tuple(c.name for c in open_ if s in _of(c))
            if len(among) > self.free[s]:
                at = f"{open_[0].votes} preference votes in {s[1]}"
                found.append((s, Tie(self.free[s], among, at)))
        return found

    def certificate(self) -> Certificate:
        """A stage for each list and group: whoever it seats or ties is ahead of whom it passed."""
        parts = []
        for s in self.room:
            won = [c.name for c in self.elected if s in _of(c)]
            out = [c.name for c, full in self.passed.values() if full == s]
            ties = [t for at, t in self.ties if at == s]
            names = [*won, *out, *(n for t in ties for n in t.among)]
            parts.append(chosen({n: self.votes[n] for n in names}, won, ties))
        return staged(parts, {c.name: 2 for c in self.elected})


def _of(c: Candidate) -> tuple[Seat, Seat]:
    return ("list", c.list), ("group", c.group)


def _drawn(open_: Sequence[Candidate], remedy: Remedy | None) -> Resolution | None:
    """Return the order that a remedy gives to all who are tied, or None where none decides."""
    if remedy is None:
        return None
    votes = {c.name: c.votes for c in open_}
    tie = Tie(1, tuple(votes), f"{open_[0].votes} preference votes")
    found = resolve(tie, remedy, votes, whole=True)
    return None if isinstance(found, Tie) else found


def _errors(
    candidates: Sequence[Candidate], lists: Mapping[str, int], groups: Mapping[str, int]
) -> list[Diagnostic]:
    errors = []
    if sum(lists.values()) != sum(groups.values()):
        what = "the lists and the groups have different numbers of seats"
        errors.append(Diagnostic("E410", what, Place("seats"), "equal sums"))
    names = [c.name for c in candidates]
    twice = [n for n in dict.fromkeys(names) if names.count(n) > 1]
    errors += [
        Diagnostic("E403", f'"{n}" stands twice', Place("candidates"), "each name once")
        for n in twice
    ]
    return errors


def confessional(
    candidates: Sequence[Candidate],
    list_seats: Mapping[str, int],
    group_seats: Mapping[str, int],
    *,
    tie: Remedy | None = None,
) -> Confessional:
    """Fill seats down the ranking of preference votes; a full list or group is passed over.

    Equal votes that leave open who is seated are a tie, which `tie` may decide (seniority as an
    order, or a lot). Raises BadInput E403 (names), E410 where lists and groups have different
    sums, and E415 where seats stay empty. Source: law 44/2017, art. 99.
    """
    errors = _errors(candidates, list_seats, group_seats)
    if errors:
        raise BadInput(errors)
    count = _Count(candidates, list_seats, group_seats)
    levels = sorted({c.votes for c in candidates}, reverse=True)
    below = len(levels)
    for i, votes in enumerate(levels):
        if not count.take([c for c in candidates if c.votes == votes], tie):
            below = i + 1
            break
    empty = {s: n for s, n in count.free.items() if n and s[0] == "group"}
    if empty and not count.ties:
        what = f"no candidate is left for {', '.join(f'{n} of {s[1]}' for s, n in empty.items())}"
        raise BadInput(Diagnostic("E415", what, Place("candidates"), "a candidate who may take it"))
    word = {"list": "the list ", "group": ""}
    skipped = {
        name: f"no seat left for {word[full[0]]}{full[1]}"
        for name, (_, full) in count.passed.items()
    }
    rest = tuple(c.name for c in candidates if c.votes in levels[below:])
    elected = tuple(c.name for c in count.elected)
    return Confessional(
        elected,
        skipped,
        tuple(t for _, t in count.ties),
        rest,
        tuple(count.resolutions),
        count.certificate(),
    )
