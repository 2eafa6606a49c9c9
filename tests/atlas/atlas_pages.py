"""Writes docs/atlas/NAME.md: procedures, tables, and computed against published figures.

Run `python tests/atlas/atlas_pages.py`; a test compares the pages with what is computed today.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from atlas_golden import Golden, computed, model, rows

from foedus.atlas import Entry, systems
from foedus.constitution.compile import units_of, variants
from foedus.constitution.syntax import Guarantee, Note, Source, pick
from foedus.country import load_table
from foedus.rules.minimal import smallest_blocking, smallest_winning

PAGES = Path(__file__).resolve().parents[2] / "docs" / "atlas"
QUANTITIES = {
    "coleman_prevent": "Coleman power to prevent",
    "coleman_initiate": "Coleman power to initiate",
    "winning": "winning coalitions",
    "winning_provinces": "winning coalitions of provinces",
    "shapley": "Shapley-Shubik",
    "banzhaf_swings": "Banzhaf swings",
    "banzhaf_share": "Banzhaf, normalised",
    "banzhaf_absolute": "Banzhaf, absolute",
    "share_passes": "smallest share that passes, %",
    "share_blocks": "smallest share that blocks, %",
    "half_share_passes": "smallest share in bare majorities that passes, %",
    "half_share_blocks": "smallest share, half of each unit, that blocks, %",
    "smallest_passes": "fewest members that pass",
    "smallest_blocks": "fewest members that block",
    "quota": "votes needed",
    "two_thirds_of_quorum": "votes needed at the quorum",
    "three_quarters": "signatures needed",
    "persons_65": "persons needed",
    "outcome": "outcome",
    "equivalent": "equivalent weighted game",
    "differs_from": "coalitions decided otherwise",
}


def table(header: list[str], lines: Iterable[list[str]]) -> list[str]:
    found = [[cell.replace("|", "/") for cell in line] for line in lines]
    rule = ["---"] * len(header)
    return ["| " + " | ".join(line) + " |" for line in [header, rule, *found]]


def page(entry: Entry) -> str:
    tree = model(entry.name).constitution
    lines = [f"# {entry.title}", "", "Written by `python tests/atlas/atlas_pages.py`.", ""]
    lines += [f"* {s.text}" for s in pick(tree.details, Source)]
    lines += [f"* {n.text}" for n in pick(tree.details, Note)]
    lines += ["", "## Procedures", "", *table(
        ["procedure", "article", "fewest that pass", "fewest that block"], procedures(entry.name)
    )]  # fmt: skip
    lines += ["", "Members and units count one each; of several readings the first is shown.", ""]
    lines += [
        "## Guarantees",
        "",
        *table(["what should hold", "stated as"], guarantees(entry.name)),
    ]
    lines += ["", "## Computed against published", ""]
    golden = [r for r in rows() if r.system == entry.name]
    lines += table(["figure", "of", "published", "computed", "kind", "data", "source"],
                   map(compared, golden))  # fmt: skip
    lines += ["", "## Tables", ""]
    for path in entry.tables:
        lines += tables(path)
    return "\n".join(lines).rstrip() + "\n"


def procedures(system: str) -> Iterator[list[str]]:
    for procedure in model(system).constitution.procedures:
        concerned = units_of(model(system), procedure.name)
        game = next(
            variants(model(system), procedure.name, unit=concerned[0] if concerned else None)
        )
        costs = [find(game.rule).cost for find in (smallest_winning, smallest_blocking)]
        shown = ["none can" if c is None else f"{c:,}" for c in costs]
        if costs[0] is None:
            shown = ["none can", "-"]
        yield [procedure.name, procedure.article, *shown]


def guarantees(system: str) -> Iterator[list[str]]:
    for g in model(system).constitution.all(Guarantee):
        yield [g.title, f"fails: {g.fails_because}" if g.fails_because else "holds"]


def compared(row: Golden) -> list[str]:
    game = row.procedure + (f", view {row.view}" if row.view else "")
    who = f" of {row.who}" if row.who else ""
    what = f"{QUANTITIES[row.quantity]}{who}"
    if row.column:
        what += f" ({row.column})"
    return [what, game, row.published, computed(row), row.kind, row.data, row.source]


def tables(path: Path) -> Iterator[str]:
    loaded = load_table(path)
    yield f"### {path.name}"
    yield ""
    yield f"{loaded.meta.title}; {len(loaded.units)} rows. {loaded.meta.note}".strip()
    yield ""
    columns = loaded.column_meta.values()
    yield from table(
        ["column", "what", "as of", "total", "confidence", "status", "source"],
        ([c.header, c.what, c.date, "" if c.total is None else str(c.total), c.confidence,
          c.status, c.source + (f" ({c.note})" if c.note else "")] for c in columns),
    )  # fmt: skip
    yield ""


def pages() -> dict[str, str]:
    return {f"{entry.name}.md": page(entry) for entry in systems()}


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for name, text in pages().items():
        (PAGES / name).write_text(text, encoding="utf-8")
        print(f"{PAGES.name}/{name}: {len(text.splitlines())} lines", file=sys.stderr)
