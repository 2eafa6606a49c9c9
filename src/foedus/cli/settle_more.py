"""`foedus settle text`, `graph` and `winner`: methods that are shown on request only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.case_shared import loaded
from foedus.cli.common import emit, guarded, json_option, read_bytes, table

if TYPE_CHECKING:
    from foedus.settle.model import Negotiation
    from foedus.settle.texts import Checked

TEXT = """\b
Examples:
  foedus settle text CASE
  foedus settle text CASE --version draft-2 --json
"""
GRAPH = """\b
Examples:
  foedus settle graph states.toml
  foedus settle graph states.toml --json
"""
WINNER = """\b
Examples:
  foedus settle winner points.toml
  foedus settle winner points.toml --json
"""


@click.command("text", epilog=TEXT)
@click.argument("case_", metavar="CASE")
@click.option("--version", default="", metavar="DRAFT", help="One version only.")
@click.option("--later", is_flag=True, help="With the layers after the as-of date.")
@json_option
@guarded
def text(case_: str, version: str, later: bool, as_json: bool) -> None:
    """The single negotiating text of a CASE: each version rechecked, criticism, what changed."""
    from foedus.case.positions import guarantee_facts, load_positions
    from foedus.settle.demands import problem
    from foedus.settle.texts import recheck

    case = loaded(case_, later)
    negotiation, inputs = load_positions(case)
    _drafted(negotiation, version, case_)
    found = recheck(problem(negotiation, guarantee_facts(case, negotiation)))
    shown = [c for c in found if version in ("", c.draft)]
    if as_json:
        versions = [{**c.to_dict(), "accepted": c.accepted} for c in shown]
        emit({"case": case.meta.key, "versions": versions}, kind="settle-text", inputs=inputs)
        return
    click.echo(f"{case.meta.title}: the single negotiating text")
    for checked in shown:
        click.echo("\n".join(["", *_text_lines(negotiation, checked)]))
    click.echo("")
    click.echo(_standing(shown[-1]))


def _drafted(negotiation: Negotiation, version: str, case: str) -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    known = [d.key for d in negotiation.drafts]
    if version in known or (known and not version):
        return
    what = f'there is no draft "{version}"' if version else "the case has no draft"
    expected = ", ".join(known) or "[[draft]] with key, title, date and [[draft.clause]]"
    hint = did_you_mean(version, known) if version else ""
    raise BadInput(Diagnostic("E726", what, Place(case), expected, hint))


def _text_lines(negotiation: Negotiation, found: Checked) -> list[str]:
    from foedus.settle.texts import Kept

    lines = [f"{found.draft}: {found.title} ({found.date})"]
    lines += [f"  {q} = {o}" for q, o in found.options.items()]
    lines += [f"  left open: {q}" for q in found.open_questions]
    for kept in Kept:
        names = [n for n, k in found.demands.items() if k is kept]
        if names:
            lines.append(f"  demands {kept}: {', '.join(names)}")
    for kind, criticism in (("against", found.criticism), ("clause changed since", found.answered),
                            ("clause still the same", found.unanswered)):  # fmt: skip
        for c in criticism:
            words = c.words or negotiation.said[c.statement].quote
            asks = f"; asks {c.asks[0]} = {c.asks[1]}" if c.asks else ""
            lines.append(f'  {kind}: clause {c.clause}, {c.party}: "{words}" ({c.statement}){asks}')
    for change in found.changed:
        shown = " ".join(w if s == "=" else f"[{s}{w}]" for s, w in change.words)
        lines.append(f"  clause {change.clause} {change.what}: {shown}")
    return lines


def _standing(found: Checked) -> str:
    from foedus.settle.texts import Kept

    broken = sum(1 for k in found.demands.values() if k is Kept.BROKEN)
    said = (
        "every party at the table has said yes to the whole"
        if found.accepted
        else f"no yes to the whole yet from {', '.join(found.not_yet)}"
    )
    return f"{found.draft}: {broken} demands broken, {len(found.criticism)} criticisms; {said}"


@click.command("graph", epilog=GRAPH)
@click.argument("file", metavar="STATES.toml")
@json_option
@guarded
def graph(file: str, as_json: bool) -> None:
    """Which states of a conflict or of a deal and its breaches are stable, under which view.

    The graph model (Fang, Hipel & Kilgour 1993): Nash, GMR, SMR, SEQ, coalitional.
    """
    from foedus.case.settle_files import read_graph
    from foedus.settle.graph import stability

    data = read_bytes(file, code="E728")
    model = read_graph(data, file)
    found = stability(model.states, model.moves, model.ranks)
    if as_json:
        parts: dict[str, Any] = {"states": model.states, "orders_by": dict(model.by)}
        emit({**parts, **found.to_dict()}, kind="settle-graph", inputs={file: data})
        return
    kinds = ("nash", "gmr", "smr", "seq", "coalitional")
    rows = [[s, *("yes" if s in getattr(found, k) else "-" for k in kinds)] for s in model.states]
    click.echo(table(["state", *(k if k == "coalitional" else k.upper() for k in kinds)], rows))
    for party, by in model.by.items():
        click.echo(f"order of {party}: {by or 'not attributed'}")
    click.echo(f"{len(found.nash)} of {len(model.states)} states are Nash stable, "
               f"{len(found.seq)} SEQ; stable is no forecast")  # fmt: skip


@click.command("winner", epilog=WINNER)
@click.argument("file", metavar="POINTS.toml")
@json_option
@guarded
def winner(file: str, as_json: bool) -> None:
    """Adjusted winner: two parties, 100 points each, issues that can be divided."""
    from foedus.answer import plain
    from foedus.case.settle_files import read_points
    from foedus.settle.adjusted import adjusted_winner

    data = read_bytes(file, code="E729")
    (first, a), (second, b) = read_points(data, file)
    found = adjusted_winner(a, b)
    if as_json:
        emit({"parties": [first, second], **found.to_dict()}, kind="settle-winner",
             inputs={file: data})  # fmt: skip
        return
    rows = [[k, str(a[k]), str(b[k]), str(plain(s)), str(plain(1 - s))]
            for k, s in found.shares.items()]  # fmt: skip
    header = ["issue", f"points {first}", f"points {second}", f"to {first}", f"to {second}"]
    click.echo(table(header, rows, right={1, 2}))
    if found.ties:
        click.echo(f"equal points, first given to {first}: {', '.join(found.ties)}")
    total = ", ".join(f"{p} {plain(v)}" for p, v in zip((first, second), found.final, strict=True))
    click.echo(f"totals in the points stated: {total}")
