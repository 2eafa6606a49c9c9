"""Ballots as marked, before the law says what overvotes, skipped ranks and repeats mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from foedus.elect.ballots.profile import Profile, from_rankings, from_weak_rankings
from foedus.errors import BadInput, Diagnostic, Place

#: A candidate's number that stands for a name not on the list.
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of a ballot file: the places in order, each a tuple of candidates, and a weight."""

    places: tuple[tuple[int, ...], ...]
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Ballots that do not count: their line, how many, and why."""

    line: int
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class MarkedBallots:
    """What a ballot file holds; `seats` is 0 where the file does not say."""

    file: str
    candidates: tuple[str, ...]
    ballots: tuple[Marked, ...]
    seats: int = 0
    title: str = ""
    withdrawn: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """The number of ballots, all of them."""
        return sum(b.count for b in self.ballots)


@dataclass(frozen=True, slots=True)
class Handling:
    """The jurisdiction's rule for each kind of mark: "reject", "end", "pass", or "" (not said).

    reject: the ballot is invalid; end: it stops before the mark; pass: that rank is passed over
    (for a repeat: the later mention). For skipped ranks also pass-one: a single empty rank is
    passed over, two in a row end the ballot. For overvotes also equal: those at one rank are level,
    which only rules that compare pairs can read.
    """

    overvote: str = ""
    skipped: str = ""
    repeat: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """The profile that counts, and what does not: rejected and blank ballots, with their lines."""

    profile: Profile
    rejected: tuple[Rejected, ...]
    blank: int
    cast: int
    adjusted: tuple[Rejected, ...] = field(default=())


def prepare(marked: MarkedBallots, handling: Handling) -> Ready:
    """Apply the handling to every ballot.

    Raises BadInput (E524) with every line for which the handling says nothing. Counted, rejected
    and blank ballots add up to those cast by construction, which is checked all the same.
    """
    kept: list[tuple[tuple[tuple[int, ...], ...], int]] = []
    rejected: list[Rejected] = []
    adjusted: list[Rejected] = []
    faults: list[Diagnostic] = []
    for ballot in marked.ballots:
        ranking, notes, verdict = _settle(ballot, handling)
        if verdict == "ask":
            faults += _ask(marked.file, ballot, notes)
        elif verdict == "reject":
            rejected.append(Rejected(ballot.line, ballot.count, ", ".join(notes)))
        else:
            kept.append((ranking, ballot.count))
            adjusted += [Rejected(ballot.line, ballot.count, n) for n in notes]
    if faults:
        raise BadInput(faults)
    blank = sum(n for r, n in kept if not r)
    profile = _profile(marked, [(r, n) for r, n in kept if r], weak=handling.overvote == "equal")
    if profile.size + blank + sum(r.count for r in rejected) != marked.size:
        raise AssertionError("ballots were lost between reading and counting")
    return Ready(profile, tuple(rejected), blank, marked.size, tuple(adjusted))


def _profile(
    marked: MarkedBallots, kept: Sequence[tuple[tuple[tuple[int, ...], ...], int]], *, weak: bool
) -> Profile:
    if weak:
        return from_weak_rankings(marked.candidates, kept, marked.withdrawn)
    strict = [(tuple(c for rank in ranks for c in rank), n) for ranks, n in kept]
    return from_rankings(marked.candidates, strict, marked.withdrawn)


def _ask(file: str, ballot: Marked, notes: Sequence[str]) -> list[Diagnostic]:
    return [
        Diagnostic("E524", f"{note}, and nothing says what that means", Place(file, ballot.line),
                   f"--{note.split()[-1]} reject, end or pass")
        for note in notes
    ]  # fmt: skip


_NOTES = {
    "overvote": "the ballot has an overvote",
    "skipped": "a rank is left out: skipped",
    "repeat": "a candidate is named again: a repeat",
    "unknown": "a candidate is unknown",
}


def _settle(
    ballot: Marked, handling: Handling
) -> tuple[tuple[tuple[int, ...], ...], list[str], str]:
    """Return the ranks that count, what was met on the way, and ok, reject or ask."""
    ranking: list[tuple[int, ...]] = []
    notes: list[str] = []
    asked: list[str] = []
    before = ""
    for kind, who in kinds(ballot.places, equal=handling.overvote == "equal"):
        if not kind:
            ranking.append(who)
            before = ""
            continue
        word = getattr(handling, kind)
        (notes if word else asked).append(_NOTES[kind])
        if word == "reject":
            return (), [_NOTES[kind]], "reject"
        if word == "end" or (word == "pass-one" and before == kind):
            break
        before = kind
    if asked:
        return (), list(dict.fromkeys(asked)), "ask"
    return tuple(ranking), list(dict.fromkeys(notes)), "ok"


def kinds(
    places: Sequence[tuple[int, ...]], *, equal: bool = False
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield ("", those at the rank) for a plain place, otherwise the kind of mark.

    With `equal` a rank of several is plain where each of them is a candidate not named before;
    what stands at it besides is named first, by kind.
    """
    last = max((i for i, p in enumerate(places) if p), default=-1)
    seen: set[int] = set()
    for place in places[: last + 1]:
        if not place:
            yield "skipped", ()
        elif len(place) > 1 and not equal:
            yield "overvote", ()
        else:
            fresh = []
            for who in place:
                if who == UNKNOWN:
                    yield "unknown", ()
                elif who in seen:
                    yield "repeat", ()
                else:
                    seen.add(who)
                    fresh.append(who)
            if fresh:
                yield "", tuple(fresh)
