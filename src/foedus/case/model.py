"""What a case holds: frozen dataclasses that the report, the proofs and the web page read.

Nothing here asserts a contested fact: every item carries who said it, in which capacity, when,
where it is recorded, how far that record was verified, and the layer it belongs to.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from foedus.answer import Answer
from foedus.case.counts import (
    Need,
    SetDefinition,
    Survey,
    SurveyQuestion,
    SurveyResult,
    Switch,
    VoteRecord,
    VoteRow,
)
from foedus.case.equality import Equality
from foedus.case.sets import with_members
from foedus.case.words import (
    BASE,
    Absent,
    Cell,
    Commitment,
    Comparison,
    Dispute,
    Point,
    Question,
    Side,
    Statement,
    Status,
    When,
)
from foedus.country import Table

__all__ = [
    "BASE",
    "NOBODY_TABLED",
    "Absent",
    "Case",
    "Cell",
    "Commitment",
    "Comparison",
    "Constitution",
    "Dispute",
    "Equality",
    "Kind",
    "Layer",
    "Meta",
    "Need",
    "Point",
    "Question",
    "SetDefinition",
    "Side",
    "Statement",
    "Status",
    "Survey",
    "SurveyQuestion",
    "SurveyResult",
    "Switch",
    "VoteRecord",
    "VoteRow",
    "When",
]


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
    tables: Mapping[str, Table] = field(repr=False)
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
    table_layers: Mapping[str, str] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)
    equality: tuple[Equality, ...] = field(default=(), repr=False)
    folder: str = field(default="", repr=False)

    @property
    def as_of(self) -> datetime.date:
        """Return the as-of date."""
        return self.meta.as_of

    def constitution(self, key: str) -> Constitution:
        """Return one constitution by its key; raises KeyError."""
        return {c.key: c for c in self.constitutions}[key]

    def sets_without(self, units: tuple[str, ...]) -> tuple[SetDefinition, ...]:
        """Return the sets computed over the other units only (where a vote was held, say)."""
        return tuple(with_members(s, self.tables[s.table], units) for s in self.sets)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each kind of item: its name and how many there are."""
        counted = [
            f.name
            for f in fields(self)
            if f.name not in {"meta", "digests", "folder", "table_layers"}
        ]
        return [{"part": name, "items": len(getattr(self, name))} for name in counted]
