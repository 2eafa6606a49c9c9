"""The cards that people read: each held against the recipe, none skipped, none added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.csvfile import Sheet, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.audit.assertion import Card
from foedus.observe.audit.draw import Drawn, Manifest, draw_cards
from foedus.observe.audit.plan import AuditPlan, card_from
from foedus.observe.whole import whole

#: Written where a drawn card could not be found: read as the worst value for every assertion.
GONE = "not found"


@dataclass(frozen=True, slots=True)
class Read:
    """One card as read: scope, stratum, round, what was seen (None: not found) and the record."""

    scope: str
    stratum: str
    round: int
    seen: Card | None
    reported: Card | None


def read_sample(
    data: bytes, file: str, plan: AuditPlan, manifest: Manifest, seed: str
) -> tuple[Read, ...]:
    """Return the cards of a sample file: scope, number, card, seen[, reported, round].

    Raises BadInput: E914 for columns, cards that are not the ones the recipe draws, rounds that go
    back and marks nobody stands for, E911 where the manifest is not the one planned with.
    """
    _fits(plan, manifest)
    sheet = parse_sheet(data, file, code="E914")
    needed = {"scope", "number", "card", "seen"}
    needed |= {"reported"} if plan.mode == "comparison" else set()
    if not needed <= set(sheet.header) <= needed | {"reported", "round"}:
        expected = ", ".join(sorted(needed))
        what = f"the columns are {', '.join(sheet.header)}"
        raise BadInput(Diagnostic("E914", what, Place(file, 1), f"{expected}, round"))
    cells = {c: sheet.column(c) for c in sheet.header}
    due = _due(plan, manifest, seed, cells["scope"], sheet)
    errors: list[Diagnostic] = []
    rows = [_row(sheet, i, cells, due, plan, errors) for i in range(len(sheet.rows))]
    errors += _rounds(sheet, rows)
    if errors:
        raise BadInput(errors)
    return tuple(rows)


def _fits(plan: AuditPlan, manifest: Manifest) -> None:
    errors = [
        Diagnostic("E911", f"the manifest holds {manifest.cards((h,))} cards of {h}",
                   Place("manifest"), f"{n}, as planned")
        for h, n in plan.cards.items() if manifest.cards((h,)) != n
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def _due(
    plan: AuditPlan, manifest: Manifest, seed: str, scopes: tuple[str, ...], sheet: Sheet
) -> Mapping[str, list[Drawn]]:
    known = plan.scopes()
    wanted: dict[str, int] = {}
    for row, scope in enumerate(scopes):
        if scope not in known:
            what = f'the plan draws from no scope "{scope}"'
            where = sheet.place(row, "scope")
            raise BadInput(Diagnostic("E914", what, where, ", ".join(known)))
        wanted[scope] = wanted.get(scope, 0) + 1
    found: dict[str, list[Drawn]] = {k: [] for k in wanted}
    for card in draw_cards(manifest, seed, known, wanted):
        found[card.scope].append(card)
    for cards in found.values():
        cards.reverse()
    return found


def _row(
    sheet: Sheet, i: int, cells: Mapping[str, tuple[str, ...]],
    due: Mapping[str, list[Drawn]], plan: AuditPlan, errors: list[Diagnostic],
) -> Read:  # fmt: skip
    scope = cells["scope"][i]
    card = due[scope].pop()
    if cells["card"][i] != card.card or cells["number"][i] != str(card.number):
        what = f'{cells["number"][i]}: "{cells["card"][i]}" is not the card that was drawn'
        help = "cards are read in the order drawn, none left out"
        errors.append(Diagnostic("E914", what, sheet.place(i, "card"),
                                 f"{card.number}: {card.card}", help))  # fmt: skip
    read = {k: _marks(sheet, i, k, cells, plan, errors) for k in ("seen", "reported") if k in cells}
    number = cells["round"][i] if "round" in cells else "1"
    played = whole(number)
    if played is None:
        errors.append(Diagnostic("E914", f'"{number}" is no round', sheet.place(i, "round"), "1"))
    stratum = card.stratum if card.stratum in plan.cards else scope
    return Read(scope, stratum, played or 0,
                read["seen"], read.get("reported"))  # fmt: skip


def _marks(
    sheet: Sheet, i: int, column: str, cells: Mapping[str, tuple[str, ...]], plan: AuditPlan,
    errors: list[Diagnostic],
) -> Card | None:  # fmt: skip
    text = cells[column][i]
    if text == GONE:
        return None
    card = card_from(text)
    known = {m for t in plan.tally.values() for k in t for m in card_from(k)}
    for mark in card:
        if mark not in known:
            what = f'nobody stands for the mark "{mark}"'
            errors.append(
                Diagnostic("E914", what, sheet.place(i, column), ", ".join(sorted(known)))
            )
    return card


def _rounds(sheet: Sheet, rows: list[Read]) -> list[Diagnostic]:
    errors: list[Diagnostic] = []
    last: dict[str, int] = {}
    for i, row in enumerate(rows):
        if row.round < last.get(row.scope, 0):
            what = f"round {row.round} comes after round {last[row.scope]}"
            errors.append(Diagnostic("E914", what, sheet.place(i, "round"), "rising rounds"))
        last[row.scope] = row.round
    return errors
