"""What was said, disputed and promised: every item with its speaker, date, source and status."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

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
    """A date as written (`2014-03`, `2014-03-14/2014-03-26`) and the days it spans."""

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
    """One speaker's own words on one point; `marks` are the words in them that differ."""

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
    """Who was not in the room, and the statements that say so."""

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
