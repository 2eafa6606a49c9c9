"""One apportionment by a rival: {tool, method, seats, votes} or {tool, votes, rows, columns}."""

import contextlib
import io
import json
import resource
import statistics
import sys
import time

NAMES = {
    "votelib": {"sainte-lague": "sainte_lague", "huntington-hill": "huntington_hill"},
    "apportionment": {"sainte-lague": "saintelague", "huntington-hill": "huntington"},
    "apportionpy": {"sainte-lague": "webster", "huntington-hill": "huntington hill"},
    "interregnum": {"sainte-lague": "sainte_lague", "huntington-hill": "huntington_hill"},
}


def one_way(task):
    """Return the call that allocates, giving a list of seats."""
    tool, seats, votes = task["tool"], task["seats"], task["votes"]
    name = NAMES[tool][task["method"]]
    if tool == "votelib":
        from votelib.evaluate.proportional import HighestAverages

        table = dict(enumerate(votes))
        # signposts that begin at 0 divide by zero there: everybody's first seat is given before
        first = dict.fromkeys(table, int(task["method"] == "huntington-hill"))

        def average():
            rest = seats - sum(first.values())
            more = HighestAverages(name).evaluate(table, rest, prev_gains=first)
            return [more.get(i, 0) + first[i] for i in table]

        return average
    if tool == "apportionment":
        from apportionment import methods

        names = [str(i) for i in range(len(votes))]
        return lambda: list(methods.compute(name, votes, seats, parties=names))
    if tool == "apportionpy":
        from apportionpy.apportionment import Apportion

        return lambda: [int(n) for n in Apportion(seats, votes, name).fair_shares]
    from interregnum.methods.singlevote.highest_averages import HighestAveragesAllocator

    table = [(str(i), v) for i, v in enumerate(votes)]

    first = [(k, 1) for k, _ in table] if task["method"] == "huntington-hill" else []

    def run():
        rest = seats - len(first)
        found = HighestAveragesAllocator(name).calc(table, rest, initial_seats=first).allocation
        by = {c.name: c.seats for c in found}
        return [by.get(str(i), 0) for i in range(len(votes))]

    return run


def two_way(task):
    """Return the call that allocates a matrix."""
    votes, rows, columns = task["votes"], task["rows"], task["columns"]
    if task["tool"] == "biprop":
        import biprop
        import numpy as np

        def run():
            e = biprop.Election(np.array(votes).T, party_seats=columns, region_seats=rows)
            return np.array(e.lower_apportionment()).T.tolist()

        return run
    from interregnum.methods.biproportional import BiproportionalAllocator

    table = [((f"p{j}", f"d{i}"), v) for i, line in enumerate(votes) for j, v in enumerate(line)]
    p = [(f"p{j}", n) for j, n in enumerate(columns)]
    d = [(f"d{i}", n) for i, n in enumerate(rows)]

    def run():
        found = BiproportionalAllocator("sainte_lague").calc(p, d, table).allocation
        by = {c.name: c.seats for c in found}
        return [
            [by.get((f"p{j}", f"d{i}"), 0) for j in range(len(columns))] for i in range(len(rows))
        ]

    return run


task = json.load(sys.stdin)
call = two_way(task) if "rows" in task else one_way(task)
seconds = []
with contextlib.redirect_stdout(io.StringIO()):
    answer = None
    for _ in range(task.get("repeat", 1)):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))
