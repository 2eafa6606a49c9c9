"""Mixed systems: direct and list seats together, and what becomes of overhang."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.allocate import allocate, method_name
from foedus.elect.seats.certificates import Link, staged
from foedus.elect.seats.result import Allocation, Certificate
from foedus.elect.seats.signposts import signposts
from foedus.elect.seats.ties import Number, Remedy, Resolution, Tie, resolve
from foedus.errors import BadInput, Diagnostic, Place, TooLarge

#: What becomes of direct seats beyond a party's proportional share.
OVERHANG = ("keep", "level", "absorb")
TOP = 10**6
#: Houses tried one after another where a method may give fewer seats in a larger house.
STEPS = 2_000


@dataclass(frozen=True)
class Mixed(Answer):
    """Seats of a mixed system: `direct` + `from_list` = `seats`; the house is their sum.

    `overhang` are direct seats beyond the proportional share `entitled` at the house intended.
    """

    system: str
    seats: dict[str, int]
    direct: dict[str, int]
    from_list: dict[str, int]
    entitled: dict[str, int]
    overhang: dict[str, int]
    house: int
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...] = field(repr=False)
    certificate: Certificate = field(repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Shugart and Wattenberg, Mixed-Member Electoral Systems (2001), ch. 1"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a party."""
        return [
            {"key": k, "direct": self.direct.get(k, 0), "list": self.from_list[k], "seats": n}
            for k, n in self.seats.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the result with its certificate as JSON-ready data."""
        names = (
            "system", "seats", "direct", "from_list", "entitled", "overhang", "house", "ties",
            "resolutions",
        )  # fmt: skip
        data: dict[str, Any] = {n: plain(getattr(self, n)) for n in names}
        return {**data, "label": self.label.value, "certificate": self.certificate}


def _mixed(
    system: str,
    direct: Mapping[str, int],
    total: Mapping[str, int],
    stages: Sequence[Allocation],
    first: Sequence[Resolution] = (),
    **made_of: Any,
) -> Mixed:
    """Return the answer: the first stage is the share, the last one gives the seats.

    `made_of` says how the certificate adds the stages up, `first` what a remedy decided before.
    """
    share, last = stages[0], stages[-1]
    won = {k: direct.get(k, 0) for k in total}
    over = {k: max(0, won[k] - share.seats.get(k, 0)) for k in total if system != "parallel"}
    # only the last stage gives seats; a tie before it changes nothing but what overhang is called
    proof = staged(
        [s.certificate for s in stages], total, **{"counted": [len(stages) - 1], **made_of}
    )
    return Mixed(
        system,
        dict(total),
        won,
        {k: n - won[k] for k, n in total.items()},
        {k: share.seats.get(k, 0) for k in total},
        {k: n for k, n in over.items() if n},
        sum(total.values()) + sum(t.seats for t in last.ties),
        last.ties,
        tuple(stages),
        proof,
        (*first, *dict.fromkeys(r for s in stages for r in s.resolutions)),
    )


def parallel(
    direct: Mapping[str, int],
    votes: Mapping[str, Number],
    list_seats: int,
    method: str,
    *,
    tie: Remedy | None = None,
) -> Mixed:
    """Return direct seats plus list seats that take no account of them; there is no overhang."""
    share = _decided(allocate(method, list_seats, votes), tie)
    keys = [*votes, *(k for k in direct if k not in votes)]
    total = {k: share.seats.get(k, 0) + direct.get(k, 0) for k in keys}
    return _mixed("parallel", direct, total, [share], given=direct)


def member_proportional(
    direct: Mapping[str, int],
    votes: Mapping[str, Number],
    size: int,
    method: str,
    *,
    overhang: str = "keep",
    unlevelled: int = 0,
    tie: Remedy | None = None,
) -> Mixed:
    """Return mixed-member proportional seats: list seats fill each party up to its share.

    overhang "keep": direct seats beyond the share are kept and the house grows by them; "level":
    the house grows until every party's share covers its direct seats, up to `unlevelled` seats
    excepted; "absorb" (additional member system, levelling tier): the house stays and the other
    parties share what is left, a divisor method with direct seats as minima. Whoever won directly
    without taking part in the list vote keeps that seat within `size`. `tie` decides ties between
    shares. Raises BadInput E401, and E411 where overhang depends on a tie that nothing decides.
    """
    if overhang not in OVERHANG:
        what = f'no rule "{overhang}" for overhang'
        raise BadInput(Diagnostic("E401", what, Place("overhang"), f"one of {', '.join(OVERHANG)}"))
    outside = {k: n for k, n in direct.items() if k not in votes}
    open_ = size - sum(outside.values())
    share = allocate(method, open_, votes, tie=tie)
    if overhang == "absorb":
        won = {k: direct.get(k, 0) for k in votes}
        inner = allocate(method, open_, votes, direct=won, tie=tie)
        return _mixed("absorb", direct, {**inner.seats, **outside}, [share, inner], given=outside)
    if overhang == "keep":
        _no_tied_overhang(share, direct)
        total = {k: max(n, direct.get(k, 0)) for k, n in share.seats.items()}
        return _mixed("keep", direct, {**total, **outside}, [share], least=direct)
    grown = _levelled(direct, votes, open_, method, unlevelled)
    stages = [share]
    links: list[Link] = []
    if grown.size > open_:
        links.append(("short", 1, 2, unlevelled + sum(outside.values())))
        stages.append(allocate(method, grown.size - 1, votes))
    stages.append(_decided(grown, tie))
    total = {k: max(n, direct.get(k, 0)) for k, n in stages[-1].seats.items()}
    return _mixed("level", direct, {**total, **outside}, stages, least=direct, links=links)


def _no_tied_overhang(share: Allocation, direct: Mapping[str, int]) -> None:
    """Raise BadInput (E411) where a tied seat would be overhang for one and growth for another."""
    names = [k for t in share.ties for k in t.among if direct.get(k, 0) > share.seats[k]]
    if names:
        what = f"the overhang of {', '.join(names)} depends on a tie: {share.ties[0]}"
        help_ = "say who receives it with a remedy (--tie)"
        raise BadInput(Diagnostic("E411", what, Place("direct"), "shares without a tie", help_))


def _levelled(
    direct: Mapping[str, int], votes: Mapping[str, Number], size: int, method: str, spare: int
) -> Allocation:
    """Return the smallest house of at least `size` whose shares leave at most `spare` overhang.

    By bisection under a divisor method, where nobody loses when the house grows; else one after
    another. Raises BadInput (E404), and TooLarge beyond STEPS of them.
    """
    hopeless = [k for k, n in direct.items() if n and k in votes and not votes[k]]
    if hopeless:
        what = f"{', '.join(hopeless)} won direct seats without list votes"
        raise BadInput(Diagnostic("E404", what, Place("direct"), "list votes, or no list at all"))

    def excess(house: int) -> int:
        seats = allocate(method, house, votes).seats
        return sum(max(0, direct.get(k, 0) - n) for k, n in seats.items())

    if signposts(method_name(method)) is None:
        for house in range(size, size + STEPS):
            if excess(house) <= spare:
                return allocate(method, house, votes)
        raise TooLarge(f"levelling by {method} would take more than {STEPS} seats beyond {size}")
    low, high = size, size
    while excess(high) > spare:
        low, high = high + 1, 2 * high + 1
        if high > TOP:
            what = "levelling would take more than a million seats"
            raise BadInput(Diagnostic("E404", what, Place("direct"), "a cap, or overhang kept"))
    while low < high:
        middle = (low + high) // 2
        if excess(middle) > spare:
            low = middle + 1
        else:
            high = middle
    return allocate(method, high, votes)


def bonus(
    votes: Mapping[str, Number],
    size: int,
    method: str,
    *,
    seats: int = 0,
    majority: int | None = None,
    tie: Remedy | None = None,
) -> Mixed:
    """Return seats with a bonus for the largest party: `seats` beforehand, or up to `majority`.

    With `majority` the largest party receives that many seats if its share gives it fewer. `tie`
    decides ties. Raises BadInput E401 (more seats than the house has), and E411 where two largest
    parties with equal votes are tied over the bonus and nothing decides.
    """
    wanted = seats if majority is None else majority
    if not 0 <= wanted <= size:
        what = f"a bonus of {wanted} seats in a house of {size}"
        raise BadInput(Diagnostic("E401", what, Place("--bonus"), f"from 0 to {size}"))
    share = _decided(allocate(method, size, votes), tie)
    peak = max(votes.values(), default=0)
    first = [k for k, v in votes.items() if v == peak]
    if not first or (majority is not None and share.seats[first[0]] >= majority):
        return _mixed("bonus" if majority is None else "majority bonus", {}, share.seats, [share])
    drawn = () if len(first) == 1 else (_largest(first, votes, tie),)
    name = drawn[0].winners[0] if drawn else first[0]
    if majority is None:
        inner = _decided(allocate(method, size - seats, votes), tie)
        total = {k: n + (seats if k == name else 0) for k, n in inner.seats.items()}
        return _mixed("bonus", {}, total, [share, inner], drawn, given={name: seats})
    others = {k: v for k, v in votes.items() if k != name}
    inner = _decided(allocate(method, size - majority, others), tie)
    total = {k: majority if k == name else inner.seats[k] for k in votes}
    return _mixed("majority bonus", {}, total, [share, inner], drawn, given={name: majority})


def _decided(found: Allocation, tie: Remedy | None) -> Allocation:
    return found.decide(tie) if tie else found


def _largest(
    first: Sequence[str], votes: Mapping[str, Number], remedy: Remedy | None
) -> Resolution:
    """Return which of several largest parties receives the bonus; raises BadInput (E411)."""
    tied = Tie(1, tuple(first), f"{votes[first[0]]} votes")
    found = resolve(tied, remedy, votes) if remedy else tied
    if isinstance(found, Tie):
        what = f"the bonus is tied among {', '.join(first)} at {tied.at}"
        help_ = "say who receives it with a remedy (--tie lot or order)"
        raise BadInput(Diagnostic("E411", what, Place("--bonus"), "one largest party", help_))
    return found
