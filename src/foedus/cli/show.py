"""`foedus show FILE "Procedure"`: a rule as a sentence, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.proof_options import filled_option, limit_option

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.portrait import Portrait

EXAMPLES = """\b
Examples:
  foedus show eu-council "Qualified majority"
  foedus show my.foedus Amendment --view Regions
  foedus show my.foedus@2018-06-01 Revision --unit Alpha --json
  foedus show un-security-council "Substantive decision" --ballots
  foedus show my.foedus Amendment --filled Council=423 --filled Alpha=0
  foedus show my.foedus Amendment --steps
  foedus show my.foedus Amendment --svg > steps.svg
"""


@click.command("show", epilog=EXAMPLES)
@click.argument("file", metavar="FILE")
@click.argument("procedure", required=False)
@click.option("--view", default="", help="A view: who the voters are.")
@click.option("--unit", default="", help="The unit concerned, where its consent is needed.")
@click.option("--every-date", is_flag=True, help="Shares by every date of a column.")
@click.option("--bare-majorities", is_flag=True, help="Shares of bare majorities inside the units.")
@click.option("--ladder", is_flag=True, help="Which protections can be walked around in two steps.")
@click.option("--amended-by", default="", help="For --ladder: the rule that changes rules.")
@limit_option
@click.option("--ballots", is_flag=True, help="Abstaining and staying away: boycotts, indices.")
@filled_option
@click.option("--steps", is_flag=True, help="The steps in order, and how long they take.")
@click.option("--svg", is_flag=True, help="The steps as a drawing (SVG).")
@json_option
@guarded
def command(
    file: str,
    procedure: str | None,
    view: str,
    unit: str,
    every_date: bool,
    bare_majorities: bool,
    ladder: bool,
    amended_by: str,
    limit: float,
    ballots: bool,
    filled: dict[str, int],
    steps: bool,
    svg: bool,
    as_json: bool,
) -> None:
    """Show a PROCEDURE of FILE: who must agree, who can block, the smallest coalitions.

    Without a procedure, list them.
    """
    from foedus.cli.proof_shared import emit_digested, models
    from foedus.proof.portrait import portraits

    _one_view(
        {"--ladder": ladder, "--ballots": ballots, "--steps": steps or svg},
        {
            "--view": bool(view), "--every-date": every_date,
            "--bare-majorities": bare_majorities, "--amended-by": bool(amended_by),
            "--unit": bool(unit), "--filled": bool(filled),
        },
        procedure,
    )  # fmt: skip
    found = list(models(file))
    if ladder:
        _ladders(found, amended_by, limit, as_json)
        return
    if procedure is None:
        names = [(m.constitution.name, p.name, p.article) for m in found
                 for p in m.constitution.procedures]  # fmt: skip
        _list(names, as_json, {k: d for m in found for k, d in m.digests.items()})
        return
    holding = [m for m in found if any(p.name == procedure for p in m.constitution.procedures)]
    for model in holding or found[:1]:
        if ballots:
            from foedus.cli.show_ballots import show

            show(model, procedure, unit=unit, filled=filled, limit=limit, as_json=as_json)
            continue
        if steps or svg:
            from foedus.cli import show_steps

            show_steps.show(model, procedure, svg=svg, as_json=as_json)
            continue
        shown = portraits(
            model,
            procedure,
            view=view,
            unit=unit,
            every_date=every_date,
            bare=bare_majorities,
            filled=filled,
            seconds=limit,
        )
        if as_json:
            data = {"name": model.constitution.name, "portraits": [p.to_dict() for p in shown]}
            emit_digested(data, kind="show", inputs=dict(model.digests))
        else:
            click.echo("\n\n".join(_text(p) for p in shown))
            click.echo(f"{len(shown)} reading{'s' if len(shown) != 1 else ''} of {procedure}")


#: The options that each way of looking at a procedure takes.
_TAKES = {
    "--ladder": {"--amended-by"},
    "--ballots": {"--unit", "--filled"},
    "--steps": set[str](),
    "": {"--view", "--every-date", "--bare-majorities", "--unit", "--filled"},
}


def _one_view(views: dict[str, bool], given: dict[str, bool], procedure: str | None) -> None:
    """Refuse options that would be left out of account."""
    chosen = [name for name, is_set in views.items() if is_set]
    if len(chosen) > 1:
        raise click.UsageError(f"one at a time: {' or '.join(chosen)}")
    view = chosen[0] if chosen else ""
    others = [name for name, is_set in given.items() if is_set and name not in _TAKES[view]]
    if others:
        does = f"{view} does" if view else "without --ladder, show does"
        raise click.UsageError(f"{does} not take {', '.join(others)}")
    if view in ("--ballots", "--steps") and procedure is None:
        raise click.UsageError(f"{view} needs a PROCEDURE")


def _list(names: list[tuple[str, str, str]], as_json: bool, digests: dict[str, str]) -> None:
    if as_json:
        from foedus.cli.proof_shared import emit_digested

        rows = [{"constitution": c, "procedure": p, "article": a} for c, p, a in names]
        emit_digested({"procedures": rows}, kind="procedures", inputs=digests)
        return
    from foedus.cli.common import table

    click.echo(table(["constitution", "procedure", "article"], [list(n) for n in names]))
    click.echo(f"{len(names)} procedures")


def _ladders(found: list[Model], amended_by: str, limit: float, as_json: bool) -> None:
    from foedus.cli.proof_shared import emit_digested
    from foedus.proof.ladder import ladder

    rungs = [(m, ladder(m, amended_by=amended_by, seconds=limit)) for m in found]
    if as_json:
        rows = [{"name": m.constitution.name, "rungs": [r.to_dict() for r in k]} for m, k in rungs]
        digests = {k: d for m in found for k, d in m.digests.items()}
        emit_digested({"ladders": rows}, kind="ladder", inputs=digests)
        return
    for model, steps in rungs:
        click.echo(model.constitution.name)
        for rung in steps:
            word = {True: "in two steps", False: "protected", None: "undecided"}[rung.walkable]
            where = f" ({rung.where})" if rung.where else ""
            click.echo(f"  {word:<13} {rung.matter}{where}")
            for line in (*rung.path, f"assuming: {rung.assumption}"):
                click.echo("\n".join(_wrapped("    ", line)))
    count = sum(len(k) for _, k in rungs)
    walkable = sum(r.walkable is True for _, k in rungs for r in k)
    click.echo(f"{walkable} of {count} protections can be walked around in two steps")


def _text(portrait: Portrait) -> str:
    where = f"  ({portrait.where})" if portrait.where else ""
    parts = [portrait.sentence + where, ""]
    parts += _list_line("must agree", portrait.must_agree, "nobody in particular")
    parts += _list_line("alone can block", portrait.vetoers, "no single voter")
    parts += _list_line("dummies", portrait.dummies, "none")
    if portrait.outvoted or portrait.not_outvoted:
        parts += _list_line("can be outvoted", portrait.outvoted, "no group")
        parts += _list_line("cannot be outvoted", portrait.not_outvoted, "no group")
    if portrait.dictators:
        parts += _list_line("decides alone", portrait.dictators, "")
    if portrait.deadlock:
        parts += _wrapped("deadlock", portrait.deadlock)
    if portrait.undecided:
        parts += _list_line("undecided", portrait.undecided, "")
    for item in portrait.least:
        by = f"by {item.column}" if item.column else "by number"
        parts += _wrapped(f"smallest that {item.goal} {by}", f"one of: {item.text}")
    for title, lines in (
        ("assuming", portrait.assumptions),
        ("note", portrait.flags),
        ("recorded", portrait.recorded),
        ("step", portrait.steps),
    ):
        for line in lines:
            parts += _wrapped(title, line)
    if portrait.fewest_days:
        days = f"at least {portrait.fewest_days} days by the text, assents given at once"
        parts += _wrapped("time", days)
    return "\n".join(parts)


def _list_line(title: str, names: tuple[str, ...], empty: str) -> list[str]:
    return _wrapped(title, ", ".join(names) or empty)


def _wrapped(title: str, text: str) -> list[str]:
    import textwrap

    from foedus.cli.proof_shared import WIDTH

    head = f"{title}: " if title.strip() else title
    below = "    " if title.strip() else title + "  "
    return textwrap.wrap(head + text, WIDTH, subsequent_indent=below, break_long_words=False)
