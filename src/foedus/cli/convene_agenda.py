"""`foedus convene agenda`: what each agenda makes of the clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option, read_bytes, table

if TYPE_CHECKING:
    from foedus.convene.agenda import Contest
    from foedus.convene.agenda_whole import Agendas, ClauseResult

EXAMPLES = """\b
Examples:
  foedus convene agenda clauses.toml rankings.csv
  foedus convene agenda clauses.toml rankings.csv --json
  foedus convene agenda c.toml r.csv --rules rules.foedus --procedure Clauses --body Plenary
"""


@click.command("agenda", epilog=EXAMPLES)
@click.argument("clauses", metavar="CLAUSES.toml")
@click.argument("rankings", metavar="RANKINGS.csv")
@click.option("--rules", default="", metavar="FILE", help="The convention's rules in the language.")
@click.option(
    "--procedure", default="", help="The procedure by which an option replaces the status quo."
)
@click.option("--body", default="", help="The body or units whose votes the rankings are.")
@click.option("--by-unit", is_flag=True, help="The votes count unit by unit (column unit).")
@json_option
@guarded
def agenda_(
    clauses: str, rankings: str, rules: str, procedure: str, body: str, by_unit: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Outcomes of CLAUSES.toml over all agendas, and under the one the rules impose.

    RANKINGS.csv has voter,clause,ranking (a > b = c), and votes and unit if known. Exit code 0;
    1 where each clause passes and the package fails; 3 where a tie decides.
    """
    import hashlib
    import sys

    from foedus.cli.proof_shared import emit_digested
    from foedus.convene.agenda_reading import read_plan
    from foedus.convene.agenda_rules import procedure_test
    from foedus.convene.agenda_whole import agendas
    from foedus.errors import Exit

    data = {p: read_bytes(p, code="E800") for p in (clauses, rankings)}
    inputs = {p: hashlib.sha256(b).hexdigest() for p, b in data.items()}
    plan = read_plan(data[clauses], clauses, data[rankings], rankings)
    test, rule = None, ""
    if bool(rules) != bool(procedure and body):
        raise click.UsageError("--rules needs --procedure and --body, and they need --rules")
    if rules:
        from foedus.cli.proof_shared import one_model
        from foedus.constitution.render import line

        model = one_model(rules)
        found_rule = model.book().procedure(procedure)
        test = procedure_test(model, procedure, body, by_unit=by_unit)
        rule = f"{found_rule.name}: {line(found_rule.passes)}"
        inputs.update(model.digests)
    found = agendas(plan, test, rule, by_unit=by_unit)
    if as_json:
        emit_digested(found.to_dict(), kind="convene-agenda", inputs=inputs)
    else:
        _show(found)
    tied = any(len(c.imposed) > 1 for c in found.clauses)
    tied |= found.whole is not None and found.whole.adopted is None
    sys.exit(Exit.FAILS if found.paradox else Exit.UNDECIDED if tied else Exit.OK)


def _show(a: Agendas) -> None:
    click.echo(f"{a.title}\n{a.procedure} procedure; {a.rule}")
    for text in a.assumptions:
        click.echo(f"assuming: {text}")
    for clause in a.clauses:
        click.echo("\n" + "\n".join(_clause(clause, a.procedure)))
    click.echo("")
    if a.whole is not None:
        w = a.whole
        word = {True: "adopted", False: "rejected", None: "open (a tie)"}[w.adopted]
        text = ", ".join(f"{k} = {o}" for k, o in w.text)
        basis = "ballots on the whole" if w.stated else "implied by the clauses"
        click.echo(f"the whole ({text}): {w.yes} for, {w.no} against, {w.equal} equal: {word}"
                   f" ({basis})")  # fmt: skip
    elif a.clauses and all(c.passed is False for c in a.clauses):
        click.echo("the whole is the status quo: there is nothing to adopt")
    if a.paradox:
        click.echo("PARADOX: each clause passes and the package fails")
    if a.reverse_paradox:
        click.echo("PARADOX: the package passes though a clause in it fails by itself")
    depend = [c.key for c in a.clauses if c.depends]
    click.echo(
        f"{len(a.clauses)} clause{'s' * (len(a.clauses) != 1)}; the agenda decides "
        + (f"{', '.join(depend)}." if depend else "nothing.")
    )


def _clause(c: ClauseResult, procedure: str) -> list[str]:
    lines = [f"{c.key}: {c.text}".rstrip(": "), f"status quo: {c.status_quo}"]
    head = ["for \\ against", *c.options]
    rows = [
        [o, *("-" if i == j else str(n) for j, n in enumerate(row))]
        for i, (o, row) in enumerate(zip(c.options, c.matrix, strict=True))
    ]
    lines.append(table(head, rows, right=set(range(1, len(head)))))
    lines.append(
        f"Condorcet winner: {c.condorcet}" if c.condorcet else
        f"no Condorcet winner; top cycle: {', '.join(c.top_cycle)}"
    )  # fmt: skip
    total = sum(o.sure for o in c.outcomes)
    for o in c.outcomes:
        lines.append(
            f"  {o.option} by {o.agendas} agendas ({o.with_status_quo_last} with the status quo "
            f"last), such as {' - '.join(o.agenda)}"
        )
    if total < max((o.agendas for o in c.outcomes), default=0):
        lines.append("  ties leave some agendas open")
    lines.append(f"the rules impose {' - '.join(c.agenda)}:")
    lines += [f"  {_contest(x, procedure)}" for x in c.path]
    word = " or ".join(c.imposed) + (" (a tie decides)" if len(c.imposed) > 1 else "")
    lines.append(f"  outcome: {word}")
    lines += [
        f"  {'chair ' if x.controls else ''}{x.voter} ({x.votes}): rank {x.imposed} as imposed; "
        f"with the agenda in hand {x.best}, at worst {x.worst}"
        + (f": worth {x.gain} rank{'s' if x.gain > 1 else ''}" if x.gain > 0 else "")
        for x in c.control[:8]
    ]
    if len(c.control) > 8:
        lines.append(f"  and {len(c.control) - 8} more voters (--json)")
    return lines


def _contest(x: Contest, procedure: str) -> str:
    against = ", ".join(x.against)
    word = {True: "carries", False: "falls", None: "a tie"}[x.won]
    if procedure == "amendment":
        word = {True: f"{x.option} stays", False: f"{against} goes on", None: "a tie"}[x.won]
    return f"{x.option} against {against}: {x.votes_for} to {x.votes_against}: {word}"
