"""Differing words between texts set side by side, by a longest-matching-blocks alignment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of one text: `differs` where the text beside it has other words."""

    text: str
    differs: bool = False


def words_of(text: str) -> list[str]:
    """Return a text as words, each with the blanks that follow it."""
    return re.findall(r"\S+\s*", text)


def bare(word: str) -> str:
    """Return a word as it is compared: without case and without the punctuation around it."""
    stripped = re.sub(r"^\W+|\W+$", "", word.strip()).casefold()
    return stripped or word.strip()


def compared(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts cut into runs that the other has in the same order, and runs it has not.

    Words are aligned by Ratcliff & Obershelp's matching blocks (1988); case and punctuation do not
    count as a difference.
    """
    a, b = words_of(left), words_of(right)
    matcher = SequenceMatcher(None, [bare(w) for w in a], [bare(w) for w in b], autojunk=False)
    blocks = matcher.get_matching_blocks()
    return _pieces(a, [(m.a, m.size) for m in blocks]), _pieces(b, [(m.b, m.size) for m in blocks])


def _pieces(words: Sequence[str], same: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    position = 0
    for start, size in same:
        pieces.append(Piece("".join(words[position:start]), differs=True))
        pieces.append(Piece("".join(words[start : start + size])))
        position = start + size
    return tuple(p for p in pieces if p.text)


def only_here(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the differing runs as plain words, for readers who cannot see the marks."""
    return tuple(p.text.strip() for p in pieces if p.differs and p.text.strip())
