"""The JSON schema of the syntax tree, generated from the dataclasses."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from fractions import Fraction
from typing import Any

from foedus.constitution.syntax import Constitution, Node
from foedus.constitution.tree import _NODES, FORMAT


def schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of `foedus fmt --tree`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "the syntax tree of a constitution (foedus fmt --tree)",
        "$ref": "#/$defs/Constitution",
        "required": ["format"],
        "$defs": {name: _node(kind) for name, kind in sorted(_NODES.items())},
    }


def _node(kind: type[Node]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    fields = [f for f in dataclasses.fields(kind) if f.name != "place"]
    properties: dict[str, Any] = {
        "node": {"const": kind.__name__},
        "at": {"type": "string", "pattern": r"^\d+:\d+$"},
        **{f.name: _type(hints[f.name]) for f in fields},
    }
    if kind is Constitution:
        properties["format"] = {"const": FORMAT}
    required = ["node", *(f.name for f in fields if f.default is dataclasses.MISSING)]
    return {
        "description": (kind.__doc__ or "").split("\n")[0],
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _type(hint: Any) -> dict[str, Any]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return {"anyOf": [_type(a) for a in typing.get_args(hint)]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _type(typing.get_args(hint)[0])}
    if hint is type(None):
        return {"type": "null"}
    if issubclass(hint, Enum):
        return {"enum": [m.value for m in hint]}
    if issubclass(hint, Node):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if hint is Fraction:
        return {"type": "string", "pattern": r"^\d+(/\d+)?$"}
    return {"type": {str: "string", int: "integer", bool: "boolean"}[hint]}
