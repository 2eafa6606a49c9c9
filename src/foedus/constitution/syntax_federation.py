"""Tables of powers, second chambers, communities, language decisions, regional authority."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from foedus.constitution.syntax_core import Date, Duration, Node, Note, Source
from foedus.constitution.syntax_powers import Clause, Domain


@dataclass(frozen=True, slots=True)
class PowersTable(Node):
    """`powers: table "powers.csv"`: the table matter x level x function x unit as a CSV file."""

    table: str


class Veto(StrEnum):
    """What a second chamber's no does: it ends a bill, delays it, or nothing."""

    ABSOLUTE = "absolute"
    SUSPENSIVE = "suspensive"
    NONE = "no"


@dataclass(frozen=True, slots=True)
class VetoOn(Node):
    """`suspensive veto on "taxes" under "Art. 77", overridden by "Ordinary law", after 30 days`.

    `matters` empty with `other` for `on any other matter`. `overridden` names a procedure of the
    file, or says in words how the veto is overcome.
    """

    kind: Veto
    matters: tuple[str, ...]
    article: str
    other: bool = False
    overridden: str = ""
    after: Duration | None = None


@dataclass(frozen=True, slots=True)
class SecondChamber(Node):
    """`second chamber Senate under "Art. 50"`: a body as the chamber of the units, by matter.

    Clauses: `choice`, `term`, `money bills`, `reconciliation`, `instruction`, `initiative`.
    """

    name: str
    article: str
    details: tuple[VetoOn | Clause | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageDecision(Node):
    """A decision actually taken, a fact apart from the threshold of the law.

    `language decision L in office: Alpha, Beta of Cantons as of 2012 under "council, 1 August"`
    """

    language: str
    domains: tuple[Domain, ...]
    units: tuple[str, ...]
    of: str
    as_of: Date
    article: str


@dataclass(frozen=True, slots=True)
class Community(Node):
    """`community "Speakers of L": native_l of Cantons as of 2001, by own statement`.

    Members of a community, counted by a column of the units' table: a share in per cent, or
    persons. `own`: membership is each person's own statement.
    """

    name: str
    column: str
    of: str
    as_of: Date
    own: bool = False


@dataclass(frozen=True, slots=True)
class ForCommunity(Node):
    """Detail `for "Speakers of L" on a voluntary roll` or `... by law` of a body or organ."""

    community: str
    voluntary: bool


@dataclass(frozen=True, slots=True)
class OpenOnly(Node):
    """Detail `open only to Dutch, French under "Art. 4"`: who may hold a seat or an office."""

    names: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class Authority(Node):
    """`authority "institutional depth" of Cantons: 2 under "Art. 3" coded by "who coded it"`.

    One component of the Regional Authority Index; components are never added up.
    """

    component: str
    of: str
    score: Fraction
    article: str
    coder: str
