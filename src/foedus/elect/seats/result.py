"""What an allocation is: seats, who is tied, the certificate, and how ties were decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.ties import Number, Remedy, Resolution, Tie, resolve

Certificate = dict[str, Any]


@dataclass(frozen=True)
class Allocation(Answer):
    """Seats by claimant. A tied seat is in `ties` and in nobody's count until a remedy decides it.

    sum(seats) + sum(tie.seats) = size. `proof` is the certificate without its seats and ties.
    """

    method: str
    rule: str
    size: int
    seats: dict[str, int]
    ties: tuple[Tie, ...]
    values: dict[str, Number] = field(repr=False)
    proof: Certificate = field(repr=False)
    reference: str = ""
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT

    @cached_property
    def certificate(self) -> Certificate:
        """The certificate as plain data, which `foedus.elect.seats.checker.check` verifies."""
        own = {"size": self.size, "seats": self.seats, "ties": self.ties}
        data: Certificate = plain({**self.proof, **own})
        return data

    @property
    def interval(self) -> tuple[Fraction, Fraction | None] | None:
        """The interval of divisor ** power that gives these seats, for a divisor method."""
        found = self.proof.get("interval")
        return (found[0], found[1]) if found else None

    @property
    def divisor(self) -> Fraction | None:
        """A divisor with few digits inside the interval, where there is one."""
        found: Fraction | None = self.proof.get("divisor")
        return found

    def quotas(self) -> dict[str, Fraction]:
        """Return each claimant's exact proportional share, size * v / V."""
        total = Fraction(sum(self.values.values()))
        up, down = self.size * total.denominator, total.numerator
        return {
            k: Fraction(up * v.numerator, down * v.denominator) if total else total
            for k, v in self.values.items()
        }

    def decide(self, remedy: Remedy) -> Allocation:
        """Return the allocation with its ties decided by `remedy`, as far as it decides them."""
        seats, left, done = dict(self.seats), [], list(self.resolutions)
        for tie in self.ties:
            found = resolve(tie, remedy, self.values)
            if isinstance(found, Tie):
                left.append(found)
                continue
            done.append(found)
            for name in found.winners:
                seats[name] += 1
        return replace(self, seats=seats, ties=tuple(left), resolutions=tuple(done))

    def settled(self, remedy: Remedy | None, of: str = "") -> Allocation:
        """Return the allocation decided by a remedy, where there is one.

        `of` says whose seats these are, where the same names may be tied at one figure twice.
        """
        tagged = tuple(replace(t, at=f"{t.at}, {of}" if of else t.at) for t in self.ties)
        own = replace(self, ties=tagged)
        return own.decide(remedy) if remedy else own

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a claimant: value, exact share and seats."""
        shares = self.quotas()
        return [
            {"key": k, "value": v, "quota": shares[k], "seats": self.seats[k]}
            for k, v in self.values.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the allocation as JSON-ready data with its certificate."""
        data: dict[str, Any] = plain(
            {
                "method": self.method, "rule": self.rule, "size": self.size, "seats": self.seats,
                "ties": self.ties, "resolutions": self.resolutions, "label": self.label,
                "reference": self.reference,
            }
        )  # fmt: skip
        return {**data, "certificate": self.certificate}


def resolved(stages: Iterable[Allocation]) -> tuple[Resolution, ...]:
    """Return how the ties of several stages were decided, in their order."""
    return tuple(r for s in stages for r in s.resolutions)


def bounds_of(
    value: int | Mapping[str, int] | None, keys: list[str], default: int
) -> dict[str, int]:
    """Return a bound for each key from one number, a mapping with gaps, or nothing."""
    if value is None:
        return dict.fromkeys(keys, default)
    if isinstance(value, Mapping):
        return {k: value.get(k, default) for k in keys}
    return dict.fromkeys(keys, value)
