"""The page of a case, with its later layer and without, and the check of a case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bench.harness import Task


def page(case: str, *, later: bool = False) -> Callable[[], Any]:
    from foedus.report.make import make

    return lambda: f"{len(make(case, later=later)[0].encode())} bytes"


def claims(case: str) -> Callable[[], Any]:
    from foedus.case.load import load
    from foedus.proof.check import check
    from foedus.proof.load import read_votes

    texts = [c.model for c in load(case).constitutions if c.model is not None]
    return lambda: f"{sum(len(check(m, read_votes(m)).rulings) for m in texts)} rulings"


TASKS = [
    Task("report: ukraine-2014", partial(page, "ukraine-2014"), [], "< 10 s, < 500 MB", 3),
    Task("report: ukraine-2014, later layer", partial(page, "ukraine-2014", later=True), [],
         "< 10 s, < 500 MB", 3),
    Task("report: cyprus-2004", partial(page, "cyprus-2004"), [], "< 10 s, < 500 MB", 3),
    Task("report: northern-ireland-1998", partial(page, "northern-ireland-1998"), [],
         "< 10 s, < 500 MB", 3),
    Task("check: ukraine-2014, case loaded", partial(claims, "ukraine-2014"), [], "", 3),
]  # fmt: skip
