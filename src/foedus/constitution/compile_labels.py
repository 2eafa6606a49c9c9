"""The label of a gate: the sentence of its condition, as the file says it."""

from __future__ import annotations

from foedus.constitution.render import line
from foedus.constitution.syntax import Item, Signed


def label_of(node: Item | Signed, *, dual: bool = False) -> str:
    """Return the sentence of a condition, without the conditions indented below it.

    In the dual sense (the votes against do not satisfy it) the sentence begins with "unless".
    """
    return f"unless {line(node)}" if dual else line(node)
