"""A quota in words: "270", "more than 1/2", "at least 85%"; a bare percentage is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from foedus.errors import BadInput, Diagnostic, Place

EXPECTED = 'a whole number, or "more than" or "at least" and a share: "at least 85%"'
_SHARE = re.compile(r"(\d+)/(\d+)|(\d+(?:\.\d+)?) ?%")


@dataclass(frozen=True, slots=True)
class QuotaText:
    """A quota as written: an absolute number of votes, or a share of the total, strict or not."""

    text: str
    absolute: Fraction | None = None
    share: Fraction = Fraction(0)
    strict: bool = False

    def of(self, total: Fraction | int) -> tuple[Fraction, bool]:
        """Return the bound on the total's scale and whether it must be exceeded."""
        if self.absolute is not None:
            return self.absolute, self.strict
        return self.share * total, self.strict


def parse_quota(text: str, place: str = "--quota") -> QuotaText:
    """Return the quota that a text states.

    "at least N" and "more than N" take a number of votes, a fraction p/q <= 1 or a percentage of
    the total; a bare number is "at least" so many. Raises BadInput (E353), a bare percentage or
    fraction included.
    """
    words = " ".join(text.lower().split())
    for lead, strict in (("more than ", True), ("at least ", False)):
        if words.startswith(lead):
            return _amount(text, words.removeprefix(lead), strict, place)
    if re.fullmatch(r"\d+", words):
        return QuotaText(text, Fraction(words))
    if _SHARE.fullmatch(words):
        what = f'"{text}" does not say whether exactly that share passes'
        raise _wrong(what, place, f'say "more than {words}" or "at least {words}"')
    raise _wrong(f'"{text}" is not a quota', place, "")


def _amount(text: str, words: str, strict: bool, place: str) -> QuotaText:
    found = _SHARE.fullmatch(words)
    if found is None:
        if re.fullmatch(r"\d+", words):
            return QuotaText(text, Fraction(words), strict=strict)
        raise _wrong(f'"{text}" is not a quota', place, "")
    top, bottom, percent = found.groups()
    if percent is None and not int(bottom):
        raise _wrong(f'"{text}" divides by zero', place, "")
    share = Fraction(percent) / 100 if percent else Fraction(int(top), int(bottom))
    if share > 1:
        raise _wrong(f'"{text}" is more than everything', place, "a share is at most 1")
    return QuotaText(text, None, share, strict)


def _wrong(what: str, place: str, help: str) -> BadInput:
    return BadInput(Diagnostic("E353", what, Place(place), EXPECTED, help))
