"""Powers, organs, communities, language rights and money over the atlas; an equalisation by size.

No other program was found that holds a matrix of powers against its rules of amendment; these
tasks measure the limits that the documents promise.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from bench.harness import Task


@cache
def _texts() -> tuple[Any, ...]:
    from foedus.atlas import cases, systems
    from foedus.case import load as load_case
    from foedus.constitution.load import load

    found = [load(e.path) for e in systems()]
    for case in cases():
        found += [c.model for c in load_case(case.path).constitutions if c.model is not None]
    return tuple(found)


def _checks(texts: tuple[Any, ...]) -> str:
    from foedus.federation import authority, chamber, communities, languages, organs
    from foedus.federation.checks import checks
    from foedus.federation.matrix import matrix
    from foedus.fiscal.answer import has_money, money
    from foedus.proof.games import Games

    open_ = entries = 0
    for text in texts:
        games, powers = Games(text), matrix(text)
        entries += len(powers.cells)
        open_ += len(checks(text, powers))
        communities.barred(games)
        communities.communities(text)
        languages.rights(text)
        organs.courts(text)
        organs.measures(games)
        authority.components(text)
        chamber.chambers(games)
        if has_money(text):
            money(text)
    return f"{len(texts)} texts, {entries} entries, {open_} left open"


def _paths(texts: tuple[Any, ...]) -> str:
    from foedus.federation.paths import paths
    from foedus.proof.games import Games

    text = texts[-1]
    games = Games(text)
    found = [p for m in ("language", "police", "minerals") for p in paths(games, m)]
    return f"{len(found)} paths"


def _equalise(size: int) -> str:
    from fractions import Fraction

    from foedus.fiscal.formulas import FORMULAS

    need = {f"U{i}": Fraction(1000 + 37 * i % 900) for i in range(size)}
    capacity = {u: n * (60 + 7 * k % 90) for k, (u, n) in enumerate(need.items())}
    paid = FORMULAS["minimum-2020"].compute((capacity,), need)
    return f"{len(paid.by_unit)} units, sum exact: {sum(paid.by_unit.values()) == paid.centre}"


TASKS: list[Task] = [
    Task(
        "federation: every check over the atlas",
        lambda: partial(_checks, _texts()),
        goal="<= 2 s for all texts of the atlas, read already",
        repeat=3,
    ),
    Task("federation: how three matters can be taken back", lambda: partial(_paths, _texts())),
    Task("fiscal: minimum-2020 among 200 units", lambda: partial(_equalise, 200)),
]
