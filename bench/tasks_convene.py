"""Conventions: opinions of large conversations, lots from large pools, near copies, referendums."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from bench.harness import Rival, Task


def opinions_task(people: int, statements: int, votes: int) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.convene.generate import conversation
        from foedus.convene.opinions import opinions
        from foedus.convene.stats import adjusted_rand

        matrix, planted = conversation(people, statements, votes, 1)

        def run() -> Any:
            found = opinions(matrix)
            assert found.k == 3
            assert adjusted_rand(planted, found.labels) > 0.8
            return found

        return run

    return make


def red_dwarf(people: int, statements: int, votes: int, *, long: bool = False) -> Rival:
    data = {"people": people, "statements": statements, "votes": votes, "seed": 1}
    return Rival(
        "red-dwarf", "opinions.py", data,
        right=lambda answer: answer["groups"] == 3 and answer["agreement"] > 0.8,
        limit_s=900 if long else 120, long_only=long,
    )  # fmt: skip


def pool_of(people: int, k: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    from foedus.convene.generate import FEATURES, pool, quotas

    made = pool(people, 1)
    return made, quotas(k, list(FEATURES), 2, made)


@cache
def lot_of(people: int, k: int) -> Any:
    from foedus.convene.lot_model import Quota, lot

    made, rows = pool_of(people, k)
    given = [Quota(q["feature"], q["value"], int(q["min"]), int(q["max"])) for q in rows]
    return lot(made, k, given)


def bound_task(people: int, k: int) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.convene.lot_bound import bound

        of = lot_of(people, k)
        return lambda: bound(of)

    return make


def lot_task(people: int, k: int, *, proved: bool) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.convene.sortition import sortition

        of = lot_of(people, k)
        done: list[Any] = []

        def run() -> Any:
            found = sortition(of, count=1000, seconds=50)
            assert found.proved or not proved
            assert found.gap < 1e-3
            done.append(found)
            return found

        return run

    return make


def sortition_rival(people: int, k: int, rule: str, seconds: int = 900) -> Rival:
    made, rows = pool_of(people, k)
    data = {"pool": made, "quotas": rows, "k": k, "rule": rule, "tickets": 1000}
    name = f"sortition-alg. {rule}"
    return Rival(name, "sortition.py", data, limit_s=seconds, long_only=seconds > 60)


def copies_task() -> Callable[[], Any]:
    import numpy as np

    from foedus.convene.submissions import Submission, submissions

    draw = np.random.default_rng(1)
    words = np.array([f"w{i}" for i in range(3000)])
    own = [" ".join(draw.choice(words, 80)) for _ in range(5000)]
    texts = own + [t.replace(t.split()[7], "changed", 1) for t in own[:1000]] + [own[0]] * 44_000
    given = [Submission(str(i), t) for i, t in enumerate(texts)]

    def run() -> Any:
        found = submissions(given)
        assert len(found.near) == 1000
        return found

    return run


def agenda_task() -> Callable[[], Any]:
    import numpy as np

    from foedus.convene.agenda import Clause, Voter, amendment, majority, outcomes

    draw = np.random.default_rng(1)
    voters = tuple(Voter(f"v{i}", 1, tuple(int(r) for r in draw.permutation(8)))
                   for i in range(101))  # fmt: skip
    clause = Clause("c", tuple("abcdefgh"), 0, voters)
    beats = majority(clause)
    cached = {(i, j): beats(i, j) for i in range(8) for j in range(8) if i != j}
    return lambda: outcomes(clause, lambda order: amendment(order, lambda i, j: cached[i, j]))


TASKS: list[Task] = [
    Task("convene: opinions 1k x 100, 25k votes", opinions_task(1000, 100, 25_000),
         [red_dwarf(1000, 100, 25_000)]),
    Task("convene: opinions 20k x 500, 1.0M votes", opinions_task(20_000, 500, 1_000_000),
         [red_dwarf(20_000, 500, 1_000_000)], ">= 20x, <= 1/6 memory", repeat=3),
    Task("convene: opinions 100k x 1k, 5.0M votes", opinions_task(100_000, 1000, 5_000_000),
         [red_dwarf(100_000, 1000, 5_000_000, long=True)], "<= 5 s, <= 500 MB", repeat=2),
    Task("convene: bound, 100 of 500, 8 features", bound_task(500, 100), [], "<= 10 s", repeat=1),
    Task("convene: bound, 100 of 10,000", bound_task(10_000, 100), [], "<= 10 s", repeat=1),
    Task("convene: lot, 1,000 tickets, 100 of 500", lot_task(500, 100, proved=True),
         [sortition_rival(500, 100, "maximin", 60), sortition_rival(500, 100, "maximin"),
          sortition_rival(500, 100, "leximin")],
         "<= 60 s, proved", repeat=1),
    Task("convene: lot, 1,000 tickets, 100 of 2,000", lot_task(2000, 100, proved=True), [],
         "<= 60 s, proved", repeat=1),
    Task("convene: near copies of 50k submissions", copies_task, [], repeat=1),
    Task("convene: all 40,320 agendas, 8 options", agenda_task, [], repeat=1),
]  # fmt: skip
