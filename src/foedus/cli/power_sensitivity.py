"""`foedus power sensitivity`: an index as a quota moves, or as one clause is taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.power_shared import bare_options, index_option, limit_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.cli.power_subjects import Subject
    from foedus.power.profile import Budget
    from foedus.power.sensitivity import Curve

EXAMPLES = """\b
Examples:
  foedus power sensitivity un-security-council "Substantive decision"
  foedus power sensitivity un-security-council "Substantive decision" --gate 0 --quotas 6..15
  foedus power sensitivity --quota 270 --weights TABLE.csv --column electors --quotas 270..330:10
  foedus power sensitivity --quota 4 --weights TABLE.csv --column votes \\
    --quotas "more than 1/2, at least 2/3" --index banzhaf_share --json
"""
#: The most quotas of one curve.
MOST = 1000
#: So many settings or voters stand side by side.
WIDE = 8


@click.command("sensitivity", epilog=EXAMPLES)
@click.argument("file", metavar="FILE", required=False)
@click.argument("procedure", required=False)
@click.option("--voters", "view", default="", help="A view: who the voters are.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@bare_options
@click.option("--gate", type=int, help="The number of one clause; every one unless given.")
@click.option("--quotas", default="", help='Quotas to try: "8, 10..20", "250..300:10".')
@index_option
@limit_option
@json_option
@guarded
def sensitivity_command(
    file: str | None, procedure: str | None, as_json: bool, **options: Any
) -> None:
    """An index as one quota moves (--quotas), or with each clause never met and always met.

    Clauses are numbered as this command prints them, from 0.
    """
    from foedus.cli.common import emit
    from foedus.cli.power_shared import budget_of, counting, firmness, say_assumed
    from foedus.cli.power_subjects import subjects

    rules, inputs = subjects(file, procedure, {**options, "by": "", "citizens": ""})
    budget = budget_of(options["limit"])
    answers = []
    with counting():
        for subject in rules:
            answers.append((subject, _gates(subject), list(_curves(subject, options, budget))))
    if as_json:
        told = [_data(s, gates, curves) for s, gates, curves in answers]
        emit({"inputs": inputs, "rules": told}, kind="power-sensitivity")
        return
    for subject, gates, curves in answers:
        _say(subject, gates, curves)
    say_assumed(a for subject in rules for a in subject.assumptions)
    every = [curve for _, _, curves in answers for _, curve in curves]
    firm = "; ".join(dict.fromkeys(firmness(c) for c in every))
    click.echo(f"{options['index']} at {sum(len(c.settings) for c in every)} settings; {firm}")


def _gates(subject: Subject) -> list[dict[str, Any]]:
    rule = subject.rule
    return [
        {"gate": k, "label": g.label, "quota": g.quota, "total": rule.total(g.row)}
        for k, g in enumerate(rule.gates)
    ]


def _curves(
    subject: Subject, options: dict[str, Any], budget: Budget
) -> Iterator[tuple[int, Curve]]:
    """Yield curves with the gate each is of."""
    from foedus.power.sensitivity import by_quota, by_quota_text, without_clause

    rule, index, chosen = subject.rule, options["index"], options["gate"]
    gates = len(rule.gates)
    if chosen is not None and not 0 <= chosen < gates:
        _refused(f"no clause {chosen}", subject, "--gate")
    if options["quotas"] and subject.game is not None:
        yield 0, by_quota_text(subject.game, _quotas(options["quotas"]), index, budget=budget)
    elif options["quotas"]:
        if chosen is None and gates > 1:
            _refused(f"{subject.title} has {gates} clauses: say whose quota", subject, "--gate")
        numbers = [_number(q) for q in _quotas(options["quotas"])]
        yield chosen or 0, by_quota(rule, chosen or 0, numbers, index, budget=budget)
    elif gates == 1:
        _refused("a rule of one clause without it is none", subject, "--quotas")
    else:
        # the last clause is the rule itself, unless it was asked for
        for k in range(gates - 1) if chosen is None else [chosen]:
            yield k, without_clause(rule, k, index, budget=budget)


def _refused(what: str, subject: Subject, place: str) -> None:
    from foedus.cli.power_shared import refuse

    known = "; ".join(f"{g['gate']} {g['label']}" for g in _gates(subject))
    refuse("E358", what, place, "quotas to try" if place == "--quotas" else f"one of: {known}")


def _quotas(text: str) -> list[Any]:
    """Return the quotas of a list of numbers, ranges and quotas in words (E353)."""
    import re

    from foedus.cli.power_shared import refuse
    from foedus.power.quota import parse_quota

    found: list[str] = []
    for piece in text.split(","):
        bounds = re.fullmatch(r"\s*(\d{1,18})\.\.(\d{1,18})(?::(\d{1,18}))?\s*", piece)
        if re.fullmatch(r"\s*0\d+\s*", piece):
            refuse("E353", f'"{piece.strip()}" is not a quota: "{text}"', "--quotas",
                   "numbers without separators, a comma between two")  # fmt: skip
        if bounds is None:
            found.append(piece.strip())
            continue
        low, high, step = (int(b or 1) for b in bounds.groups())
        every = range(low, high + 1, step) if step else range(0)
        if not every or len(found) + len(every) > MOST:
            what = f'"{piece.strip()}" is {"no" if not every else "too long a"} range'
            refuse("E353", what, "--quotas", f"FROM..TO or FROM..TO:STEP, at most {MOST} quotas")
        found += [str(k) for k in every]
    return [parse_quota(q, "--quotas") for q in dict.fromkeys(found)]


def _number(quota: Any) -> int:
    from foedus.cli.power_shared import refuse

    if quota.absolute is None or quota.strict:
        what = f'"{quota.text}" is no number on this clause\'s scale'
        refuse("E353", what, "--quotas", "whole numbers and ranges: 8, 10..20")
    return int(quota.absolute)


def _data(
    subject: Subject, gates: list[dict[str, Any]], curves: list[tuple[int, Curve]]
) -> dict[str, Any]:
    from foedus.cli.power_shared import assumed

    told = [{"gate": k, **curve.to_dict()} for k, curve in curves]
    said = {"assumptions": assumed(subject.assumptions), "notes": subject.notes}
    return {"rule": subject.title, "gates": gates, "curves": told, **said}


def _say(subject: Subject, gates: list[dict[str, Any]], curves: list[tuple[int, Curve]]) -> None:
    from foedus.cli.common import table

    rows = [[str(g["gate"]), g["label"], str(g["quota"]), str(g["total"])] for g in gates]
    click.echo(f"{subject.title}\n")
    click.echo(table(["gate", "clause", "quota", "of"], rows, right={0, 2, 3}))
    for k, curve in curves:
        click.echo(f"\n{curve.index}, clause {k}: {gates[k]['label']}")
        click.echo(_table(subject, curve))
    click.echo()


def _table(subject: Subject, curve: Curve) -> str:
    """Return voters against settings, whichever fits a page; else each voter's least and most."""
    from foedus.cli.common import table
    from foedus.power.table import show

    names = [subject.spoken(n) for n in curve.names]
    values = [[show(v) for v in row] for row in curve.values]
    if len(curve.settings) <= WIDE:
        head, rows = ["voter", *curve.settings], [[n, *(v[k] for v in values)]
                                                  for k, n in enumerate(names)]  # fmt: skip
    elif len(names) <= WIDE:
        head = ["quota", *names]
        rows = [[s, *v] for s, v in zip(curve.settings, values, strict=True)]
    else:
        head, rows = ["voter", "least", "at", "most", "at"], []
        for k, name in enumerate(names):
            mine = [v[k] for v in curve.values]
            ends = [mine.index(min(mine)), mine.index(max(mine))]
            cells = [cell for e in ends for cell in (values[e][k], curve.settings[e])]
            rows.append([name, *cells])
    return table(head, rows, right=set(range(1, len(head))))
