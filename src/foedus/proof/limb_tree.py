"""Trees of limbs: gates and negations over leaves of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Never, TypeVar, Union

L = TypeVar("L")
Kind = TypeVar("Kind", covariant=True)


@dataclass(frozen=True, slots=True)
class Join(Generic[Kind]):
    """A gate: the weights of the items that hold reach `quota` (all, any, at least k of them)."""

    items: tuple[tuple[int, Branch[Kind]], ...]
    quota: int


@dataclass(frozen=True, slots=True)
class Negation(Generic[Kind]):
    """The item does not hold (`unless ... reject`, a petition that was not filed)."""

    item: Branch[Kind]


Branch = Union[L, Join[L], Negation[L]]  # noqa: UP007 - a type variable is filled in by Branch[X]
ALWAYS: Join[Never] = Join((), 0)
NEVER: Join[Never] = Join((), 1)


def every(items: Sequence[Branch[L]]) -> Branch[L]:
    """Return the conjunction; a single item stays itself."""
    return items[0] if len(items) == 1 else Join(tuple((1, i) for i in items), len(items))


def either(items: Sequence[Branch[L]]) -> Branch[L]:
    """Return the disjunction; a single item stays itself."""
    return items[0] if len(items) == 1 else Join(tuple((1, i) for i in items), 1)
