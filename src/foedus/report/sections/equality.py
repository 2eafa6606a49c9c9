"""Equal footing of units, of citizens and of access: three kinds, each apart, text by text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from foedus.case.model import Case, Constitution
from foedus.report.analysis import Game
from foedus.report.blocks import Caution, Listing, Provenance, Remark, Section, Table
from foedus.report.data import Data
from foedus.report.numbers import counted, decimal, listed, quantity
from foedus.report.sections.procedures import grouped_digits, named, names_of, readable, short_title
from foedus.report.sections.seats import chambers_of

if TYPE_CHECKING:
    from foedus.case.access import Access

NONE = "none"
#: A row: what it says, and its cell for each text.
Row = tuple[str, Callable[[Constitution], str]]
MADE_UP = " Who may start something in a model is made up, as the model is."


def equality(case: Case, games: Sequence[Game]) -> Section | None:
    """Return the section; None where no text declares units."""
    from foedus.case.access import access

    texts = [t for t in readable(case) if t.model.book().units]
    if not texts:
        return None
    own = {t.key: [g for g in games if g.text is t and not g.view] for t in texts}
    found = {t.key: access(t.model) for t in texts}
    caution = Caution(
        "Three kinds of equality stand apart: a rule may have one and lack another. Steps are "
        "those the text names; that somebody can hold one back does not say that the text lets "
        "them." + MADE_UP * any(t.kind == "model" for t in texts)
    )
    blocks = (
        caution,
        _table("equal-units", "Of units: how each votes as a unit", _units(own), texts),
        _table(
            "equal-citizens", "Of citizens: where they vote, and for how many", _people(own), texts
        ),
        _table("equal-access", "Of access: units, courts, chairs", _organs(found), texts),
        *_steps(found, texts),
        *_absent(case),
    )
    return Section("equality", "Equal footing: units, citizens, access", blocks)


def _table(ident: str, title: str, rows: Sequence[Row], texts: Sequence[Constitution]) -> Table:
    """Return a table with a column for each text; texts with the same cells share one."""
    cells = {text.key: [cell(text) for _, cell in rows] for text in texts}
    told = [k for k in range(len(rows)) if any(cells[t.key][k] != NONE for t in texts)]
    columns: dict[tuple[str, ...], list[Constitution]] = {}
    for text in texts:
        columns.setdefault(tuple(cells[text.key][k] for k in told), []).append(text)
    header = ("", *(named(those, texts) for those in columns.values()))
    shown = tuple((rows[k][0], *(c[n] for c in columns)) for n, k in enumerate(told))
    return Table(
        ident,
        title,
        Data(header, shown),
        Provenance("the procedures of the texts", METHODS[ident], label="computed, exact"),
        csv=False,
        stack=True,
    )


METHODS = {
    "equal-units": "counts the same: swapping two units changes no outcome",
    "equal-citizens": "residents divided by seats, unit by unit",
    "equal-access": "what a chair may keep off the agenda is no sentence of these texts",
}


# ------------------------------------------------------------------------- units

Own = dict[str, list[Game]]


def _units(own: Own) -> list[Row]:
    def told(want: str) -> Callable[[Constitution], str]:
        return lambda text: _names(g for g in own[text.key] if _footing(g) == want)

    return [
        ("Each unit has a vote and counts the same", told("same")),
        ("Each unit has a vote; some count more", told("unequal")),
        ("Only the unit concerned has a vote", told("concerned")),
        ("No unit has a vote as a unit", told("")),
    ]


def _names(games: object) -> str:
    found = dict.fromkeys(g.procedure for g in games)  # type: ignore[attr-defined]
    return listed(list(found)) or NONE


def _footing(game: Game) -> str:
    """Return how units vote as units: "same", "unequal", "concerned", or "" where they do not."""
    from foedus.proof.properties import symmetry

    c = game.compiled
    lists = [m for n, m in c.members.items() if c.kinds[n] == "units" and m]
    residents = _residents(game)
    voting = [m for m in lists if residents.isdisjoint(m)]
    if not voting:
        return ""
    if all(len(m) == 1 for m in voting) and c.unit:
        return "concerned"
    same = c.unit or all(symmetry(c.rule, m, seconds=10.0).holds for m in voting if len(m) > 1)
    return "same" if same else "unequal"


def _residents(game: Game) -> set[str]:
    """Return the voters that are the people of a unit."""
    c = game.compiled
    return {v for n, m in c.members.items() if c.kinds[n] == "electorate" for v in m}


# ------------------------------------------------------------------------- citizens


def _people(own: Own) -> list[Row]:
    def themselves(text: Constitution) -> str:
        return _names(g for g in own[text.key] if _residents(g))

    def communities(text: Constitution) -> str:
        from foedus.constitution.syntax import Community

        apart = {c.name for c in text.model.constitution.all(Community)}
        return _names(
            g for g in own[text.key] if any(g.compiled.members.get(name) for name in apart)
        )

    return [
        ("Citizens vote themselves", themselves),
        ("Members of a community are counted apart", communities),
        ("Residents for one seat, by unit", _seats),
    ]


def _seats(text: Constitution) -> str:
    told = []
    for chamber in chambers_of(text):
        each = {u: chamber.people[u] / n for u, n in chamber.seats.items() if n}
        best, worst = min(each, key=lambda u: each[u]), max(each, key=lambda u: each[u])
        told.append(
            f"{chamber.body}: {quantity(each[best])} ({best}) to {quantity(each[worst])} "
            f"({worst}), {decimal(each[worst] / each[best], 2)} times"
        )
    return "\n".join(dict.fromkeys(told)) or "no seats by unit"


# ------------------------------------------------------------------------- access

Found = dict[str, tuple["Access", ...]]


def _organs(found: Found) -> list[Row]:
    def starting(text: Constitution) -> str:
        from foedus.case.access import units_starting

        groups = units_starting(text.model, found[text.key])
        return "\n".join(f"{_few(u)}: {listed(names) or NONE}" for u, names in groups)

    def bringing(text: Constitution) -> str:
        from foedus.federation.organs import courts

        told = []
        for court in courts(text.model):
            if court.standing:
                units = _few(court.units_in) if court.units_in else "no unit"
                told.append(f"{court.name}: {listed(court.standing)}; of the units: {units}")
        return "\n".join(told) or "not named"

    def presiding(text: Constitution) -> str:
        chairs = dict.fromkeys(c for a in found[text.key] for c in a.chairs)
        return listed(list(chairs)) or "not named"

    return [
        ("Units that may start a proposal", starting),
        ("Who may bring a case", bringing),
        ("Who presides where it is voted on", presiding),
    ]


def _few(units: Sequence[str]) -> str:
    return listed(list(units)) if len(units) < 4 else counted(len(units), "unit")


def _steps(found: Found, texts: Sequence[Constitution]) -> list[object]:
    """Return who may start each procedure and who can keep it off, texts with the same together."""
    told: dict[tuple[str, ...], list[tuple[Constitution, str]]] = {}
    unnamed: dict[str, list[Constitution]] = {}
    for name in names_of(texts):
        for text in texts:
            for one in found[text.key]:
                if one.procedure != name:
                    continue
                if one.starts or one.keepers:
                    told.setdefault(_cells(one), []).append((text, one.article))
                else:
                    unnamed.setdefault(name, []).append(text)
    rows = tuple((cells[0], _where(those, texts), *cells[1:]) for cells, those in told.items())
    header = ("Procedure", "Text", "May start it", "Can keep it from a vote it needs", "Not put")
    blocks: list[object] = [
        Table(
            "equal-steps",
            "Of access: who may start a proposal, and who can keep it from a vote it needs",
            Data(header, rows),
            Provenance("the procedures of the texts", STEPS, label="computed, exact"),
            csv=False,
            stack=True,
        )
    ]
    if unnamed:
        names = [f"{name} ({named(those, texts, ', ')})" for name, those in unnamed.items()]
        blocks.append(Remark(f"Nobody is named who may start: {'; '.join(names)}."))
    return blocks


STEPS = (
    "initiators, opinions asked for and earlier votes, in the order of each procedure; + joins "
    "those who must hold back together; the fewest who suffice are shown"
)


def _cells(one: Access) -> tuple[str, ...]:
    starts = listed([x.text for x in one.starts], "or") or "not named"
    keepers = "\n".join(f"{k.who}: {k.how}" for k in one.keepers) or "nobody"
    return one.procedure, grouped_digits(starts), keepers, "\n".join(one.limits) or "–"


def _where(those: Sequence[tuple[Constitution, str]], texts: Sequence[Constitution]) -> str:
    """Return the texts and their articles; an article that names its text says it alone."""
    articles = "; ".join(dict.fromkeys(article for _, article in those))
    found = named([t for t, _ in those], texts, ", ")
    return (
        articles if all(a.startswith(short_title(t)) for t, a in those) else f"{found}: {articles}"
    )


def _absent(case: Case) -> list[object]:
    """Return who, by the statements, was not in the room of each talk that is compared."""
    talks = [c for c in case.comparisons if c.absent]
    items = [f"{c.title}: {a.who}" if len(talks) > 1 else a.who for c in talks for a in c.absent]
    where = "Of access: who was not in the room, by the statements under What was said"
    return [Listing(tuple(items), where)] if items else []
