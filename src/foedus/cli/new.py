"""`foedus new FOLDER`: a small commented case to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from foedus.cli.common import emit, guarded, json_option

EXAMPLES = """\b
Examples:
  foedus new my-case
  foedus check my-case
  foedus report my-case -o page.html
"""


@click.command("new", epilog=EXAMPLES)
@click.argument("folder")
@json_option
@guarded
def command(folder: str, as_json: bool) -> None:
    """Write a small commented case into FOLDER: three invented regions and one of everything."""
    from foedus.case.skeleton_files import write_skeleton

    files = write_skeleton(Path(folder))
    if as_json:
        emit({"folder": folder, "files": list(files)}, kind="new")
        return
    for file in files:
        click.echo(f"  {file}")
    click.echo(f"next: foedus report {folder}")
    click.echo(f"{folder}: {len(files)} files, a case that checks and reports as it stands")
