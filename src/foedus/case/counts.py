"""What was counted: surveys, recorded votes, sets of units, and who can take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer
from foedus.case.words import BASE, Status, When


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """The share (per cent, exact as published) of `group` that gave `option`."""

    option: str
    share: Fraction
    group: str


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A survey's question: its subject, its wording where it was seen, and the results."""

    subject: str
    wording: str
    language: str
    results: tuple[SurveyResult, ...]
    statements: tuple[str, ...] = ()
    note: str = ""
    status: Status = Status.RECORDED

    @property
    def wording_seen(self) -> bool:
        """Return whether the wording itself is recorded."""
        return bool(self.wording)


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: pollster, for whom, days of fieldwork, sample, mode, where it was taken, error."""

    key: str
    pollster: str
    client: str
    fieldwork: When
    sample: int | None
    mode: str
    population: str
    error: str
    questions: tuple[SurveyQuestion, ...]
    statements: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    layer: str = BASE
    status: Status = Status.RECORDED


@dataclass(frozen=True, slots=True)
class VoteRow:
    """Counts of one body or unit; None is unknown, never zero."""

    body: str
    unit: str
    yes: int | None
    no: int | None
    abstain: int | None
    absent: int | None
    invalid: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """A recorded vote, with the texts of the rules beside it and what each side says of it.

    `procedure` names the procedure of the case's constitutions whose thresholds stand beside
    the count; it says nothing on whether that procedure had to be used.
    """

    key: str
    when: When
    body: str
    on: str
    file: str
    rows: tuple[VoteRow, ...]
    procedure: str = ""
    rules: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    status: Status = Status.RECORDED
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class SetDefinition:
    """A set of units by column and threshold, attributed to whoever chose it; members computed.

    `members` and `unknown` (cells left blank: never counted as zero) are unit keys; `share` is
    the members' exact part of the table's population column, None where a cell is blank.
    """

    key: str
    label: str
    family: str
    table: str
    column: str
    comparison: str
    threshold: Fraction
    as_of: str
    attributed: str
    members: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    population: str = ""
    population_as_of: str = ""
    share: Fraction | None = None
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class TurnoutBase:
    """One lawful base of a turnout: what is counted, how many, or the percentage as stated."""

    what: str
    registered: int | None
    stated: str
    source: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Who can take part: seats filled per body and units where no vote was or could be held.

    `filled` maps a body to the number of its seats filled (of `seats` by law); `displaced` are
    voters who live elsewhere than they are registered, by unit, `abroad` those out of the country
    (None: not known), each with whether they can vote (None: not said); `registered` voters by
    unit, without those abroad; `took_part` voters who took part, by each of the `bases`.
    """

    key: str
    title: str
    seats: Mapping[str, int]
    filled: Mapping[str, int]
    units_without: tuple[str, ...] = ()
    units_in_part: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    note: str = ""
    layer: str = BASE
    displaced: Mapping[str, int] = field(default_factory=dict)
    abroad: int | None = None
    took_part: int | None = None
    bases: tuple[TurnoutBase, ...] = ()
    registered: Mapping[str, int] = field(default_factory=dict)
    displaced_vote: bool | None = None
    abroad_vote: bool | None = None

    def need(self, body: str, votes: int) -> Need:
        """Return what a threshold of `votes` needs of the seats filled: votes / filled, exactly."""
        return Need(self.key, body, votes, self.seats[body], self.filled[body])


@dataclass(frozen=True, slots=True)
class Need(Answer):
    """A fixed number of votes against the seats filled."""

    switch: str
    body: str
    votes: int
    seats: int
    filled: int

    @property
    def share(self) -> Fraction:
        """Return votes / filled (more than 1 where it cannot be reached)."""
        return Fraction(self.votes, self.filled)

    @property
    def possible(self) -> bool:
        """Return whether the seats filled can reach the number at all."""
        return self.votes <= self.filled

    @property
    def vacancies_that_stop_it(self) -> int:
        """Return the fewest vacant seats from which the number cannot be reached."""
        return self.seats - self.votes + 1
