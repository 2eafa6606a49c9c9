"""Opinion groups by red-dwarf: {people, statements, votes, seed, groups}; votes are made here."""

import json
import resource
import sys
import time

import numpy as np


def made(task):
    """Return vote dicts of people in planted groups, as the task of foedus makes them."""
    draw = np.random.default_rng([task["seed"], 801])
    people, statements = task["people"], task["statements"]
    each = task["votes"] // people
    group = draw.integers(0, 3, people)
    mood = draw.random((3, statements))
    votes = []
    for i in range(people):
        for j in draw.choice(statements, each, replace=False, shuffle=False):
            at = draw.random()
            vote = 0 if draw.random() < 1 / 7 else 1 if at < mood[group[i], j] else -1
            votes.append({"participant_id": i, "statement_id": int(j), "vote": vote, "modified": 0})
    return votes, group


def agreement(first, second):
    """Return the adjusted Rand index."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(first, second))


def main():
    """Time one run of the whole pipeline, import and data apart."""
    task = json.load(sys.stdin)
    votes, group = made(task)
    from reddwarf.implementations.base import run_pipeline

    start, cpu = time.perf_counter(), time.process_time()
    found = run_pipeline(votes=votes, random_state=0)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    labels = found.participants_df["cluster_id"].dropna()
    answer = {
        "groups": int(labels.nunique()),
        "agreement": agreement(group[labels.index.astype(int)], labels.astype(int)),
        "cpu": cpu,
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "answer": answer}))


main()
