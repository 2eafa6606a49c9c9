"""Certificates of results that are made of several allocations, or that choose among persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from foedus.answer import plain
from foedus.elect.seats.result import Certificate
from foedus.elect.seats.ties import Number, Tie

#: name of the link, stage, earlier stage, claimant there (or a number)
Link = tuple[str, int, int, Any]


def staged(
    stages: Sequence[Certificate],
    seats: Mapping[str, int],
    *,
    counted: Iterable[int] | None = None,
    given: Mapping[str, int] | None = None,
    least: Mapping[str, int] | None = None,
    links: Iterable[Link] = (),
    scale: Mapping[str, Number] | None = None,
) -> Certificate:
    """Return the certificate of `seats` made of stages, which the checker adds up again.

    seats = max(least, given + the seats of the stages `counted`), all of them unless said. A link
    ties a stage to another: "seats" and "votes" (it shares out those of one claimant), "house"
    (its divisor is 1 / that house), "short" (one seat fewer leaves more than k of `least` short).
    `scale` are divisors of columns that hold in every stage.
    """
    data: Certificate = plain(
        {
            "kind": "stages", "stages": list(stages), "seats": dict(seats),
            "counted": list(range(len(stages)) if counted is None else counted),
            "given": dict(given or {}), "least": dict(least or {}),
            "links": [list(link) for link in links], "scale": dict(scale or {}),
        }
    )  # fmt: skip
    return data


def shared(
    values: Mapping[str, Number],
    seats: Mapping[str, int],
    level: Number,
    *,
    signposts: str = "stationary:1",
    minimum: Mapping[str, int] | None = None,
    maximum: Mapping[str, int] | None = None,
    ties: Sequence[Tie] = (),
    power: int = 1,
) -> Certificate:
    """Return the certificate that a divisor (`level` = divisor ** power) gives these seats."""
    data: Certificate = plain(
        {
            "kind": "divisor", "signposts": signposts, "exponent": 1, "power": power,
            "level": level, "base": 0, "values": dict(values), "min": dict(minimum or {}),
            "max": dict(maximum or {}), "seats": dict(seats), "ties": list(ties),
            "size": sum(seats.values()) + sum(t.seats for t in ties),
        }
    )  # fmt: skip
    return data


def chosen(
    scores: Mapping[str, Number], winners: Iterable[str], ties: Sequence[Tie] = ()
) -> Certificate:
    """Return the certificate that winners (and the tied) have the highest scores, one seat each.

    It is that of D'Hondt with at most one seat each: score >= level >= score of whoever has none.
    """
    won = set(winners)
    seats = {k: int(k in won) for k in scores}
    edge = [scores[k] for t in ties for k in t.among] or [scores[k] for k in won]
    level = min(edge) if edge else max(scores.values(), default=0)
    return shared(scores, seats, level, maximum=dict.fromkeys(scores, 1), ties=ties)


def fixed(seats: Mapping[str, int]) -> Certificate:
    """Return the certificate of seats that are settled beforehand."""
    return shared(dict.fromkeys(seats, 0), seats, 1, minimum=seats, maximum=seats)
