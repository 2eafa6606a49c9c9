"""Real votes under a switch: by law, with those who can take part, and over every register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
from foedus.federation.matrix import lists
from foedus.federation.part import Keys, seats_filled
from foedus.federation.participation import Participation
from foedus.federation.registers import WHOLE, Register, registers
from foedus.proof.ballots import KINDS, Votes
from foedus.proof.games import Games
from foedus.proof.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Based(Answer):
    """The same votes over one lawful register; no outcome (`why`) where it holds fewer voters."""

    what: str
    registered: int
    outcome: Tally | None
    why: str = ""

    @property
    def word(self) -> str:
        """The outcome in one word, or why there is none."""
        return self.outcome.word if self.outcome is not None else f"no register: {self.why}"


@dataclass(frozen=True, slots=True)
class Counted(Answer):
    """One procedure and one file of votes: by law, and under the switch, in one reading.

    `bases` hold the votes of an electorate over every register that the switch allows.
    """

    switch: str
    procedure: str
    where: str
    by_law: Tally
    under: Tally
    bases: tuple[Based, ...] = ()
    label: Label = Label.EXACT
    method: str = "the same votes; seats filled and units without a vote as the switch says"
    reference: str = "the switch's own sources"

    @property
    def differs(self) -> bool:
        """Whether the switch turns the outcome."""
        return self.by_law.adopted is not self.under.adopted

    @property
    def flips(self) -> bool:
        """Whether the outcome depends on the register."""
        return len({b.outcome.adopted for b in self.bases if b.outcome is not None}) > 1


def tallied(
    games: Games, procedure: str, votes: tuple[Votes, ...], switch: Participation
) -> tuple[Counted, ...]:
    """Return what votes decide under a procedure, by law and under a switch, in each reading.

    A unit without a vote counts no ballot. Raises BadInput: more votes than seats filled, or votes
    of a unit where none is held (E873); what `tally` raises.
    """
    model = games.model
    filled = seats_filled(model, switch)
    errors = list(_too_many(votes, switch, games))
    if errors:
        raise BadInput(errors)
    silent = (*votes, *_silent(games, votes, switch))
    over = tuple(_over(model, votes, switch))
    found = []
    for setting in games.settings([procedure], games.concerned(procedure)[:1]):
        how = {"reading": setting.reading, "unit": setting.unit[0] if setting.unit else ""}
        law = tally(model, procedure, votes, **how)  # type: ignore[arg-type]
        now = tally(model, procedure, silent, filled=filled, **how)  # type: ignore[arg-type]
        based = []
        for register, rows, why in over:
            out = None if why else tally(model, procedure, rows, filled=filled, **how)  # type: ignore[arg-type]
            based.append(Based(register.what, register.total, out, why))
        found.append(Counted(switch.key, procedure, setting.text, law, now, tuple(based)))
    return tuple(found)


# ------------------------------------------------------------------------- every register


def _over(
    model: Model, votes: tuple[Votes, ...], switch: Participation
) -> Iterator[tuple[Register, tuple[Votes, ...], str]]:
    """Yield (register, the votes over it, why it cannot be) for the one electorate that voted."""
    bodies = [n for n in dict.fromkeys(v.body for v in votes) if n in model.book().electorates]
    if len(bodies) != 1:
        return
    (body,) = bodies
    key = Keys(model)
    mine = {key(v.unit): v for v in votes if v.body == body}
    others = tuple(v for v in votes if v.body != body)
    own = key.switch(switch)
    given = {u: n for u, v in mine.items() if (n := v.cells.get("registered")) is not None}
    if set(mine) == {WHOLE}:
        register = given or ({WHOLE: sum(own.registered.values()) + (own.abroad or 0)}
                             if own.registered else {})  # fmt: skip
    else:
        register, own = {**given, **own.registered}, replace(own, abroad=None)
    for found in registers(own, register):
        rows = [_row(body, unit, mine.get(unit), found) for unit in {**mine, **found.by_unit}]
        full = [why for _, why in rows if why]
        yield found, (*others, *(row for row, _ in rows)), "; ".join(full)


def _row(body: str, unit: str, row: Votes | None, over: Register) -> tuple[Votes, str]:
    """Return the votes of a unit over a register, and why they do not fit in it."""
    number = over.total if unit == WHOLE else over.by_unit.get(unit)
    cells: dict[str, int | None] = dict(row.cells) if row is not None else dict.fromkeys(KINDS, 0)
    cells["registered"] = number
    cast = sum(cells.get(k) or 0 for k in KINDS)
    why = f"{cast} votes of {number} voters" if number is not None and cast > number else ""
    if why and unit:
        why += f" in {unit}"
    made = Votes(body, unit, cells) if row is None else replace(row, cells=cells)
    return made, why


# ------------------------------------------------------------------------- votes excluded


def _too_many(
    votes: tuple[Votes, ...], switch: Participation, games: Games
) -> Iterator[Diagnostic]:
    key = Keys(games.model)
    closed = {key(n) for n in switch.units_without}
    for row in votes:
        cast = sum(row.cells.get(k) or 0 for k in KINDS)
        most = switch.filled.get(row.body)
        if not row.unit and most is not None and cast > most:
            what = f"{cast} votes of {row.body}, and the switch fills {most} of its seats"
            yield Diagnostic("E873", what, row.place, f"at most {most} votes")
        if row.unit and key(row.unit) in closed and cast:
            what = f"votes of {row.unit}, where the switch says that none is held"
            yield Diagnostic("E873", what, row.place, "no row for this unit")


def _silent(games: Games, votes: tuple[Votes, ...], switch: Participation) -> Iterator[Votes]:
    """Yield a row of zeros for each unit without a vote, in every body that counts by unit."""
    key = Keys(games.model)
    names: Mapping[str, str] = {k: v for u in lists(games.model) for k, v in u.labels.items()}
    for body in dict.fromkeys(v.body for v in votes if v.unit):
        known = {key(v.unit) for v in votes if v.body == body}
        for unit in dict.fromkeys(key(n) for n in switch.units_without):
            if unit in names and unit not in known:
                zeros = {**dict.fromkeys(KINDS, 0), "registered": 0}
                yield Votes(body, names[unit], zeros)
