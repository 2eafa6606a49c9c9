"""A plain CP-SAT model: one literal a gate, fully reified, one worker, minimise the price.

Without a price it only asks whether some coalition does it (1) or none does (0).
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

from ortools.sat.python import cp_model


def add(model: cp_model.CpModel, voters: dict, rule: dict, passing: bool) -> None:
    nodes = []
    for name, count in rule["voters"]:
        if name not in voters:
            voters[name] = model.new_int_var(0, count, name)
        nodes.append(voters[name])
    for row, quota, _ in rule["gates"]:
        weight = sum(w * nodes[k] for k, w in rule["rows"][row])
        literal = model.new_bool_var("")
        model.add(weight >= quota).only_enforce_if(literal)
        model.add(weight < quota).only_enforce_if(~literal)
        nodes.append(literal)
    model.add(nodes[rule["root"]] == (1 if passing else 0))


def solve(data: dict) -> int | None:
    model, voters = cp_model.CpModel(), {}
    add(model, voters, data["rule"], data["passing"])
    if "without" in data:
        add(model, voters, data["without"], False)
    for name in data.get("never", ()):
        model.add(voters[name] == 0)
    price = data["price"]
    if price is not None:
        cost = sum(price[name] * voters[name] for name in voters)
        model.minimize(cost) if data["passing"] else model.maximize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    if price is None:
        return {cp_model.INFEASIBLE: 0, cp_model.OPTIMAL: 1, cp_model.FEASIBLE: 1}.get(status)
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
