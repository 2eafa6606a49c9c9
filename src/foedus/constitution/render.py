"""Rules as sentences: the same words in the file, in reports and in errors."""

from __future__ import annotations

from foedus.constitution import (
    heads_bodies,  # noqa: F401
    heads_claims,  # noqa: F401
    heads_federation,  # noqa: F401
)
from foedus.constitution import syntax as s
from foedus.constitution.blocks import innermost, lines_below
from foedus.constitution.heads import head

INDENT = "  "


def line(node: s.Node) -> str:
    """Return the one line of a node, without what is indented below it."""
    return head(node)


def sentence(node: s.Node) -> str:
    """Return a node as it is authored: its line, and what belongs to it indented below.

    The parser reads the result back as an equal node (in the context it stood in).
    """
    return "\n".join(lines(node))


def lines(node: s.Node, level: int = 0) -> list[str]:
    """Return the lines of a node and of everything below it, indented from `level`."""
    found = [INDENT * level + head(node)]
    for lower in lines_below(node):
        found += lines(lower, level + 1)
    return found


def prose(node: s.Node) -> str:
    """Return a condition as one running sentence, without indentation.

    `all of these: A; B; and any of these: (C; D)`. For places that hold one line of text.
    """
    inner = innermost(node)
    lower = [prose(n) for n in lines_below(inner)]
    own = head(node)
    if not lower:
        return own
    introduced = {"all of": "all of these: ", "any of": "any of these: "}
    for words, instead in introduced.items():
        if own.endswith(words):
            own = own.removesuffix(words) + instead
            break
    else:
        own += ": " if own.endswith("of") or not own.endswith(":") else " "
    grouped = [f"({p})" if ": " in p else p for p in lower]
    return own + "; ".join(grouped)


def text(constitution: s.Constitution) -> str:
    """Return a whole file in its authored form (comments are kept by `fmt`, not here)."""
    parts = lines(constitution)
    for statement in constitution.statements:
        parts += ["", *lines(statement)] if lines_below(statement) else lines(statement)
    return "\n".join(parts) + "\n"
