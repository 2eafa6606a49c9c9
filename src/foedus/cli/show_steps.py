"""The steps and times of a procedure as text, drawing and JSON, for `foedus show --steps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.clock import Timetable


def show(model: Model, procedure: str, *, svg: bool, as_json: bool) -> None:
    """Print the steps of a procedure under every reading; with `svg` as drawings."""
    from foedus.cli.proof_shared import emit_digested
    from foedus.proof.clock import timetables

    found = timetables(model, procedure)
    if as_json:
        data = {"name": model.constitution.name, "timetables": [_data(t) for t in found]}
        emit_digested(data, kind="steps", inputs=dict(model.digests))
        return
    if svg:
        click.echo("\n".join(_drawn(t, k) for k, t in enumerate(found)))
        return
    click.echo("\n\n".join("\n".join(lines(t)) for t in found))
    click.echo(f"{len(found)} reading{'s' if len(found) != 1 else ''} of {procedure}")


def _drawn(found: Timetable, number: int) -> str:
    from foedus.report.figures.procedure import procedure

    text = str(procedure(f"steps-{number}", found))
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _data(found: Timetable) -> dict[str, Any]:
    from foedus.proof.clock import diagram

    return {**found.to_dict(), "text": diagram(found.route)}


def lines(found: Timetable) -> list[str]:
    """Return the steps as a tree, then the times, in lines."""
    from foedus.cli.proof_shared import indented
    from foedus.proof.clock import diagram

    told = [*diagram(found.route), ""]
    if found.where:
        told.insert(0, f"({found.where})")
    told += [indented(text, 2) for text in times(found)]
    return told


def times(found: Timetable) -> list[str]:
    """Return the shortest and longest time, and who can delay it, as sentences."""
    if found.shortest is None:
        return ["time: it can never be done"]
    told = [f"shortest: {found.shortest:,} days, assents given at once and no petition filed"]
    if found.longest is not None:
        told.append(f"longest: {found.longest:,} days by the text")
    else:
        told.append("longest: the text sets no limit")
    if found.untimed:
        told.append(f"no time is stated for: {'; '.join(found.untimed)}")
    told += [f"limit: {kind} {_days(low, high)}" for kind, low, high in found.limits]
    return told + [f"delay: {d.text}" for d in found.delays]


def _days(low: int, high: int) -> str:
    return f"{low:,} days" if low == high else f"{low:,} to {high:,} days"
