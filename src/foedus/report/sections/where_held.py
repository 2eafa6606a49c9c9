"""The same figures with only the units where a vote took place: fewest votes and least shares."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.case.model import Case, Switch
from foedus.case.taking_part import participations
from foedus.constitution.compile import compile_procedure
from foedus.errors import BadInput, TooLarge
from foedus.federation.part import Participation, seats_filled
from foedus.report.analysis import Game, Reach, reach
from foedus.report.blocks import Listing, Provenance, Table
from foedus.report.data import Cell, Data
from foedus.report.numbers import told_share, whole
from foedus.report.sections.procedures import short_title

HEADER = (
    "Procedure and text",
    "Fewest that pass, all",
    "... where held",
    "Fewest that stop, all",
    "... where held",
    "Least share that passes, all",
    "... where held",
    "Least share that stops, all",
    "... where held",
)


def where_held(case: Case, reaches: Sequence[Reach]) -> list[object]:
    """Return a table for each switch that names units without a vote; none where none does.

    Each procedure that a figure of people is given for is compiled again with these units not
    voting; quotas that are shares of all units or people by law stay what they are. Shares are of
    the people of all units in both columns.
    """
    found: list[object] = []
    for switch, part in zip(case.switches, participations(case), strict=True):
        if switch.units_without:
            found += _blocks(switch, part, reaches)
    return found


def _blocks(switch: Switch, part: Participation, reaches: Sequence[Reach]) -> list[object]:
    rows: list[tuple[Cell, ...]] = []
    failed: list[str] = []
    for before in reaches:
        if not before.prices or before.game.compiled.open_quotas:
            continue
        try:
            after = reach(_again(before.game, part))
        except (BadInput, TooLarge) as problem:
            why = problem.diagnostics[0].what if isinstance(problem, BadInput) else str(problem)
            failed.append(f"{_name(before.game)}: {why}")
            continue
        rows += _rows(before, after)
    if not rows:
        return []
    title = switch.title[:1].lower() + switch.title[1:]
    table = Table(
        f"where-held-{switch.key}",
        f"Who can pass and who can block: all units, and {title}",
        Data(HEADER, tuple(rows), frozenset(range(1, len(HEADER)))),
        Provenance("the procedures above", "compiled again without them", "", "exact"),
        note="Units where no vote was held give no vote; a threshold that is a share of all units "
        "or people by law stays the number it is. Shares are of the people of all units.",
    )
    return [
        table,
        *([Listing(tuple(failed), "Not computed without these units")] if failed else []),
    ]


def _name(game: Game) -> str:
    return f"{game.name}, {short_title(game.text)}"


def _again(game: Game, part: Participation) -> Game:
    """Return a game with the units without a vote not voting, and nothing else changed."""
    model, compiled = game.text.model, game.compiled
    assert model is not None
    units = Participation(part.key, part.title, units_without=part.units_without)
    now = compile_procedure(
        model,
        game.procedure,
        reading=compiled.reading,
        view=compiled.view or None,
        seats_filled=seats_filled(model, units),
    )
    return Game(game.text, game.procedure, game.article, game.view, game.where, now)


def _rows(before: Reach, after: Reach) -> list[tuple[Cell, ...]]:
    later = {p.column: p for p in after.prices}
    rows: list[tuple[Cell, ...]] = []
    for price in before.prices:
        now = later.get(price.column)
        rows.append(
            (
                f"{_name(before.game)}, {price.column}",
                _votes(before.passing.cost),
                _votes(after.passing.cost),
                _votes(before.blocking.cost),
                _votes(after.blocking.cost),
                told_share(price.passing),
                told_share(now.passing if now else None),
                told_share(price.blocking),
                told_share(now.blocking if now else None),
            )
        )
    return rows


def _votes(cost: int | None) -> str:
    return "impossible" if cost is None else whole(cost)
