"""`foedus tally FILE PROCEDURE VOTES`: real votes held against a rule, limb by limb."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.tally import LimbResult, Tally

EXAMPLES = """\b
Examples:
  foedus tally my.foedus Amendment votes/2013.csv
  foedus tally my.foedus "Special law" votes.csv --reading Groups --json
  foedus tally my.foedus Borders votes.csv --unit Alpha
"""


@click.command("tally", epilog=EXAMPLES)
@click.argument("file", metavar="FILE")
@click.argument("procedure")
@click.argument("votes", metavar="VOTES")
@click.option("--reading", default="", help="One answer of a reading; all are shown otherwise.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@json_option
@guarded
def command(file: str, procedure: str, votes: str, reading: str, unit: str, as_json: bool) -> None:
    """Hold VOTES (a CSV file, - for stdin) against a PROCEDURE of FILE.

    Exit code 0: adopted; 1: rejected; 2: bad input; 3: open for want of a figure, or because it
    turns on a threshold that the text leaves open.
    """
    from foedus.cli.common import read_bytes
    from foedus.cli.proof_shared import emit_digested, one_model
    from foedus.errors import BadInput
    from foedus.proof.ballots import read_rows

    model = one_model(file)
    data = read_bytes(votes, code="E265")
    rows, errors = read_rows(data, votes)
    try:
        results = _results(model, procedure, rows, reading, unit)
    except BadInput as exc:
        raise BadInput([*errors, *exc.diagnostics]) from exc
    if errors:
        raise BadInput(errors)
    if as_json:
        import hashlib

        inputs = {**model.digests, votes: hashlib.sha256(data).hexdigest()}
        tallies = [{**r.to_dict(), "outcome": r.word} for r in results]
        emit_digested({"tallies": tallies}, kind="tally", inputs=inputs)
    else:
        click.echo("\n\n".join(_text(r) for r in results))
    sys.exit(_code(results))


def _results(
    model: Model, procedure: str, rows: tuple[object, ...], reading: str, unit: str
) -> list[Tally]:
    from foedus.constitution.compile import readings_of
    from foedus.constitution.readings import combinations
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
    from foedus.proof.tally import tally

    open_ = readings_of(model, procedure)
    answers = [a for r in open_ for a in r.alternatives]
    if reading and reading not in answers:
        what = f'no reading of "{procedure}" has the answer "{reading}"'
        hint = did_you_mean(reading, answers)
        raise BadInput(
            Diagnostic("E267", what, Place(model.file), ", ".join(answers) or "no reading", hint)
        )
    chosen = [c for c in combinations(open_) if not reading or reading in c.values()]
    return [tally(model, procedure, rows, reading=c, unit=unit) for c in chosen]  # type: ignore[arg-type]


def _code(results: list[Tally]) -> int:
    from foedus.errors import Exit

    outcomes = {r.adopted for r in results}
    if outcomes == {True}:
        return Exit.OK
    return Exit.FAILS if False in outcomes else Exit.UNDECIDED


def _text(result: Tally) -> str:
    from foedus.cli.proof_shared import indented

    where = f"  (reading {', '.join(result.reading.values())})" if result.reading else ""
    lines = [f"{result.procedure}, {result.article}{where}"]
    for limb in result.limbs:
        lines.append(f"  {_MET[limb.met]:<8} {limb.sentence}")
        lines += [indented(text, 11) for text in _details(limb)]
    lines += [indented(f"assuming: {text}", 2) for text in result.assumptions]
    told = f": {result.turns}" if result.adopted is None else f" {result.turns}"
    lines.append(f"{result.word}{told if result.turns else _open(result)}")
    return "\n".join(lines)


_MET = {True: "met", False: "not met", None: "open"}


def _details(limb: LimbResult) -> list[str]:
    found = [limb.text]
    if limb.changes is not None:
        voters = "voter" if limb.changes == 1 else "voters"
        doing = "staying away or coming" if limb.quorum else "changing sides"
        found.append(f"{limb.changes:,} {voters} {doing} would turn it")
    if limb.boycott is not None:
        found.append(
            f"boycott-sensitive: {limb.boycott:,} of those who voted no would have defeated it "
            "by staying away"
        )
    if limb.units:
        yes = [u.unit for u in limb.units if u.met]
        no = [u.unit for u in limb.units if u.met is False]
        found += [f"for: {', '.join(yes) or 'none'}", f"not for: {', '.join(no) or 'none'}"]
    return found


def _open(result: Tally) -> str:
    unknown = dict.fromkeys(u for limb in result.decisive() for u in limb.unknown)
    if result.adopted is not None or not unknown:
        return ""
    return f": {len(unknown)} figures are unknown that could decide it"
