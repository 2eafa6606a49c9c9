"""Money: taxes and resource revenue, transfers, equalisation, borrowing limits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foedus.constitution.syntax_core import Date, Node, Note, Source
from foedus.constitution.syntax_powers import Level


@dataclass(frozen=True, slots=True)
class Yields(Node):
    """Detail `yields tax_raised as of 2013 in Cantons`: what is raised in each unit.

    `yields 1/10 of product as of 2012 in Cantons`: a rate on a base.
    """

    column: str
    as_of: Date
    units: str
    rate: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class ShareTo(Node):
    """Detail `45/100 to region where raised`, `1/2 to region by population as of 2013`.

    `1/2 to centre` stays with the centre. Without a column and not raised: to the level whole.
    """

    share: Fraction
    level: Level
    raised: bool = False
    column: str = ""
    as_of: Date = ""


@dataclass(frozen=True, slots=True)
class Tax(Node):
    """`tax "Value added tax" under "Art. 106"` or `resource "Oil" under "Art. 143"`.

    Its shares add up to at most one; what is not assigned is shown as such.
    """

    name: str
    article: str
    resource: bool = False
    details: tuple[Yields | ShareTo | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer(Node):
    """`transfer "Grant": 120 per population as of 2014 to Cantons from centre under "Art. 9"`.

    An amount for each unit named (a list of units, or single units); with `per` it is multiplied
    by that column.
    """

    name: str
    amount: Fraction
    to: tuple[str, ...]
    level: Level
    article: str
    per: str = ""
    as_of: Date = ""


@dataclass(frozen=True, slots=True)
class Capacity(Node):
    """Detail `capacity tax_power as of 2013`, or `capacity of "Tax A", "Tax B"` (their revenue)."""

    column: str = ""
    as_of: Date = ""
    taxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need(Node):
    """Detail `need population as of 2013`: what capacity is divided by."""

    column: str
    as_of: Date


@dataclass(frozen=True, slots=True)
class Method(Node):
    """Detail `formula "german-2020"`: one of the formulas that come with the program."""

    name: str


@dataclass(frozen=True, slots=True)
class Fills(Node):
    """Detail `fills 3/4 of the gap to 95/100 of average, paid by centre` (or `by region`)."""

    share: Fraction
    target: Fraction
    payer: Level


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """A guarantee of an equalisation: a floor, a cap or a limit of what a unit loses.

    `no unit below 90/100 of average`, `no unit above 11/10 of average`,
    `no unit loses more than 1/10`.
    """

    kind: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class ChangedBy(Node):
    """Detail `changed by "Ordinary law"`: the procedure by which the formula is changed."""

    procedure: str


@dataclass(frozen=True, slots=True)
class Equalisation(Node):
    """`equalisation "Between the cantons" of Cantons under "Art. 107"`, in file order."""

    name: str
    of: str
    article: str
    details: tuple[Capacity | Need | Method | Fills | Limit | ChangedBy | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Borrowing(Node):
    """`borrowing of Cantons: debt as of 2013 at most 35/100 of revenue as of 2013 under "s. 3"`.

    `borrowing: region "may not run deficits" under "Art. 109"` is recorded.
    """

    article: str
    of: str = ""
    debt: str = ""
    debt_as_of: Date = ""
    limit: Fraction = Fraction(0)
    base: str = ""
    base_as_of: Date = ""
    level: Level | None = None
    text: str = ""
