"""What every answer looks like: frozen, labelled, with a method and its reference."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any


class Label(StrEnum):
    """How firm a number is."""

    EXACT = "exact"
    BOUND = "bound"
    ESTIMATE = "estimate"


class Origin(StrEnum):
    """Where a number comes from."""

    STATED = "stated"
    ASSUMED = "assumed"
    INFERRED = "inferred"
    COMPUTED = "computed"


#: What JSON writes as it is, recognised first: tables hold millions of it.
_AS_IT_IS = frozenset({int, str, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Return `value` as JSON-ready data; a fraction becomes the string "p/q" (exact)."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else str(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {f.name: plain(getattr(value, f.name)) for f in fields if f.repr}
    if isinstance(value, Mapping):
        return {k if type(k) is str else str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


class Answer:
    """Mixin of the frozen dataclasses that answer a question.

    Subclasses override `rows` (a list of plain dicts) where they are tables.
    """

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON-ready data, fractions as exact strings."""
        data: dict[str, Any] = plain(self)
        return data

    def rows(self) -> list[dict[str, Any]]:
        """Return the answer as table rows; one row unless the subclass is a table."""
        return [self.to_dict()]

    def to_frame(self) -> Any:
        """Return a pandas or polars data frame of `rows`, whichever is installed.

        Raises MissingExtra where neither is.
        """
        for library in ("pandas", "polars"):
            try:
                module = __import__(library)
            except ImportError:
                continue
            return module.DataFrame(self.rows())
        from foedus.errors import MissingExtra

        raise MissingExtra("frames", "pandas or polars", "to_frame()")

    def _repr_html_(self) -> str:
        rows = self.rows()
        if not rows:
            return "<table></table>"
        head = "".join(f"<th>{html.escape(str(k))}</th>" for k in rows[0])
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(plain(v)))}</td>" for v in r.values()) + "</tr>"
            for r in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
