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
    "meek": Entry("meek", "meek", "ranked", True, "Hill, Wichmann and Woodall 1987"),
    "copeland": Entry("copeland", "copeland", "ranked", False, "Copeland 1951"),
    "minimax": Entry("minimax", "minimax", "ranked", False, "Simpson 1969; Kramer 1977"),
    "schulze": Entry("schulze", "schulze", "ranked", False, "Schulze 2011"),
    "ranked-pairs": Entry("ranked_pairs", "ranked_pairs", "ranked", False, "Tideman 1987"),
    "split-cycle": Entry("split_cycle", "split_cycle", "ranked", False, "Holliday, Pacuit 2023"),
    "kemeny": Entry("kemeny", "kemeny", "ranked", False, "Kemeny 1959; Young 1978"),
    "borda": Entry("borda", "borda", "ranked", False, "Borda 1781"),
    "black": Entry("black", "black", "ranked", False, "Black 1958"),
    "nanson": Entry("nanson", "nanson", "ranked", False, "Nanson 1882"),
    "baldwin": Entry("baldwin", "baldwin", "ranked", False, "Baldwin 1926"),
    "smith-irv": Entry("smith_irv", "smith_irv", "ranked", False, "Woodall 2003"),
    "score": Entry("score", "score", "scores", True, "sum of scores (Smith 2000)"),
    "star": Entry("star", "star", "scores", False, "score then automatic runoff"),
    "majority-judgment": Entry(
        "majority_judgment", "majority_judgment", "scores", False, "Balinski and Laraki 2011"
    ),
}
