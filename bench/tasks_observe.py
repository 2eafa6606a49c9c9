"""Observation: audits against SHANGRLA and rlacalc, quick counts, screens, protocols."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from bench.harness import Rival, Task

SHARE, SEED = 0.5015, 1
MARGINS = [k / 200 for k in range(1, 101)]
STATIONS = b"""
station = "station"
stratum = "area"
registered = "reg"
ballots = "box"
valid = "ok"
invalid = "bad"
[candidates]
"A" = "a"
"B" = "b"
"""
LIMITS = [0.01, 0.02, 0.05, 0.1, 0.2]


def cards(n: int, share: float) -> Any:
    """The same cards the rival draws, as whole numbers over 2."""
    import numpy as np

    return (np.random.default_rng(SEED).random(n) < share).astype(np.int8) * 2


@cache
def stopped(n: int) -> int:
    """The card at which ALPHA's risk first is 5 %, by blocks and then card by card."""
    import numpy as np

    from foedus.observe.audit.alpha import Bet, alpha

    values = cards(n, SHARE)
    low, high = 0, n
    while low + 1 < high:
        middle = (low + high) // 2
        short = alpha(values[:middle], 2, 2, n, Bet(SHARE)).p > 0.05
        low, high = (middle, high) if short else (low, middle)
    return int(np.int64(high))


def audit(n: int, share: float, stop: float) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.observe.audit.alpha import Bet, alpha

        values = cards(n, share)
        return lambda: alpha(values, 2, 2, n, Bet(share), stop=stop)

    return make


def sizes() -> Callable[[], Any]:
    from foedus.observe.audit.sizes import size_table

    return lambda: size_table(MARGINS, LIMITS)


def sizes_right(answer: Any) -> bool:
    """Whether the rival's BRAVO and super-simple sizes are ours, up to one card of rounding."""
    from foedus.observe.audit.sizes import size_table

    ours = [(r.bravo, r.markov) for r in size_table(MARGINS, LIMITS)]
    return all(abs(a - b) <= 1 for x, y in zip(answer, ours, strict=True)
               for a, b in zip(x, y, strict=True))  # fmt: skip


@cache
def frame(stations: int) -> Any:
    from foedus.observe.columns import read_columns
    from foedus.observe.results import read_results
    from foedus.observe.simulate import Recipe, mapping, simulate, table

    recipe = Recipe(stations=stations, strata=199, slips=0.01)
    columns = read_columns(mapping(recipe).encode(), "columns.toml")
    made = simulate(recipe)
    return tuple(
        read_results(table(made, published=p).encode(), "stations.csv", columns)
        for p in (False, True)
    )


def replayed() -> Callable[[], Any]:
    from foedus.observe.design import draw
    from foedus.observe.replay import replay

    read = frame(29_695)[0]
    plan = draw(read, design="simple", stations=1000, seed="s", base="ballots")
    return lambda: replay(read, plan, ["all"] * len(read), "A", 500, 1)


def traced() -> Callable[[], Any]:
    from foedus.observe.trace import trace

    left, right = frame(30_000)
    return lambda: trace(left, right)


def null() -> Callable[[], Any]:
    from foedus.observe.screens.declare import read_declaration
    from foedus.observe.screens.screen import draws
    from foedus.observe.screens.stations import Stations
    from foedus.observe.screens.statistics import names_of
    from foedus.observe.simulate import Recipe, simulate

    declared = read_declaration(b'[families]\na = ["turnout or share"]\n', "d.toml")
    made = simulate(Recipe(stations=90_000, strata=100, choices=("A", "B"), shares=(0.6, 0.4)))
    stations = Stations(("A", "B"), made.registered, made.ballots, made.votes.T.copy())
    names = names_of(["turnout or share"], stations)
    return lambda: draws(names, stations, declared, 1000, 1)


def stations() -> Callable[[], Any]:
    import duckdb

    from foedus.observe.big import read_relation
    from foedus.observe.columns import read_columns
    from foedus.observe.identities import accounting

    columns = read_columns(STATIONS, "m.toml")

    made = duckdb.sql(
        "SELECT 's' || i AS station, 'a' || i % 50 AS area, 1000 AS reg, 600 AS box, "
        "590 AS ok, 10 AS bad, 300 + i % 3 AS a, 290 - i % 3 AS b FROM range(3000000) t(i)"
    )
    return lambda: accounting(read_relation(made, "m", columns, "d"))


def procedure() -> Callable[[], Any]:
    from foedus.atlas.index import find
    from foedus.constitution.load import load
    from foedus.observe.audit.compiled import certificate
    from foedus.observe.audit.limbs import limbs_of
    from foedus.proof.ballots import read_ballots

    path = find("switzerland")
    data = (path.parent / "votes" / "2013-03-03.csv").read_bytes()
    votes, model = read_ballots(data, "votes.csv"), load(path)
    return lambda: certificate(limbs_of(model, "Constitutional amendment", votes))


TASKS = [
    Task(
        "observe: ALPHA, 10^6 cards",
        audit(10**6, SHARE, 0.0),
        [
            Rival(
                "SHANGRLA",
                "audits.py",
                {"tool": "shangrla", "cards": 10**6, "share": SHARE, "seed": SEED, "repeat": 1},
                right=lambda answer: answer == stopped(10**6),
            )
        ],
        "<= 0.6 s, >= 12x",
    ),
    Task("observe: ALPHA, 10^7 cards, early stop", audit(10**7, SHARE, 0.05), [],
         "<= 3 s, <= 500 MB"),
    Task("observe: sizes, 100 margins x 5 limits", sizes,
         [Rival("rlacalc", "audits.py", {"tool": "rlacalc", "margins": MARGINS, "limits": LIMITS,
                                         "repeat": 5}, right=sizes_right)], "<= 1 s"),
    Task("observe: quick count replayed, 500 x 29,695", replayed, [], "<= 5 s", repeat=1),
    Task("observe: integer null, 1,000 x 90,000", null, [], "<= 60 s", repeat=1),
    Task("observe: tracing 30,000 protocols", traced, [], "<= 5 s", repeat=3),
    Task("observe: accounts of 3,000,000 stations", stations, [], "<= 60 s", repeat=1),
    Task("observe: audit of a double majority", procedure, [], "", repeat=3),
]  # fmt: skip
