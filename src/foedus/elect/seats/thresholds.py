"""Thresholds: who takes part in the allocation, with the reason for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.elect.seats.ties import Number


@dataclass(frozen=True, slots=True)
class Share:
    """At least (or more than) a share of all votes; graded by the number of lists in a coalition.

    `graded` maps a number of member lists to a higher share; the largest number not above the
    coalition's own counts.
    """

    least: Fraction
    strict: bool = False
    graded: Mapping[int, Fraction] = field(default_factory=dict)

    def reason(self, party: str, case: Case) -> str:
        """Return why the party passes, or an empty string."""
        lists = case.lists.get(party, 1)
        steps = [s for n, s in sorted(self.graded.items()) if n <= lists]
        need = steps[-1] if steps else self.least
        total = case.total or sum(case.votes.values())
        share = Fraction(case.votes[party]) / total if total else Fraction(0)
        if share > need or (share == need and not self.strict):
            return f"{share} of the votes, threshold {'above ' if self.strict else ''}{need}"
        return ""


@dataclass(frozen=True, slots=True)
class InDistricts:
    """At least a share of the votes in `districts` districts (1: anywhere)."""

    least: Fraction
    districts: int = 1

    def reason(self, party: str, case: Case) -> str:
        """Return why the party passes, or an empty string."""
        reached = [
            d
            for d, votes in case.by_district.items()
            if sum(votes.values())
            and Fraction(votes.get(party, 0)) / sum(votes.values()) >= self.least
        ]
        if len(reached) >= self.districts:
            return f"{self.least} of the votes in {', '.join(reached)}"
        return ""


@dataclass(frozen=True, slots=True)
class DirectSeats:
    """At least `least` direct seats, whatever the share (basic mandate clause)."""

    least: int

    def reason(self, party: str, case: Case) -> str:
        """Return why the party passes, or an empty string."""
        won = case.direct.get(party, 0)
        return f"{won} direct seats" if won >= self.least else ""


@dataclass(frozen=True, slots=True)
class Exempt:
    """Parties exempt by law, such as those of national minorities."""

    parties: Collection[str]

    def reason(self, party: str, case: Case) -> str:  # noqa: ARG002
        """Return why the party passes, or an empty string."""
        return "exempt from the threshold" if party in self.parties else ""


@dataclass(frozen=True, slots=True)
class Votes:
    """At least an absolute number of votes: a whole quota, or the least of several."""

    least: Number

    def reason(self, party: str, case: Case) -> str:
        """Return why the party passes, or an empty string."""
        return f"{case.votes[party]} votes" if case.votes[party] >= self.least else ""


Rule = Share | InDistricts | DirectSeats | Exempt | Votes


@dataclass(frozen=True)
class Case:
    """What thresholds look at; `total` is the base of shares where it is not the parties' sum."""

    votes: Mapping[str, Number]
    total: Number | None = None
    by_district: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    direct: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Admitted(Answer):
    """Who takes part and why, who does not, and the share of votes that is left out."""

    reasons: dict[str, str]
    out: tuple[str, ...]
    unrepresented: Fraction
    label: Label = Label.EXACT
    reference: str = "Taagepera and Shugart, Seats and Votes (1989), ch. 12"

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties that take part."""
        return tuple(self.reasons)


def admit(case: Case, any_of: Sequence[Rule]) -> Admitted:
    """Return the parties that meet at least one of the rules ("the least of" several thresholds).

    An alternative is listed as one more rule; a party must meet one, not all.
    """
    reasons: dict[str, str] = {}
    for party in case.votes:
        met = [r for r in (rule.reason(party, case) for rule in any_of) if r]
        if met:
            reasons[party] = met[0]
    out = tuple(p for p in case.votes if p not in reasons)
    total = Fraction(case.total or sum(case.votes.values()))
    lost = sum((Fraction(case.votes[p]) for p in out), Fraction(0))
    return Admitted(reasons, out, lost / total if total else lost)
