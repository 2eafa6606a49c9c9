"""`foedus record status | timeline | order | export`: reading a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from foedus.cli.case_shared import LATER
from foedus.cli.common import emit, guarded, json_option, table, write_bytes
from foedus.cli.record_open import opened, read

if TYPE_CHECKING:
    from foedus.record.order import Limit
    from foedus.record.sequence import Reading

PARTY = click.option("--party", default="", help="Only entries that name this party.")
QUESTION = click.option(
    "--question", default="", help="Only entries on this question or with this tag."
)
CSV = click.option("--csv", "as_csv", is_flag=True, help="A table for spreadsheets instead.")
AS_OF = click.option("--as-of", default="", help="Leave out what is dated after this day.")


def _short(text: str, width: int = 48) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


STATUS_COLUMNS = ["id", "obligor", "what", "deadline", "level", "assessors", "verifier"]


def _csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV, no cell of which a spreadsheet runs."""
    import csv
    import io

    from foedus.record.exchange import plain_cells

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(plain_cells, rows))
    return text.getvalue()


def _day(text: str, option: str = "--as-of") -> str:
    from foedus.errors import BadInput, Diagnostic, Place

    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        what = f'"{text}" is no date'
        raise BadInput(Diagnostic("E605", what, Place(option), "2014-03-31")) from None


@click.command("status", epilog="Example: foedus record status talks.record --as-of 2014-03-31")
@click.argument("record")
@PARTY
@QUESTION
@AS_OF
@LATER
@CSV
@json_option
@guarded
def status_(
    record: str, party: str, question: str, as_of: str, later: bool, as_csv: bool, as_json: bool
) -> None:
    """Show each commitment of RECORD with its deadline and every assessor's level.

    RECORD may be a case: then the day is the case's unless --as-of gives another.
    """
    from foedus.record.depend import dependencies
    from foedus.record.status import status

    entries, day_of_case = read(record, later)
    day = _day(as_of) or day_of_case or date.today().isoformat()
    result = status(entries, as_of=day, party=party, question=question)
    waiting = dependencies(entries)
    if as_json:
        emit({**result.to_dict(), "dependencies": waiting}, kind="record-status")
        return
    if as_csv:
        cells = ([str(v) for v in r.values()] for r in result.rows())
        click.echo(_csv([STATUS_COLUMNS, *cells]), nl=False)
        return
    rows = [[_short(str(v)) for v in r.values()] for r in result.rows()]
    if rows:
        click.echo(table(list(result.rows()[0]), rows))
    for c in result.commitments:
        for a in c.assessments:
            click.echo(f"  {c.id}: {a.assessor}, {a.date}: {a.level}. {a.reasons}")
        for step in c.steps:
            click.echo(f"  {c.id}: {step}")
    for arrow in waiting.arrows:
        click.echo(f"  {arrow.first} -> {arrow.then}")
    if waiting.circle:
        click.echo(f"  these wait for one another: {' -> '.join(waiting.circle[::-1])}")
    passed = sum(c.overdue for c in result.commitments)
    unknown = sum(not c.assessments for c in result.commitments)
    alpha = "undefined" if result.alpha is None else f"{result.alpha} ({float(result.alpha):.3f})"
    click.echo(
        f"As of {result.as_of}: {len(rows)} commitments, {passed} past their deadline, "
        f"{unknown} assessed by nobody; agreement (Krippendorff's alpha) {alpha}."
    )


def _known_kinds(kinds: tuple[str, ...]) -> None:
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
    from foedus.record.entries import KINDS

    faults = [
        Diagnostic("E602", f'no such kind of entry: "{k}"', Place("--kind"),
                   f"one of: {', '.join(KINDS)}", did_you_mean(k, KINDS))
        for k in kinds if k not in KINDS
    ]  # fmt: skip
    if faults:
        raise BadInput(faults)


@click.command("timeline", epilog="Example: foedus record timeline talks.record --party Minister")
@click.argument("record")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of entry; repeatable.")
@PARTY
@QUESTION
@click.option("--since", default="", help="Leave out what is dated before this day, or not at all.")
@AS_OF
@click.option("--later", is_flag=True, help="Show the later layer, too; of a case: its layers.")
@CSV
@json_option
@guarded
def timeline_(
    record: str, kinds: tuple[str, ...], party: str, question: str, since: str, as_of: str,
    later: bool, as_csv: bool, as_json: bool,
) -> None:  # fmt: skip
    """Show what stands in RECORD (or a case) by date; what was corrected gives way."""
    from foedus.record.exchange import csv_rows
    from foedus.record.view import timeline

    _known_kinds(kinds)
    found = timeline(
        read(record, later)[0],
        kinds=kinds,
        party=party,
        question=question,
        since=_day(since, "--since"),
        as_of=_day(as_of),
        later=later,
    )
    if as_json:
        emit({"entries": [i.body for i in found.items], "left_out": found.left_out},
             kind="record-timeline")  # fmt: skip
        return
    if as_csv:
        click.echo(_csv(csv_rows(list(found.items))), nl=False)
        return
    for row in found.rows():
        head = f"{row['date']:<10}  {row['kind']:<11}"
        click.echo(f"{head} {row['who']}: {row['what']}  [{row['id']}]")
    click.echo(f"{len(found.items)} entries; {found.left_out} later ones left out.")


@click.command("order", epilog="Example: foedus record order talks.record --from signature")
@click.argument("record")
@click.option("--from", "origin", default=None, help="The step that days are counted from.")
@LATER
@json_option
@guarded
def order(record: str, origin: str | None, later: bool, as_json: bool) -> None:
    """Put the steps of RECORD (or a case) in order, under each reading of its constraints.

    Exit 1 where some reading contradicts itself: the shortest contradiction is quoted.
    """
    import sys

    from foedus.errors import Exit
    from foedus.record.sequence import collisions, readings

    entries, _ = read(record, later)
    found, collide = readings(entries, origin=origin), collisions(entries)
    if as_json:
        emit({"readings": found, "collisions": collide}, kind="record-order")
    else:
        for reading in found:
            _show(reading)
        if not any(r.schedule.windows or r.schedule.contradiction for r in found):
            click.echo("  no entry says what comes before what")
        for c in collide:
            click.echo(f"These cannot both be followed: {c.first}; {c.second}")
            _show_limits(c.clauses)
        good = sum(r.schedule.consistent for r in found)
        click.echo(f"{len(found)} reading{'s' * (len(found) != 1)}, {good} without contradiction.")
    sys.exit(Exit.OK if all(r.schedule.consistent for r in found) else Exit.FAILS)


def _show(reading: Reading) -> None:
    made = reading.schedule
    click.echo(f"Reading: {reading.name}")
    if not made.consistent:
        how = "shortest" if made.smallest_proved else "one (not proved shortest)"
        click.echo(f"  contradicts itself; the {how} contradiction, {_days(made.excess)} short:")
        _show_limits(made.contradiction)
        return
    rows = [
        [step, "any" if low is None else str(low), "any" if high is None else str(high)]
        for step, (low, high) in made.windows.items()
    ]
    click.echo(table(["step", "earliest day", "latest day"], rows, right={1, 2}))
    for e in reading.exposed:
        click.echo(f"  exposed first: {e.who}, by “{e.first}” before “{e.before}”: “{e.quote}”")
    if reading.last_reversible:
        click.echo(f"  last reversible step: {reading.last_reversible}")


def _show_limits(limits: tuple[Limit, ...]) -> None:
    for c in limits:
        if c.days >= 0:
            text = f"“{c.later}” at most {_days(c.days)} after “{c.earlier}”"
        else:
            text = f"“{c.earlier}” at least {_days(-c.days)} after “{c.later}”"
        click.echo(f"    {text}: “{c.quote}”")


@click.command("export", epilog="Example: foedus record export talks.record -o talks.jsonl")
@click.argument("record")
@click.option("-o", "--output", default="-", help="Where to write; `-` is standard output.")
@LATER
@CSV
@json_option
@guarded
def export(record: str, output: str, later: bool, as_csv: bool, as_json: bool) -> None:
    """Write RECORD (or a case) as JSON lines, which import to the same root, or as CSV."""
    from foedus.record.exchange import csv_rows, json_lines
    from foedus.record.view import items

    with opened(record, later) as (log, _):
        text = _csv(csv_rows(items(log))) if as_csv else "".join(f"{x}\n" for x in json_lines(log))
        entries = [e.body for e in log.entries()] if as_json else []
        count = log.size()
    if output != "-" or not as_json:
        write_bytes(output, text.encode(), code="E600")
    if as_json:
        emit({"entries": entries}, kind="record-export")
    elif output != "-":
        click.echo(f"{count} entries written to {output}.")
