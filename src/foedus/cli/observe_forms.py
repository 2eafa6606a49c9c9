"""`foedus observe checklists | incidents`: what observers wrote down, without their names."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table, write_bytes
from foedus.shares import hundredths

if TYPE_CHECKING:
    from foedus.observe.design import Plan
    from foedus.observe.forms.coverage import Covered
    from foedus.observe.forms.double import Entered
    from foedus.observe.forms.form import Form
    from foedus.observe.forms.incidents import Incidents
    from foedus.observe.forms.quality import Flag
    from foedus.observe.forms.tally import Answered

FORM = click.option("--form", required=True, help="The form: questions and columns (TOML).")
IDENTITIES = click.option(
    "--identities", default="", help="Write codes and names of observers to this file alone."
)


@click.command(
    "checklists", epilog="Example: foedus observe checklists export.csv --form opening.toml"
)
@click.argument("export")
@FORM
@click.option("--frame", default="", help="The stations of the frame (CSV), for coverage.")
@click.option("--columns", default="", help="The column mapping of the frame (TOML).")
@click.option("--plan", default="", help="A plan of `observe sample`: intervals for its stations.")
@click.option("--incidents", default="", help="Incidents (CSV) for the draft.")
@click.option("--draft", default="", help="Write a draft statement (Markdown) here.")
@click.option("--mission", default="the mission", show_default=True, help="Who will sign it.")
@IDENTITIES
@json_option
@guarded
def checklists_(
    export: str, form: str, frame: str, columns: str, plan: str, incidents: str, draft: str,
    mission: str, identities: str, as_json: bool,
) -> None:  # fmt: skip
    """Count the answers of an EXPORT (CSV of ODK, Kobo or any other form tool).

    Double entries are held against each other; a share of observations has no margin unless a
    plan drew the stations; observers appear as codes.
    """
    from foedus.observe.forms.checklist import read_checklist
    from foedus.observe.forms.coverage import coverage
    from foedus.observe.forms.double import entered
    from foedus.observe.forms.quality import flags
    from foedus.observe.forms.tally import tally

    shape, inputs = _form(form)
    data = read_bytes(export, code="E931")
    inputs[export] = data
    read = read_checklist(data, export, shape)
    once = entered(read.observations)
    found = flags(once.observations, shape)
    counted = tally(once.observations, shape, _plan(plan, inputs))
    covered = None
    if frame:
        from foedus.cli.observe_data import load

        stations, more = load(frame, columns)
        inputs.update(more)
        covered = coverage(once.observations, shape, stations)
    if identities:
        write_private(identities, read.identities)
    text = _draft(draft, mission, counted, once, found, covered, incidents, shape, inputs)
    if as_json:
        emit({"forms": len(once.observations), "questions": counted, "entered": once,
              "flags": found, "coverage": covered, "draft": text},
             kind="observe-checklists", inputs=inputs)  # fmt: skip
        return
    _print(counted, once, found, covered)


def _form(path: str) -> tuple[Form, dict[str, bytes]]:
    from foedus.observe.forms.form import read_form

    data = read_bytes(path, code="E930")
    return read_form(data, path), {path: data}


def _plan(path: str, inputs: dict[str, bytes]) -> Plan | None:
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.observe.design import plan_from

    if not path:
        return None
    inputs[path] = read_bytes(path, code="E905")
    try:
        return plan_from(json.loads(inputs[path]), path)
    except (ValueError, TypeError):
        raise BadInput(Diagnostic("E905", "this is no JSON plan", Place(path), "a plan")) from None


def write_private(path: str, identities: Mapping[str, str]) -> None:
    """Write codes and names to a file that only its owner can read; raises BadInput (E933)."""
    from foedus.errors import BadInput, Diagnostic, Place

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("code", "name"), *identities.items()])
    try:
        Path(path).unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text.getvalue())
    except OSError as exc:
        what = f"cannot write this file: {exc.strerror}"
        raise BadInput(
            Diagnostic("E933", what, Place(path), "a place that can be written")
        ) from None


def _draft(
    path: str, mission: str, counted: tuple[Answered, ...], once: Entered, found: tuple[Flag, ...],
    covered: Covered | None, incidents: str, form: Form, inputs: dict[str, bytes],
) -> str:  # fmt: skip
    from foedus.observe.forms.draft import draft

    if not path:
        return ""
    told = _incidents(incidents, form, inputs, ())[0] if incidents else None
    made = draft(mission, counted, once, found, covered, told)
    write_bytes(path, made.text.encode(), code="E933")
    return made.text


def _print(
    counted: tuple[Answered, ...], once: Entered, found: tuple[Flag, ...], covered: Covered | None
) -> None:
    rows = [[a.area, a.text, str(a.observations), _counts(a), _share(a)] for a in counted]
    click.echo(table(["area", "question", "observations", "answers", "share"], rows, right={2}))
    for d in once.disagreements:
        entries = "; ".join(f"entry {e} (line {n}): {v}" for e, v, n in d.entries)
        click.echo(f"  disagreement, {d.station} {d.observer} {d.question}: {entries}")
    for f in found:
        click.echo(f"  flag, {f.station} {f.observer} (line {f.line}): {f.rule} ({f.detail})")
    for s in covered.strata if covered else ():
        areas = ", ".join(f"{a} {n}" for a, n in s.areas)
        click.echo(f"  {s.stratum}: {s.visited} of {s.stations} stations visited ({areas})")
    for station in covered.outside if covered else ():
        click.echo(f"  {station}: visited, and not in the frame")
    for note in dict.fromkeys(a.caution for a in counted if a.caution):
        click.echo(f"{note}.")
    click.echo(
        f"{len(once.observations)} forms, {once.double} entered twice with "
        f"{len(once.disagreements)} disagreements, {len(found)} flags."
    )


def _counts(a: Answered) -> str:
    absent = [f"{n} {why}" for why, n in a.absent.items() if n]
    return ", ".join([*(f"{k} {n}" for k, n in a.counts.items()), *absent])


def _share(a: Answered) -> str:
    if a.estimate is not None:
        e = a.estimate
        return f"{hundredths(e.value)} % of stations, {hundredths(e.low)} to {hundredths(e.high)}"
    if a.share is None:
        return "-"
    what = "women" if a.kind == "by sex" else "yes, % of observations"
    return f"{hundredths(a.share)} % {what}"


@click.command(
    "incidents", epilog="Example: foedus observe incidents incidents.csv --form mission.toml"
)
@click.argument("file", metavar="INCIDENTS")
@FORM
@click.option("--names", default="", help="Names to take out of the texts, one a line.")
@IDENTITIES
@json_option
@guarded
def incidents_(file: str, form: str, names: str, identities: str, as_json: bool) -> None:
    """List INCIDENTS (CSV) by severity, with what bears them out, names taken out."""
    shape, inputs = _form(form)
    people: tuple[str, ...] = ()
    if names:
        inputs[names] = read_bytes(names, code="E933")
        people = tuple(filter(None, inputs[names].decode("utf-8", "replace").splitlines()))
    found, observers = _incidents(file, shape, inputs, people)
    inputs.pop(names, None)
    if identities:
        write_private(identities, observers)
    if as_json:
        emit(found.to_dict(), kind="observe-incidents", inputs=inputs)
        return
    head = ["severity", "incidents", "seen", "reported only", "corroborated", "open"]
    rows = [[level, *(str(row[k]) for k in head[1:])] for level, row in found.levels.items()]
    click.echo(table(head, rows, right={1, 2, 3, 4, 5}))
    for c in found.incidents:
        sign = "corroborated" if c.corroborated else "one source"
        click.echo(f"  {c.same} [{c.severity}] {c.type}, {c.place}: {c.reports} reports, {c.seen} "
                   f"seen, {sign}, {c.status}")  # fmt: skip
        for text in c.texts:
            click.echo(f"    {text}")
    click.echo(
        f"{len(found.incidents)} incidents in {found.reports} reports; {found.redactions} places "
        "taken out of the texts: read them before you publish them."
    )


def _incidents(
    path: str, form: Form, inputs: dict[str, bytes], people: tuple[str, ...]
) -> tuple[Incidents, dict[str, str]]:
    from foedus.observe.forms.incidents import LEVELS, incidents, read_incidents

    inputs[path] = read_bytes(path, code="E932")
    reports, taken, observers = read_incidents(inputs[path], path, form, people)
    levels = tuple(form.incidents.get("levels", LEVELS))
    return incidents(reports, taken, levels), observers
