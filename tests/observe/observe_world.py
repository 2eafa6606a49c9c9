"""Small station tables for the tests, and simulated elections, labelled as such."""

from __future__ import annotations

import random

from foedus.observe.columns import read_columns
from foedus.observe.results import Results, read_results

MAPPING = """
station = "station"
stratum = "area"
registered = "reg"
ballots = "box"
valid = "ok"
invalid = "bad"
[candidates]
"A" = "a"
"B" = "b"
[absent]
refused = ["refused"]
"not held" = ["closed"]
"not observed" = ["unseen"]
"""
HEADER = "station,area,reg,box,ok,bad,a,b\n"
SMALL = (
    HEADER
    + "s1,north,100,60,58,2,40,18\n"
    + "s2,north,200,110,108,2,50,57\n"  # a + b = 107, one short of the valid ballots
    + "s3,south,150,closed,closed,closed,closed,closed\n"
    + "s4,south,50,,0,0,0,0\n"
    + "s5,south,80,90,88,2,80,8\n"  # more ballots than registered
    + "s6,south,70,refused,refused,refused,refused,unseen\n"
)


def table(text: str = SMALL, mapping: str = MAPPING, name: str = "t.csv") -> Results:
    return read_results(text.encode(), name, read_columns(mapping.encode(), "m.toml"))


def simulated(stations: int, seed: int, strata: int = 5) -> str:
    """A labelled simulated election: stations of one stratum lean the same way."""
    draw = random.Random(seed)
    lean = [draw.uniform(0.3, 0.65) for _ in range(strata)]
    rows = []
    for i in range(stations):
        h = i % strata
        registered = draw.randrange(100, 2000)
        box = int(registered * draw.uniform(0.3, 0.9))
        bad = int(box * 0.01)
        share = min(1.0, max(0.0, draw.gauss(lean[h], 0.1)))
        a = round((box - bad) * share)
        rows.append(f"x{i},area{h},{registered},{box},{box - bad},{bad},{a},{box - bad - a}\n")
    return HEADER + "".join(rows)
