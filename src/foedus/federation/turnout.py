"""Turnout by every lawful denominator, and the quorums that flip between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.model import Model
from foedus.federation.registers import Register
from foedus.proof.games import walk


@dataclass(frozen=True, slots=True)
class Denominator(Answer):
    """One lawful base of a turnout: what is counted, how many, and the turnout by it.

    The turnout lies between `low` and `high`: the same where `took_part` and the base are counts,
    apart by the rounding where only a percentage is stated; `between` are then the voters that
    such a percentage can mean. `possible` is False where more took part than it counts.
    """

    what: str
    base: int | None
    low: Fraction
    high: Fraction
    source: str = ""
    between: tuple[int, int] | None = None
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Quorum(Answer):
    """A quorum under every possible denominator: met, not met, or open by rounding (None)."""

    quorum: Fraction
    name: str
    met: tuple[bool | None, ...]

    @property
    def flips(self) -> bool:
        """Whether it is met by one lawful denominator and not by another."""
        return True in self.met and False in self.met


@dataclass(frozen=True, slots=True)
class Turnout(Answer):
    """A turnout by every lawful denominator, and what quorums make of it.

    Every quorum above `flips_above` and up to `flips_up_to` is met by one denominator and not by
    another (the same number twice: none is).
    """

    key: str
    title: str
    took_part: int | None
    denominators: tuple[Denominator, ...]
    quorums: tuple[Quorum, ...]
    flips_above: Fraction
    flips_up_to: Fraction
    label: Label = Label.EXACT
    method: str = "took part / each base; a stated percentage is an interval of its last digit"
    reference: str = "the sources named beside each base"


def turnout(
    key: str,
    title: str,
    took_part: int | None,
    denominators: Iterable[Denominator],
    quorums: Mapping[str, Fraction],
) -> Turnout:
    """Return the turnout by every denominator and the quorums that flip between them.

    A quorum of more than q needs more than q, one of at least q at least q; here q itself counts as
    met, and the interval says where that matters.
    """
    every = tuple(denominators)
    bases = tuple(d for d in every if d.possible)
    found = tuple(Quorum(q, name, tuple(_met(d, q) for d in bases)) for name, q in quorums.items())
    least = min((d.high for d in bases), default=Fraction(0))
    most = max((d.low for d in bases), default=Fraction(0))
    return Turnout(key, title, took_part, every, found, min(least, most), most)


def _met(base: Denominator, quorum: Fraction) -> bool | None:
    if base.low >= quorum:
        return True
    return False if base.high < quorum else None


def denominator(
    what: str, took_part: int | None, base: int | None, stated: str = "", source: str = ""
) -> Denominator:
    """Return a denominator from counts, or from a stated percentage such as "59.57".

    Raises ValueError where neither counts nor a percentage are given, or the base is zero.
    """
    if took_part is not None and base:
        exact = Fraction(took_part, base)
        return Denominator(what, base, exact, exact, source, possible=took_part <= base)
    if not stated:
        raise ValueError(f"{what}: neither counts nor a percentage")
    digits = len(stated.partition(".")[2])
    value, half = Fraction(stated) / 100, Fraction(1, 2 * 10 ** (digits + 2))
    low, high = value - half, value + half
    between = None
    if took_part is not None and low > 0:
        between = (ceil(took_part / high), floor(took_part / low))
    return Denominator(what, base, low, high, source, between)


def of_registers(
    took_part: int | None, found: Iterable[Register], source: str
) -> tuple[Denominator, ...]:
    """Return a denominator for every register that a switch allows; none without a count."""
    if took_part is None:
        return ()
    return tuple(denominator(r.what, took_part, r.total, source=source) for r in found if r.total)


def quorums_of(model: Model) -> dict[str, Fraction]:
    """Return the turnout quorums of a text's procedures, by procedure and article."""
    found: dict[str, Fraction] = {}
    for procedure in model.book().procedures.values():
        for node in walk(procedure.passes):
            if isinstance(node, s.Vote) and node.verb is s.Verb.TAKE_PART:
                threshold = node.threshold
                if isinstance(threshold, s.Threshold) and threshold.share:
                    found[f"{procedure.name} ({procedure.article})"] = threshold.amount
    return found
