"""Voting power by a rival: {tool, index, quota, weights}, or with game: council or law."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import statistics
import sys
import time


def weighted(tool: str, index: str, quota: int, weights: list[int]):
    """Return the call that measures one weighted game."""
    if tool == "powerindices":
        import powerindices

        find = powerindices.compute_pbi if index == "banzhaf" else powerindices.compute_ssi
        return lambda: list(find(quota, list(weights)))
    if tool == "powerindex":
        from powerindex.powerindex import Game

        def measure():
            game = Game(quota, list(weights))
            if index == "banzhaf":
                game.calc_banzhaf()
                return list(game.banzhaf)
            game.calc_shapley_shubik()
            return list(game.shapley_shubik)

        return measure
    if tool == "tucoopy":
        from tucoopy.power.banzhaf import banzhaf_index_weighted_voting
        from tucoopy.power.shapley_shubik import shapley_shubik_index_weighted_voting

        if index == "banzhaf":
            return lambda: list(banzhaf_index_weighted_voting(weights, quota))
        return lambda: list(shapley_shubik_index_weighted_voting(weights, quota))
    if tool == "coopgame-py":
        import coopgame

        if len(weights) > 25:
            raise SystemExit("tables of 2^n values: no more than 25 players")
        rule = [
            float(sum(w for k, w in enumerate(weights) if s >> k & 1) >= quota)
            for s in range(1, 1 << len(weights))
        ]
        find = coopgame.banzhaf if index == "banzhaf" else coopgame.shapley
        return lambda: list(find(coopgame.Game(rule)))
    from power_bdd.bdd import BDD, WeightedGame

    return lambda: bdd_answer(BDD(WeightedGame(quota, list(weights))), index)


def bdd_answer(diagram, index: str):
    """Return what power-bdd computes; both indices are asked for as "both"."""
    if index == "both":
        return [list(diagram.calc_banzhaf()), list(diagram.calc_shapley())]
    return list(diagram.calc_banzhaf() if index == "banzhaf" else diagram.calc_shapley())


def compound(task: dict):
    """Return the call that measures a rule of several gates: only power-bdd can say AND and OR."""
    if task["tool"] != "power-bdd":
        raise SystemExit("single weighted games only: no AND, no OR")
    from power_bdd.bdd import BDD, WeightedGame

    def one(quota, weights):
        return BDD(WeightedGame(quota, weights))

    def measure():
        if task["game"] == "council":
            n, people = len(task["weights"]), list(task["weights"])
            ones = [1] * n
            whole = one(15, list(ones)) & one(task["quota"], people) | one(24, list(ones))
        else:
            none, senate, house = [0] * 2, 100, 435
            upper = none + [1] * senate + [0] * house
            lower = none + [0] * senate + [1] * house
            signs = [1, 0] + [0] * (senate + house)
            vice = [0, 1] + [0] * (senate + house)
            whole = (
                one(218, lower) & one(51, upper) & one(1, signs)
                | one(218, lower) & one(50, upper) & one(1, vice) & one(1, signs)
                | one(290, lower) & one(67, upper)
            )
        return bdd_answer(whole, task["index"])

    return measure


def main() -> None:
    task = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        if "game" in task:
            call = compound(task)
        else:
            call = weighted(task["tool"], task["index"], task["quota"], task["weights"])
        begun = time.perf_counter()
        answer = call()
        seconds = [time.perf_counter() - begun]
        for _ in range(4 if seconds[0] < 3 else 0):
            begun = time.perf_counter()
            answer = call()
            seconds.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = [[float(x) for x in a] if isinstance(a, list) else float(a) for a in answer]
    print(json.dumps({"seconds": statistics.median(seconds), "peak_mb": peak, "answer": answer}))


if __name__ == "__main__":
    main()
