"""`foedus check FILE|CASE...`: every guarantee, question and expected vote, like a test run."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.proof_options import filled_option, limit_option

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.engine import Solution
    from foedus.proof.verdicts import Report

EXAMPLES = """\b
Examples:
  foedus check eu-council un-security-council
  foedus check my.foedus@2018-06-01 -v
  foedus check my.foedus#Groups --certify --json
  foedus check my.foedus --filled Council=423 --filled Alpha=0
"""


@click.command("check", epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE|CASE...")
@limit_option
@click.option("--certify", is_flag=True, help="Prove everything again with a second engine.")
@click.option("-v", "--verbose", is_flag=True, help="Show all; count every witness.")
@filled_option
@json_option
@guarded
def command(
    files: tuple[str, ...],
    limit: float,
    certify: bool,
    verbose: bool,
    filled: dict[str, int],
    as_json: bool,
) -> None:
    """Check what constitutions guarantee: files, atlas names or cases.

    Exit code 0: all as the text says; 1: something is not; 2: bad input; 3: undecided in time.
    """
    from foedus.errors import Exit

    begun = time.perf_counter()
    known: dict[object, Solution] = {}
    reports = [_checked(m, limit, certify, filled, known) for m in _all_models(files)]
    codes = {r.exit for r in reports}
    code = next((c for c in (Exit.FAILS, Exit.UNDECIDED) if c in codes), Exit.OK)
    if as_json:
        from foedus.cli.proof_shared import emit_digested
        from foedus.proof.witnesses import Counter

        inputs = {name: d for r in reports for name, d in r.digests.items()}
        # Large weights take long to count: only where somebody asks for everything.
        counter = Counter() if verbose else None
        data = {"exit": int(code), "reports": [r.to_dict(counter) for r in reports]}
        emit_digested(data, kind="check", inputs=inputs)
    else:
        for report in reports:
            _print(report, verbose)
        if certify:
            click.echo(_certified(reports))
        click.echo(_summary(reports, time.perf_counter() - begun))
    sys.exit(code)


def _all_models(files: tuple[str, ...]) -> list[Model]:
    """Return every constitution; the errors of all files at once."""
    from foedus.cli.proof_shared import models
    from foedus.errors import BadInput, Diagnostic

    found: list[Model] = []
    errors: list[Diagnostic] = []
    for file in files:
        try:
            found += models(file)
        except BadInput as exc:
            errors += exc.diagnostics
    if errors:
        raise BadInput(errors)
    return found


def _checked(
    model: Model,
    limit: float,
    certify: bool,
    filled: dict[str, int],
    known: dict[object, Solution],
) -> Report:
    from foedus.proof.check import check
    from foedus.proof.load import read_votes

    return check(
        model, read_votes(model), seconds=limit, certify=certify, filled=filled, known=known
    )


def _print(report: Report, verbose: bool) -> None:
    from foedus.cli.proof_shared import ruling_lines

    click.echo(f"{report.name}  ({report.file})")
    for ruling in report.rulings:
        for line in ruling_lines(ruling, verbose=verbose):
            click.echo(line)
    click.echo()


def _certified(reports: list[Report]) -> str:
    """Count what was proved again, by which engine, and what no second engine could prove."""
    from collections import Counter

    from foedus.proof.verdicts import UNCERTIFIED

    found = Counter(
        f.certified for p in reports for r in p.rulings for c in r.claims for f in c.findings
    )
    other, none = found.pop("", 0), found.pop(UNCERTIFIED, 0)
    engines = ", ".join(f"{count} by {engine}" for engine, count in sorted(found.items()))
    whole = found.total() + none + other
    parts = [f"{found.total()} of {whole} answers proved again"]
    parts[0] += f" ({engines})" if engines else ""
    parts += [f"for {none} {UNCERTIFIED}"] if none else []
    parts += [f"{other} read or counted without an engine, or undecided"] if other else []
    return "certified: " + "; ".join(parts)


def _summary(reports: list[Report], seconds: float) -> str:
    rulings = [r for report in reports for r in report.rulings]
    asked = sum(r.kind == "question" for r in rulings)
    stated = [r for r in rulings if r.kind != "question"]
    right = sum(r.as_expected is True for r in stated)
    wrong = sum(r.as_expected is False for r in stated)
    unsure = sum(r.as_expected is None for r in rulings)
    parts = [f"{right} of {len(stated)} as stated"]
    parts += [f"{wrong} not as stated"] if wrong else []
    parts += [f"{unsure} undecided"] if unsure else []
    count = f"{len(reports)} constitution{'s' if len(reports) != 1 else ''}"
    return f"{count}: {', '.join(parts)}; {asked} questions answered; {seconds:.1f} s"
