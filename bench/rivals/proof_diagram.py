"""A plain decision diagram: a level a voter, nodes merged by row sums, the best path kept."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time


def solve(data: dict) -> int | None:
    rule, price, passing = data["rule"], data["price"], data["passing"]
    voters, rows = rule["voters"], rule["rows"]
    flat = [i for i, row in enumerate(rows) if all(k < len(voters) for k, _ in row)]
    weights = [dict(rows[i]) for i in flat]
    layer = {tuple(0 for _ in flat): 0}
    sign = 1 if passing else -1
    for j, (name, count) in enumerate(voters):
        following: dict = {}
        for sums, cost in layer.items():
            for k in range(count + 1):
                key = tuple(s + k * w.get(j, 0) for s, w in zip(sums, weights, strict=True))
                value = cost + sign * k * price[name]
                if value < following.get(key, value + 1):
                    following[key] = value
        layer = following
    best = None
    for sums, cost in layer.items():
        known = dict(zip(flat, sums, strict=True))
        state = [0] * len(voters)
        for row, quota, _ in rule["gates"]:
            weight = known.get(row)
            if weight is None:
                weight = sum(w * state[k] for k, w in rows[row])
            state.append(int(weight >= quota))
        if bool(state[rule["root"]]) is passing and (best is None or cost < best):
            best = cost
    return None if best is None else sign * best


def main() -> None:
    data = json.load(sys.stdin)
    begun = time.perf_counter()
    answer = solve(data)
    seconds = [time.perf_counter() - begun]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))


main()
