"""A declared screen: observed against redraws, families corrected, miscalibrated tests refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.screens.declare import Declaration
from foedus.observe.screens.stations import Stations, redraw
from foedus.observe.screens.statistics import compute, names_of
from foedus.observe.screens.words import CLOSING, EXPLANATIONS, MODEL, family_of, sentence

Floats = npt.NDArray[np.float64]
#: A choice with no vote at more than this share of stations gives its tests no spread.
ZERO_MASS = 0.1
#: Least expected number of stations (or of counts in a digit) that a test is given for.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Screened(Answer):
    """One statistic. `p` by itself, `joint` by max-T within its family; both None where refused.

    `excess` is observed - expected, `spread` the null's standard deviation. `beyond` says whether
    `joint` is below the level that Holm's procedure leaves its family. `control` is the same
    test's `p` on the control election, `rejects` how often honest redraws of it are rejected.
    """

    name: str
    family: str
    observed: float
    expected: float
    excess: float
    spread: float
    p: float | None
    joint: float | None
    beyond: bool | None
    control: float | None
    rejects: float | None
    refused: str
    sensitivity: tuple[tuple[str, float, float], ...]
    text: str
    explanations: tuple[str, ...]
    label: Label = Label.ESTIMATE
    method: str = "p = (1 + #{T* >= T}) / (B + 1); max-T in a family, Holm across families"
    reference: str = "Kobak, Shpilkin & Pshenichnikov 2016; Westfall & Young 1993; Holm 1979"


@dataclass(frozen=True, slots=True)
class Screen(Answer):
    """A screen: each statistic for every choice, the stations left out, and its limits."""

    statistics: tuple[Screened, ...]
    stations: int
    left_out: tuple[tuple[str, int], ...]
    families: Mapping[str, float]
    level: float
    redraws: int
    seed: int
    declaration: str
    model: str = MODEL
    closing: str = CLOSING
    label: Label = Label.ESTIMATE
    method: str = "simulated null; refused where miscalibrated on the control election"
    reference: str = "Kobak, Shpilkin & Pshenichnikov 2016, Annals of Applied Statistics 10"


def screen(stations: Stations, control: Stations, declared: Declaration) -> Screen:
    """Return the declared statistics of an election, each with its calibration on the control."""
    groups = {f: names_of(s, stations) for f, s in declared.families.items()}
    names = [n for g in groups.values() for n in g]
    observed = compute(names, stations, declared)
    null = draws(names, stations, declared, declared.redraws, declared.seed)
    shared = [n for n in names if n in names_of(_all(declared), control)]
    checks = calibrate(shared, control, declared)
    joint = _joint(groups, names, observed, null)
    whys = {n: _refused(n, i, stations, null, checks, declared) for i, n in enumerate(names)}
    levels, families = _holm(groups, joint, whys, declared.level)
    sensitive = _sensitivity(names, stations, declared)
    rows = []
    for family, members in groups.items():
        for name in members:
            i = names.index(name)
            ok = not whys[name]
            p = float((1 + (null[:, i] >= observed[i] - 1e-9).sum()) / (len(null) + 1))
            expected = float(null[:, i].mean())
            rows.append(Screened(
                name, family, float(observed[i]), expected, float(observed[i]) - expected,
                float(null[:, i].std(ddof=1)), p if ok else None, joint[name] if ok else None,
                joint[name] <= levels[family] if ok else None,
                *checks.get(name, (None, None)), whys[name], sensitive[name],
                sentence(name, float(observed[i]), expected), EXPLANATIONS[family_of(name)],
            ))  # fmt: skip
    return Screen(tuple(rows), len(stations), stations.left_out, families, declared.level,
                  declared.redraws, declared.seed, declared.digest)  # fmt: skip


def _all(declared: Declaration) -> list[str]:
    return [s for f in declared.families.values() for s in f]


def draws(
    names: Sequence[str], stations: Stations, declared: Declaration, count: int, seed: int
) -> Floats:
    """Return `count` redraws of the statistics: an array of shape (count, statistics)."""
    random = np.random.default_rng(seed)
    found = np.empty((count, len(names)))
    for k in range(count):
        found[k] = compute(names, redraw(stations, random), declared)
    return found


def _joint(
    groups: Mapping[str, Sequence[str]], names: list[str], observed: Floats, null: Floats
) -> dict[str, float]:
    """Return p by max-T: the share of redraws whose largest z in the family reaches this z."""
    spread = null.std(axis=0, ddof=1)
    spread[spread == 0] = 1.0
    z = (observed - null.mean(axis=0)) / spread
    stars = (null - null.mean(axis=0)) / spread
    found = {}
    for members in groups.values():
        at = [names.index(n) for n in members]
        if not at:
            continue
        largest = stars[:, at].max(axis=1)
        for i in at:
            found[names[i]] = float((1 + (largest >= z[i] - 1e-9).sum()) / (len(null) + 1))
    return found


def _holm(
    groups: Mapping[str, Sequence[str]], joint: Mapping[str, float], whys: Mapping[str, str],
    level: float,
) -> tuple[dict[str, float], dict[str, float]]:  # fmt: skip
    """Return the level that Holm's step-down leaves each family, and each family's least p."""
    least = {f: min((joint[n] for n in g if not whys[n]), default=1.0) for f, g in groups.items()}
    levels, going = {}, True
    for i, family in enumerate(sorted(least, key=lambda f: least[f])):
        levels[family] = level / (len(least) - i) if going else 0.0
        going = going and least[family] <= levels[family]
    return levels, least


def calibrate(
    names: Sequence[str], control: Stations, declared: Declaration
) -> dict[str, tuple[float | None, float | None]]:
    """Return, test by test, its p on the control and how often honest redraws of it are rejected.

    Each honest redraw is screened as if it were an election: its own proportions, its own null.
    """
    if not names:
        return {}
    inner = max(19, round(1 / declared.level) * 2 - 1)
    null = draws(names, control, declared, max(inner, declared.calibration), declared.seed + 1)
    seen = compute(names, control, declared)
    own = (1 + (null >= seen - 1e-9).sum(axis=0)) / (len(null) + 1)
    if not declared.calibration:
        return {n: (float(own[i]), None) for i, n in enumerate(names)}
    random = np.random.default_rng(declared.seed + 2)
    hits = np.zeros(len(names))
    for k in range(declared.calibration):
        honest = redraw(control, random)
        honest = replace(honest, votes=np.minimum(honest.votes, honest.ballots))
        value = compute(names, honest, declared)
        star = draws(names, honest, declared, inner, declared.seed + 3 + k)
        p = (1 + (star >= value - 1e-9).sum(axis=0)) / (inner + 1)
        hits += p <= declared.level
    rates = hits / declared.calibration
    return {n: (float(own[i]), float(rates[i])) for i, n in enumerate(names)}


def too_many(hits: int, count: int, level: float) -> bool:
    """Return whether `hits` rejections of `count` are too many at `level`: P(X >= hits) < 1 %."""
    tail = sum(
        comb(count, k) * level**k * (1 - level) ** (count - k) for k in range(hits, count + 1)
    )
    return tail < 0.01


def _refused(
    name: str, i: int, stations: Stations, null: Floats,
    checks: Mapping[str, tuple[float | None, float | None]], declared: Declaration,
) -> str:  # fmt: skip
    kind, _, choice = name.partition(": ")
    if choice:
        votes = stations.votes[stations.choices.index(choice)]
        if float((votes == 0).mean()) > ZERO_MASS:
            return f"{choice} has no vote at more than {ZERO_MASS:.0%} of the stations"
        if kind == "last digit" and (votes >= declared.digits_from).sum() < 10 * LEAST:
            return f"fewer than {LEAST} counts are expected for each digit"
    if kind != "last digit" and null[:, i].mean() < LEAST:
        return f"fewer than {LEAST} stations are expected"
    if name not in checks:
        return "the control election does not have this statistic"
    own, rate = checks[name]
    if rate is None:
        return "not calibrated: the declaration asks for no calibration"
    if too_many(round(rate * declared.calibration), declared.calibration, declared.level):
        return f"miscalibrated: honest redraws of the control are rejected {rate:.0%} of the time"
    if own is not None and own <= declared.level:
        return "the control election is rejected too, so the test cannot tell the two apart"
    return ""


def _sensitivity(
    names: Sequence[str], stations: Stations, declared: Declaration
) -> dict[str, tuple[tuple[str, float, float], ...]]:
    """Return (what was changed, observed, expected) for half and twice the window, 50 redraws."""
    found: dict[str, list[tuple[str, float, float]]] = {n: [] for n in names}
    for factor in (0.5, 2.0):
        other = replace(declared, window=declared.window * factor,
                        digits_from=max(10, round(declared.digits_from * factor)))  # fmt: skip
        seen = compute(names, stations, other)
        mean = draws(names, stations, other, 50, declared.seed).mean(axis=0)
        for i, n in enumerate(names):
            what = f"counts from {other.digits_from}" if n.startswith("last") else (
                f"window {other.window:g}"
            )  # fmt: skip
            found[n].append((what, float(seen[i]), float(mean[i])))
    return {n: tuple(v) for n, v in found.items()}
