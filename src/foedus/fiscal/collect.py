"""What is wrong in one part of a text's money does not hide what is wrong in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from foedus.errors import BadInput, Diagnostic

T = TypeVar("T")


def collected(errors: list[Diagnostic], find: Callable[[], T]) -> T | None:
    """Return what `find` finds; None where it raises BadInput, whose errors are added to `errors`.

    >>> collected([], lambda: 2)
    2
    """
    try:
        return find()
    except BadInput as exc:
        errors += exc.diagnostics
        return None
