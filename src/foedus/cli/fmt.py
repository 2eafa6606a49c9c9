"""`foedus fmt FILE`: write a constitution in the one authored form of the language."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes
from foedus.errors import Exit


@click.command(
    "fmt",
    epilog="Examples: foedus fmt law.foedus; foedus fmt --check *.foedus; foedus fmt - < FILE",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing: report every error of the language, exit 1 where a file would change.",
)
@click.option(
    "--tree", is_flag=True, help="Write nothing: print the syntax tree of a FILE as JSON."
)
@click.option(
    "--from-tree", is_flag=True, help="Write nothing: print the text of a syntax tree in JSON."
)
@json_option
@guarded
def command(
    files: tuple[str, ...], check: bool, tree: bool, from_tree: bool, as_json: bool
) -> None:
    """Write each FILE in the authored form; `-` reads standard input and prints the result.

    Comments are kept. Nothing is written where any of the files has an error. Tables are not
    read: `foedus check` does that.
    """
    data = {f: read_bytes(f, code="E001") for f in files}
    if tree or from_tree:
        _print_trees(data, from_tree)
        return
    texts = _formatted(data, check)
    changed = [f for f in files if texts[f].encode() != data[f]]
    for file in [] if check else changed:
        if file != "-":
            _write(Path(file), texts[file])
    if as_json:
        rows = [{"file": f, "changed": f in changed, "text": texts[f]} for f in files]
        emit({"check": check, "files": rows}, kind="fmt", inputs=data)
    else:
        _say(files, changed, texts, check)
    sys.exit(Exit.FAILS if check and changed else Exit.OK)


def _print_trees(data: dict[str, bytes], from_tree: bool) -> None:
    """Print the tree of each file as JSON, or the text of each tree (each fully checked)."""
    import json

    from foedus.constitution.parse import decode, parse
    from foedus.constitution.render import text
    from foedus.constitution.tree import load_json, to_json

    for file, content in data.items():
        source = decode(content, file)
        if from_tree:
            found = text(load_json(source, file))
            parse(found, file)
            click.echo(found, nl=False)
        else:
            click.echo(json.dumps(to_json(parse(source, file)), indent=2, ensure_ascii=False))


def _formatted(data: dict[str, bytes], check: bool) -> dict[str, str]:
    """Return the authored form of every file, or raise BadInput with the errors of all of them."""
    from foedus.constitution.fmt import format_text
    from foedus.constitution.parse import decode, parse
    from foedus.errors import BadInput, Diagnostic

    texts: dict[str, str] = {}
    errors: list[Diagnostic] = []
    for file, content in data.items():
        try:
            text = decode(content, file)
            if check:
                parse(text, file)
            texts[file] = format_text(text, file)
        except BadInput as exc:
            errors += exc.diagnostics
    if errors:
        raise BadInput(errors)
    return texts


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all; raises BadInput where it cannot be written."""
    from foedus.errors import BadInput, Diagnostic, Place

    new = path.with_name(path.name + ".new")
    try:
        new.write_text(text, encoding="utf-8", newline="\n")
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except OSError as exc:
        new.unlink(missing_ok=True)
        what = f"cannot write this file: {exc.strerror}"
        raise BadInput(Diagnostic("E001", what, Place(str(path)), "a writable file")) from None


def _say(files: tuple[str, ...], changed: list[str], texts: dict[str, str], check: bool) -> None:
    if files == ("-",) and not check:
        click.echo(texts["-"], nl=False)
        return
    for file in changed:
        click.echo(f"{'would change' if check else 'changed'} {file}")
    same = len(files) - len(changed)
    click.echo(f"{len(changed)} {'to change' if check else 'changed'}, {same} in the authored form")
