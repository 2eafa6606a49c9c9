"""Sample designs: how many stations, from which strata, and which ones, by a public recipe."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.results import Results

DESIGNS = ("simple", "proportional", "neyman")
RECIPE = (
    "rank the stations of a stratum by SHA-256 of seed, a comma and the station's name (UTF-8), "
    "and take the first n_h"
)
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Size(Answer):
    """Stations needed for a margin: n0 = z^2 S_e^2 / (e^2 mbar^2), n = n0 / (1 + n0/N).

    `handbook` is the voter-level planning size; it ignores that stations are clusters, so it is
    never a margin. Cochran 1977, ch. 4 and 6.
    """

    choice: str
    margin: float
    confidence: float
    stations: int
    frame: int
    handbook: int
    label: Label = Label.ESTIMATE
    method: str = "ratio estimator, residuals of a past election"
    reference: str = "Cochran 1977, Sampling Techniques, ch. 4, 6"


@dataclass(frozen=True, slots=True)
class Plan(Answer):
    """A sample as drawn: design, strata (frame size, sample size), stations, release rule.

    `digest` is the SHA-256 of the canonical JSON of everything else; published before the vote,
    it commits to the seed, the sample and the rule of release without revealing them.
    """

    design: str
    seed: str
    frame_digest: str
    strata: Mapping[str, tuple[int, int]]
    collapsed: Mapping[str, str]
    stations: Mapping[str, str]
    registered: Mapping[str, int]
    base: str
    confidence: float
    release: str
    recipe: str = RECIPE
    label: Label = Label.EXACT
    method: str = "deterministic draw from the seed"
    reference: str = "Cochran 1977, ch. 5 (allocation)"

    @property
    def digest(self) -> str:
        """The SHA-256 of the plan's canonical JSON."""
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def handbook_size(voters: int, margin: Fraction, z: Fraction) -> int:
    """Return n = P(1-P) / (e^2/z^2 + P(1-P)/N) at P = 1/2, rounded to the nearest integer.

    The quick-count handbooks' planning size, as if voters were drawn one by one (NDI, ch. 5).
    """
    quarter = Fraction(1, 4)
    return round(quarter / (margin**2 / z**2 + quarter / voters))


def residuals(results: Results, choice: str, base: str) -> tuple[Floats, Ints]:
    """Return e = a - R m for the stations with both counts, and their indices."""
    known = np.flatnonzero(results.known(choice) & results.known(base))
    a, m = results.numbers(choice)[known], results.numbers(base)[known]
    return a - (a.sum() / max(int(m.sum()), 1)) * m, known


def station_size(
    results: Results, choice: str, base: str, margin: float, confidence: float
) -> Size:
    """Return how many stations a simple sample needs; `margin` is in shares (0.01 = 1 point)."""
    e, known = residuals(results, choice, base)
    if not 1e-6 <= confidence <= 1 - 1e-9:
        raise _refuse(f"{confidence:g} is no confidence: it lies between 0 and 1")
    if len(known) < 2 or not 0 < margin < 1:
        raise _refuse("a size needs two stations with counts and a margin between 0 and 1")
    m = results.numbers(base)[known]
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n0 = z**2 * float(e.var(ddof=1)) / (margin**2 * float(m.mean()) ** 2)
    need = max(2, math.ceil(n0 / (1 + n0 / len(results))))
    book = handbook_size(int(m.sum()), Fraction(str(margin)), Fraction(z).limit_denominator(10**6))
    return Size(choice, margin, confidence, need, len(results), book)


def collapse(names: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return each station's stratum, strata of one station merged with the next in name order.

    The second value declares which stratum went into which.
    """
    members = {k: [k] for k in sorted(set(names))}
    size = {k: 0 for k in members}
    for name in names:
        size[name] += 1
    order = list(members)
    while len(order) > 1 and (small := next((k for k in order if size[k] < 2), None)):
        at = order.index(small)
        other = order[at + 1] if at + 1 < len(order) else order[at - 1]
        members[other] += members.pop(small)
        size[other] += size.pop(small)
        order.remove(small)
    into = {part: k for k, parts in members.items() for part in parts}
    return [into[n] for n in names], {k: v for k, v in into.items() if k != v}


def allocate(size: Mapping[str, int], weight: Mapping[str, float], n: int) -> dict[str, int]:
    """Return n_h near-proportional to the weights with 2 <= n_h <= N_h and sum n.

    Each next station goes where w_h / sqrt(n_h (n_h + 1)) is largest: for w_h = N_h S_h this
    minimises the variance over whole numbers exactly (Wright 2012, The American Statistician 66).
    Equal priorities go to the earlier name. Raises BadInput (E905) where no allocation exists.
    """
    if not 2 * len(size) <= n <= sum(size.values()):
        what = f"{n} stations cannot give each of {len(size)} strata at least 2 and at most all"
        raise _refuse(what)
    given = dict.fromkeys(size, 2)
    for _ in range(n - sum(given.values())):
        room = [h for h in sorted(size) if given[h] < size[h]]
        key = {h: weight[h] / (given[h] * (given[h] + 1)) ** 0.5 for h in room}
        best = max(room, key=lambda h: key[h])
        given[best] += 1
    return given


def draw(
    results: Results, *, design: str, stations: int, seed: str, base: str,
    choice: str = "", confidence: float = 0.95, release: Fraction = Fraction(9, 10),
) -> Plan:  # fmt: skip
    """Return a plan: strata, allocation and the stations drawn.

    "neyman" allocates by N_h S_h, S_h the standard deviation of e = a - R m of `choice` in a past
    election (the results given). Raises BadInput (E905).
    """
    if design not in DESIGNS or not seed or not 0 < confidence < 1 or not 0 <= release <= 1:
        raise _refuse("a plan needs a known design, a seed, a confidence and a release share")
    labels = ["all"] * len(results) if design == "simple" else list(results.strata)
    strata, collapsed = collapse(labels)
    groups: dict[str, list[str]] = {}
    for station, stratum in zip(results.stations, strata, strict=True):
        groups.setdefault(stratum, []).append(station)
    size = {h: len(g) for h, g in sorted(groups.items())}
    weight = {h: float(n) for h, n in size.items()}
    if design == "neyman":
        weight = _neyman(results, strata, size, choice, base)
    given = allocate(size, weight, stations)
    chosen = {s: h for h in size for s in ranked(groups[h], seed)[: given[h]]}
    registered = _registered(results, chosen)
    pairs = {h: (size[h], given[h]) for h in size}
    return Plan(
        design, seed, results.digest, pairs, collapsed, chosen, registered, base, confidence,
        str(release),
    )  # fmt: skip


def ranked(stations: Sequence[str], seed: str) -> list[str]:
    """Return stations in the order of SHA-256("seed,station"): the public recipe."""
    return sorted(stations, key=lambda s: hashlib.sha256(f"{seed},{s}".encode()).digest())


def _neyman(
    results: Results, strata: Sequence[str], size: Mapping[str, int], choice: str, base: str
) -> dict[str, float]:
    if choice not in results.counts or base not in results.counts:
        raise _refuse("the Neyman allocation needs a choice and a base with past counts")
    e, known = residuals(results, choice, base)
    parts: dict[str, list[float]] = {h: [] for h in size}
    for value, i in zip(e.tolist(), known.tolist(), strict=True):
        parts[strata[i]].append(value)
    spread = {h: float(np.std(v, ddof=1)) if len(v) > 1 else 0.0 for h, v in parts.items()}
    return {h: size[h] * spread[h] for h in size}


def _registered(results: Results, chosen: Mapping[str, str]) -> dict[str, int]:
    if "registered" not in results.counts:
        return {}
    pairs = zip(results.stations, results.counts["registered"], strict=True)
    return {s: v for s, v in pairs if s in chosen and isinstance(v, int)}


def _refuse(what: str, file: str = "plan") -> BadInput:
    help = "foedus observe sample -h lists the designs"
    return BadInput(Diagnostic("E905", what, Place(file), "a plan that can be drawn", help))


def plan_from(data: Mapping[str, Any], file: str = "plan") -> Plan:
    """Return a plan from its JSON; raises BadInput (E905) where a field is wrong."""
    try:
        strata = {str(k): (int(v[0]), int(v[1])) for k, v in data["strata"].items()}
        fields = {k: data[k] for k in Plan.__dataclass_fields__ if k not in ("strata", "label")}
        plan = Plan(strata=strata, **fields)
        _sound(plan)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError):
        raise _refuse("this is no plan that `foedus observe sample` wrote", file) from None
    if "digest" in data and data["digest"] != plan.digest:
        raise _refuse("the plan was changed: its digest is not that of its content", file)
    return plan


def _sound(plan: Plan) -> None:
    """Raise ValueError or TypeError for fields that no plan has: it may come from anywhere."""
    texts = (plan.design, plan.seed, plan.frame_digest, plan.base, plan.release, plan.recipe,
             plan.method, *plan.stations.values(), *plan.collapsed.values())  # fmt: skip
    right = all(isinstance(x, str) for x in texts)
    right &= all(type(n) is int and n >= 0 for n in plan.registered.values())
    right &= set(plan.stations.values()) <= set(plan.strata) and 0 < plan.confidence < 1
    drawn = Counter(plan.stations.values())
    right &= all(drawn[h] == n <= size for h, (size, n) in plan.strata.items())
    if not right or not 0 <= Fraction(plan.release) <= 1:
        raise ValueError
