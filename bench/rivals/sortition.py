"""A lot by sortition-algorithms: {pool, quotas, k, rule, tickets}; GPL-3, run as a program."""

import json
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")


def main():
    """Time one run, import and reading apart."""
    task = json.load(sys.stdin)
    from sortition_algorithms import Settings, adapters
    from sortition_algorithms.core import run_stratification

    names = list(dict.fromkeys(q["feature"] for q in task["quotas"]))
    features = "feature,value,min,max\n" + "".join(
        f"{q['feature']},{q['value']},{q['min']},{q['max']}\n" for q in task["quotas"]
    )
    people = (
        ",".join(["id", *names])
        + "\n"
        + "".join(",".join(p[f] for f in ["id", *names]) + "\n" for p in task["pool"])
    )
    settings = Settings(id_column="id", columns_to_keep=names, selection_algorithm=task["rule"])
    data = adapters.SelectionData(adapters.CSVStringDataSource(features, people))
    read, _ = data.load_features(task["k"])
    pool, _ = data.load_people(settings, read)
    start = time.perf_counter()
    done, panels, report = run_stratification(
        read, pool, task["k"], settings, number_selections=task["tickets"]
    )
    seconds = time.perf_counter() - start
    if not done:
        raise SystemExit(str(report.as_text())[-200:])
    counts = {}
    for panel in panels:
        for person in panel:
            counts[person] = counts.get(person, 0) + 1
    least = min(counts.get(p["id"], 0) for p in task["pool"]) / len(panels)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": least}))


main()
