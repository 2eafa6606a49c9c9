"""What is claimed or asked about the procedures: guarantees, questions, expected votes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from foedus.constitution.syntax_conditions import Change
from foedus.constitution.syntax_core import Date, Node, Note, Op, Source


@dataclass(frozen=True, slots=True)
class Of(Node):
    """The game a claim is about: `"Amendment"` or `"Amendment" in view Regions`."""

    procedure: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Names(Node):
    """Voters, sets or `it` (the one a `for each` runs over), joined by `,`/`and` or by `or`.

    `joined` is "and" (every one of them; also the value for a single name) or "or".
    """

    names: tuple[str, ...]
    joined: str = "and"


class Stance(StrEnum):
    """`without`: they do not say yes; `against`: they say no."""

    WITHOUT = "without"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class CanPass(Node):
    """`P can pass without X` / `P cannot pass against X and Y`."""

    of: Of
    stance: Stance
    who: Names
    holds: bool = True


@dataclass(frozen=True, slots=True)
class OnlyWith(Node):
    """`P passes only with X or Y` (at least one of them) or `only with X and Y` (all of them)."""

    of: Of
    who: Names


class Power(StrEnum):
    """What a coalition by itself can do."""

    BLOCK = "block"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Alone(Node):
    """`X alone can block P`; `X, Y together cannot pass P`."""

    who: Names
    power: Power
    of: Of
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Outvoted(Node):
    """`X can be outvoted in P`: it passes with every member of X voting no."""

    who: Names
    of: Of
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Interchangeable(Node):
    """`every unit of Provinces is interchangeable in P` (symmetric in the game)."""

    units: str
    of: Of
    holds: bool = True


class Goal(StrEnum):
    """Whether a smallest coalition is to pass or to block."""

    PASSES = "passes"
    BLOCKS = "blocks"


class Counting(StrEnum):
    """Who counts in a share of people: everyone in the yes-units, or bare majorities in them."""

    EVERYONE = "counting everyone"
    MAJORITIES = "counting bare majorities"


@dataclass(frozen=True, slots=True)
class Bound(Node):
    """`is at least 1/10`, `is exactly 13`: what a guarantee says a smallest amount is."""

    op: Op
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Smallest(Node):
    """The least number of voters, or share of a column, that passes or blocks.

    `smallest coalition that blocks P`;
    `smallest share of population as of 2021, counting everyone, that passes P is at least 1/2`.
    `column` is empty for a coalition counted by voters.
    """

    of: Of
    goal: Goal
    column: str = ""
    as_of: Date = ""
    counting: Counting | None = None
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Implies(Node):
    """`"A" implies "B"`: whatever passes A passes B."""

    first: Of
    second: Of
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Same(Node):
    """`"A" is the same as "B"`: the same coalitions pass."""

    first: Of
    second: Of
    holds: bool = True


class Role(StrEnum):
    """Kinds of voters in a game."""

    VETOERS = "vetoers"
    DUMMIES = "dummies"
    DICTATORS = "dictators"


@dataclass(frozen=True, slots=True)
class Roles(Node):
    """`vetoers of P`, or as a claim `vetoers of P are X, Y` / `are nobody` (`who` empty)."""

    role: Role
    of: Of
    who: Names | None = None
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Taking(Node):
    """`taking "language" from Alpha`: by which procedures, and whose consent each needs.

    As a claim: `taking "language" from Alpha needs Alpha or Beta`.
    """

    matter: str
    unit: str
    needs: Names | None = None


@dataclass(frozen=True, slots=True)
class Changing(Node):
    """Each path by which a unit leaves, changes or loses something, and whose consent it needs.

    `leaving by Alpha`; `changing borders of Alpha`; `changing powers of Alpha`;
    `intervention in Alpha`; as a claim: `changing borders of Alpha needs Alpha and Beta`.
    """

    change: Change
    unit: str
    needs: Names | None = None


@dataclass(frozen=True, slots=True)
class NoVote(Node):
    """`X has no vote in P`."""

    who: Names
    of: Of


@dataclass(frozen=True, slots=True)
class Boycott(Node):
    """`P is boycott-sensitive` / `is not boycott-sensitive` (ballot layer)."""

    of: Of
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Appointing(Node):
    """`who can appoint a majority of Court`, or `X cannot appoint a majority of Court`."""

    organ: str
    who: Names | None = None
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Vacancies(Node):
    """`fewest vacancies in Council that stop P [is at least 151]`."""

    body: str
    of: Of
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    """`for each of Provinces: P can pass without it`."""

    names: tuple[str, ...]
    claim: Claim


Claim = (
    CanPass | OnlyWith | Alone | Outvoted | Interchangeable | Smallest | Implies | Same | Roles
    | Taking | Changing | NoVote | Boycott | Appointing | Vacancies | ForEach
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guarantee(Node):
    """`guarantee "title" [fails because "reason"]`: every claim below it should hold.

    With `fails_because`, at least one of them is known not to.
    """

    title: str
    fails_because: str = ""
    details: tuple[Claim | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Question(Node):
    """`question "title"`: asks each claim below it without expecting an answer."""

    title: str
    details: tuple[Claim | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`expect "Amendment" [in reading Groups] with votes "v.csv" => rejected because "..."`."""

    procedure: str
    votes: str
    adopted: bool
    because: str = ""
    reading: str = ""
    as_of: Date = ""
    details: tuple[Note | Source, ...] = ()
