"""`foedus powers`: matters and powers, and how they can be taken; the standard list of matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import DefaultGroup, guarded, json_option
from foedus.cli.powers_more import authority, languages, minorities, organs
from foedus.cli.powers_part import part

if TYPE_CHECKING:
    from foedus.cli.federation_shared import Text
    from foedus.federation.checks import Open
    from foedus.federation.matrix import Cell, Matrix
    from foedus.federation.paths import Path

EXAMPLES = """\b
Examples:
  foedus powers my.foedus
  foedus powers my.foedus --matter "school language" --unit Alpha
  foedus powers my-case --matter police --json
  foedus powers organs my.foedus
"""


@click.group(
    "powers",
    cls=DefaultGroup,
    default="matrix",
    usage="FILE|CASE [--matter M] [--unit R] [--json]",
    epilog=EXAMPLES,
)
def command() -> None:
    """Who may do what: matters by level, function and unit, each with its article.

    And who can take it back, whose veto is on what, who belongs, who can take part.
    """


@command.command("matrix", epilog=EXAMPLES)
@click.argument("file", metavar="FILE|CASE")
@click.option("--matter", default="", help="One matter: who holds it, how it can be taken.")
@click.option("--unit", default="", help="What holds in this unit, and what is taken from it.")
@click.option("--model", "wanted", default="", help="One text of a case, by key or title.")
@json_option
@guarded
def matrix_(file: str, matter: str, unit: str, wanted: str, as_json: bool) -> None:
    """Show the matrix of powers with its checks; with --matter, how the matter can be taken.

    A case shows its texts side by side.
    """
    from foedus.federation.checks import checks

    found, powers, name, units = _asked(file, wanted, matter, unit)
    opened = [checks(t.model, p) for t, p in zip(found, powers, strict=True)]
    ways = [_paths(t, name, u) if name else () for t, u in zip(found, units, strict=True)]
    if as_json:
        _json(found, powers, opened, ways, name, units)
    elif name:
        _matter(found, powers, ways, name, units)
    elif len(found) > 1:
        _side_by_side(found, powers, opened, units)
    else:
        _one(powers[0], opened[0], units[0])


def _asked(
    file: str, wanted: str, matter: str, unit: str
) -> tuple[list[Text], list[Matrix], str, list[str]]:
    """Return what the options name: the texts, their matrices, the matter, the unit in each text.

    Raises BadInput with the errors of every option.
    """
    from foedus.cli.federation_shared import chosen, texts
    from foedus.errors import BadInput, Diagnostic
    from foedus.federation.matrix import known_matter, matrix
    from foedus.fiscal.collect import collected

    every = texts(file)[0]
    errors: list[Diagnostic] = []
    found = collected(errors, lambda: chosen(every, wanted)) or every
    powers = [matrix(t.model) for t in found]
    name = collected(errors, lambda: known_matter(powers, matter)) if matter else ""
    units = collected(errors, lambda: _units(found, unit))
    if errors or name is None or units is None:
        raise BadInput(errors)
    return found, powers, name, units


def _units(found: list[Text], name: str) -> list[str]:
    """Return the unit by its label in each text that has it; an error where none has."""
    from foedus.errors import BadInput
    from foedus.federation.matrix import unit

    if not name:
        return [""] * len(found)
    labels: list[str] = []
    problem: BadInput | None = None
    for text in found:
        try:
            labels.append(unit(text.model, name))
        except BadInput as exc:
            labels.append("")
            problem = exc
    if problem is not None and not any(labels):
        raise problem
    return labels


def _paths(text: Text, matter: str, unit: str) -> tuple[Path, ...]:
    from foedus.federation.paths import paths
    from foedus.proof.games import Games

    return paths(Games(text.model), matter, unit)


def _json(
    found: list[Text],
    powers: list[Matrix],
    opened: list[tuple[Open, ...]],
    ways: list[tuple[Path, ...]],
    matter: str,
    units: list[str],
) -> None:
    from foedus.cli.common import emit
    from foedus.cli.federation_shared import digests

    answers = []
    for text, table, left, way, unit in zip(found, powers, opened, ways, units, strict=True):
        rows = table.rows()
        if matter:
            held = table.of(matter, None, unit)
            rows = [r for c in held for r in _rows(c)]
        answers.append(
            {
                "text": text.title,
                "file": table.file,
                "unit": unit,
                "rows": rows,
                "conflict": [list(c) for c in table.conflict],
                "open": [o.to_dict() for o in left if not matter or o.matter in ("", matter)],
                "paths": [{**w.to_dict(), "text": w.text} for w in way],
            }
        )
    emit({"inputs": digests(found), "matter": matter, "texts": answers}, kind="powers")


def _rows(cell: Cell) -> list[dict[str, Any]]:
    return [
        {
            "matter": cell.matter or "any other matter",
            "function": str(f),
            "level": str(cell.level),
            "units": list(cell.units),
            "article": cell.article,
            "status": cell.status,
            "note": cell.note,
            "source": cell.source,
        }
        for f in cell.functions
    ]


def _one(powers: Matrix, opened: tuple[Open, ...], unit: str) -> None:
    from foedus.cli.common import table
    from foedus.constitution.syntax import Function

    header = ["Matter", *(str(f) for f in Function)]
    rows = []
    for matter in (*powers.matters, "any other matter"):
        cells = powers.residual if matter == "any other matter" else powers.of(matter, None, unit)
        shown = cells if unit else (*cells, *(c for c in powers.special(matter) if c not in cells))
        rows.append([matter, *(_holders(shown, f) for f in Function)])
    click.echo(f"{powers.name}{f', in {unit}' if unit else ''}")
    click.echo(table(header, rows))
    for level, article in powers.conflict:
        click.echo(f"conflict rule: {level} prevails ({article})")
    _left_open(opened)
    unread = sum(c.status == "unverified" for c in powers.cells)
    told = f"{len(powers.matters)} matters, {len(powers.cells)} entries"
    told += (
        f", {unread} of them on articles not read or not naming the matter (?)" if unread else ""
    )
    for source, count in _sources(powers):
        click.echo(f"read in: {source} ({count} entries)")
    click.echo(f"\n{told}; {len(opened)} left open")


def _sources(powers: Matrix) -> list[tuple[str, int]]:
    from collections import Counter

    return list(Counter(c.source for c in powers.cells if c.source).items())


def _left_open(opened: tuple[Open, ...]) -> None:
    if opened:
        click.echo("\nleft open:")
    for found in opened:
        where = f" in {found.unit}" if found.unit else ""
        articles = f" ({'; '.join(found.articles)})" if found.articles else ""
        head = f"{found.matter}{where}: " if found.matter else ""
        click.echo(f"  {found.kind}: {head}{found.text}{articles}")


def _holders(cells: tuple[Cell, ...], function: Any) -> str:
    """Return the levels that hold a function, with articles; a mark where one was not read."""
    parts = []
    for cell in cells:
        if function in cell.functions:
            where = f" in {', '.join(cell.units)}" if cell.units else ""
            mark = "?" if cell.status == "unverified" else ""
            parts.append(f"{cell.level}{where} ({cell.article}){mark}")
    return "; ".join(parts)


def _side_by_side(
    found: list[Text], powers: list[Matrix], opened: list[tuple[Open, ...]], units: list[str]
) -> None:
    from foedus.cli.common import table
    from foedus.constitution.syntax import Function

    matters = list(dict.fromkeys(m for p in powers for m in p.matters))
    header = ["Who legislates", *(t.short for t in found)]
    rows = []
    for matter in (*matters, "any other matter"):
        row = [matter]
        for p, unit in zip(powers, units, strict=True):
            cells = p.residual if matter == "any other matter" else p.of(matter, None, unit)
            row.append(_levels(cells, Function.LEGISLATE))
        rows.append(row)
    click.echo(table(header, rows))
    for text, left in zip(found, opened, strict=True):
        click.echo(f"\n{text.title}: {len(left)} left open")
        for kind, count in _counted(left):
            click.echo(f"  {kind}: {count}")
    click.echo(f"\n{len(found)} texts, {len(matters)} matters")


def _levels(cells: tuple[Cell, ...], function: Any) -> str:
    found = dict.fromkeys(
        str(c.level) + ("*" if not c.matter else "") for c in cells if function in c.functions
    )
    return ", ".join(found) or "-"


def _counted(opened: tuple[Open, ...]) -> list[tuple[str, int]]:
    kinds = dict.fromkeys(str(o.kind) for o in opened)
    return [(k, sum(str(o.kind) == k for o in opened)) for k in kinds]


def _matter(
    found: list[Text],
    powers: list[Matrix],
    ways: list[tuple[Path, ...]],
    matter: str,
    units: list[str],
) -> None:
    for text, p, way, unit in zip(found, powers, ways, units, strict=True):
        where = f", {unit}" if unit else ""
        click.echo(f"{text.title}: {matter}{where}")
        cells = p.of(matter, None, unit)
        if not unit:
            cells = (*cells, *(c for c in p.special(matter) if c not in cells))
        for cell in cells:
            _cell(cell)
        if not cells:
            click.echo("  nobody holds it")
        click.echo("  how it can be taken:")
        for path in way:
            _way(path)
        if not way:
            click.echo("    no procedure of this text decides it")
        click.echo()
    click.echo(f"{matter}: {len(found)} text{'s' if len(found) != 1 else ''}")


def _cell(cell: Cell) -> None:
    where = f" in {', '.join(cell.units)}" if cell.units else ""
    residual = " (any other matter)" if not cell.matter else ""
    status = f" [{cell.status}]" if cell.status else ""
    note = f"; {cell.note}" if cell.note else ""
    does = ", ".join(str(f) for f in cell.functions)
    click.echo(f"  {cell.level} may {does}{where}{residual}: {cell.article}{status}{note}")


def _way(path: Path) -> None:
    from foedus.cli.proof_shared import indented

    where = f"({path.where}) " if path.where else ""
    click.echo(indented(where + path.text, 4))
    for step in path.earlier:
        word = {True: "easier", False: "not easier", None: "undecided"}[step.easier]
        click.echo(indented(f"{word}: {step.text}", 6))


@command.command("matters", epilog="Example: foedus powers matters --json")
@json_option
@guarded
def matters(as_json: bool) -> None:
    """List the standard matters to start from, and the lists that they follow."""
    from foedus.cli.common import emit, table
    from foedus.federation.standard import SOURCES, STANDARD

    if as_json:
        rows = [{"name": m.name, "title": m.title, "group": m.group} for m in STANDARD.values()]
        emit({"matters": rows, "sources": list(SOURCES)}, kind="matters")
        return
    click.echo(table(["Name", "Title", "Group"], [[m.name, m.title, m.group]
                                                  for m in STANDARD.values()]))  # fmt: skip
    click.echo()
    for source in SOURCES:
        click.echo(f"after: {source}")
    click.echo(f"{len(STANDARD)} matters")


for _sub in (organs, languages, minorities, part, authority):
    command.add_command(_sub)
