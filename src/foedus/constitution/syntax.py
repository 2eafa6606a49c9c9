"""The syntax tree of a constitution; every node is a frozen dataclass with its place.

The parts are in `syntax_core` (thresholds, subjects), `syntax_bodies` (who takes part),
`syntax_conditions` (procedures), `syntax_views`, `syntax_claims` and `syntax_powers`; this module
gathers them and holds the root. docs/language.md shows the sentence of every node.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from foedus.constitution.syntax_bodies import *  # noqa: F403
from foedus.constitution.syntax_bodies import (
    Body,
    Electorate,
    Organ,
    Person,
    Reading,
    SetOf,
    Units,
)
from foedus.constitution.syntax_claims import *  # noqa: F403
from foedus.constitution.syntax_claims import Expect, Guarantee, Question
from foedus.constitution.syntax_conditions import *  # noqa: F403
from foedus.constitution.syntax_conditions import Procedure
from foedus.constitution.syntax_core import *  # noqa: F403
from foedus.constitution.syntax_core import AttributedTo, InForce, Node, Note, Source
from foedus.constitution.syntax_federation import *  # noqa: F403
from foedus.constitution.syntax_federation import (
    Authority,
    Community,
    LanguageDecision,
    PowersTable,
    SecondChamber,
)
from foedus.constitution.syntax_fiscal import *  # noqa: F403
from foedus.constitution.syntax_fiscal import Borrowing, Equalisation, Tax, Transfer
from foedus.constitution.syntax_powers import *  # noqa: F403
from foedus.constitution.syntax_powers import (
    ConflictRule,
    Emergency,
    Guarantor,
    LanguageRight,
    Matters,
    Powers,
)
from foedus.constitution.syntax_views import *  # noqa: F403
from foedus.constitution.syntax_views import View

N = TypeVar("N", bound=Node)

Statement = (
    Body | Electorate | Person | Units | SetOf | Organ | Reading | Procedure | View | Guarantee
    | Question | Expect | Matters | Powers | ConflictRule | LanguageRight | Emergency | Guarantor
    | Note | PowersTable | SecondChamber | LanguageDecision | Community | Authority | Tax | Transfer
    | Equalisation | Borrowing
)  # fmt: skip


@dataclass(frozen=True)
class Constitution(Node):
    """`constitution NAME` with its details, and every statement of the file in order."""

    name: str
    details: tuple[Source | InForce | AttributedTo | Note, ...] = ()
    statements: tuple[Statement, ...] = ()

    def all(self, kind: type[N]) -> tuple[N, ...]:
        """Return the statements of one kind, in file order."""
        if kind not in self._by_kind:
            self._by_kind[kind] = pick(self.statements, kind)
        found: tuple[N, ...] = self._by_kind[kind]
        return found

    @cached_property
    def _by_kind(self) -> dict[Any, Any]:
        # A large file is asked thousands of times for its procedures.
        return {}

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The procedures, every dated version of each."""
        return self.all(Procedure)


def pick(nodes: Iterable[Node], kind: type[N]) -> tuple[N, ...]:
    """Return the nodes of one kind, in order (`pick(body.details, SeatCount)`)."""
    return tuple(n for n in nodes if isinstance(n, kind))
