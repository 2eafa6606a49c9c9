"""Who can take part: the one switch that every procedure, tally and turnout obeys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from foedus.answer import Answer


@dataclass(frozen=True, slots=True)
class Participation(Answer):
    """Who can take part: seats filled by body, and units where no vote is or can be held.

    `seats` are those by law. `displaced` are voters who live elsewhere than they are registered,
    by unit; `abroad` those registered out of the country (None: not known); `registered` voters by
    unit without those abroad. `displaced_vote` and `abroad_vote` say whether these can vote where
    they live (None: not said, and then nobody is taken off).
    """

    key: str
    title: str
    seats: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    units_without: tuple[str, ...] = ()
    displaced: Mapping[str, int] = field(default_factory=dict)
    abroad: int | None = None
    note: str = ""
    registered: Mapping[str, int] = field(default_factory=dict)
    displaced_vote: bool | None = None
    abroad_vote: bool | None = None

    def voting(self, displaced: bool | None, abroad: bool | None) -> Participation:
        """Return the switch with what is said here of displaced voters and those abroad."""
        return replace(
            self,
            displaced_vote=self.displaced_vote if displaced is None else displaced,
            abroad_vote=self.abroad_vote if abroad is None else abroad,
        )

    def can_vote(self, unit: str, size: int) -> int:
        """Return how many of `size` voters of a unit can vote; negative where too many moved."""
        away = self.displaced.get(unit, 0)
        if unit in self.units_without:
            return away if self.displaced_vote else 0
        return size - away if self.displaced_vote is False else size
