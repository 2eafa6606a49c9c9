"""Simulated elections, labelled as such: what was put in is written beside what comes out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label

Ints = npt.NDArray[np.int64]
LABEL = "SIMULATED: no such election took place"
MAPPING = """# {label}
station = "station"
stratum = "area"
registered = "registered"
ballots = "ballots"
valid = "valid"
invalid = "invalid"
[candidates]
{choices}
[absent]
"not held" = ["closed"]
refused = ["refused"]
"""


@dataclass(frozen=True, slots=True)
class Recipe(Answer):
    """What is put into a simulated election; `label` says that it is one.

    Strata lean apart with standard deviation `lean` and stations with `spread` (logits); `closed`,
    `rounded` and `slips` are shares of the stations: not opened; with turnout set to a whole per
    cent; whose published row differs from the copy in one figure.
    """

    stations: int = 1000
    strata: int = 10
    choices: tuple[str, ...] = ("A", "B", "C")
    shares: tuple[float, ...] = (0.45, 0.35, 0.2)
    turnout: float = 0.6
    size: int = 900
    lean: float = 0.3
    spread: float = 0.35
    closed: float = 0.0
    rounded: float = 0.0
    slips: float = 0.0
    seed: int = 1
    note: str = LABEL
    label: Label = Label.EXACT
    method: str = "logit-normal strata and stations, multinomial votes, numpy's default generator"
    reference: str = "none: made to run examples and to calibrate tests"


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated election as arrays, with what was put in where.

    `votes` has shape (stations, choices). `closed`, `rounded` and `slipped` list stations.
    """

    recipe: Recipe
    names: tuple[str, ...]
    strata: tuple[str, ...]
    registered: Ints
    ballots: Ints
    invalid: Ints
    votes: Ints
    closed: tuple[int, ...]
    rounded: tuple[int, ...]
    slipped: tuple[tuple[int, str, int, int], ...]


def simulate(recipe: Recipe) -> Simulated:
    """Return the election of a recipe; the same recipe always gives the same one.

    Raises ValueError for shares that do not fit the choices, or numbers out of range.
    """
    _check(recipe)
    random = np.random.default_rng(recipe.seed)
    n = recipe.stations
    area = np.sort(np.arange(n) % recipe.strata)
    registered = np.maximum(20, random.gamma(3.0, recipe.size / 3, n)).astype(np.int64)
    gone = np.sort(random.choice(n, round(recipe.closed * n), replace=False))
    turnout = _logit_normal(random, recipe.turnout, recipe, area)
    ballots = random.binomial(registered, turnout)
    open_ = np.setdiff1d(np.arange(n), gone)
    put = np.sort(random.choice(open_, min(len(open_), round(recipe.rounded * n)), replace=False))
    percent = np.round(100 * ballots[put] / registered[put])
    ballots[put] = np.round(registered[put] * percent / 100).astype(np.int64)
    invalid = random.binomial(ballots, 0.012)
    votes = random.multinomial(ballots - invalid, _mixtures(random, recipe, area))
    slipped = _slips(random, recipe, open_, votes)
    names = tuple(f"sim-{i + 1:05d}" for i in range(n))
    strata = tuple(f"area {a + 1}" for a in area)
    return Simulated(recipe, names, strata, registered, ballots, invalid, votes,
                     tuple(gone.tolist()), tuple(put.tolist()), slipped)  # fmt: skip


def _check(recipe: Recipe) -> None:
    shares = recipe.shares
    if len(shares) != len(recipe.choices) or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-9:
        raise ValueError("one positive share a choice, 1 in all")
    if not 1 <= recipe.strata <= recipe.stations or not 0 < recipe.turnout < 1 or recipe.size < 1:
        raise ValueError("strata from 1 to the stations, turnout between 0 and 1, size from 1")
    if any(not 0 <= x <= 1 for x in (recipe.closed, recipe.rounded, recipe.slips)):
        raise ValueError("closed, rounded and slips are shares")


def _logit_normal(
    random: np.random.Generator, mean: float, recipe: Recipe, area: Ints
) -> npt.NDArray[np.float64]:
    base = np.log(mean / (1 - mean))
    moved = base + random.normal(0, recipe.lean, recipe.strata)[area]
    moved += random.normal(0, recipe.spread, recipe.stations)
    out: npt.NDArray[np.float64] = 1 / (1 + np.exp(-moved))
    return out


def _mixtures(random: np.random.Generator, recipe: Recipe, area: Ints) -> npt.NDArray[np.float64]:
    k = len(recipe.choices)
    logits = (
        np.log(np.array(recipe.shares)) + random.normal(0, recipe.lean, (recipe.strata, k))[area]
    )
    weights = np.exp(logits + random.normal(0, recipe.spread, (recipe.stations, k)))
    shares: npt.NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return shares


def _slips(
    random: np.random.Generator, recipe: Recipe, open_: Ints, votes: Ints
) -> tuple[tuple[int, str, int, int], ...]:
    wanted = min(len(open_), round(recipe.slips * recipe.stations))
    found = []
    for i in np.sort(random.choice(open_, wanted, replace=False)).tolist():
        c = int(random.integers(len(recipe.choices)))
        true = int(votes[i, c])
        found.append((i, recipe.choices[c], true, true + int(random.choice([-9, -1, 1, 10, 100]))))
    return tuple((i, c, a, max(0, b)) for i, c, a, b in found)


def mapping(recipe: Recipe) -> str:
    """Return the column mapping (TOML) of the tables."""
    choices = "\n".join(f'"{c}" = "votes {c}"' for c in recipe.choices)
    return MAPPING.format(label=recipe.note, choices=choices)


def table(found: Simulated, *, published: bool = False, rows: Sequence[int] | None = None) -> str:
    """Return stations as CSV; `published` with the slips, `rows` some stations only."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    choices = found.recipe.choices
    head = ["station", "area", "registered", "ballots", "valid", "invalid"]
    writer.writerow([*head, *(f"votes {c}" for c in choices)])
    closed = set(found.closed)
    changed = {(i, c): b for i, c, _, b in found.slipped} if published else {}
    for i in range(len(found.names)) if rows is None else rows:
        start = [found.names[i], found.strata[i], int(found.registered[i])]
        if i in closed:
            writer.writerow([*start, *["closed"] * (3 + len(choices))])
            continue
        valid = int(found.ballots[i] - found.invalid[i])
        cells = [changed.get((i, c), int(v)) for c, v in zip(choices, found.votes[i], strict=True)]
        writer.writerow([*start, int(found.ballots[i]), valid, int(found.invalid[i]), *cells])
    return text.getvalue()


def truth(found: Simulated) -> dict[str, Any]:
    """Return what was put in: the recipe, and which stations carry which feature."""
    names = found.names
    return {
        "label": found.recipe.note,
        "recipe": found.recipe.to_dict(),
        "totals": dict(zip(found.recipe.choices, _open_totals(found), strict=True)),
        "closed": [names[i] for i in found.closed],
        "rounded": [names[i] for i in found.rounded],
        "slips": [{"station": names[i], "choice": c, "copy": a, "published": b}
                  for i, c, a, b in found.slipped],
    }  # fmt: skip


def _open_totals(found: Simulated) -> list[int]:
    keep = np.ones(len(found.names), dtype=bool)
    keep[list(found.closed)] = False
    return [int(v) for v in found.votes[keep].sum(axis=0)]


def files(recipe: Recipe) -> dict[str, str]:
    """Return a folder of an election: tables, mapping, past election, copies, cards, label."""
    from dataclasses import replace

    found = simulate(recipe)
    past = replace(recipe, seed=recipe.seed + 1, closed=0.0, rounded=0.0, slips=0.0)
    open_ = [i for i in range(recipe.stations) if i not in set(found.closed)]
    copies = open_[:: max(1, len(open_) // 300)]
    totals = _open_totals(found)
    areas = dict.fromkeys(found.strata)
    per_area = {a: int(sum(found.ballots[i] for i in open_ if found.strata[i] == a)) for a in areas}
    cards = "card,ballots\n" + "".join(
        f"{c},{n}\n" for c, n in zip(recipe.choices, totals, strict=True)
    )
    manifest = "stratum,batch,cards\n" + "".join(
        f"{a},box 1,{n}\n" for a, n in per_area.items() if n
    )
    return {
        "columns.toml": mapping(recipe),
        "stations.csv": table(found, published=True),
        "copies.csv": table(found, rows=copies),
        "past.csv": table(simulate(past)),
        "cards.csv": cards,
        "manifest.csv": manifest,
        "label.json": json.dumps(truth(found), indent=1) + "\n",
    }
