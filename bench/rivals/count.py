"""One count by a rival: {tool, rule, n, m, seats, seed}; the ballots are drawn here as by foedus.

Loading into the rival's own kind of profile is part of the time, as it is for foedus.
"""

import contextlib
import io
import json
import resource
import statistics
import sys
import time

import numpy as np


def rankings(n, m, seed=9):
    """Return n full rankings of m candidates, popularity falling geometrically."""
    draw = np.random.default_rng(seed)
    keys = draw.exponential(size=(n, m)) / 0.85 ** np.arange(m)
    return np.argsort(keys, axis=1).astype(np.uint8)


def approvals(n, m, seed=2):
    """Return a boolean array of shape (m, n)."""
    draw = np.random.default_rng(seed)
    chance = draw.uniform(0.05, 0.5, size=m)
    return draw.random((m, n)) < chance[:, None]


def beats(m, seed=5):
    """Return how many prefer i to j."""
    found = np.random.default_rng(seed).integers(0, 10**6, size=(m, m))
    np.fill_diagonal(found, 0)
    return found


def stv(task):
    """Return the call that loads and counts, giving the winners' numbers in ascending order."""
    tool, seats, m = task["tool"], task["seats"], task["m"]
    rows = rankings(task["n"], m)
    if tool == "pref_voting":
        from pref_voting import proportional_methods
        from pref_voting.profiles import Profile

        count = {
            "scottish": proportional_methods.stv_scottish,
            "meek": proportional_methods.stv_meek,
        }[task["rule"]]
        return lambda: sorted(int(c) for c in count(Profile(rows.tolist()), num_seats=seats))
    if tool == "pyrankvote":
        import pyrankvote as p

        def run():
            names = [p.Candidate(str(i)) for i in range(m)]
            ballots = [p.Ballot(ranked_candidates=[names[c] for c in r]) for r in rows.tolist()]
            result = p.single_transferable_vote(names, ballots, number_of_seats=seats)
            return sorted(int(c.name) for c in result.get_winners())

        return run
    if tool == "votelib":
        from collections import Counter

        from votelib.evaluate.sequential import TransferableVoteSelector

        def run():
            votes = Counter(map(tuple, rows.tolist()))
            found = TransferableVoteSelector(quota_function="droop", transferer="Gregory")
            return sorted(found.evaluate(dict(votes), n_seats=seats))

        return run
    import pandas
    from votekit.elections import FastSTV
    from votekit.pref_profile import RankProfile

    def run():
        # Its fastest way in: a table of its own form, not a million ballots as objects.
        sets = np.empty(m, dtype=object)
        for i in range(m):
            sets[i] = frozenset({str(i)})
        table = pandas.DataFrame({f"Ranking_{p + 1}": sets[rows[:, p]] for p in range(m)})
        table["Voter Set"], table["Weight"] = [set()] * len(rows), 1.0
        table.index.name = "Ballot Index"
        names = [str(i) for i in range(m)]
        profile = RankProfile(df=table, candidates=names, max_ranking_length=m)
        result = FastSTV(profile, n_seats=seats)
        return sorted(int(c) for s in result.get_elected() for c in s)

    return run


def pairs(task):
    """Return the call that elects from margins."""
    from pref_voting import margin_based_methods
    from pref_voting.weighted_majority_graphs import MarginGraph

    table = beats(task["m"])
    margins = table - table.T
    edges = [
        (int(i), int(j), int(margins[i, j])) for i, j in zip(*np.nonzero(margins > 0), strict=True)
    ]
    graph = MarginGraph(list(range(task["m"])), edges)
    if task["rule"] == "schulze":
        return lambda: sorted(map(int, margin_based_methods.beat_path(graph)))
    return lambda: sorted(map(int, margin_based_methods.ranked_pairs(graph)))


def committee(task):
    """Return the call that elects a committee."""
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    table = approvals(task["n"], task["m"])

    def run():
        profile = Profile(task["m"])
        profile.add_voters([np.flatnonzero(table[:, v]).tolist() for v in range(task["n"])])
        rule, how = {
            "equal-shares": ("equal-shares", "standard-fractions"),
            "pav": ("pav", "branch-and-bound"),
            "seq-pav": ("seqpav", "standard"),
        }[task["rule"]]
        found = abcrules.compute(
            rule, profile, committeesize=task["seats"], resolute=True, algorithm=how
        )
        return sorted(int(c) for c in found[0])

    return run


task = json.load(sys.stdin)
kinds = {
    "schulze": pairs,
    "ranked-pairs": pairs,
    "equal-shares": committee,
    "pav": committee,
    "seq-pav": committee,
}
call = kinds.get(task["rule"], stv)(task)
seconds = []
with contextlib.redirect_stdout(io.StringIO()):
    answer = None
    for _ in range(task.get("repeat", 1)):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))
