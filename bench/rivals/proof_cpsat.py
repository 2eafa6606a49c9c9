"""A plain CP-SAT model: one literal a gate, fully reified, one worker, minimise the price."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

from ortools.sat.python import cp_model


def solve(data: dict) -> int | None:
    rule, price, passing = data["rule"], data["price"], data["passing"]
    model = cp_model.CpModel()
    nodes = [model.new_int_var(0, count, name) for name, count in rule["voters"]]
    for row, quota, _ in rule["gates"]:
        weight = sum(w * nodes[k] for k, w in rule["rows"][row])
        literal = model.new_bool_var("")
        model.add(weight >= quota).only_enforce_if(literal)
        model.add(weight < quota).only_enforce_if(~literal)
        nodes.append(literal)
    model.add(nodes[rule["root"]] == (1 if passing else 0))
    cost = sum(price[name] * nodes[i] for i, (name, _) in enumerate(rule["voters"]))
    model.minimize(cost) if passing else model.maximize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return int(solver.objective_value) if status == cp_model.OPTIMAL else None


def main() -> None:
    data = json.load(sys.stdin)
    answer, seconds = None, []
    for _ in range(3):
        begun = time.perf_counter()
        answer = solve(data)
        seconds.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))


main()
