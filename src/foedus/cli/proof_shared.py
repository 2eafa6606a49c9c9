"""What the proof commands share: addresses to constitutions, reports as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.verdicts import ClaimResult, Finding, Ruling

#: Findings of one claim that are printed before "and n more".
PRINTED = 3
#: Columns of printed text.
WIDTH = 110


def models(address: str) -> Iterator[Model]:
    """Yield the constitutions of an address: a file (`FILE@DATE`, `FILE#READING`), `-` for standard
    input, an atlas name or a case (a folder or packaged name).

    Raises BadInput with every error.
    """
    from foedus.atlas.index import find
    from foedus.constitution.load import load

    plain, mark, rest = split(address)
    if plain == "-":
        yield load(address, standard_input())
        return
    path = Path(plain) if Path(plain).is_file() else find(plain)
    if not path.is_dir():
        yield load(f"{path}{mark}{rest}")
        return
    from foedus.case import load as load_case

    for text in load_case(path).constitutions:
        if text.model is not None:
            yield text.model


def standard_input() -> bytes:
    """Return what stands on standard input, read once: `-@2018` and `-@2020` are one text."""
    import click

    from foedus.cli.common import read_bytes

    kept = click.get_current_context().find_root().meta
    key = f"{__name__}.standard_input"
    if key not in kept:
        kept[key] = read_bytes("-", code="E160")
    found: bytes = kept[key]
    return found


def one_model(address: str) -> Model:
    """Return the one constitution of an address; raises BadInput (E267) where there are several."""
    found = list(models(address))
    if len(found) != 1:
        from foedus.errors import BadInput, Diagnostic, Place

        names = ", ".join(m.file for m in found)
        what = f"{address} holds {len(found)} constitutions"
        raise BadInput(Diagnostic("E267", what, Place(address), "one of its files", names))
    return found[0]


def split(address: str) -> tuple[str, str, str]:
    """Return the name, the mark (`@` or `#`) and the rest of an address."""
    if Path(address).exists():
        return address, "", ""
    for mark in ("#", "@"):
        name, found, rest = address.partition(mark)
        if found:
            return name, mark, rest
    return address, "", ""


def emit_digested(data: dict[str, Any], *, kind: str, inputs: dict[str, str]) -> None:
    """Print an answer as JSON with digests that are known already."""
    from foedus.cli.common import emit

    emit({"inputs": inputs, **data}, kind=kind)


def ruling_lines(ruling: Ruling, *, verbose: bool) -> list[str]:
    """Return a ruling as text: its verdict and title, then each claim with its findings."""
    lines = [f"  {_word(ruling):<13} {ruling.title}"]
    if ruling.because:
        lines.append(indented(f"because {ruling.because}", 16))
    for claim in ruling.claims:
        if len(ruling.claims) > 1 or ruling.kind != "guarantee" or claim.spread:
            spread = f" [{claim.spread}]" if claim.spread else ""
            lines.append(indented(claim.sentence + spread, 16))
        lines += _findings(claim, verbose)
    return lines


def _word(ruling: Ruling) -> str:
    from foedus.proof.verdicts import Status

    if ruling.kind == "question":
        return "answer" if ruling.as_expected else "UNDECIDED"
    if ruling.kind == "expect":
        return {True: "as expected", False: "UNEXPECTED", None: "OPEN"}[ruling.as_expected]
    if ruling.as_expected is None:
        return "UNDECIDED"
    if ruling.expected == "fails":
        return "fails, stated" if ruling.as_expected else "HOLDS, though"
    if ruling.as_expected:
        return "holds"
    return "NO VOTE" if ruling.status is Status.NO_VOTE else "FAILS"


def _findings(claim: ClaimResult, verbose: bool) -> Iterator[str]:
    shown = claim.findings if verbose else claim.findings[:PRINTED]
    for finding in shown:
        where = f"({finding.where}) " if finding.where else ""
        yield indented(where + finding.reason, 18)
        if verbose:
            yield from _details(finding)
    if len(claim.findings) > len(shown):
        yield indented(f"and {len(claim.findings) - len(shown)} more (-v shows them)", 18)


def _details(finding: Finding) -> Iterator[str]:
    from foedus.proof.verdicts import UNCERTIFIED

    engine = f"by {finding.engine}, {finding.label.value}"
    if finding.certified:
        none = finding.certified == UNCERTIFIED
        engine += f"; {finding.certified}" if none else f"; again by {finding.certified}"
    yield indented(engine, 20)
    for text in finding.assumptions:
        yield indented(f"assuming: {text}", 20)


def indented(text: str, by: int) -> str:
    """Return a text wrapped and indented."""
    pad = " " * by
    return textwrap.fill(text, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ")
