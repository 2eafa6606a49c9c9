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


#: The rules that compare pairs alone, and so read a rank that several share.
EQUAL_RANKS = frozenset({"copeland", "minimax", "schulze", "ranked-pairs", "split-cycle", "kemeny"})

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
    "irish": Entry("irish", "irish", "ranked", True, "Electoral Act 1992, ss. 118-126"),
    "northern-irish": Entry(
        "northern_irish", "northern_irish", "ranked", True, "SI 1985/454, rules 48-52"
    ),
    "australian-senate": Entry(
        "senate", "senate", "ranked", True, "Commonwealth Electoral Act 1918, ss. 273, 273A"
    ),
    "hare-clark": Entry(
        "hare_clark", "hare_clark", "ranked", True, "Electoral Act 1992 (ACT), sch. 4"
    ),
    "minneapolis": Entry(
        "minneapolis", "minneapolis", "ranked", True, "Code of Ordinances 167.20, 167.70"
    ),
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
    "pav": Entry("pav", "pav", "approvals", True, "Thiele 1895; exact"),
    "seq-pav": Entry("seq_pav", "seq_pav", "approvals", True, "Thiele 1895; seat by seat"),
    "phragmen": Entry("phragmen", "phragmen", "approvals", True, "Phragmen 1894"),
    "equal-shares": Entry(
        "equal_shares", "equal_shares", "approvals", True, "Peters and Skowron 2020"
    ),
    "chamberlin-courant": Entry(
        "chamberlin_courant", "chamberlin_courant", "approvals", True, "Chamberlin, Courant 1983"
    ),
    "monroe": Entry("monroe", "monroe", "approvals", True, "Monroe 1995"),
    "score": Entry("score", "score", "scores", True, "sum of scores (Smith 2000)"),
    "star": Entry("star", "star", "scores", False, "score then automatic runoff"),
    "majority-judgment": Entry(
        "majority_judgment", "majority_judgment", "scores", False, "Balinski and Laraki 2011"
    ),
}
