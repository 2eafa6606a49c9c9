"""Who may do what in each text, how it can be taken back, whose veto is on what: thin tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from foedus.case.model import Case, Constitution
from foedus.errors import BadInput, TooLarge
from foedus.report.blocks import Caution, Facts, Group, Listing, Provenance, Section, Table
from foedus.report.data import Data
from foedus.report.numbers import counted, listed
from foedus.report.sections.procedures import named, readable, short_title

if TYPE_CHECKING:
    from foedus.constitution.syntax import Function
    from foedus.federation.chamber import Chamber
    from foedus.federation.matrix import Cell, Matrix
    from foedus.federation.organs import Court, Measure
    from foedus.federation.paths import Path
    from foedus.proof.games import Games

#: Level -> how a cell says it.
LEVELS = {
    "centre": "centre",
    "concurrent": "both, one prevails",
    "shared": "together",
    "framework": "centre: basic rules",
    "parallel": "each for itself",
    "region": "regions",
    "local": "local bodies",
    "community": "communities",
    "none": "nobody",
}


def federation(case: Case) -> Section | None:
    """Return the section; None where no text names a power, an organ or a component."""
    from foedus.federation.matrix import matrix
    from foedus.proof.games import Games

    texts = readable(case)
    held = [(t, matrix(t.model)) for t in texts]
    held = [(t, m) for t, m in held if m.cells or m.residual]
    games = {t.key: Games(t.model) for t in texts}
    blocks = [
        *_matrix(held, texts),
        *_open(held),
        *_taking(held, games, texts),
        *_organs(texts, games),
        *_authority(texts),
    ]
    if not blocks:
        return None
    caution = Caution(
        "Levels and articles are those of the texts, not of practice. A path shows whose consent "
        "a rule asks for, not whether anybody will use it."
    )
    return Section("federation", "Who may do what", (caution, *blocks))


# ------------------------------------------------------------------------- the matrix

Held = Sequence[tuple[Constitution, "Matrix"]]


def _matrix(held: Held, texts: Sequence[Constitution]) -> Iterator[Table]:
    from foedus.constitution.syntax import Function

    if not held:
        return
    matters = _assigned(held)
    matters.append("any other matter")
    columns: dict[tuple[str, ...], list[Constitution]] = {}
    saved: list[tuple[str, tuple[str, ...]]] = []
    for text, powers in held:
        cells = tuple(_cell(powers, m, Function.LEGISLATE) for m in matters)
        columns.setdefault(cells, []).append(text)
        if len(columns[cells]) == 1:
            saved.append((text.title, tuple(_article(powers, m) for m in matters)))
    header = ("Matter", *(named(those, texts) for those in columns.values()))
    rows = tuple((m, *(c[k] for c in columns)) for k, m in enumerate(matters))
    articles = tuple((m, *(c[k] for _, c in saved)) for k, m in enumerate(matters))
    yield Table(
        "powers-matrix",
        f"Who makes the rules on {counted(len(matters) - 1, 'matter')}",
        Data(header, rows),
        Provenance(
            "the power sentences and tables of the texts",
            "an asterisk: by the clause on any other matter; the CSV file has articles and every "
            "function; ?: the article was not read, or does not name the matter; what "
            "a procedure alone decides stands under Procedures",
        ),
        folded=True,
        saved=Data(header, articles),
    )


def _assigned(held: Held) -> list[str]:
    """Return the matters that an entry of some text gives to a level.

    A matter that only a procedure decides (a bar on amendments, say) is nobody's by the clause on
    any other matter: it stands with the procedures.
    """
    found = dict.fromkeys(m for _, p in held for m in p.matters)
    return [m for m in found if any(not c.residual for _, p in held for c in _holders(p, m))]


def _holders(powers: Matrix, matter: str) -> tuple[Cell, ...]:
    if matter == "any other matter":
        return powers.residual
    found = powers.of(matter)
    return (*found, *(c for c in powers.special(matter) if c not in found))


def _cell(powers: Matrix, matter: str, function: Function) -> str:
    told = []
    for cell in _holders(powers, matter):
        if function in cell.functions:
            where = f" in {listed(cell.units)}" if cell.units else ""
            rest = "*" if not cell.matter and matter != "any other matter" else ""
            unread = "?" if cell.status == "unverified" else ""
            told.append(LEVELS[str(cell.level)] + where + rest + unread)
    return "; ".join(dict.fromkeys(told)) or "not stated"


def _article(powers: Matrix, matter: str) -> str:
    return "; ".join(
        f"{cell.level} {'/'.join(str(f) for f in cell.functions)} {cell.article}"
        for cell in _holders(powers, matter)
        if cell.matter or matter == "any other matter"
    )


def _open(held: Held) -> Iterator[Listing]:
    from foedus.federation.checks import checks

    told: dict[str, list[str]] = {}
    for text, powers in held:
        for found in checks(text.model, powers):
            head = f"{found.matter}: " if found.matter else ""
            where = f" ({found.unit})" if found.unit else ""
            words = f"{str(found.kind).capitalize()}: {head}{found.text}{where}."
            told.setdefault(words, []).append(short_title(text))
    if told:
        lines = tuple(f"{w} {listed(those)}" for w, those in told.items())
        yield Listing(lines, "What the texts leave open")


# ------------------------------------------------------------------------- taking back


def _taking(held: Held, games: dict[str, Games], texts: Sequence[Constitution]) -> Iterator[Table]:
    columns: dict[tuple[str, ...], list[Constitution]] = {}
    matters = _named_matters(held, games)
    if not matters:
        return
    for text, _ in held:
        cells = tuple(_paths(games[text.key], m) for m in matters)
        columns.setdefault(cells, []).append(text)
    header = ("Matter", *(named(those, texts) for those in columns.values()))
    rows = tuple((m, *(c[k] for c in columns)) for k, m in enumerate(matters))
    yield Table(
        "taking",
        "By which path a matter goes to the centre",
        Data(header, rows),
        Provenance(
            "the procedures of the texts",
            "who stops it by saying no while everyone else says yes; easier: some coalition can "
            "first change the rule itself and cannot decide the matter now",
            label="computed, exact",
        ),
        folded=True,
        csv=False,
        stack=True,
    )


def _named_matters(held: Held, games: dict[str, Games]) -> list[str]:
    """Return the matters that some procedure names and some text gives to another level."""
    from foedus.constitution.syntax import Level

    decided = {
        m
        for g in games.values()
        for p in g.book.procedures.values()
        for d in p.decides
        for m in d.matters
    }
    found = dict.fromkeys(m for _, p in held for m in (*p.matters, *decided) if m in decided)
    return [
        m
        for m in found
        if any(c.level is not Level.CENTRE for _, p in held for c in _holders(p, m))
    ]


def _paths(games: Games, matter: str) -> str:
    from foedus.federation.paths import paths

    try:
        found = paths(games, matter)
    except (BadInput, TooLarge):
        return "not decided here"
    return "; or ".join(dict.fromkeys(_path(p) for p in found)) or "no procedure decides it"


def _path(path: Path) -> str:
    if not path.possible:
        return f"{path.procedure}: never"
    easier = [e.amend for e in path.earlier if e.easier]
    after = f" (easier after {listed(easier)})" if easier else ""
    return f"{path.procedure}: needs {listed(path.consent) or 'nobody in particular'}{after}"


# ------------------------------------------------------------------------- organs


def _organs(texts: Sequence[Constitution], games: dict[str, Games]) -> Iterator[Group]:
    from foedus.federation import chamber, organs

    told: dict[tuple[tuple[str, str], ...], list[Constitution]] = {}
    for text in texts:
        found = games[text.key]
        pairs: list[tuple[str, str]] = []
        for one in chamber.chambers(found):
            pairs += _chamber(one)
        pairs += [_court(c) for c in organs.courts(text.model)]
        pairs += [_measure(m) for m in organs.measures(found)]
        for path in organs.suspending(found):
            pairs.append(("Intervention", _path(path)))
        for group in organs.guarantors(text.model):
            sets = "; or ".join(listed(s) for s in group.can_act) or group.acts
            pairs.append((f"Guarantors, {group.article}", f"can act: {sets}"))
        told.setdefault(tuple(dict.fromkeys(pairs)), []).append(text)
    groups = [(those, pairs) for pairs, those in told.items() if pairs]
    if groups:
        blocks = tuple(
            b for those, pairs in groups for b in (Listing((), named(those, texts)), Facts(pairs))
        )
        yield Group("organs", "Second chamber, court, emergency: who can act", blocks)


def _chamber(found: Chamber) -> Iterator[tuple[str, str]]:
    kinds: dict[str, list[str]] = {}
    for veto in found.vetoes:
        count = f" ({veto.blocks} of {veto.members} stop it)" if veto.blocks else ""
        kinds.setdefault(str(veto.kind), []).append(veto.procedure + count)
    for kind, names in kinds.items():
        yield f"{found.name}: {kind} veto", listed(list(dict.fromkeys(names)))


def _court(found: Court) -> tuple[str, str]:
    sets = "; or ".join(listed(s) for s in found.capture)
    return f"{found.name}: a majority of {found.members}", f"chosen by {sets or 'nobody alone'}"


def _measure(found: Measure) -> tuple[str, str]:
    begins = "; or ".join(listed(s) for s in found.begins)
    words = dict(found.recorded)
    by = begins or words.get("declared by", "not stated")
    end = "no time, renewal or review is stated" if found.open_end else found.lasts or "not stated"
    return f"{found.name} ({found.article})", f"begun by {by}; lasts: {end}"


# ------------------------------------------------------------------------- authority


def _authority(texts: Sequence[Constitution]) -> Iterator[Table]:
    from foedus.federation.authority import components

    columns: dict[tuple[tuple[str, str], ...], list[Constitution]] = {}
    coders: dict[str, None] = {}
    for text in texts:
        found = components(text.model)
        if found:
            cells = tuple((c.component, f"{c.score} of {c.most} ({c.article})") for c in found)
            columns.setdefault(cells, []).append(text)
            coders.update(dict.fromkeys(c.coder for c in found))
    if not columns:
        return
    names = dict.fromkeys(c for cells in columns for c, _ in cells)
    header = ("Component", *(named(those, texts) for those in columns.values()))
    rows = tuple((n, *(dict(cells).get(n, "not scored") for cells in columns)) for n in names)
    yield Table(
        "authority",
        "Components of the Regional Authority Index, one by one",
        Data(header, rows),
        Provenance("; ".join(coders), "each with its article; the components are not added up"),
        folded=True,
        csv=False,
    )
