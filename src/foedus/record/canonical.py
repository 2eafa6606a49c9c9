"""Canonical JSON: one byte string for one value (RFC 8785, restricted to integers)."""

from __future__ import annotations

import json
from typing import Any

#: RFC 8785 section 3.2.2.3: numbers are IEEE 754 doubles; beyond this an integer is not exact.
LARGEST = 2**53 - 1


_DUMP = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
)
_DUMP_AS_GIVEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


class NotCanonical(ValueError):
    """Raised with the path of a value that has no canonical form here."""


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of a JSON value: keys by UTF-16 code units, no blanks, UTF-8.

    Floats are refused, since two programs may write one float differently; write a decimal as a
    string. Raises NotCanonical with the path of the value at fault. (RFC 8785, 2020, section 3.)
    """
    plain_keys = _check(value, "$")
    if plain_keys:
        text = _DUMP.encode(value)
    else:
        text = _DUMP_AS_GIVEN.encode(_sorted_by_utf16(value))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("$: a lone surrogate is no text (RFC 8785, 3.2.2.2)") from None


def _check(value: Any, path: str) -> bool:
    """Refuse what has no canonical form; return whether sorting by code point sorts by UTF-16."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        if abs(value) > LARGEST:
            raise NotCanonical(f"{path}: {value} is beyond 2^53 - 1; write it as a string")
        return True
    if kind is dict:
        plain = True
        for key, item in value.items():
            if type(key) is not str:
                raise NotCanonical(f"{path}: every key must be text, not {key!r}")
            # Above U+FFFF, surrogate pairs sort before U+E000..U+FFFF.
            plain &= key.isascii() or max(key) <= "\uffff"
            plain &= _check(item, f"{path}.{key}")
        return plain
    if kind is list or kind is tuple:
        return all([_check(item, f"{path}[{i}]") for i, item in enumerate(value)])
    raise NotCanonical(f"{path}: a {kind.__name__} has no canonical form; write it as a string")


def _sorted_by_utf16(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda k: k.encode("utf-16-be", "surrogatepass"))
        return {k: _sorted_by_utf16(value[k]) for k in keys}
    if isinstance(value, list | tuple):
        return [_sorted_by_utf16(item) for item in value]
    return value


def _refuse(number: str) -> Any:
    raise NotCanonical(f"$: {number} is no whole number")


_LOAD = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def read_canonical(data: bytes) -> Any:
    """Return the value whose canonical form is `data`; raises NotCanonical where it is not one."""
    try:
        value = _LOAD.decode(data.decode())
    except (ValueError, RecursionError) as exc:
        raise NotCanonical(f"$: {exc}") from None
    if canonical(value) != data:
        raise NotCanonical("$: these bytes are JSON but not in canonical form")
    return value
