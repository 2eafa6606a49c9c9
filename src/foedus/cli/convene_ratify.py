"""`foedus convene ratify | link`: a vote against the rule that binds, and whether one must come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option, read_bytes
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.convene.ratify import Boycott, Ratification

EXAMPLES = """\b
Examples:
  foedus convene ratify my.foedus Amendment votes.csv
  foedus convene ratify my.foedus Amendment votes.csv --register people.csv --column adults
  foedus convene ratify my.foedus Borders votes.csv --unit Alpha --json
"""


@click.command("ratify", epilog=EXAMPLES)
@click.argument("file", metavar="FILE")
@click.argument("procedure")
@click.argument("votes", metavar="VOTES.csv")
@click.option("--reading", default="", help="One answer of a reading; all are shown otherwise.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@click.option(
    "--register",
    default="",
    metavar="TABLE.csv",
    help="Further lawful denominators of turnout, a row a region.",
)
@click.option("--key", default="unit", show_default=True, help="Its column of names.")
@click.option("--column", "columns", multiple=True, help="A column of it (repeatable).")
@json_option
@guarded
def ratify_(
    file: str, procedure: str, votes: str, reading: str, unit: str, register: str, key: str,
    columns: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Hold VOTES.csv (a roll call or referendum) against a PROCEDURE of FILE.

    Verdict, each limb's margin, the fewest changed ballots, turnout by region, boycotts. Exit
    code 0: adopted; 1: rejected; 3: open for want of a figure.
    """
    import hashlib
    import sys

    from foedus.cli.proof_shared import emit_digested, one_model
    from foedus.cli.vote_options import chosen
    from foedus.convene.ratify import ratify, read_registers
    from foedus.errors import Exit
    from foedus.proof.ballots import read_ballots

    if bool(register) != bool(columns):
        raise click.UsageError("--register needs --column, and --column needs --register")
    model = one_model(file)
    data = read_bytes(votes, code="E800")
    inputs = {**model.digests, votes: hashlib.sha256(data).hexdigest()}
    registers = {}
    if register:
        table = read_bytes(register, code="E800")
        inputs[register] = hashlib.sha256(table).hexdigest()
        registers = read_registers(table, register, key, columns)
    rows = read_ballots(data, votes)
    found = [
        ratify(model, procedure, rows, reading=c, unit=unit, registers=registers)
        for c in chosen(model, procedure, reading, unit)
    ]
    if as_json:
        emit_digested({"ratifications": [r.to_dict() for r in found]}, kind="convene-ratify",
                      inputs=inputs)  # fmt: skip
    else:
        click.echo("\n\n".join(_text(r) for r in found))
    outcomes = {r.tally.adopted for r in found}
    adopted = outcomes == {True}
    sys.exit(Exit.OK if adopted else Exit.FAILS if False in outcomes else Exit.UNDECIDED)


def _text(r: Ratification) -> str:
    from foedus.cli.tally import _text as limbs

    lines = [limbs(r.tally), ""]
    lines += _flip(r)
    lines += [f"note: {n}" for n in r.notes]
    if r.largest is not None:
        lines.append(f"largest: {r.largest[0]} casts {hundredths(r.largest[1])} % of all votes")
    lines += ["", _turnout(r), ""]
    lines += [x for b in r.boycotts for x in _boycott(b)]
    lines.append(_last(r))
    return "\n".join(lines)


def _flip(r: Ratification) -> list[str]:
    f = r.flip
    if f.high is None:
        return [f"turning the verdict: {f.why}" + (f"; at least {f.low:,}" if f.low else "")]
    exact = f"{f.high:,}" if f.low == f.high else f"between {f.low or 0:,} and {f.high:,}"
    where = "; ".join(f"{c.row} {c.ballots:,}" for c in f.changes)
    return [f"fewest ballots changing sides that turn it: {exact} ({where}); counted again"]


def _turnout(r: Ratification) -> str:
    from foedus.cli.common import table

    rows = [
        [t.name, t.numerator, t.denominator, f"{t.voted:,}" if t.voted is not None else "unknown",
         f"{t.of:,}" if t.of is not None else "unknown",
         f"{hundredths(t.share, 2)} %" if t.share is not None else "-"]
        for t in r.turnout if t.voted is not None or t.of is not None
    ]  # fmt: skip
    head = ["turnout of", "counting", "of", "voted", "people", "share"]
    return table(head, rows, right={3, 4, 5})


def _boycott(b: Boycott) -> list[str]:
    if b.away is not None:
        return [f"boycott: {b.away:,} of those who voted no would have defeated it by staying away "
                f"({b.limb})"]  # fmt: skip
    if b.come is not None:
        return [f"quorum: {b.come:,} more no votes would have made it pass ({b.limb})"]
    return [f"quorum: no number of no votes decides ({b.limb})"]


def _last(r: Ratification) -> str:
    decisive = "; ".join(x.sentence for x in r.tally.decisive())
    return f"{r.outcome}: {decisive}." if r.outcome != "adopted" else "adopted."


@click.command("link", epilog="Example: foedus convene link CASE")
@click.argument("case_", metavar="CASE")
@json_option
@guarded
def link_(case_: str, as_json: bool) -> None:
    """Say which step of the CASE's record leads from the convention's text to a binding vote.

    Exit code 0; 1 where nobody must adopt the result.
    """
    import hashlib
    import sys

    from foedus.case.as_record import record_entries
    from foedus.case.load import load
    from foedus.cli.proof_shared import emit_digested
    from foedus.convene.convention import link, read_convention
    from foedus.errors import Exit

    case = load(case_)
    path = f"{case.folder}/convene/convention.toml"
    data = read_bytes(path, code="E810")
    entries = {str(e["id"]): str(e["kind"]) for e in record_entries(case)[0]}
    found = link(read_convention(data, path), entries, path)
    if as_json:
        inputs = {**case.digests, path: hashlib.sha256(data).hexdigest()}
        emit_digested(found.to_dict(), kind="convene-link", inputs=inputs)
    else:
        click.echo(f"{found.text}\n{'FLAG: ' if found.flagged else ''}{found.why}.")
    sys.exit(Exit.FAILS if found.flagged else Exit.OK)
