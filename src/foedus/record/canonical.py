"""Canonical JSON: one byte string for one value (RFC 8785, restricted to integers)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

#: RFC 8785 section 3.2.2.3: numbers are IEEE 754 doubles; beyond this an integer is not exact.
LARGEST = 2**53 - 1


def _encoder(sort_keys: bool) -> Callable[[Any], str]:
    """Return an encoder of JSON without blanks; the one in C is made once, not for each value."""
    plain = json.JSONEncoder(
        ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys, check_circular=False
    )
    made: Any = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return plain.encode
    write = made(None, plain.default, json.encoder.encode_basestring, None, ":", ",", sort_keys,
                 False, False)  # fmt: skip

    def encode(value: Any) -> str:
        return "".join(write(value, 0))

    return encode


_DUMP, _DUMP_AS_GIVEN = _encoder(True), _encoder(False)


class NotCanonical(ValueError):
    """Raised with the path of a value that has no canonical form here."""


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of a JSON value: keys by UTF-16 code units, no blanks, UTF-8.

    Floats are refused, since two programs may write one float differently; write a decimal as a
    string. Raises NotCanonical with the path of the value at fault. (RFC 8785, 2020, section 3.)
    """
    if _quickly(value) or _check(value, "$"):
        text = _DUMP(value)
    else:
        text = _DUMP_AS_GIVEN(_sorted_by_utf16(value))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("$: a lone surrogate is no text (RFC 8785, 3.2.2.2)") from None


def _quickly(value: Any) -> bool:
    """Return whether this is an object of texts and lists of texts with plain keys, as most are."""
    if type(value) is not dict:
        return False
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            return False
        if type(item) is not str and (type(item) is not list or set(map(type, item)) - {str}):
            return False
    return True


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
        text = data.decode()
        value, end = _LOAD.raw_decode(text)
    except (ValueError, RecursionError) as exc:
        raise NotCanonical(f"$: {exc}") from None
    if end != len(text) or canonical(value) != data:
        raise NotCanonical("$: these bytes are JSON but not in canonical form")
    return value
