"""A plain decision diagram that counts: nodes merged by row sums; on how many two rules differ."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time


def outcome(rule: dict, flat: list[int], sums: tuple[int, ...]) -> bool:
    voters, rows = rule["voters"], rule["rows"]
    known = dict(zip(flat, sums, strict=True))
    state = [0] * len(voters)
    for row, quota, _ in rule["gates"]:
        weight = known.get(row)
        if weight is None:
            weight = sum(w * state[k] for k, w in rows[row])
        state.append(int(weight >= quota))
    return bool(state[rule["root"]])


def flat_rows(rule: dict) -> list[int]:
    count = len(rule["voters"])
    return [i for i, row in enumerate(rule["rows"]) if all(k < count for k, _ in row)]


def solve(data: dict) -> int:
    rules = (data["rule"], data["without"])
    flat = [flat_rows(rule) for rule in rules]
    weights = [dict(rule["rows"][i]) for rule, own in zip(rules, flat, strict=True) for i in own]
    layer = {tuple(0 for _ in weights): 1}
    for j in range(len(rules[0]["voters"])):
        step = tuple(w.get(j, 0) for w in weights)
        following: dict = {}
        for sums, ways in layer.items():
            following[sums] = following.get(sums, 0) + ways
            key = tuple(a + b for a, b in zip(sums, step, strict=True))
            following[key] = following.get(key, 0) + ways
        layer = following
    cut = len(flat[0])
    return sum(
        ways
        for sums, ways in layer.items()
        if outcome(rules[0], flat[0], sums[:cut]) != outcome(rules[1], flat[1], sums[cut:])
    )


def main() -> None:
    data = json.load(sys.stdin)
    begun = time.perf_counter()
    answer = solve(data)
    seconds = [time.perf_counter() - begun]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))


main()
