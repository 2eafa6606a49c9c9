"""Sealed fields: a salted commitment in the log, the value beside it until it is redacted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from foedus.errors import Diagnostic, Place, did_you_mean
from foedus.record.canonical import canonical


def commitment(salt: bytes, value: bytes) -> str:
    """Return the salted commitment SHA-256(salt || value) to a sealed field, as text."""
    return "sha256:" + sha256(salt + value).hexdigest()


def unsealable(entries: Sequence[Any], seal: frozenset[str]) -> list[Diagnostic]:
    """Return a fault for each field to seal that is in no entry: it would be logged in the open."""
    there = {str(name) for e in entries if isinstance(e, dict) for name in e}
    fields = sorted(there - {"id", "kind", "sealed"})
    return [
        Diagnostic("E604", f'no entry has a field "{name}" that can be sealed', Place("--seal"),
                   f"one of: {', '.join(fields)}", did_you_mean(name, fields))
        for name in sorted(seal - set(fields))
    ]  # fmt: skip


def sealed(
    given: Mapping[str, Any], seal: frozenset[str], seq: int
) -> tuple[dict[str, Any], list[tuple[int, str, bytes, bytes]]]:
    """Return the entry with commitments for the fields to seal, and what opens each of them.

    An opening is (entry number, field, salt, canonical value). An entry taken over from a copy
    comes with commitments only: their openings are empty, which says that nothing was lost here.
    """
    body = dict(given)
    openings = [(seq, field, b"", b"") for field in sorted(body.get("sealed", {}))]
    hidden = dict(body.get("sealed", {}))
    for field in sorted(seal & set(body) - {"id", "kind"}):
        salt, value = secrets.token_bytes(32), canonical(body.pop(field))
        hidden[field] = commitment(salt, value)
        openings.append((seq, field, salt, value))
    if hidden:
        body["sealed"] = hidden
    return body, openings
