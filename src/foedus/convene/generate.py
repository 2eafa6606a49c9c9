"""Realistic pools and conversations with a seed, and regions planted where data have none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from foedus.convene.matrix import Ints, VoteMatrix, from_triples
from foedus.errors import BadInput, Diagnostic, Place

#: Features of a generated pool: values with their shares in the population.
FEATURES: dict[str, dict[str, float]] = {
    "region": {"North": 0.34, "East": 0.28, "South": 0.22, "West": 0.16},
    "sex": {"woman": 0.51, "man": 0.48, "other": 0.01},
    "age": {"16-29": 0.21, "30-44": 0.25, "45-59": 0.26, "60+": 0.28},
    "schooling": {"basic": 0.25, "middle": 0.45, "higher": 0.30},
    "place": {"city": 0.42, "town": 0.33, "village": 0.25},
    "language": {"first": 0.72, "second": 0.21, "other": 0.07},
    "work": {"employed": 0.55, "retired": 0.22, "studying": 0.11, "other": 0.12},
    "view": {"for": 0.38, "against": 0.34, "undecided": 0.28},
}
#: How much likelier than average people of a value answer an invitation (self-selection).
EAGER: dict[str, dict[str, float]] = {
    "age": {"60+": 1.6, "16-29": 0.6},
    "schooling": {"higher": 2.0, "basic": 0.45},
    "view": {"undecided": 0.5, "for": 1.3},
    "region": {"West": 0.6},
    "sex": {"man": 1.15},
}


def pool(people: int, seed: int) -> list[dict[str, str]]:
    """Return a pool of volunteers: `id` and the eight features, drawn with a seed.

    Invited people are drawn from the population and answer with probabilities that depend on who
    they are, as volunteers do; age shifts schooling and work, region shifts language, so that
    features hang together. Raises BadInput (E806) for fewer than 1.
    """
    if people < 1:
        raise BadInput(Diagnostic("E806", f"a pool of {people}", Place("people"), "1 or more"))
    draw = np.random.default_rng([seed, 800])
    found: list[dict[str, str]] = []
    while len(found) < people:
        person = {f: _pick(shares, draw) for f, shares in FEATURES.items()}
        _tie(person, draw)
        eager = 0.25
        for feature, values in EAGER.items():
            eager *= values.get(person[feature], 1.0)
        if draw.random() < eager:
            found.append({"id": f"p{len(found) + 1:05d}", **person})
    return found


def _pick(shares: Mapping[str, float], draw: np.random.Generator) -> str:
    return _at(draw.random() * sum(shares.values()), shares)


def _at(at: float, shares: Mapping[str, float]) -> str:
    """Return the value in whose part of the line a number lies (the last one at its end)."""
    total = 0.0
    for value, share in shares.items():
        total += share
        if at < total:
            return value
    return list(shares)[-1]


def _tie(person: dict[str, str], draw: np.random.Generator) -> None:
    if person["age"] == "60+" and draw.random() < 0.75:
        person["work"] = "retired"
    elif person["work"] == "retired":
        person["work"] = "employed"
    if person["age"] == "16-29" and draw.random() < 0.4:
        person["work"] = "studying"
    if person["age"] == "60+" and draw.random() < 0.3:
        person["schooling"] = "basic"
    if person["region"] == "West" and draw.random() < 0.6:
        person["language"] = "second"
    if person["region"] == "North" and person["language"] == "second" and draw.random() < 0.7:
        person["language"] = "first"


def quotas(
    k: int, features: Sequence[str], slack: int = 1, people: Sequence[Mapping[str, str]] = ()
) -> list[dict[str, str]]:
    """Return quotas of a panel of k: each value's share of the population, give or take `slack`.

    Regions get no slack: their seats are whole numbers by largest remainders (Hare). With the
    pool's `people`, no quota asks for more of them than there are, or for a value nobody has.
    """
    rows = []
    for feature in features:
        shares = FEATURES[feature]
        seats = _hare(k, shares)
        room = 0 if feature == "region" else slack
        for value, n in seats.items():
            low, high = max(0, n - room), min(k, n + room)
            if people:
                have = sum(p[feature] == value for p in people)
                low = min(low, have)
                if not have:
                    continue
            rows.append({"feature": feature, "value": value, "min": str(low), "max": str(high)})
    return rows


def _hare(k: int, shares: Mapping[str, float]) -> dict[str, int]:
    exact = {v: k * s / sum(shares.values()) for v, s in shares.items()}
    seats = {v: int(x) for v, x in exact.items()}
    rest = sorted(exact, key=lambda v: (seats[v] - exact[v], v))
    for v in rest[: k - sum(seats.values())]:
        seats[v] += 1
    return seats


def conversation(
    people: int, statements: int, votes: int, seed: int, groups: int = 3
) -> tuple[VoteMatrix, Ints]:
    """Return votes of `people` in planted groups, and the group of each.

    Every group has a mood on each statement; people vote on votes // people statements each,
    drawn without repetition, agree with the group's mood, and pass on one in seven.
    """
    draw = np.random.default_rng([seed, 801])
    each = max(1, votes // people)
    group = draw.integers(0, groups, people)
    mood = draw.random((groups, statements))
    column = np.empty((people, each), dtype=np.int64)
    for i in range(people):
        column[i] = draw.choice(statements, each, replace=False, shuffle=False)
    at, passed = draw.random(column.shape), draw.random(column.shape) < 1 / 7
    vote = np.where(passed, 0, np.where(at < mood[group[:, None], column], 1, -1))
    person = np.repeat(np.arange(people), each)
    names = [f"s{j + 1}" for j in range(statements)]
    made = from_triples(
        person, column.ravel(), vote.ravel(), people, names,
        people=tuple(f"p{i + 1}" for i in range(people)),
    )  # fmt: skip
    return made, group


def planted_regions(
    people: Sequence[str],
    groups: Sequence[int],
    shares: Mapping[str, tuple[float, float]],
    seed: str,
) -> dict[str, str]:
    """Return a planted region for each person: shares differ for group 0 and for everybody else.

    `shares` maps a region to (share among group 0, share among the rest). A person's place is
    SHA-256("seed:person"), so that anybody can plant the same regions again.
    """
    found = {}
    for person, group in zip(people, groups, strict=True):
        digest = hashlib.sha256(f"{seed}:{person}".encode()).digest()
        at = int.from_bytes(digest[:8], "big") / 2**64
        mine = {region: pair[0 if group == 0 else 1] for region, pair in shares.items()}
        found[person] = _at(at, mine)
    return found
