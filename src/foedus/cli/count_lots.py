"""How ties of a count are settled: by a seed, or by the record of lots drawn in public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import read_bytes
from foedus.cli.count_options import bad

if TYPE_CHECKING:
    from foedus.elect.ballots.result import Lot, Tie


def lot_options(function: Any) -> Any:
    """Add the two ways to settle a tie: a seed, or the record of lots drawn in public."""
    for option in (
        click.option("--lot-seed", metavar="S", help="Draw lots by this seed, recorded."),
        click.option("--lots", metavar="FILE.csv", help="Lots drawn in public: a row a tie, with "
                     "the columns stage, for, tied, drawn."),
    ):  # fmt: skip
        function = option(function)
    return function


def lots_drawn(options: dict[str, Any], *, mixes: bool = False) -> Lot | None:
    """Return the lots: by seed, by the record of those drawn in public, or None.

    Where a rule mixes papers it takes both, the seed for the papers. Raises BadInput (E502) for
    both elsewhere, and E533 where the record cannot be read.
    """
    from foedus.elect.ballots.result import Lot, PublicLots
    from foedus.elect.lots import record_of

    seed, path = options["lot_seed"], options["lots"]
    if path is None:
        return None if seed is None else Lot(seed)
    if seed is not None and not mixes:
        raise bad("E502", "a seed and a record of lots", "--lots", "one of the two")
    data = read_bytes(path, code="E533")
    return PublicLots(seed or "", record_of(data, path, "E533"))


def lots_fit(lot: Lot | None, answer: Any) -> None:
    """Raise BadInput (E533) where a tie has no row in the record of lots, or a row no tie."""
    from foedus.elect.ballots.result import PublicLots
    from foedus.errors import BadInput

    if not isinstance(lot, PublicLots):
        return
    # Papers that nobody mixed name no candidate: no row can settle them.
    open_ = [t for t in answer.ties if t.tied and not t.chosen]
    faults = lot.record.faults((str(t.stage or ""), t.what, t.tied) for t in open_)
    if faults:
        raise BadInput(faults)


def ties_text(tie: Tie) -> str:
    """Return a tie, its remedy, and who was chosen how or the row that would record a lot."""
    from foedus.elect.lots import row_text

    # Committees, which are lists themselves, stay apart by "or".
    names = (" or " if any(", " in n for n in tie.tied) else ", ").join(tie.tied)
    at = f"stage {tie.stage}: " if tie.stage else ""
    text = f"tie for {at}{tie.what}: {names}; remedy: {tie.remedy}"
    if tie.chosen:
        return f"{text}; {tie.chosen} ({tie.how})"
    text += "; nobody chosen: give --lot-seed"
    if not tie.tied:
        return text
    row = row_text(str(tie.stage or ""), tie.what, tie.tied)
    return f"{text}, or --lots with the row\n  {row}"
