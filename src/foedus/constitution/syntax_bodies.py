"""Who takes part: bodies, electorates, persons, units, sets, organs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.constitution.syntax_core import (
    AnyThreshold,
    Article,
    AttributedTo,
    Date,
    InForce,
    Node,
    Note,
    Source,
    Where,
)
from foedus.constitution.syntax_federation import ForCommunity, OpenOnly


@dataclass(frozen=True, slots=True)
class Group(Node):
    """`88 Dutch` in a partition of a body's members."""

    count: int
    name: str


@dataclass(frozen=True, slots=True)
class Partition(Node):
    """`of whom 88 Dutch, 62 French [as of 2007]`: the groups add up to the members."""

    groups: tuple[Group, ...]
    as_of: Date = ""


@dataclass(frozen=True, slots=True)
class Composition(Node):
    """`composition: table "seats.csv" by party, community counting seats as of 2014-03-31`.

    A cross-table: each row is one cell, `seats` names the column that counts members.
    """

    table: str
    columns: tuple[str, ...]
    seats: str
    as_of: Date


@dataclass(frozen=True, slots=True)
class SeatRule(Node):
    """`300 seats for Regions by "sainte-lague" on population as of 2020, at least 3 each`.

    With no `method`: `2 seats for each of Regions`. The seats follow the units' table.
    """

    count: int
    units: str
    method: str = ""
    column: str = ""
    as_of: Date = ""
    least: int = 0


class Seats(StrEnum):
    """Which count of a body a `SeatCount` gives."""

    FILLED = "filled"
    SWORN = "sworn"
    REGISTERED = "registered"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class SeatCount(Node):
    """`filled: 423 as of 2014-10-26`: how many can take part (a switch beside the seats by law)."""

    kind: Seats
    count: int
    as_of: Date


class Chair(StrEnum):
    """How a presiding officer votes."""

    BREAKS_TIES = "breaks ties"
    VOTES = "votes"
    NO_VOTE = "does not vote"


@dataclass(frozen=True, slots=True)
class Presided(Node):
    """`presided over by "Vice-President", who breaks ties` (a person, or a member named so)."""

    name: str
    how: Chair


@dataclass(frozen=True, slots=True)
class NoVoteHeld(Node):
    """`no vote held in Alpha, Beta as of 2014-05-25`: units that cannot take part (a switch)."""

    names: tuple[str, ...]
    as_of: Date


@dataclass(frozen=True, slots=True)
class ChosenBy(Node):
    """`[6] chosen by President, Senate`: who elects or appoints (all, or that many members)."""

    names: tuple[str, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Standing(Node):
    """`may be seized by President, Regions`: who can bring a case before an organ."""

    names: tuple[str, ...]


BodyDetail = (
    Partition | Composition | SeatRule | SeatCount | Presided | NoVoteHeld | ChosenBy | Article
    | Source | Note | AttributedTo | InForce | Standing | ForCommunity | OpenOnly
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body(Node):
    """`body Chamber: 150 members, of whom 88 Dutch, 62 French as of 2007`."""

    name: str
    members: int
    groups: Partition | None = None
    details: tuple[BodyDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Electorate(Node):
    """`electorate People: voters of Cantons as of 2020`: citizens, counted by unit.

    `units` and `column` say how many of them each unit has; both are empty where only the
    total matters (`electorate People`, with a detail `registered: N as of DATE`).
    """

    name: str
    units: str = ""
    column: str = ""
    as_of: Date = ""
    details: tuple[BodyDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Person(Node):
    """`person President`: one voter."""

    name: str
    details: tuple[BodyDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight(Node):
    """`weight population as of 2021`: a column of the table; the date is compulsory."""

    column: str
    as_of: Date


@dataclass(frozen=True, slots=True)
class DecidedBy(Node):
    """`each decided by its people by more than 1/2 of votes cast`.

    How a unit makes up its one mind: `who` is a word (`people`, `legislature`, `government`,
    `delegation`); the threshold may be left out, then only the block assumption is recorded.
    """

    who: str
    threshold: AnyThreshold | None = None


UnitsDetail = DecidedBy | NoVoteHeld | ChosenBy | Article | Source | Note | AttributedTo | InForce


@dataclass(frozen=True, slots=True)
class Units(Node):
    """`units Provinces: table "p.csv" where type is "province", weight population as of 2021`.

    Either a table (with an optional filter and weights) or a list of `names`.
    """

    name: str
    table: str = ""
    where: Where | None = None
    weights: tuple[Weight, ...] = ()
    names: tuple[str, ...] = ()
    details: tuple[UnitsDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    """`set "S" [as "definition"]: Regions where COL at least 1/2 as of 2001, defined by "..."`.

    `of` is a units, a body with a composition, or another set; either `where` or a list of `names`
    (`set Atlantic: NB, NS of Provinces`). One set may have several definitions, each with its own
    `definition` name: answers about it are given for each.
    """

    name: str
    of: str
    where: Where | None = None
    names: tuple[str, ...] = ()
    definition: str = ""
    defined_by: str = ""


@dataclass(frozen=True, slots=True)
class Organ(Node):
    """`organ "Constitutional Court": court, 18 members` with who chooses them."""

    name: str
    kind: str
    members: int = 0
    details: tuple[BodyDetail, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading(Node):
    """`reading Count: Groups, Everyone`: a question the text leaves open and its named answers."""

    name: str
    alternatives: tuple[str, ...]
