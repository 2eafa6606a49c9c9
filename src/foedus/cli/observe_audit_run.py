"""`foedus observe audit draw | risk | sizes`: cards to fetch, the risk they leave, sample sizes."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table, write_bytes

if TYPE_CHECKING:
    from foedus.observe.audit.draw import Drawn
    from foedus.observe.audit.plan import AuditPlan
    from foedus.observe.audit.risk import AuditState

PLAN = click.argument("plan")
MANIFEST = click.option("--manifest", required=True, help="Where the cards are (CSV).")
SEED = click.option("--seed", required=True, help="The seed that the ceremony gave, in digits.")


def load_plan(path: str) -> tuple[AuditPlan, bytes]:
    """Return an audit plan and the bytes of its file; raises BadInput (E913)."""
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.audit.plan import plan_from

    data = read_bytes(path, code="E913")
    try:
        raw = json.loads(data)
    except ValueError:
        raise BadInput(Diagnostic("E913", "this is no JSON plan", Place(path), "a plan")) from None
    return plan_from(raw, path), data


@click.command(
    "draw",
    epilog="Example: foedus observe audit draw audit.json --manifest manifest.csv --seed 5077...",
)
@PLAN
@MANIFEST
@SEED
@click.option("--cards", multiple=True, help='Cards of a scope: "all=200"; else as expected.')
@click.option("-o", "--output", default="", help="Write the sheet to fill in (CSV) here.")
@json_option
@guarded
def draw_(
    plan: str, manifest: str, seed: str, cards: tuple[str, ...], output: str, as_json: bool
) -> None:
    """Say which cards to fetch for PLAN, and write the sheet in which they are entered."""
    from foedus.observe.audit.draw import check_seed, draw_cards, read_manifest

    read, data = load_plan(plan)
    check_seed(seed)
    where = read_bytes(manifest, code="E911")
    wanted = _wanted(read, cards)
    found = draw_cards(read_manifest(where, manifest), seed, read.scopes(), wanted)
    if output:
        write_bytes(output, _sheet(read, found).encode(), code="E914")
    if as_json:
        emit({"cards": found, "seed": seed, "plan": read.digest, "recipe": read.recipe},
             kind="observe-audit-draw", inputs={plan: data, manifest: where})  # fmt: skip
        return
    rows = [[c.scope, str(c.number), c.stratum, c.batch, str(c.place)] for c in found]
    click.echo(table(["scope", "number", "stratum", "batch", "card"], rows, right={1, 4}))
    click.echo(f"Recipe: {read.recipe}.")
    click.echo(f"{len(found)} cards of {', '.join(wanted)}; seed {seed}.")


def _wanted(plan: AuditPlan, cards: tuple[str, ...]) -> dict[str, int]:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
    from foedus.observe.whole import whole

    scopes = plan.scopes()
    wanted = dict.fromkeys(scopes, 0)
    for a in plan.assertions:
        strata, expected = plan.strata(a), plan.expected(a)
        if plan.design == "stratified":
            for h in strata:
                share = -(-expected * plan.cards[h] // plan.size(a))
                wanted[h] = max(wanted[h], min(plan.cards[h], share))
        else:
            wanted[plan.scope_name(a)] = max(wanted[plan.scope_name(a)], expected)
    for text in cards:
        name, _, number = text.rpartition("=")
        count = whole(number)
        if name not in scopes or count is None:
            hint = did_you_mean(name, scopes)
            what = f'"{text}" is no scope of the plan with a number'
            raise BadInput(Diagnostic("E913", what, Place("--cards"), ", ".join(scopes), hint))
        wanted[name] = count
    return wanted


def _sheet(plan: AuditPlan, found: list[Drawn]) -> str:
    text = io.StringIO()
    extra = ["reported"] if plan.mode == "comparison" else []
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["scope", "number", "card", "seen", *extra, "round"])
    for c in found:
        writer.writerow([c.scope, c.number, c.card, "", *[""] * len(extra), 1])
    return text.getvalue()


@click.command(
    "risk",
    epilog="Example: foedus observe audit risk audit.json read.csv --manifest m.csv --seed 5077...",
)
@PLAN
@click.argument("sample")
@MANIFEST
@SEED
@click.option(
    "--test", type=click.Choice(["alpha", "bravo", "kaplan-markov"]), default="alpha",
    show_default=True, help="The sequential test.",
)  # fmt: skip
@json_option
@guarded
def risk_(plan: str, sample: str, manifest: str, seed: str, test: str, as_json: bool) -> None:
    """Say what the cards of SAMPLE leave of the risk, round by round.

    Exit code 0: confirmed; 1: every card was read and the hand count stands; 2: bad input;
    3: not yet.
    """
    from foedus.observe.audit.draw import check_seed, read_manifest
    from foedus.observe.audit.risk import assess
    from foedus.observe.audit.sample import read_sample

    read, data = load_plan(plan)
    check_seed(seed)
    cards, where = read_bytes(sample, code="E914"), read_bytes(manifest, code="E911")
    rows = read_sample(cards, sample, read, read_manifest(where, manifest), seed)
    found = assess(read, rows, test)
    if as_json:
        emit({**found.to_dict(), "plan": read.digest}, kind="observe-audit-risk",
             inputs={plan: data, sample: cards, manifest: where})  # fmt: skip
        sys.exit(_code(found))
    lines = [[a.text, f"{a.risk:.4g}", f"{a.read:,} of {a.cards:,}", a.state,
              "-" if a.more is None else f"{a.more:,}"] for a in found.assertions]  # fmt: skip
    head = ["assertion", "risk", "cards read", "state", "about, more"]
    click.echo(table(head, lines, right={1, 2, 4}))
    for number, risk in found.rounds:
        click.echo(f"  round {number}: largest risk {risk:.4g}")
    for text in read.trusted:
        click.echo(f"trusted: {text}")
    click.echo(f"{found.sentence}.")
    sys.exit(_code(found))


def _code(found: AuditState) -> int:
    from foedus.errors import Exit

    if found.confirmed:
        return Exit.OK
    open_ = any(a.state == "not yet" for a in found.assertions)
    return Exit.UNDECIDED if open_ else Exit.FAILS


@click.command("sizes", epilog="Example: foedus observe audit sizes --margin 0.02 --margin 0.1")
@click.option("--margin", multiple=True, type=float, help="A margin in shares; repeatable.")
@click.option("--risk", "risks", multiple=True, type=float, help="A risk limit; repeatable.")
@click.option("--of", "cards", type=int, default=None, help="How many cards there are.")
@json_option
@guarded
def sizes_(
    margin: tuple[float, ...], risks: tuple[float, ...], cards: int | None, as_json: bool
) -> None:
    """Print about how many cards a right outcome takes: two choices, no invalid card."""
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.audit.sizes import size_table

    margins = margin or (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
    limits = risks or (0.01, 0.05, 0.1)
    wrong = [x for x in (*margins, *limits) if not 0 < x < 1]
    if wrong:
        raise BadInput([Diagnostic("E913", f"{x} is no share", Place("audit sizes"), "0 < x < 1")
                        for x in wrong])  # fmt: skip
    found = size_table(margins, limits, cards)
    if as_json:
        emit({"sizes": found}, kind="observe-audit-sizes", inputs={})
        return
    rows = [[f"{r.margin:g}", f"{r.risk_limit:g}",
             *("all" if n is None else f"{n:,}" for n in (r.bravo, r.markov, r.comparison))]
            for r in found]  # fmt: skip
    head = ["margin", "risk limit", "BRAVO polling", "Kaplan-Markov", "ALPHA comparison"]
    click.echo(table(head, rows, right={0, 1, 2, 3, 4}))
    click.echo(f"{len(rows)} sizes, each an expectation where the reported outcome is right.")
