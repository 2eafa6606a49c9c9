"""Matters, powers, language rights, emergency and guarantor clauses: mostly recorded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.constitution.syntax_core import Node, Note, Source, Where


class Level(StrEnum):
    """Levels of government that hold a power.

    `concurrent`: both may act, one prevails by rule; `shared`: only together, or one within the
    conditions of the other; `framework`: the centre sets basic rules; `parallel`: each for itself;
    `community`: a council without a territory; `none`: the text gives it to nobody.
    """

    CENTRE = "centre"
    CONCURRENT = "concurrent"
    SHARED = "shared"
    FRAMEWORK = "framework"
    PARALLEL = "parallel"
    REGION = "region"
    LOCAL = "local"
    COMMUNITY = "community"
    NONE = "none"


class Function(StrEnum):
    """What a level does with a matter."""

    LEGISLATE = "legislate"
    EXECUTE = "execute"
    FINANCE = "finance"
    ADJUDICATE = "adjudicate"


@dataclass(frozen=True, slots=True)
class Matters(Node):
    """`matters "language", "police", "minerals"`: the matters the file speaks of."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Powers(Node):
    """`power "police": region may legislate, execute in Alpha, Beta under "Art. 138"`.

    One cell (or more) of the table matter x level x function x unit. `residual` for
    `power over any other matter: ...`; `units` empty means every unit.
    """

    matter: str
    level: Level
    functions: tuple[Function, ...]
    article: str
    units: tuple[str, ...] = ()
    residual: bool = False


@dataclass(frozen=True, slots=True)
class ConflictRule(Node):
    """`conflict rule: centre prevails under "Art. 31"`."""

    level: Level
    article: str


class Domain(StrEnum):
    """Domains of language rights."""

    SCHOOL = "school"
    COURT = "court"
    OFFICE = "office"
    MEDIA = "media"
    SIGNS = "signs"


@dataclass(frozen=True, slots=True)
class LanguageRight(Node):
    """A language right by domain and level, and the units that qualify.

    `language right "L" in school, court at region: Regions where native_l at least 1/10 as of
    2001 under "Art. 7"`.
    """

    language: str
    domains: tuple[Domain, ...]
    of: str
    article: str
    where: Where | None = None
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Clause(Node):
    """A detail of an emergency or guarantor clause, recorded: a key and its text.

    `trigger "..."`, `declared by "..."`, `lasts "..."`, `renewed by "..."`, `reviewed by "..."`,
    `suspends "..."`, `acts "jointly"`, `ends "..."`.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Emergency(Node):
    """`emergency "Federal intervention" under "Art. 155"`, recorded with its clauses."""

    name: str
    article: str
    details: tuple[Clause | Note | Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarantor(Node):
    """`guarantor "Power A" under "Treaty, Art. IV"`, recorded with its clauses."""

    name: str
    article: str
    details: tuple[Clause | Note | Source, ...] = ()
