"""NegMAS on the same tables: outcomes listed, utilities added, the Pareto front; capped at 4 GB."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

CAP = 4 * 1024**3
resource.setrlimit(resource.RLIMIT_AS, (CAP, CAP))

from negmas.outcomes import make_issue, make_os  # noqa: E402
from negmas.preferences import LinearAdditiveUtilityFunction, pareto_frontier  # noqa: E402
from negmas.preferences.value_fun import TableFun  # noqa: E402


def main() -> None:
    data = json.load(sys.stdin)
    points, repeat = data["points"], data.get("repeat", 1)
    space = make_os([make_issue(list(range(len(t))), f"q{q}") for q, t in enumerate(points)])
    parties = len(points[0][0])
    utilities = [
        LinearAdditiveUtilityFunction(
            values=[TableFun({o: float(row[p]) for o, row in enumerate(t)}) for t in points],
            weights=[1.0] * len(points), outcome_space=space,
        )
        for p in range(parties)
    ]  # fmt: skip
    answer, seconds = None, []
    for _ in range(repeat):
        begun = time.perf_counter()
        outcomes = list(space.enumerate_or_sample())
        found, _ = pareto_frontier(utilities, outcomes)
        seconds.append(time.perf_counter() - begun)
        answer = len({tuple(round(v) for v in row) for row in found})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))


main()
