"""Errors people can act on: what, where, what was expected, how to mend it; all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

#: Characters of a source line that an error shows; a longer line is cut around the error.
SHOWN = 160
#: Characters that would steer a terminal instead of being read.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FAILS = 1
    BAD_INPUT = 2
    UNDECIDED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: line and column count from 1; 0 means "the file as a whole"."""

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error: `what` happened at `place`, what was `expected` and how to mend it (`help`).

    `code` is a key of the table that `foedus explain` reads (see `foedus.codes`); `source` is the
    line of text that is underlined; `related` names second places, each with a note.
    """

    code: str
    what: str
    place: Place
    expected: str = ""
    help: str = ""
    source: str = ""
    related: tuple[tuple[Place, str], ...] = field(default=())

    def render(self) -> str:
        """Return the error as plain text, with the source underlined where it is known."""
        lines = [f"error[{self.code}]: {self.what}", f"  --> {self.place}"]
        if self.source:
            gutter = str(self.place.line)
            pad = " " * len(gutter)
            text, start, width = _window(self.source, self.place)
            lines += [
                f" {pad} |",
                f" {gutter} | {text}",
                f" {pad} | {' ' * start}{'^' * width}",
            ]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        lines += [f"  see {place}: {note}" for place, note in self.related]
        if self.help:
            lines.append(f"  help: {self.help}")
        return _CONTROL.sub(lambda m: f"\\x{ord(m.group()):02x}", "\n".join(lines))

    def to_dict(self) -> dict[str, object]:
        """Return the error as plain data for `--json`."""
        return {
            "code": self.code,
            "what": self.what,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "expected": self.expected,
            "help": self.help,
            "related": [
                {"file": place.file, "line": place.line, "column": place.column, "what": what}
                for place, what in self.related
            ],
        }


def _window(source: str, place: Place) -> tuple[str, int, int]:
    """Return the part of a long line around its error, and where in it the underline stands."""
    start = max(0, place.column - 1)
    width = max(1, place.end_column - place.column)
    if len(source) <= SHOWN:
        return source, start, width
    low = max(0, min(start - SHOWN // 3, len(source) - SHOWN))
    before, after = "... " * (low > 0), " ..." * (low + SHOWN < len(source))
    width = max(1, min(width, low + SHOWN - start))
    return f"{before}{source[low : low + SHOWN]}{after}", start - low + len(before), width


class BadInput(Exception):
    """Raised with every error found in an input, never with the first one only."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        found = [diagnostics] if isinstance(diagnostics, Diagnostic) else list(diagnostics)
        self.diagnostics: Sequence[Diagnostic] = tuple(found)
        super().__init__(f"{len(found)} errors")

    def __str__(self) -> str:
        return "\n\n".join(d.render() for d in self.diagnostics)


class MissingExtra(Exception):
    """Raised where an optional library is needed and absent; says the line to type."""

    def __init__(self, extra: str, library: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {library}, which is not installed.\n"
            f"  help: pip install 'foedus[{extra}]'"
        )


class TooLarge(Exception):
    """Raised where no exact engine fits the limits; the text offers the next engine."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "x"?` for the nearest known word, or an empty string."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
