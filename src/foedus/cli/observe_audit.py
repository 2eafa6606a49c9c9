"""`foedus observe audit ...`: from a rule or a contest to assertions, cards, and the risk left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table, write_bytes
from foedus.cli.groups import LazyGroup
from foedus.cli.observe_count import fraction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.constitution.model import Model
    from foedus.observe.audit.plan import AuditPlan

AUDITS: dict[str, tuple[str, str]] = {
    "plan": ("observe_audit:plan_", "The assertions of a vote under a constitution's procedure."),
    "contest": ("observe_audit:contest_", "The assertions of a contest under a counting rule."),
    "draw": ("observe_audit_run:draw_", "The cards to fetch, from a public seed."),
    "risk": ("observe_audit_run:risk_", "The risk that the cards read leave, round by round."),
    "sizes": ("observe_audit_run:sizes_", "How many cards margins take, test by test."),
}

LIMIT = click.option(
    "--risk-limit", default="1/20", show_default=True,
    help="The largest chance of confirming a wrong outcome.",
)  # fmt: skip
MODE = click.option(
    "--mode", type=click.Choice(["polling", "comparison"]), default="polling", show_default=True,
    help="Read cards alone, or hold each against its record.",
)  # fmt: skip
DESIGN = click.option(
    "--design", type=click.Choice(["simple", "stratified"]), default="simple", show_default=True,
    help="Draw from all strata of an assertion together, or from each by itself.",
)  # fmt: skip
OUTPUT = click.option("-o", "--output", default="", help="Write the plan (JSON) here.")


@click.group(
    "audit",
    cls=LazyGroup,
    subcommands=AUDITS,
    epilog="Example: foedus observe audit plan my.foedus Amendment votes.csv -o audit.json",
)
def audit() -> None:
    """Risk-limiting audits, for authorities with access to the ballots.

    An audit says "outcome confirmed at risk limit" or "not yet"; it never names a cause.
    """


@click.command(
    "plan",
    epilog="Example: foedus observe audit plan my.foedus Amendment votes.csv -o a.json",
)
@click.argument("file", metavar="FILE")
@click.argument("procedure")
@click.argument("votes", metavar="VOTES")
@LIMIT
@MODE
@DESIGN
@click.option("--reading", default="", help="One answer of a reading, where the text has several.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@OUTPUT
@json_option
@guarded
def plan_(
    file: str, procedure: str, votes: str, risk_limit: str, mode: str, design: str, reading: str,
    unit: str, output: str, as_json: bool,
) -> None:  # fmt: skip
    """Compile the audit of VOTES under a PROCEDURE of FILE from its own rule.

    A proposal that passed is audited by a smallest set of conditions that passes it by itself,
    one that failed by a smallest set that stops it.
    """
    from foedus.cli.proof_shared import one_model
    from foedus.observe.audit.compiled import certificate
    from foedus.observe.audit.limbs import limbs_of
    from foedus.observe.audit.plan import plan_vote
    from foedus.proof.ballots import read_ballots

    model = one_model(file)
    data = read_bytes(votes, code="E265")
    limit = fraction(risk_limit, "--risk-limit", "E913")
    read = _reading(model, procedure, reading, unit)
    limbs = limbs_of(model, procedure, read_ballots(data, votes), reading=read, unit=unit)
    found = certificate(limbs, limit=float(limit), comparison=mode == "comparison")
    plan = plan_vote(limbs, found, risk_limit=limit, mode=mode, design=design)
    if as_json:
        import hashlib

        from foedus.cli.proof_shared import emit_digested

        _write(plan, output)
        inputs = {**model.digests, votes: hashlib.sha256(data).hexdigest()}
        emit_digested(_data(plan), kind="observe-audit-plan", inputs=inputs)
        return
    word = "passed" if found.passed else "failed"
    click.echo(f"{found.procedure}, {found.article}: {word} by the reported votes")
    rows = [[p.sentence, f"{p.cards:,}", f"{p.margin:,}",
             f"{p.expected:,}" if p.assertion else "-"] for p in found.parts]  # fmt: skip
    head = ["audited condition", "cards", "margin", "expected"]
    click.echo(table(head, rows, right={1, 2, 3}))
    for p in found.parts:
        if p.note:
            click.echo(f"  {p.sentence}: {p.note}")
    click.echo(f"Why this is enough: {found.argument}.")
    _close(plan, output)


def _reading(model: Model, procedure: str, reading: str, unit: str) -> Mapping[str, str]:
    from foedus.cli.vote_options import chosen
    from foedus.observe.audit.plurality import refuse

    found = chosen(model, procedure, reading, unit)
    if len(found) != 1:
        answers = ", ".join(dict.fromkeys(a for c in found for a in c.values()))
        raise refuse(f"{len(found)} readings are left open", f"--reading, one of: {answers}")
    return found[0]


@click.command(
    "contest",
    epilog="Example: foedus observe audit contest cards.csv --manifest manifest.csv --rule irv",
)
@click.argument("reported", metavar="REPORTED")
@click.option("--manifest", required=True, help="Where the cards are: stratum, batch, cards (CSV).")
@click.option(
    "--rule", type=click.Choice(["plurality", "supermajority", "divisor", "irv"]),
    default="plurality", show_default=True, help="How the cards decide.",
)  # fmt: skip
@click.option(
    "--seats",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="How many are elected.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 10_000),
    default=1,
    show_default=True,
    help="Marks allowed on a card.",
)
@click.option("--choice", default="", help="Whose share is meant (supermajority).")
@click.option("--share", default="1/2", show_default=True, help="The share to exceed.")
@click.option("--method", default="dhondt", show_default=True, help="The divisor method.")
@click.option("--title", default="", help="What is audited; the file's name unless given.")
@click.option("--bar", default="", help="Share of valid votes below which a list has no seat.")
@LIMIT
@MODE
@DESIGN
@OUTPUT
@json_option
@guarded
def contest_(
    reported: str, manifest: str, rule: str, seats: int, most: int, choice: str, share: str,
    method: str, title: str, bar: str, risk_limit: str, mode: str, design: str, output: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Derive the assertions of REPORTED cards (CSV: card, ballots[, stratum]) under a rule."""
    from foedus.observe.audit.contest import Contest, plan_of, read_reported
    from foedus.observe.audit.draw import read_manifest

    _refuse_idle(rule)
    data, cards = read_bytes(reported, code="E916"), read_bytes(manifest, code="E911")
    tally, where = read_reported(data, reported), read_manifest(cards, manifest)
    counts = {h: where.cards((h,)) for h in where.strata}
    if set(tally) == {"all"} and "all" not in counts:
        counts = {"all": where.cards()}
    asked = Contest(rule, seats, most, choice, fraction(share, "--share", "E910"), method,
                    fraction(bar, "--bar", "E910") if bar else None)  # fmt: skip
    plan = plan_of(title or Path(reported).name, asked, tally, counts, mode=mode, design=design,
                   risk_limit=fraction(risk_limit, "--risk-limit", "E913"))  # fmt: skip
    if as_json:
        _write(plan, output)
        emit(_data(plan), kind="observe-audit-plan", inputs={reported: data, manifest: cards})
        return
    rows = [[a.text, f"{float(plan.mean(a)):.4f}", f"{plan.expected(a):,}"]
            for a in plan.assertions]  # fmt: skip
    click.echo(table(["assertion", "reported mean", "expected cards"], rows, right={1, 2}))
    click.echo(f"Why this is enough: {plan.argument}.")
    _close(plan, output)


#: Which rules read an option of the contest.
_READ_BY = {
    "seats": ("plurality", "divisor"), "most": ("plurality",), "choice": ("supermajority",),
    "share": ("supermajority",), "method": ("divisor",), "bar": ("divisor",),
}  # fmt: skip


def _refuse_idle(rule: str) -> None:
    """Raise BadInput (E910) for every option given that this rule would pass over in silence."""
    from foedus.errors import BadInput, Diagnostic, Place

    source = click.get_current_context().get_parameter_source
    faults = [
        Diagnostic("E910", f"{rule} does not read this option", Place(f"--{o}"),
                   f"only with {' and '.join(rules)}")
        for o, rules in _READ_BY.items()
        if rule not in rules and source(o) is click.core.ParameterSource.COMMANDLINE
    ]  # fmt: skip
    if faults:
        raise BadInput(faults)


def _data(plan: AuditPlan) -> dict[str, object]:
    expected = {a.name: plan.expected(a) for a in plan.assertions}
    scopes = {k: list(v) for k, v in plan.scopes().items()}
    return {**plan.to_dict(), "digest": plan.digest, "expected": expected, "scopes": scopes}


def _write(plan: AuditPlan, output: str) -> None:
    if output:
        data = {**plan.to_dict(), "digest": plan.digest}
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        write_bytes(output, text.encode(), code="E913")


def _close(plan: AuditPlan, output: str) -> None:
    _write(plan, output)
    for text in plan.assumptions:
        click.echo(f"assuming: {text}")
    for text in plan.trusted:
        click.echo(f"trusted: {text}")
    click.echo(f"Seed: {plan.ceremony}.")
    click.echo(f"Recipe: {plan.recipe}.")
    count = len(plan.assertions)
    click.echo(
        f"{count} assertion{'s' * (count != 1)} at risk limit {float(plan.risk_limit) * 100:g} %, "
        f"{plan.mode}; publish before the seed is made: {plan.digest}"
    )
