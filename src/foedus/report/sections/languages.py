"""Language rights by domain: where the law's threshold is reached, where somebody decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from foedus.case.model import Case, Constitution
from foedus.errors import BadInput
from foedus.report.blocks import Caution, Facts, Figure, Provenance, Section, Stock, slug
from foedus.report.data import Data
from foedus.report.figures.tilemap import base_grid, set_map
from foedus.report.numbers import counted, listed, percent, quantity
from foedus.report.sections.country import tiles_of, units_table
from foedus.report.sections.procedures import named, readable

if TYPE_CHECKING:
    from foedus.country.table import Table as Country
    from foedus.federation.communities import Barred
    from foedus.federation.languages import Right

GRID = "language-grid"


def languages(case: Case) -> Section | None:
    """Return the section; None where no text has a language right or bars anybody."""
    texts = readable(case)
    rights: dict[object, list[Constitution]] = {}
    found: dict[object, Right] = {}
    for text in texts:
        for right in _rights(text):
            key: object = (
                right.language,
                right.domains,
                right.article,
                right.qualify,
                right.decided,
            )
            rights.setdefault(key, []).append(text)
            found.setdefault(key, right)
    table = units_table(case)
    blocks: list[object] = []
    if found and table is not None and table.tiles:
        blocks.append(Stock(base_grid(GRID, tiles_of(table))))
    for number, (key, those) in enumerate(rights.items()):
        blocks += _right(found[key], named(those, texts), table, number)
    blocks += _barred(texts)
    if not blocks:
        return None
    caution = Caution(
        "A threshold of a law and a decision of a council are two facts: neither follows from the "
        "other. A language in a census is not the language of use."
    )
    return Section("languages", "Language rights and who is counted", (caution, *blocks))


def _rights(text: Constitution) -> Sequence[Right]:
    from foedus.federation.languages import rights

    try:
        return rights(text.model)
    except BadInput:
        return ()


def _right(right: Right, whose: str, table: Country | None, number: int) -> Iterator[object]:
    level = f" at {right.level}" if right.level else ""
    title = f"{right.language} in {listed(right.domains)}{level}"
    yield Facts(tuple(_facts(right, whose)))
    if table is None or not table.tiles:
        return
    tiles = tiles_of(table)
    decided = tuple(dict.fromkeys(u for u, _, _ in right.decided))
    maps = [("reached", right.qualify, "The law's threshold is reached in")]
    maps += [("decided", decided, "A decision is recorded in")] if decided else []
    drawings = tuple(
        set_map(slug("language", number, kind), f"{words} …", tiles, frozenset(units), words, GRID)
        for kind, units, words in maps
    )
    rows = tuple(
        (
            name,
            "yes" if name in right.qualify else "no",
            "; ".join(f"{d}: {a}" for u, d, a in right.decided if u == name) or "none recorded",
        )
        for name in table.labels.values()
    )
    yield Figure(
        f"language-{number}",
        title,
        drawings,
        Data(("Unit", "Threshold reached", "Decision"), rows),
        Provenance(right.article, f"where {right.condition}", label="computed, exact"),
        names=tuple(words for _, _, words in maps),
    )


def _facts(right: Right, whose: str) -> Iterator[tuple[str, str]]:
    yield "Texts", whose
    yield "Threshold", f"{right.condition}: {counted(len(right.qualify), 'unit')}"
    if right.law is not None:
        rest = quantity(right.law.not_covered, 0)
        yield "People covered", f"{percent(right.law.share)} of the speakers; {rest} live elsewhere"
    if right.at_the_cut:
        yield "Exactly on the cut", f"{listed(right.at_the_cut)}: rounded, so it may be either side"
    cuts = [c for c in right.grid if c.op == "at least" or c.units != right.qualify]
    told = [f"{c.column} {c.op} {quantity(c.cut)}: {len(c.units)}" for c in cuts]
    if told:
        yield "Units by column and cut", "; ".join(told)
    if right.decided:
        yield "Reached, no decision known", listed(right.qualify_undecided) or "none"
        yield "Decided below the threshold", listed(right.decided_below) or "none"


def _barred(texts: Sequence[Constitution]) -> Iterator[object]:
    from foedus.federation.communities import barred
    from foedus.proof.games import Games

    told: dict[tuple[Barred, ...], list[Constitution]] = {}
    for text in texts:
        found = barred(Games(text.model))
        if found:
            told.setdefault(found, []).append(text)
    pairs = tuple(
        (f"{named(those, texts)}: {b.kind}", b.text) for found, those in told.items() for b in found
    )
    if pairs:
        yield Facts((("Whoever declares no listed group", "is left out here:"), *pairs))
