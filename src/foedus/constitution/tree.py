"""The syntax tree as JSON, both ways: for interchange and for programs in other languages."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from enum import Enum
from fractions import Fraction
from typing import Any

from foedus.constitution import syntax
from foedus.errors import BadInput, Diagnostic, Place

FORMAT = "foedus.syntax/1"

_NODES: dict[str, type[syntax.Node]] = {
    name: kind
    for name, kind in vars(syntax).items()
    if isinstance(kind, type) and issubclass(kind, syntax.Node) and kind is not syntax.Node
}


def to_json(constitution: syntax.Constitution) -> dict[str, Any]:
    """Return the tree as JSON-ready data.

    Each node is an object with `node` (its kind), `at` ("line:column" where known) and its
    fields; a fraction is the string "p/q". Fields at their default are left out.
    """
    data: dict[str, Any] = _plain(constitution)
    return {"format": FORMAT, **data}


def _plain(value: Any) -> Any:
    if isinstance(value, syntax.Node):
        found: dict[str, Any] = {"node": type(value).__name__}
        if value.place.line:
            found["at"] = f"{value.place.line}:{value.place.column}"
        for field in _fields(type(value)):
            item = getattr(value, field.name)
            if field.default is dataclasses.MISSING or item != field.default:
                found[field.name] = _plain(item)
        return found
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Fraction) else value


def _fields(kind: type[syntax.Node]) -> list[dataclasses.Field[Any]]:
    return [f for f in dataclasses.fields(kind) if f.name != "place"]


def from_json(data: Any, file: str = "") -> syntax.Constitution:
    """Return the tree of JSON data made by `to_json`.

    Raises BadInput (E076) naming the path of every value that does not fit; the result is not
    checked: render it and parse the text for that.
    """
    reader = _Reader(file)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        reader.complain("", f'an object with "format": "{FORMAT}"')
        raise BadInput(reader.errors)
    found = reader.node(data, syntax.Constitution, "")
    if reader.errors:
        raise BadInput(reader.errors)
    assert isinstance(found, syntax.Constitution)
    return found


def load_json(text: str, file: str) -> syntax.Constitution:
    """Return the tree of a JSON text; raises BadInput (E076) with the place of what is no JSON."""
    import json

    try:
        data = json.loads(text)
    except json.JSONDecodeError as exc:
        place = Place(file, exc.lineno, exc.colno, exc.colno + 1)
        what = f"this is no JSON: {exc.msg}"
        raise BadInput(Diagnostic("E076", what, place, "the JSON of a syntax tree")) from None
    except RecursionError:
        what = "objects are nested too deeply"
        raise BadInput(Diagnostic("E076", what, Place(file), "a syntax tree")) from None
    return from_json(data, file)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[Diagnostic] = []

    def complain(self, path: str, expected: str) -> None:
        """Collect an error at a path of the data."""
        what = f"the syntax tree does not fit at {path or 'its top'}"
        self.errors.append(Diagnostic("E076", what, Place(self.file), expected))

    def node(self, data: Any, kind: Any, path: str) -> Any:
        """Return the node of an object; `kind` is the class or union its place asks for."""
        name = data.get("node") if isinstance(data, dict) else None
        allowed = {k.__name__: k for k in _options(kind) if isinstance(k, type)}
        if name not in allowed or name not in _NODES:
            self.complain(path, f"a node: {', '.join(sorted(allowed))}")
            return None
        known = _fields(_NODES[name])
        hints = typing.get_type_hints(_NODES[name])
        values: dict[str, Any] = {}
        for extra in sorted(set(data) - {f.name for f in known} - {"node", "at", "format"}):
            self.complain(f"{path}.{extra}", f"no such field in {name}")
        for field in known:
            if field.name in data:
                below = f"{path}.{field.name}"
                values[field.name] = self.value(data[field.name], hints[field.name], below)
            elif field.default is dataclasses.MISSING:
                self.complain(path, f'the field "{field.name}" of {name}')
        if self.errors:
            return None
        return _NODES[name](**values, place=self._place(data.get("at")))

    def _place(self, at: Any) -> Place:
        found = re.fullmatch(r"(\d+):(\d+)", at) if isinstance(at, str) else None
        return Place(self.file, *(int(n) for n in found.groups())) if found else Place(self.file)

    def value(self, data: Any, kind: Any, path: str) -> Any:
        """Return a value of the type that a field asks for."""
        options = _options(kind)
        if data is None and type(None) in options:
            return None
        for option in options:
            if typing.get_origin(option) is tuple and isinstance(data, list):
                item = typing.get_args(option)[0]
                return tuple(self.value(d, item, f"{path}[{i}]") for i, d in enumerate(data))
        if isinstance(data, dict):
            return self.node(data, kind, path)
        return self.scalar(data, options, path)

    def scalar(self, data: Any, options: list[Any], path: str) -> Any:
        """Return a text, number, word or fraction."""
        for option in options:
            if option in (str, int, bool) and type(data) is option:
                return data
            if isinstance(option, type) and issubclass(option, Enum | Fraction):
                try:
                    return option(data) if isinstance(data, str) else self._no(option)
                except (ValueError, ZeroDivisionError):
                    continue
        self.complain(path, " or ".join(_shown(o) for o in options))
        return None

    @staticmethod
    def _no(option: type) -> Any:
        raise ValueError(option)


def _options(kind: Any) -> list[Any]:
    """Return the members of a union, nested ones too."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return [o for arg in typing.get_args(kind) for o in _options(arg)]
    return [kind]


def _shown(option: Any) -> str:
    if isinstance(option, type) and issubclass(option, Enum):
        return " or ".join(f'"{m.value}"' for m in option)
    return {str: "a text", int: "a whole number", bool: "true or false"}.get(option, "") or (
        'a fraction "p/q"' if option is Fraction else getattr(option, "__name__", "a list")
    )
