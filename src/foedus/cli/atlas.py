"""`foedus atlas [NAME]`: the constitutions and cases that come with foedus, and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, table

if TYPE_CHECKING:
    from foedus.atlas import Entry


@click.command(
    "atlas",
    epilog="Examples: foedus atlas; foedus atlas eu-council; foedus atlas eu-council --json",
)
@click.argument("name", required=False)
@json_option
@guarded
def command(name: str | None, as_json: bool) -> None:
    """List the packaged constitutions and cases; with a NAME, what one of them holds.

    Any command that takes a FILE or CASE takes such a name as well.
    """
    from foedus.atlas import entries, find

    if name is None:
        found = [_summary(entry) for entry in entries()]
        if as_json:
            emit({"entries": found}, kind="atlas")
            return
        _list(found)
        return
    path = find(name)
    chosen = next((e for e in entries() if e.path == path), None)
    if chosen is None:
        from foedus.errors import BadInput, Diagnostic, Place

        what = f'"{name}" is a file or folder of your own, not an entry of the atlas'
        raise BadInput(Diagnostic("E230", what, Place(name), "a name that `foedus atlas` lists"))
    if as_json:
        inputs = {str(p.name): p.read_bytes() for p in [*_texts(chosen), *chosen.tables]}
        emit({**_summary(chosen), "tables": _tables(chosen)}, kind="atlas-entry", inputs=inputs)
    else:
        _one(chosen)


def _texts(entry: Entry) -> list[Any]:
    return sorted(entry.folder.rglob("*.foedus"))


def _summary(entry: Entry) -> dict[str, Any]:
    """Return an entry with its procedures and sources, read from its constitution."""
    from foedus.constitution.parse import decode, parse
    from foedus.constitution.syntax import InForce, Source, pick

    texts = []
    for path in _texts(entry):
        tree = parse(decode(path.read_bytes(), str(path)), str(path))
        force = next(iter(pick(tree.details, InForce)), None)
        procedures = [{"name": p.name, "article": p.article} for p in tree.procedures]
        texts.append(
            {
                "file": path.relative_to(entry.folder).as_posix(),
                "constitution": tree.name,
                "in_force_from": force.start if force else "",
                "sources": [s.text for s in pick(tree.details, Source)],
                "procedures": procedures,
            }
        )
    return {"name": entry.name, "kind": entry.kind, "title": entry.title, "texts": texts}


def _tables(entry: Entry) -> list[dict[str, Any]]:
    """Return every table of an entry with what its columns are."""
    from foedus.country import load_table

    found = []
    for path in entry.tables:
        loaded = load_table(path)
        columns = list(loaded.column_meta.values())
        head = {"file": path.relative_to(entry.folder).as_posix(), "title": loaded.meta.title}
        found.append({**head, "rows": len(loaded.units), "columns": columns})
    return found


def _list(found: list[dict[str, Any]]) -> None:
    rows = [
        [
            e["name"],
            e["kind"],
            str(sum(len(t["procedures"]) for t in e["texts"])),
            e["title"],
        ]
        for e in found
    ]
    click.echo(table(["name", "kind", "procedures", "title"], rows, right={2}))
    kinds = [e["kind"] for e in found]
    counts = [f"{kinds.count(k)} {k}{'s' * (kinds.count(k) != 1)}" for k in ("system", "case")]
    click.echo(f"\n{', '.join(counts)}; next: foedus atlas NAME, foedus check NAME")


def _one(entry: Entry) -> None:
    summary = _summary(entry)
    click.echo(f"{entry.title} ({entry.kind} {entry.name})")
    for text in summary["texts"]:
        click.echo(f"\n{text['file']}")
        for source in text["sources"]:
            click.echo(f"  source: {source}")
        rows = [[p["name"], p["article"]] for p in text["procedures"]]
        click.echo(_indent(table(["procedure", "article"], rows)))
    tables = _tables(entry)
    for one in tables:
        click.echo(f"\n{one['file']}: {one['title']}, {one['rows']} rows")
        rows = [[c.header, c.date, c.confidence, c.status, c.source] for c in one["columns"]]
        click.echo(_indent(table(["column", "as of", "conf.", "status", "source"], rows)))
    count = sum(len(t["procedures"]) for t in summary["texts"])
    click.echo(f"\n{count} procedures, {len(tables)} tables; next: foedus check {entry.name}")


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
