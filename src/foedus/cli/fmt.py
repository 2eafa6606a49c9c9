"""`foedus fmt FILE`: write a constitution in the one authored form of the language."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes
from foedus.errors import Exit


@click.command(
    "fmt",
    epilog="Examples: foedus fmt law.foedus; foedus fmt --check law.foedus; foedus fmt - < law.foedus",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 where a file would change.")
@json_option
@guarded
def command(files: tuple[str, ...], check: bool, as_json: bool) -> None:
    """Write each FILE in the authored form; `-` reads standard input and prints the result.

    Comments are kept. Nothing is written where any of the files has an error.
    """
    from foedus.constitution.fmt import format_text
    from foedus.constitution.parse import decode
    from foedus.errors import BadInput, Diagnostic

    data, texts, errors = {f: read_bytes(f, code="E001") for f in files}, {}, list[Diagnostic]()
    for file, content in data.items():
        try:
            texts[file] = format_text(decode(content, file), file)
        except BadInput as exc:
            errors += exc.diagnostics
    if errors:
        raise BadInput(errors)
    changed = [f for f in files if texts[f].encode() != data[f]]
    for file in [] if check else changed:
        if file != "-":
            Path(file).write_text(texts[file], encoding="utf-8", newline="\n")
    if as_json:
        rows = [{"file": f, "changed": f in changed, "text": texts[f]} for f in files]
        emit({"check": check, "files": rows}, kind="fmt", inputs=data)
    else:
        _say(files, changed, texts, check)
    sys.exit(Exit.FAILS if check and changed else Exit.OK)


def _say(files: tuple[str, ...], changed: list[str], texts: dict[str, str], check: bool) -> None:
    if files == ("-",) and not check:
        click.echo(texts["-"], nl=False)
        return
    for file in changed:
        click.echo(f"{'would change' if check else 'changed'} {file}")
    same = len(files) - len(changed)
    click.echo(f"{len(changed)} {'to change' if check else 'changed'}, {same} in the authored form")
