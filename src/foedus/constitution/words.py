"""From a line to tokens: whole words, names, exact numbers; what no sentence allows is reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

#: Called with code, what, start, end, expected, help.
Report = Callable[[str, str, int, int, str, str], None]

NAME = re.compile(r"[^\W\d_][\w-]*")

_TOKEN = re.compile(
    r"""
    (?P<STRING>"(?:[^"\\]|\\["\\])*")
  | (?P<UNCLOSED>")
  | (?P<CURLY>[“”„«»])
  | (?P<PERCENT>\d+(?:[.,]\d+)?\s*(?:%|percent\b|per\ cent\b))
  | (?P<GROUPED>\d{1,3}(?:,\d{3})+(?!\d))
  | (?P<DATE>\d{4}-[\w-]*)
  | (?P<FRACTION>\d+/\d+)
  | (?P<DECIMAL>\d+\.\d+)
  | (?P<INTEGER>\d+)
  | (?P<WORD>[^\W\d_][\w-]*)
  | (?P<ARROW>=>)
  | (?P<PUNCT>[:,])
  | (?P<SPACE>\s+)
  | (?P<OTHER>.)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A token: its kind (STRING, WORD, INTEGER, DATE, FRACTION, ARROW, PUNCT) and where it is."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is a bare name: a word that does not begin with a small letter."""
        return self.kind == "WORD" and not self.text[0].islower()


def tokens(text: str, report: Report) -> list[Word] | None:
    """Return the tokens of a line, or None after reporting what is not of the language."""
    found: list[Word] = []
    good = True
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind in _NUMBERS and len(match.group()) > MAX_DIGITS:
            kind = "ENDLESS"
        if kind == "STRING" and _CONTROL.search(match.group()):
            kind = "CONTROL"
        if kind in _REFUSED:
            code, what, expected, help_ = _REFUSED[kind]
            end = len(text) if kind == "UNCLOSED" else match.end()
            shown = match.group() if kind != "CONTROL" else ascii(match.group())[1:-1]
            report(
                code, what.format(shown), match.start(), end, expected, _mend(kind, shown, help_)
            )
            good = False
            if kind == "UNCLOSED":
                break
        elif kind != "SPACE":
            found.append(Word(kind, match.group(), match.start(), match.end()))
    return found if good else None


def _mend(kind: str, shown: str, help_: str) -> str:
    """Return the help with the exact form to type instead."""
    if kind == "PERCENT":
        digits = re.match(r"\d+(?:[.,]\d+)?", shown)
        return help_.format(_as_fraction(digits.group() if digits else "", 2))
    if kind == "DECIMAL":
        return help_.format(_as_fraction(shown, 0))
    return help_.format(shown.replace(",", ""))


def _as_fraction(digits: str, shift: int) -> str:
    whole, _, rest = digits.replace(",", ".").partition(".")
    value = Fraction(int(whole + rest), 10 ** (len(rest) + shift))
    return as_number(value) if value.denominator > 1 else f"{value}/1"


def as_number(value: Fraction) -> str:
    """Return an exact number: `30`, `2/3`, and in hundredths where that is plainer: `65/100`."""
    if value.denominator > 12 and 100 % value.denominator == 0:
        return f"{value * 100}/100"
    return str(value)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBERS = {"INTEGER", "FRACTION", "DECIMAL", "PERCENT"}

#: The longest number as written: beyond it stands a slip, not a count of people.
MAX_DIGITS = 60

_REFUSED: dict[str, tuple[str, str, str, str]] = {
    "UNCLOSED": (
        "E006",
        "a quotation mark is not closed on this line",
        'a closing "',
        'write names and texts as "..." on one line; a quotation mark inside is \\"',
    ),
    "CURLY": (
        "E007",
        "the typographic quotation mark {} is not of the language",
        'straight quotes: "..."',
        "",
    ),
    "CONTROL": (
        "E007",
        "a text with a control character in it: {}",
        "letters, digits, signs and blanks",
        "delete the character that is written as a number here",
    ),
    "PERCENT": (
        "E013",
        'a percentage says no base: "{}"',
        "an exact fraction and what it is a fraction of",
        "write `{} of` and the base: votes cast, members, members present, units, ...",
    ),
    "GROUPED": ("E007", 'a number with a comma in it: "{}"', "digits only", "write {}"),
    "ENDLESS": ("E032", "a number of more than 60 digits", "a shorter number", ""),
    "DECIMAL": ("E014", "{} is not exact", "an exact fraction", "write {}"),
    "OTHER": ("E007", 'the character "{}" is not of the language', "words, names, numbers", ""),
}


def quoted(text: str) -> str:
    """Return a text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unquoted(token: str) -> str:
    """Return the text of a STRING token, or a bare word itself."""
    if not token.startswith('"'):
        return token
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def as_name(text: str) -> str:
    """Return a name as authored: bare where it is one word with a capital first, else quoted."""
    bare = NAME.fullmatch(text) and not text[0].islower()
    return text if bare else quoted(text)


#: Words that a base, `each ...` or `each with ...` may begin with: there such a column is quoted.
_FIRST_WORDS = {"members", "units", "seats", "registered", "of", "its", "decided", "all"}


def as_column(text: str, *, beside_words: bool = False) -> str:
    """Return a column as authored: bare where it is one plain small word, else quoted.

    `beside_words`: the column stands where the language has words of its own too.
    """
    plain = NAME.fullmatch(text) and text[0].islower()
    return text if plain and not (beside_words and text in _FIRST_WORDS) else quoted(text)
