"""Real votes under a switch: the same rule and votes, by law and with those who can take part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic
from foedus.federation.matrix import lists
from foedus.federation.part import Participation, seats_filled
from foedus.proof.ballots import KINDS, Votes
from foedus.proof.games import Games
from foedus.proof.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Counted(Answer):
    """One procedure and one file of votes: by law, and under the switch, in one reading."""

    switch: str
    procedure: str
    where: str
    by_law: Tally
    under: Tally
    label: Label = Label.EXACT
    method: str = "the same votes; seats filled and units without a vote as the switch says"
    reference: str = "the switch's own sources"

    @property
    def differs(self) -> bool:
        """Whether the switch turns the outcome."""
        return self.by_law.adopted is not self.under.adopted


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
    found = []
    for setting in games.settings([procedure], games.concerned(procedure)[:1]):
        how = {"reading": setting.reading, "unit": setting.unit[0] if setting.unit else ""}
        law = tally(model, procedure, votes, **how)  # type: ignore[arg-type]
        now = tally(model, procedure, silent, filled=filled, **how)  # type: ignore[arg-type]
        found.append(Counted(switch.key, procedure, setting.text, law, now))
    return tuple(found)


def _too_many(
    votes: tuple[Votes, ...], switch: Participation, games: Games
) -> Iterator[Diagnostic]:
    closed = {n for units in lists(games.model) for n in _names(units, switch.units_without)}
    for row in votes:
        cast = sum(row.cells.get(k) or 0 for k in KINDS)
        most = switch.filled.get(row.body)
        if not row.unit and most is not None and cast > most:
            what = f"{cast} votes of {row.body}, and the switch fills {most} of its seats"
            yield Diagnostic("E873", what, row.place, f"at most {most} votes")
        if row.unit in closed and cast:
            what = f"votes of {row.unit}, where the switch says that none is held"
            yield Diagnostic("E873", what, row.place, "no row for this unit")


def _names(units: object, without: tuple[str, ...]) -> Iterator[str]:
    find, labels = units.find, units.labels  # type: ignore[attr-defined]
    for name in without:
        key = find(name)
        if key is not None:
            yield key
            yield labels[key]


def _silent(games: Games, votes: tuple[Votes, ...], switch: Participation) -> Iterator[Votes]:
    """Yield a row of zeros for each unit without a vote, in every body that counts by unit."""
    bodies = dict.fromkeys(v.body for v in votes if v.unit)
    for body in bodies:
        known = {v.unit for v in votes if v.body == body}
        for units in lists(games.model):
            for name in switch.units_without:
                key = units.find(name)
                if key is not None and not {key, units.labels[key]} & known:
                    zeros = {**dict.fromkeys(KINDS, 0), "registered": 0}
                    yield Votes(body, units.labels[key], zeros)
