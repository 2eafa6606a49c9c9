"""`foedus record init | add | import | redact | note`: what changes a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.case_shared import LATER, is_case, loaded
from foedus.cli.common import emit, guarded, json_option, read_bytes, write_bytes

if TYPE_CHECKING:
    from foedus.errors import Place

PASSPHRASE = click.option(
    "--passphrase", envvar="FOEDUS_PASSPHRASE", prompt=False, default="", show_envvar=True,
    help="The passphrase of the sealed file or key (better given by the variable).",
)  # fmt: skip
SEAL = click.option(
    "--seal", multiple=True, metavar="FIELD",
    help="Log only a salted commitment to this field; its value can be redacted later.",
)  # fmt: skip


@click.command("init", epilog="Example: foedus record init talks.record --name 'Round table'")
@click.argument("record")
@click.option("--name", default="", help="The record's name, in its checkpoints.")
@json_option
@guarded
def init(record: str, name: str, as_json: bool) -> None:
    """Make a new, empty RECORD; never overwrites."""
    from foedus.record.log import Log

    with Log.create(record, name or "foedus record") as log:
        checkpoint = log.checkpoint()
    if as_json:
        emit({"record": record, "origin": checkpoint.origin, "size": 0}, kind="record-init")
    else:
        click.echo(f"A new record, “{checkpoint.origin}”.\nNext: foedus record add {record} ...")


@click.command(
    "add",
    epilog="Example: foedus record add talks.record source id=s1 document='Joint statement'",
)
@click.argument("record")
@click.argument("kind")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...")
@SEAL
@json_option
@guarded
def add(
    record: str, kind: str, fields: tuple[str, ...], seal: tuple[str, ...], as_json: bool
) -> None:
    """Add one entry of a KIND to RECORD.

    Kinds: source, statement, dispute, commitment, assessment, step, inspection, incident, count,
    constraint. A list is written as FIELD=a,b,c.
    """
    from foedus.record.log import Log

    if kind == "redaction":
        _refuse_redaction()
    entry = _entry(kind, fields)
    with Log.open(record) as log:
        size = log.append([entry], seal=seal)
    _added(as_json, record, 1, size)


def _refuse_redaction() -> None:
    """A redaction is logged when a value is deleted, never said without the deed."""
    from foedus.errors import BadInput, Diagnostic, Place

    what, help_ = "a redaction is not added by hand", "foedus record redact RECORD ENTRY FIELD"
    raise BadInput(Diagnostic("E602", what, Place("KIND"), "`record redact`", help_))


def _entry(kind: str, fields: tuple[str, ...]) -> dict[str, Any]:
    from foedus.errors import BadInput, Diagnostic, Place
    from foedus.record.entries import FIELDS

    types = FIELDS.get(kind, {})
    entry: dict[str, Any] = {"kind": kind}
    faults = []
    for number, field in enumerate(fields, start=1):
        name, equals, value = field.partition("=")
        type_ = types[name].type if name in types else "text"
        if not equals:
            place = Place("FIELD", number)
            faults.append(Diagnostic("E605", f'"{field}" names no value', place, "FIELD=VALUE"))
        elif type_ in ("list", "refs"):
            entry[name] = [v.strip() for v in value.split(",") if v.strip()]
        elif type_ in ("count", "days") and value.removeprefix("-").isdecimal() and len(value) < 20:
            entry[name] = int(value)
        else:
            entry[name] = value
    if faults:
        raise BadInput(faults)
    return entry


@click.command("import", epilog="Example: foedus record import talks.record entries.jsonl")
@click.argument("record")
@click.argument("file")
@LATER
@SEAL
@json_option
@guarded
def import_(record: str, file: str, later: bool, seal: tuple[str, ...], as_json: bool) -> None:
    """Add the entries of FILE (JSON lines or one array; `-` is standard input), all or none.

    FILE may also be a case, a folder or a packaged name: its sources, statements, disputes and
    commitments are added, and what stands in its `record` folder.
    """
    from foedus.record.log import Log

    entries, places = _from_case(file, later) if is_case(file) else _from_file(file)
    with Log.open(record) as log:
        size = log.append(entries, seal=seal, places=places)
    _added(as_json, record, len(entries), size)


def _from_file(file: str) -> tuple[list[Any], list[Place]]:
    from foedus.csvfile import decode_text
    from foedus.record.exchange import read_entries

    return read_entries(decode_text(read_bytes(file, code="E600"), file, code="E601"), file)


def _from_case(name: str, later: bool) -> tuple[list[Any], list[Place]]:
    from foedus.case.as_record import record_entries

    return record_entries(loaded(name, later))


def _added(as_json: bool, record: str, count: int, size: int) -> None:
    if as_json:
        emit({"record": record, "added": count, "size": size}, kind="record-add")
    else:
        click.echo(f"{count} added; the record holds {size}.")


@click.command(
    "redact",
    epilog="Example: foedus record redact talks.record i7 place --by Secretariat --date 2014-03-31",
)
@click.argument("record")
@click.argument("entry")
@click.argument("field")
@click.option("--by", required=True, help="Who decided it.")
@click.option("--date", required=True, help="When, such as 2014-03-31.")
@click.option("--id", "new_id", default="", help="The id of the entry that records it.")
@json_option
@guarded
def redact(
    record: str, entry: str, field: str, by: str, date: str, new_id: str, as_json: bool
) -> None:
    """Delete the value of a sealed FIELD of ENTRY and record that it was done."""
    from foedus.record.log import Log

    with Log.open(record) as log:
        size = log.redact(
            entry, field, by=by, date=date, new_id=new_id or f"redact-{entry}-{field}"
        )
    _added(as_json, record, 1, size)


def _asked(file: str) -> str:
    import sys

    from foedus.errors import BadInput, Diagnostic, Place

    if not sys.stdin.isatty():
        expected = "--passphrase, or the variable FOEDUS_PASSPHRASE"
        raise BadInput(Diagnostic("E642", "no passphrase was given", Place(file), expected))
    return str(click.prompt("Passphrase", hide_input=True))


@click.command("note", epilog="Example: foedus record note mine.sealed 'they may accept point 3'")
@click.argument("file")
@click.argument("text", required=False)
@click.option("--about", default="", help="The id of the entry the note is about.")
@PASSPHRASE
@json_option
@guarded
def note_(file: str, text: str | None, about: str, passphrase: str, as_json: bool) -> None:
    """Add TEXT to the private notes in FILE, or read them; never part of a shared record."""
    from pathlib import Path

    from foedus.record.sealed import add_note, read_notes

    secret = passphrase or _asked(file)
    data = read_bytes(file, code="E600") if Path(file).exists() or text is None else None
    if text is not None:
        note = {"text": text, **({"about": about} if about else {})}
        write_bytes(file, add_note(data, note, secret, file), code="E600")
        if as_json:
            emit({"file": file, "added": 1}, kind="record-note")
        else:
            click.echo("1 note sealed.")
        return
    notes = read_notes(data or b"", secret, file)
    if as_json:
        emit({"notes": notes}, kind="record-note")
        return
    for n in notes:
        click.echo(f"- {n['text']}" + (f" (about {n['about']})" if "about" in n else ""))
    click.echo(f"{len(notes)} notes.")
