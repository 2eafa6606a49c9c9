"""Whether a quote stands in a stored source: letter by letter, typography apart."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

#: Marks that typesetters exchange without changing a word; each is folded into one plain mark.
_FOLD = str.maketrans(
    {c: '"' for c in "“”„«»‟"}
    | {c: "'" for c in "‘’‚‛ʼ"}
    | {c: "-" for c in "‐‑‒–—―−"}
    | {"\u00ad": None, "\u200b": None, "\ufeff": None, "…": "..."}
)
#: An ellipsis in square brackets marks what the quote leaves out.
_GAPS = ("[...]", "(...)")


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a quote was found; if not, the longest part that was, and where the two part.

    Where `before`, it is the end of the quote that was found, and they part before it.
    """

    found: bool
    position: int = -1
    common: str = ""
    quote_goes_on: str = ""
    source_goes_on: str = ""
    before: bool = False

    def explain(self) -> str:
        """Return the difference in a sentence."""
        if self.found:
            return "the quote stands in the source"
        if not self.common:
            return f'the quote is not in its source: nothing like "{self.quote_goes_on}"'
        side = "before" if self.before else "after"
        return (
            f'the quote is not in its source: {side} "{self.common}" the quote says '
            f'"{self.quote_goes_on}", the source "{self.source_goes_on}"'
        )


def fold(text: str) -> str:
    """Return the text with blanks, quotation marks and dashes made plain (NFC, letters kept)."""
    plain = unicodedata.normalize("NFC", text).translate(_FOLD)
    return " ".join(plain.split())


def find_quote(quote: str, source: str) -> Match:
    """Return whether each part of the quote (between "[...]") stands in the source, in order.

    Letters, case, digits and punctuation must agree; blanks, the form of quotation marks and of
    dashes need not.
    """
    text, start, first = fold(source), 0, -1
    folded = fold(quote)
    for gap in _GAPS[1:]:
        folded = folded.replace(gap, _GAPS[0])
    for part in (p.strip() for p in folded.split(_GAPS[0])):
        if not part:
            continue
        at = text.find(part, start)
        if at < 0:
            return _where_they_part(part, text)
        first = at if first < 0 else first
        start = at + len(part)
    return Match(first >= 0, first)


def _where_they_part(part: str, text: str) -> Match:
    low, high = 0, len(part)
    while low < high:
        middle = (low + high + 1) // 2
        if text.find(part[:middle]) >= 0:
            low = middle
        else:
            high = middle - 1
    # A prefix shorter than a word says nothing about where the quote was meant to stand.
    if low < 8:
        return _by_their_ends(part, text)
    at = text.find(part[:low])
    rest = text[at + low : at + low + 20]
    return Match(False, at, part[max(0, low - 30) : low], part[low : low + 20], rest)


def _by_their_ends(part: str, text: str) -> Match:
    """Return where quote and source part when they agree from some letter to the quote's end."""
    low, high = 0, len(part)
    while low < high:
        middle = (low + high + 1) // 2
        if text.find(part[len(part) - middle :]) >= 0:
            low = middle
        else:
            high = middle - 1
    if low < 8:
        return Match(False, quote_goes_on=part[:40])
    start = len(part) - low
    end = text.find(part[start:])
    return Match(
        False, max(0, end - start), part[start : start + 30], part[:start][-20:],
        text[max(0, end - start) : end][-20:], before=True,
    )  # fmt: skip
