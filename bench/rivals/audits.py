"""Audit arithmetic by a rival: {"tool": "shangrla", "cards", "share", "seed"} or "rlacalc".

SHANGRLA is in no package index: FOEDUS_SHANGRLA names a folder that holds its package.
"""

import json
import os
import resource
import statistics
import sys
import time


def shangrla(task):
    """Return the call that gives ALPHA's P over every card."""
    import numpy as np

    if folder := os.environ.get("FOEDUS_SHANGRLA"):
        sys.path.insert(0, folder)
    try:
        from shangrla.core.NonnegMean import NonnegMean
    except ImportError:
        sys.exit("not to be had: FOEDUS_SHANGRLA names no folder with it")

    n, share = task["cards"], task["share"]
    values = (np.random.default_rng(task["seed"]).random(n) < share).astype(float)
    test = NonnegMean(
        test=NonnegMean.alpha_mart, estim=NonnegMean.shrink_trunc, u=1, N=n, t=0.5,
        eta=share, d=100, c=(share - 0.5) / 2,
    )  # fmt: skip

    def run():
        _, history = test.test(values)
        stopped = np.flatnonzero(history <= 0.05)
        return int(stopped[0]) + 1 if len(stopped) else None

    return run


def rlacalc(task):
    """Return the call that gives a table of sample sizes."""
    from rlacalc import findAsn, nmin

    def run():
        return [
            [int(findAsn(a, m)), int(nmin(a, 1.03905, m))]
            for m in task["margins"] for a in task["limits"]
        ]  # fmt: skip

    return run


task = json.load(sys.stdin)
call = {"shangrla": shangrla, "rlacalc": rlacalc}[task["tool"]](task)
seconds = []
answer = None
for _ in range(task.get("repeat", 1)):
    start = time.perf_counter()
    answer = call()
    seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))
