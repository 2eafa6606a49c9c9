"""What every node of the syntax tree shares: places, numbers, dates, thresholds, who is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from foedus.errors import Place

NOWHERE = Place("")

#: A date as written: `2014`, `2014-05` or `2014-05-25`. "" where the sentence names none.
Date = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the syntax tree; its place takes no part in equality."""

    place: Place = field(default=NOWHERE, compare=False, repr=False)


class Op(StrEnum):
    """How an amount is compared; never defaulted."""

    MORE_THAN = "more than"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    EXACTLY = "exactly"


class Base(StrEnum):
    """What a threshold is a share of, or counts."""

    CAST = "votes cast"
    CAST_AND_INVALID = "votes cast including blank and invalid"
    PRESENT = "members present"
    MEMBERS = "members"
    FILLED = "seats filled"
    SWORN = "members sworn"
    REGISTERED = "registered voters"
    UNITS = "units"
    WEIGHT = "weight"  # the column named in `Threshold.column`


@dataclass(frozen=True, slots=True)
class Threshold(Node):
    """`more than 1/2 of votes cast` (a share) or `at least 30 members` (a count).

    `amount` is a share of the base where `share` holds (0 < amount <= 1), a count otherwise.
    `all members` is the share "at least 1". `column` and `as_of` name a weight (base WEIGHT).
    """

    op: Op
    amount: Fraction
    base: Base
    share: bool = True
    column: str = ""
    as_of: Date = ""


@dataclass(frozen=True, slots=True)
class Undetermined(Node):
    """A threshold that the text leaves open between two shares of the base.

    `undetermined from more than 1/2 to at most 2/3 of votes cast`
    """

    low_op: Op
    low: Fraction
    high_op: Op
    high: Fraction
    base: Base
    column: str = ""
    as_of: Date = ""


AnyThreshold = Threshold | Undetermined


@dataclass(frozen=True, slots=True)
class Subject(Node):
    """Who votes: `Commons`; `Dutch in Chamber`; `Chamber, Senate together`.

    With `each`, every one of the names for itself (`each of Dutch, French in Chamber`), or, with
    `column`, every group of that column of the composition (`each community in Chamber`).
    Several names without `each` are counted together.
    """

    names: tuple[str, ...]
    inside: str = ""
    each: bool = False
    column: str = ""


class Period(StrEnum):
    """Units of time."""

    DAY = "days"
    WEEK = "weeks"
    MONTH = "months"
    YEAR = "years"


@dataclass(frozen=True, slots=True)
class Duration(Node):
    """A length of time: `180 days`."""

    count: int
    period: Period


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """One condition on a row: `type is "province"`; `native_x per all at least 1/2 as of 2001`.

    `is_not`: `type is not "province"`. Numeric filters have `op` and `amount`, and name the date.
    """

    column: str
    value: str = ""
    is_not: bool = False
    op: Op | None = None
    amount: Fraction | None = None
    per: str = ""
    as_of: Date = ""


@dataclass(frozen=True, slots=True)
class Where(Node):
    """Filters joined by `and` or by `or` (never both in one sentence)."""

    filters: tuple[Filter, ...]
    joined: str = "and"


@dataclass(frozen=True, slots=True)
class Article(Node):
    """Detail `article "Art. 76"`."""

    text: str


@dataclass(frozen=True, slots=True)
class Source(Node):
    """Detail `source "Constitution Act, 1982"`."""

    text: str


@dataclass(frozen=True, slots=True)
class Note(Node):
    """Detail or statement `note "..."`: kept and printed, no effect."""

    text: str


@dataclass(frozen=True, slots=True)
class AttributedTo(Node):
    """Detail `attributed to "..."`: who holds that this is so (where it is disputed)."""

    text: str


@dataclass(frozen=True, slots=True)
class InForce(Node):
    """Detail `in force from 1982-04-17 [until 2022-02-08]` (until: the first day it is not)."""

    start: Date
    until: Date = ""
