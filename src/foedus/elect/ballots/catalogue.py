"""The rules by name: what each reads, how many it elects, and where it is written down."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule: `reads` is ranked, results, approvals or scores; `many`: it fills several seats."""

    module: str
    function: str
    reads: str
    many: bool
    reference: str

    def load(self) -> Callable[..., Any]:
        """Return the function that counts."""
        module = importlib.import_module(f"foedus.elect.ballots.{self.module}")
        found: Callable[..., Any] = getattr(module, self.function)
        return found


CATALOGUE: dict[str, Entry] = {
    "plurality": Entry("plurality", "plurality", "results", True, "most votes; with seats SNTV"),
    "two-round": Entry(
        "two_round", "two_round", "results", False, "a threshold, then the best two"
    ),
    "spread": Entry("spread", "spread", "results", False, "votes and a share in enough regions"),
    "irv": Entry("instant_runoff", "irv", "ranked", False, "Ware 1871; alternative vote"),
    "contingent": Entry(
        "contingent", "contingent", "ranked", False, "all but the best two excluded"
    ),
    "approval": Entry("approval", "approval", "approvals", True, "Brams and Fishburn 1978"),
    "scottish": Entry("scottish", "scottish", "ranked", True, "SSI 2011/399, sch. 1, rules 45-52"),
}
