"""Contexts: which sentences may stand below which, and hanging the lower nodes on the upper."""

from __future__ import annotations

import dataclasses
from typing import Any

from foedus.constitution.syntax import (
    AtLeast,
    Block,
    Body,
    ByReading,
    Case,
    Constitution,
    Electorate,
    Emergency,
    Equalisation,
    Expect,
    Guarantee,
    Guarantor,
    Mode,
    Node,
    Organ,
    Passes,
    Person,
    Petition,
    Procedure,
    Question,
    SecondChamber,
    Tax,
    Units,
    Unless,
    View,
)

_DETAILS: dict[type[Node], str] = {
    Constitution: "head_line",
    Body: "body_line",
    Electorate: "body_line",
    Person: "body_line",
    Organ: "body_line",
    Units: "units_line",
    Procedure: "procedure_line",
    View: "view_line",
    Guarantee: "claim_line",
    Question: "claim_line",
    Expect: "expect_line",
    Emergency: "clause_line",
    Guarantor: "clause_line",
    SecondChamber: "chamber_line",
    Tax: "tax_line",
    Equalisation: "equalisation_line",
}

#: Nodes that say nothing without lines below them.
NEEDS_LINES = (Block, AtLeast, ByReading, Case, Guarantee, Question)

#: For a line that could not be read: what its first words let expect below it.
_BY_WORD = {
    "constitution": "head_line",
    "body": "body_line",
    "electorate": "body_line",
    "person": "body_line",
    "organ": "body_line",
    "units": "units_line",
    "procedure": "procedure_line",
    "view": "view_line",
    "guarantee": "claim_line",
    "question": "claim_line",
    "expect": "expect_line",
    "emergency": "clause_line",
    "guarantor": "clause_line",
    "second": "chamber_line",
    "tax": "tax_line",
    "resource": "tax_line",
    "equalisation": "equalisation_line",
    "passes": "condition_line",
    "all": "condition_line",
    "any": "condition_line",
    "at": "condition_line",
    "unless": "condition_line",
    "if": "condition_line",
    "when": "condition_line",
    "by": "reading_line",
    "in": "order_line",
}


def below(node: Node) -> str | None:
    """Return the start rule of the lines below a node; None where nothing may stand below it."""
    inner = innermost(node)
    if isinstance(inner, Block):
        return "order_line" if inner.mode is Mode.IN_ORDER else "condition_line"
    if isinstance(inner, AtLeast | Case):
        return "condition_line"
    if isinstance(inner, ByReading):
        return "reading_line"
    return _DETAILS.get(type(inner))


def below_unread(text: str, first_words: list[str]) -> str | None:
    """Return the start rule to try below a line that could not be read, from its first word."""
    from difflib import get_close_matches

    first = first_words[0] if first_words else ""
    near = get_close_matches(first, list(_BY_WORD), n=1, cutoff=0.75)
    start = _BY_WORD.get(near[0]) if near else None
    if start == "condition_line" and text.endswith("in order"):
        return "order_line"
    if start == "condition_line" and "by reading" in text:
        return "reading_line"
    return start


def innermost(node: Node) -> Node:
    """Return the node that the lines below belong to (`passes when unless all of`: the block)."""
    if isinstance(node, Passes | Unless):
        return innermost(node.condition)
    if isinstance(node, Petition) and node.condition is not None:
        return innermost(node.condition)
    return node


def lines_below(node: Node) -> tuple[Node, ...]:
    """Return the nodes written below a node, in order."""
    inner = innermost(node)
    if isinstance(inner, Block | AtLeast | Case):
        return inner.items
    if isinstance(inner, ByReading):
        return inner.cases
    found: tuple[Node, ...] = getattr(inner, "details", ())
    return found


def attach(node: Any, lower: tuple[Any, ...]) -> Any:
    """Return the node with the nodes of the lines below it."""
    if isinstance(node, Passes | Unless) or (isinstance(node, Petition) and node.condition):
        return dataclasses.replace(node, condition=attach(node.condition, lower))
    if isinstance(node, Block | AtLeast | Case):
        return dataclasses.replace(node, items=lower)
    if isinstance(node, ByReading):
        return dataclasses.replace(node, cases=lower)
    if type(node) in _DETAILS:
        return dataclasses.replace(node, details=lower)
    return node
