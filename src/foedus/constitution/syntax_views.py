"""Views: who the voters of a game are, and how those they stand for vote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.constitution.syntax_core import Date, Node, Note, Source


class Bloc(StrEnum):
    """How the people a voter of a view stands for vote; always printed as an assumption."""

    AS_ONE = "voting as one bloc"
    ONE_BY_ONE = "voting one by one"
    YES = "voting yes"
    NO = "voting no"
    BY_UNIT = "voting with their unit"


@dataclass(frozen=True, slots=True)
class EachWith(Node):
    """`each with district_seats of Council as of 2012, voting as one bloc`.

    Each voter of the view holds the votes of `column` members of `body`; without a column,
    `each with its members of Council` takes them from the body's composition. With
    `people`, `body` is an electorate: `each with its people of People, voting as one bloc`.
    """

    body: str
    column: str = ""
    as_of: Date = ""
    bloc: Bloc = Bloc.AS_ONE
    people: bool = False


@dataclass(frozen=True, slots=True)
class Others(Node):
    """How somebody else votes: `the other members of Council voting no`; `President voting yes`."""

    name: str
    bloc: Bloc
    rest: bool = False  # "the other members of"


@dataclass(frozen=True, slots=True)
class Assuming(Node):
    """`assuming "..."`: an assumption in the author's words, printed with every answer."""

    text: str


@dataclass(frozen=True, slots=True)
class View(Node):
    """`view Regions of "Revision": voters are Regions`: who the voters of a game are."""

    name: str
    procedure: str
    voters: tuple[str, ...]
    details: tuple[EachWith | Others | Assuming | Note | Source, ...] = ()
