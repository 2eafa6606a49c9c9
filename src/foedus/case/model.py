"""What a case holds: frozen dataclasses that the report, the proofs and the web page read.

Nothing here asserts a contested fact: every item carries who said it, in which capacity, when,
where it is recorded, how far that record was verified, and the layer it belongs to.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from foedus.answer import Answer
from foedus.errors import Place

#: The layer of everything dated up to the case's as-of date; every other layer is off by default.
BASE = "as-of"


class Status(StrEnum):
    """How far the wording or the figure was verified; `label` is the sentence to print."""

    HELD = "held"
    RECORDED = "recorded"
    PARAPHRASE = "paraphrase"
    UNVERIFIED = "unverified"

    @property
    def label(self) -> str:
        """Return the sentence that stands beside every item of this status."""
        return {
            Status.HELD: "verbatim; a copy of the source is held in the case folder",
            Status.RECORDED: "quote as recorded, source not held",
            Status.PARAPHRASE: "paraphrase, not a quotation; source not held",
            Status.UNVERIFIED: "not verified: wording or figure not seen in a source",
        }[self]


@dataclass(frozen=True, slots=True)
class When:
    """A date as written (`2014-03-30`, `2014-03`, `2014-03-14/2014-03-26`) and the days it spans."""

    text: str
    first: datetime.date
    last: datetime.date

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, in which capacity, when, where it is recorded and how far it was verified.

    `quote` is in `language`; `translator` says who put it into that language where it is a
    translation, `translation` is an English reading of it by `translation_by`. `reports` names
    whom the speaker speaks about or quotes ("X says that Y agreed" is a statement of X).
    """

    key: str
    when: When
    speaker: str
    capacity: str
    document: str
    quote: str
    language: str
    source: str
    source_kind: str
    status: Status
    matters: tuple[str, ...] = ()
    translator: str = ""
    translation: str = ""
    translation_by: str = ""
    reports: tuple[str, ...] = ()
    mandate: str = ""
    date_note: str = ""
    note: str = ""
    layer: str = BASE
    place: Place = field(default=Place(""), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the keys of the statements that speak to it, by date."""

    key: str
    text: str
    statements: tuple[str, ...]
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class Cell:
    """One speaker's own words on one point; `marks` are the words that differ, each found in them."""

    statement: str
    words: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a comparison: its words side by side, in the order of the columns."""

    title: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Who was not in the room, as said by the statements named (or by nobody: then `note` says so)."""

    who: str
    statements: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several texts point by point, in their own words; an overlap here is never an agreement."""

    key: str
    title: str
    columns: tuple[str, ...]
    points: tuple[Point, ...]
    only: tuple[Cell, ...] = ()
    absent: tuple[Absent, ...] = ()
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute: what it holds, as a heading, and the statements that say so."""

    holds: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is disputed: the sides next to one another, in the order of their first statement.

    `texts` are statements of the legal texts or records both sides refer to.
    """

    key: str
    on: str
    sides: tuple[Side, ...]
    texts: tuple[str, ...] = ()
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise of one document: who owes it, by when, who verifies it, each as written."""

    key: str
    when: When
    document: str
    point: str
    text: str
    language: str
    obligor: str
    deadline: str
    verifier: str
    source: str
    status: Status
    after: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    note: str = ""
    layer: str = BASE
    place: Place = field(default=Place(""), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """The share (per cent, exact as published) of `group` that gave `option`."""

    option: str
    share: Fraction
    group: str


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A survey's question: its wording where it was seen, otherwise its subject, and the results."""

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
    share: Fraction | None = None
    note: str = ""
    layer: str = BASE


@dataclass(frozen=True, slots=True)
class Switch:
    """Who can take part: seats filled per body and units where no vote was or could be held.

    `filled` maps a body to the number of its seats filled (of `seats` by law).
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


class Kind(StrEnum):
    """What a constitution file is: a text, a tabled draft, or a model that nobody tabled."""

    TEXT = "text"
    DRAFT = "draft"
    MODEL = "model"


#: Printed beside every model.
NOBODY_TABLED = "made to show what such a rule would do; nobody tabled this text"


@dataclass(frozen=True, slots=True)
class Constitution:
    """One constitution file of the case: what it is, who says it is in force and who says not.

    `model` is the checked constitution (`foedus.constitution`), `text` the file's text.
    """

    key: str
    title: str
    kind: Kind
    path: str
    text: str = field(repr=False)
    digest: str = field(repr=False)
    model: Any = field(default=None, repr=False, compare=False)
    in_force_by: tuple[str, ...] = ()
    not_in_force_by: tuple[str, ...] = ()
    note: str = ""
    layer: str = BASE

    @property
    def banner(self) -> str:
        """Return the sentence that must stand beside a model, and nothing for a text or draft."""
        return NOBODY_TABLED if self.kind is Kind.MODEL else ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its title, whether it is shown, and how many items it holds."""

    key: str
    title: str
    note: str
    on: bool
    items: int


@dataclass(frozen=True, slots=True)
class Meta:
    """The title page of a case."""

    key: str
    title: str
    as_of: datetime.date
    is_: tuple[str, ...]
    is_not: tuple[str, ...]
    summary: str
    units: str
    unit_name: str
    prepared: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case(Answer):
    """A case folder, loaded, checked and computed once; only layers that are on are inside.

    `tables` maps a table's name to a `foedus.country` table; `digests` maps every file read to
    its SHA-256; `gaps` are things looked for and not found.
    """

    meta: Meta
    tables: Mapping[str, Any] = field(repr=False)
    constitutions: tuple[Constitution, ...] = field(repr=False)
    statements: Mapping[str, Statement] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    comparisons: tuple[Comparison, ...] = field(repr=False)
    disputes: tuple[Dispute, ...] = field(repr=False)
    commitments: tuple[Commitment, ...] = field(repr=False)
    surveys: tuple[Survey, ...] = field(repr=False)
    votes: tuple[VoteRecord, ...] = field(repr=False)
    sets: tuple[SetDefinition, ...] = field(repr=False)
    switches: tuple[Switch, ...] = field(repr=False)
    layers: tuple[Layer, ...] = field(repr=False)
    gaps: tuple[str, ...] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)
    folder: str = field(default="", repr=False)

    @property
    def as_of(self) -> datetime.date:
        """Return the as-of date."""
        return self.meta.as_of

    def constitution(self, key: str) -> Constitution:
        """Return one constitution by its key; raises KeyError."""
        return {c.key: c for c in self.constitutions}[key]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each kind of item: its name and how many there are."""
        counted = [f.name for f in fields(self) if f.name not in {"meta", "digests", "folder"}]
        return [{"part": name, "items": len(getattr(self, name))} for name in counted]


def visible(case: Case, layers: frozenset[str]) -> Case:
    """Return the case with the base layer and `layers` only; references to hidden items drop out."""
    on = layers | {BASE}
    said = {k: s for k, s in case.statements.items() if s.layer in on}

    def keep(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(k for k in keys if k in said)

    questions = [replace(q, statements=keep(q.statements)) for q in case.questions if q.layer in on]
    disputes = [
        replace(
            d,
            texts=keep(d.texts),
            sides=tuple(
                replace(s, statements=keep(s.statements)) for s in d.sides if keep(s.statements)
            ),
        )
        for d in case.disputes
        if d.layer in on
    ]
    return replace(
        case,
        tables={k: t for k, t in case.tables.items() if _layer_of(t) in on},
        constitutions=tuple(
            replace(c, in_force_by=keep(c.in_force_by), not_in_force_by=keep(c.not_in_force_by))
            for c in case.constitutions
            if c.layer in on
        ),
        statements=said,
        questions=tuple(q for q in questions if q.statements),
        comparisons=tuple(c for c in case.comparisons if c.layer in on),
        disputes=tuple(d for d in disputes if d.sides),
        commitments=tuple(
            replace(c, readings=keep(c.readings)) for c in case.commitments if c.layer in on
        ),
        surveys=tuple(
            replace(s, statements=keep(s.statements)) for s in case.surveys if s.layer in on
        ),
        votes=tuple(
            replace(v, rules=keep(v.rules), statements=keep(v.statements))
            for v in case.votes
            if v.layer in on
        ),
        sets=tuple(s for s in case.sets if s.layer in on),
        switches=tuple(
            replace(s, statements=keep(s.statements)) for s in case.switches if s.layer in on
        ),
        layers=tuple(replace(x, on=x.key in on) for x in case.layers),
    )


def _layer_of(table: Any) -> str:
    return str(getattr(table, "layer", BASE))
