"""Several methods side by side: who gains and who loses against exact proportion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.measures import measures
from foedus.elect.seats.allocate import allocate, method_name
from foedus.elect.seats.certificates import staged
from foedus.elect.seats.result import Allocation, Certificate
from foedus.elect.seats.ties import Number

DEFAULT = ("dhondt", "sainte-lague", "huntington-hill", "adams", "hare")


@dataclass(frozen=True)
class Comparison(Answer):
    """The same table under several methods; `quotas` are the exact proportional shares.

    A method that is undefined here is in `undefined` with the reason.
    """

    size: int
    quotas: dict[str, Fraction]
    allocations: dict[str, Allocation]
    undefined: dict[str, str]
    label: Label = Label.EXACT
    reference: str = "Balinski and Young, Fair Representation (2001), ch. 10"

    @property
    def certificate(self) -> Certificate:
        """The certificates of all methods, a stage each."""
        return staged([a.certificate for a in self.allocations.values()], {}, counted=[])

    def gains(self, method: str) -> dict[str, Fraction]:
        """Return seats minus exact share, by key; above 0: more than proportion."""
        seats = self.allocations[method].seats
        return {
            k: Fraction(seats[k] * q.denominator - q.numerator, q.denominator)
            for k, q in self.quotas.items()
        }

    def gaps(self, method: str) -> dict[str, float]:
        """Return the gains as the nearest floats, for pictures and tables."""
        seats = self.allocations[method].seats
        return {
            k: (seats[k] * q.denominator - q.numerator) / q.denominator
            for k, q in self.quotas.items()
        }

    def differing(self) -> tuple[str, ...]:
        """Return the keys whose seats are not the same under all methods."""
        return tuple(
            k for k in self.quotas if len({a.seats[k] for a in self.allocations.values()}) > 1
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a key: its exact share and its seats under each method."""
        return [
            {"key": k, "quota": q, **{m: a.seats[k] for m, a in self.allocations.items()}}
            for k, q in self.quotas.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready data, with indices and certificates by method."""
        data: dict[str, Any] = plain(
            {
                "size": self.size, "quotas": self.quotas, "undefined": self.undefined,
                "differing": self.differing(), "label": self.label, "reference": self.reference,
                "methods": {
                    m: {
                        "seats": a.seats, "ties": a.ties, "gains": self.gains(m),
                        "measures": measures(a.values, a.seats) if sum(a.seats.values()) else None,
                        "certificate": a.certificate,
                    }
                    for m, a in self.allocations.items()
                },
            }
        )  # fmt: skip
        return data


def compare(
    methods: Sequence[str], seats: int, populations: Mapping[str, Number], **bounds: Any
) -> Comparison:
    """Allocate under each method, with the same bounds.

    Raises BadInput E400 (unknown names) and E406 (nobody has votes).
    A method that refuses these figures for a reason of its own does not stop the others.
    """
    from foedus.errors import BadInput, Diagnostic, Place

    if populations and not any(populations.values()):
        what = "nobody has votes or population, so there are no exact shares"
        raise BadInput(Diagnostic("E406", what, Place("table"), "a number above 0"))
    done: dict[str, Allocation] = {}
    undefined: dict[str, str] = {}
    refused: list[BadInput] = []
    for name in dict.fromkeys(method_name(m) for m in methods):
        try:
            done[name] = allocate(name, seats, populations, **bounds)
        except BadInput as exc:
            refused.append(exc)
            undefined[name] = "; ".join(d.what for d in exc.diagnostics)
    if not done and refused:
        raise refused[0]
    total = Fraction(sum(populations.values()))
    quotas = {
        k: Fraction(seats * v.numerator * total.denominator, v.denominator * total.numerator)
        for k, v in populations.items()
    }
    return Comparison(seats, quotas, done, undefined)
