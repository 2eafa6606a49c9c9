"""Ratification: a real vote held against a procedure, and what it would have taken to turn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.convene.flip import Flip, fewest
from foedus.convene.flip_exact import Rows
from foedus.convene.flip_tree import tree_of
from foedus.convene.reading import needed
from foedus.convene.turnout import Turnout, turnout
from foedus.csvfile import is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballots import Votes
from foedus.proof.tally import LimbResult, Tally, tally


@dataclass(frozen=True, slots=True)
class Boycott(Answer):
    """A limb that counts who takes part.

    `away`: with so many who voted no staying away, the proposal would have failed; `come`: with
    so many more no votes, it would have passed (a participation quorum is not monotone); `shown`
    whether counting again with these votes gave that. None where no number does.
    """

    limb: str
    met: bool | None
    away: int | None
    come: int | None
    shown: bool


@dataclass(frozen=True, slots=True)
class Ratification(Answer):
    """A verdict with its margins, the fewest changed ballots, turnout, and boycotts.

    `largest` is (row, its share of all votes cast): whom the whole hangs on most.
    """

    tally: Tally
    outcome: str
    flip: Flip
    turnout: tuple[Turnout, ...]
    boycotts: tuple[Boycott, ...]
    largest: tuple[str, Fraction] | None
    notes: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "counted again with every change that is named"
    reference: str = "the articles named; Felsenthal & Machover 1997; Qvortrup 2002 (quorums)"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a limb."""
        return self.tally.rows()


def ratify(
    model: Model,
    procedure: str,
    votes: Rows,
    *,
    reading: Mapping[str, str] | None = None,
    unit: str = "",
    registers: Mapping[str, Mapping[str, int]] | None = None,
) -> Ratification:
    """Return what a vote file decides under a procedure, and how nearly.

    `registers` maps further lawful denominators (their name) to a number by row name or unit.
    Raises BadInput as `foedus.proof.tally.tally` does.
    """

    def count(rows: Rows) -> Tally:
        return tally(model, procedure, rows, reading=reading, unit=unit)

    found = count(votes)
    tree = tree_of(model, procedure, votes, reading or {}, unit)
    cast = [(r.name, (r.cells.get("yes") or 0) + (r.cells.get("no") or 0)) for r in votes]
    total = sum(n for _, n in cast)
    top = max(cast, key=lambda x: x[1]) if total and len(cast) > 1 else None
    notes = tuple(f"{r.name}: some figures are unknown" for r in votes
                  if any(r.cells.get(c) is None for c in ("yes", "no")))  # fmt: skip
    return Ratification(
        found, found.word, fewest(votes, found, count, tree), turnout(votes, registers or {}),
        tuple(_boycott(limb, found, votes, count) for limb in found.limbs if limb.quorum),
        (top[0], Fraction(top[1], total)) if top else None, notes,
    )  # fmt: skip


def _boycott(limb: LimbResult, found: Tally, votes: Rows, count: Any) -> Boycott:
    """Return what staying away or coming would have done, each counted again."""
    if found.adopted and limb.met and limb.boycott is not None:
        shown = count(moved(votes, "no", "absent", limb.boycott)).adopted is not True
        return Boycott(limb.sentence, limb.met, limb.boycott, None, shown)
    if limb.met is False and limb.changes is not None and not found.adopted:
        again = count(moved(votes, "absent", "no", limb.changes))
        come = limb.changes if again.adopted else None
        return Boycott(limb.sentence, limb.met, None, come, again.adopted is True)
    return Boycott(limb.sentence, limb.met, None, None, False)


def moved(votes: Rows, source: str, target: str, n: int) -> Rows:
    """Return the votes with n ballots moved from one cell to another, the largest rows first."""
    rows = list(votes)
    for i in sorted(range(len(rows)), key=lambda i: -(rows[i].cells.get(source) or 0)):
        have = rows[i].cells.get(source) or 0
        step = min(n, have)
        if not step:
            break
        cells = dict(rows[i].cells)
        cells[source] = have - step
        cells[target] = (cells.get(target) or 0) + step
        rows[i] = replace(rows[i], cells=cells)
        n -= step
    return tuple(rows)


def read_registers(
    data: bytes, file: str, key: str, columns: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Return denominators of turnout from a table: column -> {row name: number}; blank unknown.

    Raises BadInput (E800, E801).
    """
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, (key, *columns))
    errors = []
    found: dict[str, dict[str, int]] = {c: {} for c in columns}
    for row, name in enumerate(sheet.column(key)):
        for column in columns:
            text = sheet.column(column)[row].replace(" ", "")
            if text and not is_whole(text):
                where = sheet.place(row, column)
                what = f'"{text}" is not a number of people'
                errors.append(Diagnostic("E801", what, where, "a whole number or nothing"))
            elif text:
                found[column][name] = int(text)
    if errors:
        raise BadInput(errors)
    return found


__all__ = ["Boycott", "Ratification", "Votes", "moved", "ratify", "read_registers"]
