"""Tied cells of a two-way matrix, decided in an order that a lot draws; both margins stay met."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from foedus.elect.seats.ties import Remedy, Resolution, Tie, resolve

Cell = tuple[str, str]
AT = "cells of equal right"


def name(cell: Cell) -> str:
    """Return how a cell is called where ties are told and drawn: row/column."""
    return "/".join(cell)


def tied_groups(cells: Iterable[Cell], upper: Collection[Cell]) -> list[tuple[Tie, list[Cell]]]:
    """Return the tied cells in groups that share no row and column, each as a tie.

    `upper` are the cells that hold the seat which another cell might have instead.
    """
    groups: list[list[Cell]] = []
    for cell in cells:
        near = [g for g in groups if any(c[0] == cell[0] or c[1] == cell[1] for c in g)]
        groups = [g for g in groups if g not in near]
        groups.append([*(c for g in near for c in g), cell])
    return [(Tie(sum(c in upper for c in g), tuple(map(name, g)), AT), g) for g in groups]


def seated(order: Iterable[Cell], upper: Collection[Cell]) -> set[Cell]:
    """Return which tied cells hold a seat: down the order, each that still can receive one.

    A cell can where some matrix with the same margins gives it one and leaves those before it as
    they are: where a cycle of exchanges leads through it (Ford and Fulkerson 1956).
    """
    held, open_ = set(upper), list(order)
    while open_:
        cell = open_.pop(0)
        if cell not in held:
            held ^= _exchange(cell, open_, held)
    return held


def _exchange(cell: Cell, open_: list[Cell], held: Collection[Cell]) -> set[Cell]:
    """Return the cells that change where `cell` receives a seat, none where it cannot."""
    row, column = ("row", cell[0]), ("column", cell[1])
    before: dict[tuple[str, str], tuple[tuple[str, str], Cell]] = {}
    queue = [column]
    while queue and row not in before:
        at = queue.pop(0)
        for r, c in open_:
            # A seat leaves a column where one is held, and enters another from its row.
            start, end = ("column", c), ("row", r)
            if (r, c) not in held:
                start, end = end, start
            if start == at and end != column and end not in before:
                before[end] = (at, (r, c))
                queue.append(end)
    if row not in before:
        return set()
    changed, at = {cell}, row
    while at != column:
        at, used = before[at]
        changed.add(used)
    return changed


def decided(
    tie: Tie, group: list[Cell], upper: Collection[Cell], votes: Mapping[str, int], remedy: Remedy
) -> tuple[Resolution, set[Cell]] | None:
    """Return how a group was decided and who holds its seats, None where it stays tied.

    A remedy by votes decides only where no two of the cells have as many. A public lot names all
    the cells in the order drawn (E417).
    """
    if remedy.kind.endswith("votes") and len({votes[n] for n in tie.among}) < len(group):
        return None
    found = resolve(tie, remedy, votes, whole=True)
    if isinstance(found, Tie):
        return None
    cells = dict(zip(tie.among, group, strict=True))
    held = seated((cells[n] for n in found.drawn), {c for c in group if c in upper})
    winners = tuple(n for n in found.drawn if cells[n] in held)
    return Resolution(tie, found.remedy, winners, found.drawn), held
