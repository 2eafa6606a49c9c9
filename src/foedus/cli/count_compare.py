"""`foedus count compare`: who wins under which rule, the top of the pairs, failures found."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, table, write_bytes
from foedus.cli.count_options import (
    bad,
    ballots_text,
    digest,
    input_bytes,
    read_ranked,
    reading_options,
    ready_data,
    refuse_unread,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from foedus.elect.ballots.agreement import Agreement
    from foedus.elect.ballots.failures import Verdict


@click.command("compare", epilog="""\b
Examples:
  foedus count compare ward.blt
  foedus count compare ward.blt --seats 4 --lot-seed "drawn in public"
  foedus count compare ward.blt --tries 1000 --witnesses changed/
  foedus count irv changed/irv-monotonicity.blt""")  # fmt: skip
@click.argument("path", metavar="BALLOTS")
@click.option("--seats", type=int, default=1, show_default=True, metavar="N", help="Seats.")
@click.option("--lot-seed", metavar="S", help="Draw lots by this seed, recorded.")
@click.option(
    "--tries",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    metavar="N",
    help="Counts made in search of each failure; 0 searches none.",
)
@click.option("--witnesses", metavar="DIR", help="Write the profile of each failure as BLT.")
@reading_options
@json_option
@guarded
def compare_command(path: str, **options: Any) -> None:
    """Count BALLOTS by every rule that fits and search for failures of monotonicity and
    participation; each failure is a changed profile that can be counted again."""
    from foedus.elect.ballots.agreement import agreement
    from foedus.elect.ballots.failures import failures
    from foedus.elect.ballots.result import Lot

    if options["seats"] < 1:
        raise bad("E501", f"{options['seats']} seats", "--seats", "1 or more")
    if options["scores"]:
        raise bad("E502", "rules are compared on rankings", "--scores", "--ranks A,B,...")
    data = input_bytes(path, options)
    refuse_unread(path, options)
    _, ready = read_ranked(data, path, options)
    lot = None if options["lot_seed"] is None else Lot(options["lot_seed"])
    found = agreement(ready.profile, options["seats"], lot)
    # The two criteria are about one winner.
    search = options["tries"] and options["seats"] == 1
    verdicts = failures(ready.profile, tries=options["tries"]) if search else ()
    if options["witnesses"]:
        _write(verdicts, options["witnesses"])
    if options["as_json"]:
        emit({"inputs": digest(path, data), **found.to_dict(), **ready_data(ready),
              "margins": found.margins, "failures": [_data(v) for v in verdicts]},
             kind="count-compare")  # fmt: skip
        return
    click.echo("\n".join([_text(found, verdicts), ballots_text(ready, path), "", _last(found)]))


def _data(verdict: Verdict) -> dict[str, Any]:
    from foedus.elect.ballots.blt import blt_text

    data = verdict.to_dict()
    data["witness"] = None if verdict.witness is None else blt_text(verdict.witness, 1, "witness")
    return data


def _write(verdicts: Sequence[Verdict], folder: str) -> None:
    from foedus.elect.ballots.blt import blt_text

    for v in verdicts:
        if v.witness is not None:
            name = PurePath(folder) / f"{v.rule}-{v.criterion}.blt"
            text = blt_text(v.witness, 1, v.sentence)
            write_bytes(str(name), text.encode(), code="E532", folder=True)


def _text(found: Agreement, verdicts: Sequence[Verdict]) -> str:
    rows = [
        [o.rule, ", ".join(o.winners) or "open",
         o.refused or (f"tied: {', '.join(o.tied)}" if o.tied else "")]
        for o in found.outcomes
    ]  # fmt: skip
    parts = [table(["rule", "elects", ""], rows), ""]
    if found.condorcet_winner:
        parts.append(f"Condorcet winner: {found.condorcet_winner}")
    else:
        parts.append(f"no Condorcet winner; top cycle (Smith set): {', '.join(found.top)}")
    parts += [f"  {d.winner} over {d.loser} by {d.margin:,}" for d in found.cycle]
    if verdicts:
        parts += ["", table(
            ["rule", "criterion", "", ""],
            [[v.rule, v.criterion, v.status, v.sentence if v.status != "proved" else v.method]
             for v in verdicts],
        )]  # fmt: skip
    for v in (v for v in verdicts if v.status == "fails"):
        parts.append(f"\n{v.rule}, {v.criterion}: {v.sentence}")
        parts += [
            f"  {c.ballots:,} x {' > '.join(c.before)}  become  {' > '.join(c.after) or 'absent'}"
            for c in v.changes[:8]
        ]
        if len(v.changes) > 8:
            parts.append(f"  and {len(v.changes) - 8} more rankings (--witnesses DIR, --json)")
    return "\n".join([*parts, ""])


def _last(found: Agreement) -> str:
    sets = {o.winners for o in found.outcomes if o.winners}
    return f"{len(found.outcomes)} rules, {len(sets)} different results."
