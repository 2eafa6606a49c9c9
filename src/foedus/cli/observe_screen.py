"""`foedus observe screen | simulate`: declared screens, and elections made to try things on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table, write_bytes
from foedus.cli.observe_data import COLUMNS, load

if TYPE_CHECKING:
    from foedus.observe.screens.screen import Screen, Screened
    from foedus.observe.screens.stations import Stations


@click.command(
    "screen",
    epilog="Example: foedus observe screen s.csv --columns m.toml --declaration d.toml "
    "--control past.csv",
)
@click.argument("results")
@COLUMNS
@click.option("--declaration", default="", help="What was declared beforehand (TOML).")
@click.option("--control", default="", help="The control election's stations (CSV).")
@click.option("--control-columns", default="", help="Its mapping, where it is another.")
@click.option("--picture", default="", help="Write turnout-share pictures (SVG) beginning so.")
@json_option
@guarded
def screen_(
    results: str, columns: str, declaration: str, control: str, control_columns: str,
    picture: str, as_json: bool,
) -> None:  # fmt: skip
    """Run the screens that were declared beforehand on RESULTS, all choices alike.

    Off without a declaration and a control election. No result identifies a cause.
    """
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.screens.declare import read_declaration
    from foedus.observe.screens.screen import screen
    from foedus.observe.screens.stations import stations_of

    if not declaration or not control:
        what = "no screen runs without a declaration and a control election"
        where = Place("--declaration" if not declaration else "--control")
        raise BadInput(Diagnostic("E920", what, where, "--declaration FILE --control FILE"))
    data = read_bytes(declaration, code="E921")
    declared = read_declaration(data, declaration)
    read, inputs = load(results, columns)
    other, more = load(control, control_columns or columns)
    stations = stations_of(read, declared)
    found = screen(stations, stations_of(other, declared), declared)
    if picture:
        _pictures(stations, picture)
    if as_json:
        emit(found.to_dict(), kind="observe-screen", inputs={**inputs, **more, declaration: data})
        return
    _print(found)


def _pictures(stations: Stations, beginning: str) -> None:
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.screens.grid import grids
    from foedus.report.figures.fingerprint import fingerprint

    made = grids(stations)
    if not made:
        what = "a picture needs the register of the stations"
        raise BadInput(Diagnostic("E922", what, Place("--picture"), 'registered = "column"'))
    for i, g in enumerate(made, 1):
        svg = str(fingerprint(f"f{i}", g.choice, g.cells, g.stations))
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        write_bytes(f"{beginning}{i}.svg", svg.encode(), code="E922")


def _print(found: Screen) -> None:
    head = ["statistic", "observed", "expected", "+-", "p", "joint p", "control p", "rejects"]
    click.echo(table(head, [_row(s) for s in found.statistics], right=set(range(1, 8))))
    for s in found.statistics:
        if s.refused:
            click.echo(f"  refused, {s.name}: {s.refused}")
    for s in found.statistics:
        if s.beyond:
            click.echo(f"\n{s.text}")
            for what, seen, expected in s.sensitivity:
                click.echo(f"  with {what}: {seen:,.1f} against {expected:,.1f}")
            click.echo(f"  other explanations: {'; '.join(s.explanations)}")
    click.echo()
    for why, n in found.left_out:
        click.echo(f"  left out, {why}: {n} stations")
    for family, p in found.families.items():
        click.echo(f"  family {family}: least joint p {p:.4g}")
    click.echo(f"Declaration {found.declaration}: to be published before the results are known.")
    beyond = sum(bool(s.beyond) for s in found.statistics)
    refused = sum(bool(s.refused) for s in found.statistics)
    click.echo(
        f"{beyond} of {len(found.statistics)} statistics lie beyond their null at {found.level:g} "
        f"(Holm, max-T), {refused} refused, {found.stations} stations. {found.closing}"
    )


def _row(s: Screened) -> list[str]:
    def p(value: float | None) -> str:
        return "-" if value is None else f"{value:.4g}"

    return [s.name, f"{s.observed:,.1f}", f"{s.expected:,.1f}", f"{s.spread:.1f}", p(s.p),
            p(s.joint), p(s.control), p(s.rejects)]  # fmt: skip


@click.command("simulate", epilog="Example: foedus observe simulate --stations 500 -o trial")
@click.option(
    "--stations",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help="How many stations.",
)
@click.option(
    "--areas",
    type=click.IntRange(1, 1_000_000),
    default=10,
    show_default=True,
    help="How many strata.",
)
@click.option("--turnout", default=0.6, show_default=True, help="Typical turnout, as a share.")
@click.option("--closed", default=0.0, show_default=True, help="Share of stations not opened.")
@click.option(
    "--rounded", default=0.0, show_default=True, help="Share with whole-per-cent turnout."
)
@click.option(
    "--slips", default=0.0, show_default=True, help="Share with one figure published off."
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="The same seed, the same election.",
)
@click.option("-o", "--output", required=True, help="The folder to write.")
@json_option
@guarded
def simulate_(
    stations: int, areas: int, turnout: float, closed: float, rounded: float, slips: float,
    seed: int, output: str, as_json: bool,
) -> None:  # fmt: skip
    """Write a simulated election, labelled as such, with what was put into it."""
    import json

    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.simulate import Recipe, files

    try:
        made = files(Recipe(stations, areas, turnout=turnout, closed=closed, rounded=rounded,
                            slips=slips, seed=seed))  # fmt: skip
    except ValueError as problem:
        raise BadInput(
            Diagnostic("E900", str(problem), Place("simulate"), "numbers in range")
        ) from None
    for name, text in made.items():
        write_bytes(str(Path(output) / name), text.encode(), code="E900", folder=True)
    label = json.loads(made["label.json"])
    if as_json:
        emit({**label, "files": list(made)}, kind="observe-simulate", inputs={})
        return
    for name in made:
        click.echo(f"  {Path(output) / name}")
    click.echo(f"{label['label']}. {stations} stations, seed {seed}.")
