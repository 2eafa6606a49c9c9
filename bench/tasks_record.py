"""The record: appending, verifying, proving, and the order of many steps."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.harness import Task

BATCH = 10_000
MILLION = 1_000_000


def _entries(start: int, count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"s{i}", "kind": "statement", "quote": f"words {i}", "speaker": "A",
         "date": "2014-03-31"}
        for i in range(start, start + count)
    ]  # fmt: skip


def _append(total: int) -> Callable[[], Any]:
    from foedus.record.log import Log

    folder = Path(tempfile.mkdtemp(prefix="foedus-bench-"))
    runs = iter(range(100))

    def run() -> Any:
        with Log.create(str(folder / f"r{next(runs)}"), "bench") as log:
            for start in range(0, total, BATCH):
                log.append(_entries(start, BATCH))
            return log

    return run


def _full_log() -> Any:
    from foedus.record.log import Log

    where = str(Path(tempfile.mkdtemp(prefix="foedus-bench-")) / "r")
    log = Log.create(where, "bench")
    for start in range(0, MILLION, BATCH):
        log.append(_entries(start, BATCH))
    return log


def _verify() -> Callable[[], Any]:
    from foedus.record.verify import verify

    log = _full_log()
    return lambda: verify(log).ok or 1 / 0


def _prove() -> Callable[[], Any]:
    log = _full_log()
    rng = random.Random(1)
    return lambda: log.prove(f"s{rng.randrange(MILLION)}")


def _order() -> Callable[[], Any]:
    from foedus.record.order import Limit, schedule

    rng = random.Random(1)
    steps = [f"s{i}" for i in range(1000)]
    day = {s: rng.randrange(3000) for s in steps}
    limits = []
    for _ in range(5000):
        a, b = rng.sample(steps, 2)
        limits.append(Limit(a, b, day[b] - day[a] + rng.randrange(60)))
    limits += [Limit("s1", "s2", -9000), Limit("s2", "s3", 100), Limit("s3", "s1", 100)]
    return lambda: schedule(steps, limits)


TASKS = [
    Task("record: append 1,000,000 entries", lambda: _append(MILLION), [], "<= 50 s (20,000/s)", 1),
    Task("record: verify 1,000,000 entries", _verify, [], "<= 60 s", 1),
    Task("record: inclusion proof in 1,000,000", _prove, [], "<= 0.001 s", 25),
    Task("record: order, 1,000 steps, 5,000 limits", _order, [], "<= 1 s"),
]
