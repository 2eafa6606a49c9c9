"""Ballots to winners: transferable votes from raw arrays, pairs of a thousand, committees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.harness import Rival, Task


def raw(n: int, m: int) -> Any:
    """Return n full random rankings of m candidates, popularity falling geometrically.

    Drawn in pieces above a million, so that the drawing takes less memory than the count.
    """
    import numpy as np

    draw = np.random.default_rng(9)
    found = np.empty((n, m), dtype=np.uint8, order="F")
    for start in range(0, n, 10**6):
        stop = min(start + 10**6, n)
        keys = draw.exponential(size=(stop - start, m))
        keys /= 0.85 ** np.arange(m)
        found[start:stop] = np.argsort(keys, axis=1)
    return found


def stv(rule: str, n: int) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.elect.ballots.catalogue import CATALOGUE
        from foedus.elect.ballots.profile import from_arrays
        from foedus.elect.ballots.result import Lot

        count, orders, names = CATALOGUE[rule].load(), raw(n, 20), [f"c{i}" for i in range(20)]
        return lambda: count(from_arrays(names, orders), 5, Lot("bench"))

    return make


def random_pairs() -> Any:
    import numpy as np

    beats = np.random.default_rng(5).integers(0, 10**6, size=(1000, 1000))
    np.fill_diagonal(beats, 0)
    return beats


def schulze() -> Callable[[], Any]:
    from foedus.elect.ballots.schulze import schulze_relation

    beats = random_pairs()
    return lambda: schulze_relation(beats)


def schulze_near_a_line() -> Callable[[], Any]:
    """Majorities that grow with the distance on a line, as real ones do: few cycles."""
    import numpy as np

    from foedus.elect.ballots.schulze import schulze_relation

    ahead = np.arange(1000)[None, :] - np.arange(1000)[:, None]
    noise = np.random.default_rng(5).integers(-9000, 9000, size=(1000, 1000))
    upper = np.triu(500_000 + 400 * ahead + noise, 1)
    beats = upper + np.tril(10**6 - upper.T, -1)
    return lambda: schulze_relation(beats)


def ranked_pairs() -> Callable[[], Any]:
    from foedus.elect.ballots.pairwise import Pairs
    from foedus.elect.ballots.ranked_pairs import lock_all
    from foedus.elect.ballots.result import Lot

    found = Pairs(tuple(f"c{i}" for i in range(1000)), random_pairs())
    return lambda: lock_all(found, Lot("bench"))


def committee(rule: str, n: int, m: int, seats: int) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        import numpy as np

        from foedus.elect.ballots.catalogue import CATALOGUE
        from foedus.elect.ballots.committees import table_from_arrays
        from foedus.elect.ballots.result import Lot

        draw = np.random.default_rng(2)
        chance = draw.uniform(0.05, 0.5, size=m)
        approved = draw.random((m, n)) < chance[:, None]
        names, count = [f"c{i}" for i in range(m)], CATALOGUE[rule].load()
        # The rival completes equal shares by Phragmen's rule, too.
        more = ("phragmen",) if rule == "equal-shares" else ()
        return lambda: count(table_from_arrays(names, approved), seats, Lot("bench"), *more)

    return make


def rivals(rule: str, n: int, tools: tuple[str, ...], m: int = 20, seats: int = 5) -> list[Rival]:
    """Return rivals; for transferable votes drawn so the most popular five are elected."""
    task = {"rule": rule, "n": n, "m": m, "seats": seats}
    right: Callable[[Any], bool] = lambda _: True  # noqa: E731
    if rule in ("scottish", "meek"):
        right = lambda answer: answer == list(range(seats))  # noqa: E731
    return [Rival(t, "count.py", {"tool": t, **task}, right) for t in tools]


FOUR = ("votekit", "pref_voting", "votelib", "pyrankvote")
TASKS = [
    Task("count: scottish, 10^4 x 20", stv("scottish", 10**4), rivals("scottish", 10**4, FOUR)),
    Task("count: scottish, 10^6 x 20", stv("scottish", 10**6), rivals("scottish", 10**6, FOUR),
         "<= 0.2 s, >= 70x", repeat=3),
    Task("count: scottish, 10^7 x 20", stv("scottish", 10**7), [], "<= 2.5 s, <= 800 MB", repeat=1),
    Task("count: meek, 10^5 x 20", stv("meek", 10**5), rivals("meek", 10**5, ("pref_voting",)),
         "<= 0.05 s", repeat=3),
    Task("count: meek, 10^7 x 20", stv("meek", 10**7), [], "<= 2 s", repeat=1),
    Task("count: schulze, 1,000 candidates", schulze,
         rivals("schulze", 0, ("pref_voting",), 1000), "<= 0.5 s", repeat=3),
    Task("count: schulze, 1,000 candidates near a line", schulze_near_a_line, [],
         "<= 0.5 s", repeat=3),
    Task("count: ranked pairs, 1,000 candidates", ranked_pairs,
         rivals("ranked-pairs", 0, ("pref_voting",), 1000), "<= 2 s", repeat=3),
    Task("count: equal shares, 10^4 voters", committee("equal-shares", 10**4, 20, 10),
         rivals("equal-shares", 10**4, ("abcvoting",), 20, 10)),
    Task("count: equal shares, 10^6 voters", committee("equal-shares", 10**6, 20, 10),
         rivals("equal-shares", 10**6, ("abcvoting",), 20, 10), "<= 1 s, exact", repeat=3),
    Task("count: sequential PAV, 10^5 voters", committee("seq-pav", 10**5, 20, 10),
         rivals("seq-pav", 10**5, ("abcvoting",), 20, 10), repeat=3),
    Task("count: PAV exact, 10^3 voters", committee("pav", 10**3, 20, 5),
         rivals("pav", 10**3, ("abcvoting",), 20, 5), repeat=3),
]  # fmt: skip
