"""Packages, conflicts and concessions; NegMAS as a separate program, capped at 4 GB.

Random instances, seeds in the names: integer points, additive; red lines of width one to three
about a hidden package, one in twenty against it; conditional red lines between two questions.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from bench.harness import Rival, Task

CASES = ("ukraine-2014", "northern-ireland-1998", "cyprus-2004")


@cache
def tables(options: int, questions: int, parties: int, seed: int) -> list[list[list[int]]]:
    """Return points[question][option][party]."""
    rng = random.Random(seed)
    scale = [rng.randint(1, 10) for _ in range(questions)]
    return [[[rng.randint(0, 100) * s for _ in range(parties)] for _ in range(options)]
            for s in scale]  # fmt: skip


def front(*shape: int) -> Callable[[], Any]:
    import numpy as np

    from foedus.settle.pareto import front_of_sums

    points = [np.array(t) for t in tables(*shape)]
    return lambda: len(front_of_sums(points).values)


def is_front(*shape: int) -> Callable[[Any], bool]:
    return lambda answer: bool(answer == front(*shape)())


def pareto(name: str, goal: str, shape: tuple[int, ...], limit: int = 60, **more: Any) -> Task:
    data = {"points": tables(*shape), "repeat": more.get("repeat", 1)}
    rival = Rival("negmas", "settle_negmas.py", data, is_front(*shape), limit)
    return Task(name, partial(front, *shape), [rival], goal)


def conditional(seed: int) -> tuple[Any, Any, Any]:
    """Return 12 questions of 10 options, 8 parties and 100 conditional red lines."""
    from foedus.settle.space import Literal, Space

    rng = random.Random(seed)
    scale = [rng.randint(1, 20) for _ in range(12)]
    points = [{(q, o): rng.randint(0, 100) * scale[q] for q in range(12) for o in range(10)}
              for _ in range(8)]  # fmt: skip
    clauses = []
    for _ in range(100):
        a, b = rng.sample(range(12), 2)
        clauses.append((Literal(a, rng.randrange(10), False),
                        Literal(b, rng.randrange(10), rng.random() < 0.3)))  # fmt: skip
    return Space((10,) * 12), points, clauses


def nash(seed: int) -> Callable[[], Any]:
    from foedus.settle.large import nash_large

    space, points, clauses = conditional(seed)
    return lambda: nash_large(space, points, [0] * 8, clauses)


def fair(seed: int) -> Callable[[], Any]:
    from foedus.settle.large import ideals, leximin_large

    space, points, clauses = conditional(seed)

    def call() -> Any:
        top = ideals(space, points, [0] * 8, clauses)
        return leximin_large(space, points, clauses, no_deal=[0] * 8, ideal_gains=top)

    return call


def leximin(seed: int) -> Callable[[], Any]:
    from foedus.settle.large import leximin_large

    space, points, clauses = conditional(seed)
    return lambda: leximin_large(space, points, clauses)


def red_lines(questions: int, seed: int, against: float = 0.05) -> tuple[Any, Any]:
    """Return 500 red lines over questions of two to four options."""
    from foedus.settle.space import Demand, Literal, Space

    rng = random.Random(seed)
    options = tuple(rng.randint(2, 4) for _ in range(questions))
    hidden = tuple(rng.randrange(n) for n in options)

    def clause(width: int) -> Any:
        chosen = rng.sample(range(questions), width)
        return tuple(Literal(q, rng.randrange(options[q]), rng.random() < 0.5) for q in chosen)

    demands = []
    for i in range(500):
        wrong, width = rng.random() < against, rng.choice([1, 2, 2, 3])
        found = clause(width)
        while any(x.true_of(hidden) for x in found) is wrong:
            found = clause(width)
        demands.append(Demand(f"d{i}", (found,), f"p{i % 8}"))
    return Space(options), demands


def conflict(questions: int, seed: int) -> Callable[[], Any]:
    from foedus.settle.sat_conflicts import one_conflict

    return partial(one_conflict, *red_lines(questions, seed))


def smallest(questions: int, seed: int) -> Callable[[], Any]:
    from foedus.settle.sat import Encoding, library
    from foedus.settle.sat_conflicts import smallest_conflict

    space, demands = red_lines(questions, seed)

    def call() -> Any:
        code = Encoding(space, demands)
        with library().solvers.Cadical153(bootstrap_with=code.hard) as solver:
            return smallest_conflict(code, solver)

    return call


def withdrawal(questions: int, seed: int, against: float = 0.05) -> Callable[[], Any]:
    from foedus.settle.sat import cheapest_withdrawal

    return partial(cheapest_withdrawal, *red_lines(questions, seed, against))


def shipped(name: str, *, drop: bool = False) -> Callable[[], Any]:
    from foedus.case.load import load
    from foedus.case.positions import guarantee_facts, load_positions
    from foedus.settle.outcome import settle

    def whole(dropped: tuple[str, ...] = ()) -> Any:
        case = load(name)
        negotiation, _ = load_positions(case)
        return settle(negotiation, guarantee_facts(case, negotiation), drop=dropped)

    if not drop:
        return whole
    negotiation, _ = load_positions(load(name))
    first = next(iter(whole().demands))
    return lambda: settle(negotiation, {}, drop=(first,))


TASKS = [
    pareto("pareto 10^6 packages x 3", ">= 90x, <= 1/10 memory", (10, 6, 3, 1), 180),
    pareto("pareto 10^8 packages x 2", "<= 0.3 s", (10, 8, 2, 1)),
    pareto("pareto 10^4 packages x 8", ">= 5x or no gain", (10, 4, 8, 1)),
    *(Task(f"nash 10^12 x 8, 100 red lines, seed {s}", partial(nash, s), [], "<= 1 s", 3)
      for s in (0, 1)),
    *(Task(f"kalai-smorodinsky, same, seed {s}", partial(fair, s), [], "<= 1 s", 3)
      for s in (0, 1)),
    *(Task(f"leximin, same, seed {s}", partial(leximin, s), [], "<= 15 s", 3) for s in (0, 1)),
    *(Task(f"one conflict, 500 red lines, {q} questions", partial(conflict, q, 0), [], "<= 50 ms")
      for q in (40, 60)),
    Task("smallest conflict, 500, 60 questions", partial(smallest, 60, 0), [], "proved"),
    *(Task(f"smallest withdrawal, 500, {q}, seed {s}", partial(withdrawal, q, s), [], "<= 0.5 s")
      for q, s in ((40, 0), (60, 0), (60, 1))),
    Task("smallest withdrawal, 1 in 10 against, seed 1", partial(withdrawal, 60, 1, 0.1), [],
         "hard instance", 1),
    *(Task(f"settle {c}, whole", partial(shipped, c), [], "<= 3 s", 3) for c in CASES),
    Task("what if one demand of ukraine-2014 went", partial(shipped, "ukraine-2014", drop=True), [],
         "< 1 s", 3),
]  # fmt: skip
