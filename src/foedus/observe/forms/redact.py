"""Person-safe text: names, numbers and addresses of persons are taken out, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

SIGN = "[redacted]"
#: What is taken out whoever it belongs to.
PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),  # addresses of mail
    re.compile(r"(?:https?://|www\.)\S+"),  # links, which may lead to a person
    re.compile(r"-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}"),  # coordinates
    re.compile(r"(?<![\w@])@\w{2,}"),  # handles
    # Telephone and document numbers, dates apart.
    re.compile(r"(?!\d{4}-\d\d-\d\d)(?<![\d-])\+?\d(?:[\s()/.-]?\d){6,}"),
)


def redact(text: str, names: Iterable[str] = ()) -> tuple[str, int]:
    """Return the text without personal data, and how many places were taken out.

    `names` are taken out as whole words, whole and part by part (parts of 3 letters and more).
    A help and no promise: a person reads the text before it is published.
    """
    found = 0
    for pattern in PATTERNS:
        text, n = pattern.subn(SIGN, text)
        found += n
    for word in _words(names):
        text, n = re.subn(rf"\b{re.escape(word)}\b", SIGN, text, flags=re.IGNORECASE)
        found += n
    sign = re.escape(SIGN)
    return re.sub(rf"{sign}(?:\s+{sign})+", SIGN, text), found


def _words(names: Iterable[str]) -> list[str]:
    words = {n.strip() for n in names} | {p for n in names for p in n.split() if len(p) > 2}
    return sorted((w for w in words if w), key=lambda w: (-len(w), w))
