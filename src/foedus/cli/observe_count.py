"""`foedus observe plan | sample | estimate | replay`: the quick count."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table, write_bytes
from foedus.cli.observe_data import COLUMNS, load
from foedus.shares import hundredths

if TYPE_CHECKING:
    from fractions import Fraction

    from foedus.observe.arrival import Arrived, Balance
    from foedus.observe.statements import QuickCount

BASE = click.option(
    "--base", type=click.Choice(["valid", "ballots"]), default="valid", show_default=True,
    help="What shares are taken of: valid ballots, or all ballots in the box.",
)  # fmt: skip
DESIGN = click.option(
    "--design", type=click.Choice(["simple", "proportional", "neyman"]), default="simple",
    show_default=True, help="One stratum, strata by size, or strata by N_h S_h of --choice.",
)  # fmt: skip
CONFIDENCE = click.option(
    "--confidence", default=0.95, show_default=True, help="The level of the intervals."
)
STATIONS = click.option("--stations", type=int, required=True, help="How many stations to draw.")


def fraction(text: str, option: str, code: str = "E906") -> Fraction:
    """Return an exact share from an option; raises BadInput under the code given."""
    from fractions import Fraction

    from foedus.errors import BadInput, Diagnostic, Place

    # Longer than any share is written, and short enough that 1e-99999 builds no giant.
    found = None
    if len(text) <= 40 and "e" not in text.lower():
        with suppress(ValueError, ZeroDivisionError):
            found = Fraction(text)
    if found is None or not 0 <= found <= 1:
        what = f'"{text[:40]}" is no share'
        raise BadInput(Diagnostic(code, what, Place(option), "from 0 to 1, as 1/2 or 0.5"))
    return found


def _shares(**options: tuple[str, ...]) -> list[dict[str, Fraction]]:
    """Return the shares of each option ("A=1/2"); raises BadInput with every one at fault."""
    from foedus.errors import BadInput, Diagnostic, Place

    faults: list[Diagnostic] = []
    found: list[dict[str, Fraction]] = [{} for _ in options]
    for shares, (option, words) in zip(found, options.items(), strict=True):
        for word in words:
            name, _, share = word.rpartition("=")
            if name in shares:
                what = f'"{name}" is given twice'
                faults.append(Diagnostic("E906", what, Place(f"--{option}"), "once"))
            try:
                shares[name] = fraction(share, f"--{option}")
            except BadInput as exc:
                faults += exc.diagnostics
    if faults:
        raise BadInput(faults)
    return found


def _known(choice: str, choices: tuple[str, ...], option: str = "--choice") -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    if choice not in choices:
        what = f'there is no choice "{choice}"'
        hint = did_you_mean(choice, choices)
        raise BadInput(Diagnostic("E905", what, Place(option), ", ".join(choices), hint))


@click.command(
    "plan", epilog="Example: foedus observe plan past.csv --columns m.toml --choice A --margin 0.01"
)
@click.argument("past")
@COLUMNS
@click.option("--choice", required=True, help="The choice whose share is planned for.")
@click.option("--margin", default=0.01, show_default=True, help="Half width wanted, as a share.")
@CONFIDENCE
@BASE
@json_option
@guarded
def plan_(
    past: str, columns: str, choice: str, margin: float, confidence: float, base: str, as_json: bool
) -> None:
    """Say how many stations of PAST (a past election) a margin would have needed."""
    from foedus.observe.design import station_size

    read, inputs = load(past, columns)
    _known(choice, tuple(read.counts))
    _known(base, tuple(read.counts))
    found = station_size(read, choice, base, margin, confidence)
    if as_json:
        emit(found.to_dict(), kind="observe-size", inputs=inputs)
        return
    click.echo(
        f"{found.stations} of {found.frame} stations, drawn simply, for +-{margin * 100:g} points "
        f"at {confidence:g}.\nHandbook planning size: {found.handbook} voters, as if drawn one by "
        "one; stations are clusters, so this is never a margin."
    )


@click.command(
    "sample",
    epilog="Example: foedus observe sample frame.csv --columns m.toml --stations 300 --seed 7204",
)
@click.argument("frame")
@COLUMNS
@STATIONS
@click.option("--seed", required=True, help="The seed; secret until the vote, long and random.")
@DESIGN
@click.option("--choice", default="", help="The choice that the Neyman allocation looks at.")
@BASE
@CONFIDENCE
@click.option("--release", default="9/10", show_default=True, help="Share that must return.")
@click.option("-o", "--output", default="", help="Write the plan (JSON) here.")
@json_option
@guarded
def sample(
    frame: str, columns: str, stations: int, seed: str, design: str, choice: str, base: str,
    confidence: float, release: str, output: str, as_json: bool,
) -> None:  # fmt: skip
    """Draw stations from FRAME and print the digest that commits to seed, plan and release rule."""
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.design import draw

    if choice and design != "neyman":
        what = f"a {design} design looks at no choice"
        raise BadInput(Diagnostic("E905", what, Place("--choice"), "--design neyman"))
    read, inputs = load(frame, columns)
    plan = draw(
        read, design=design, stations=stations, seed=seed, base=base, choice=choice,
        confidence=confidence, release=fraction(release, "--release"),
    )  # fmt: skip
    data = {**plan.to_dict(), "digest": plan.digest}
    if output:
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        write_bytes(output, text.encode(), code="E900")
    if as_json:
        emit(data, kind="observe-plan", inputs=inputs)
        return
    rows = [[h, str(n), str(k)] for h, (n, k) in plan.strata.items()]
    click.echo(table(["stratum", "stations", "drawn"], rows, right={1, 2}))
    for part, whole in plan.collapsed.items():
        click.echo(f"  stratum {part} has one station: counted with {whole}")
    click.echo(f"Recipe: {plan.recipe}.")
    click.echo(f"{len(plan.stations)} stations drawn; publish before the vote: {plan.digest}")


@click.command(
    "estimate", epilog="Example: foedus observe estimate plan.json returns.csv --columns m.toml"
)
@click.argument("plan")
@click.argument("returns")
@COLUMNS
@click.option("--official", multiple=True, help='A published share: "A=0.5213"; repeatable.')
@click.option("--threshold", multiple=True, help='A share to exceed: "A=1/2"; repeatable.')
@click.option("--arrival", default="", help="Show the running estimate of this choice.")
@click.option("--past", default="", help="A past election (CSV): do late stations differ in it?")
@json_option
@guarded
def estimate_(
    plan: str, returns: str, columns: str, official: tuple[str, ...], threshold: tuple[str, ...],
    arrival: str, past: str, as_json: bool,
) -> None:  # fmt: skip
    """Estimate shares from the RETURNS of a PLAN, and say what they allow to be said."""
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.arrival import arrival as running
    from foedus.observe.arrival import balance
    from foedus.observe.design import plan_from
    from foedus.observe.statements import quick_count

    data = read_bytes(plan, code="E905")
    try:
        drawn = plan_from(json.loads(data), plan)
    except (ValueError, TypeError):
        raise BadInput(Diagnostic("E905", "this is no JSON plan", Place(plan), "a plan")) from None
    read, inputs = load(returns, columns)
    published, thresholds = _shares(official=official, threshold=threshold)
    found = quick_count(drawn, read, official=published, thresholds=thresholds)
    earlier = None
    if past:
        earlier, more = load(past, columns)
        inputs.update(more)
    late = balance(drawn, read, earlier)
    if arrival:
        _known(arrival, read.candidates, "--arrival")
    curve = running(drawn, read, arrival) if arrival else ()
    if as_json:
        data_ = {**found.to_dict(), "arrival": curve, "balance": late}
        emit(data_, kind="observe-estimate", inputs={**inputs, plan: data})
        return
    _late(curve, late)
    _print(found, drawn.confidence)


def _late(curve: tuple[Arrived, ...], late: tuple[Balance, ...]) -> None:
    for p in curve:
        shown = "no estimate yet" if p.value is None or p.low is None or p.high is None else (
            f"{hundredths(p.value, 2)} ({hundredths(p.low, 2)} to {hundredths(p.high, 2)})"
        )  # fmt: skip
        click.echo(f"  after {p.returned} returns, {p.choice}: {shown}")
    for b in late:
        if b.difference is not None and b.mean_returned is not None and b.mean_missing is not None:
            click.echo(
                f"  {b.figure}: mean {float(b.mean_returned):.4g} at {b.returned} stations that "
                f"returned, {float(b.mean_missing):.4g} at {b.missing} that did not"
            )


def _print(found: QuickCount, confidence: float) -> None:
    rows = [
        [e.what, hundredths(e.value, 2), f"{hundredths(e.low, 2)} to {hundredths(e.high, 2)}",
         "-" if e.effect is None else f"{e.effect:.1f}"]
        for e in found.estimates
    ]  # fmt: skip
    if rows:
        click.echo(
            table(["choice", "estimate %", f"{confidence:g} interval", "design effect"], rows)
        )
    for reason in found.reasons:
        click.echo(f"not stated: {reason}")
    for choice, bounds in found.worst.items():
        if bounds is not None:
            low, high = (hundredths(b, 2) for b in bounds)
            click.echo(f"{choice}: with late stations at 0 and 100 %: {low} to {high} %")
    if found.scope != "every station of the frame":
        click.echo(f"Of {found.scope}.")
    for s in found.statements[1:]:
        click.echo(f"  {s.about}: {s.text}")
    back, drawn = sum(r.returned for r in found.response), sum(r.drawn for r in found.response)
    # A station that did not open is an answer, no return.
    word = "returned" if found.scope == "every station of the frame" else "answered"
    click.echo(f"{back} of {drawn} stations {word}; {found.statements[0].about}: "
               f"{found.statements[0].text}.")  # fmt: skip


@click.command(
    "replay",
    epilog="Example: foedus observe replay past.csv --columns m.toml --choice A --stations 300",
)
@click.argument("past")
@COLUMNS
@click.option("--choice", required=True, help="The choice whose share is estimated.")
@STATIONS
@DESIGN
@BASE
@CONFIDENCE
@click.option(
    "--draws",
    type=click.IntRange(1, 1_000_000),
    default=500,
    show_default=True,
    help="How many samples to draw.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The seed of the draws."
)
@json_option
@guarded
def replay_(
    past: str, columns: str, choice: str, stations: int, design: str, base: str,
    confidence: float, draws: int, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Draw a design from PAST many times and report coverage and error."""
    from foedus.observe.design import collapse, draw
    from foedus.observe.replay import replay

    read, inputs = load(past, columns)
    _known(choice, tuple(read.counts))
    _known(base, tuple(read.counts))
    plan = draw(read, design=design, stations=stations, seed=str(seed), base=base, choice=choice,
                confidence=confidence)  # fmt: skip
    strata = ["all"] * len(read) if design == "simple" else collapse(read.strata)[0]
    found = replay(read, plan, strata, choice, draws, seed)
    if as_json:
        emit(found.to_dict(), kind="observe-replay", inputs=inputs)
        return
    click.echo(
        f"true share {found.truth * 100:.3f} %; bias {found.bias * 100:+.3f}, root mean square "
        f"error {found.root_mean_square * 100:.3f} points; design effect {found.effect:.1f}\n"
        f"{found.draws} draws: +-{found.margin * 100:.3f} points, coverage {found.coverage:.3f} "
        f"(simulation error {found.coverage_error:.3f})."
    )
