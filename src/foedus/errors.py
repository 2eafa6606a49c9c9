"""Errors people can act on: what, where, what was expected, how to mend it; all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum


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
            width = max(1, self.place.end_column - self.place.column)
            lines += [
                f" {pad} |",
                f" {gutter} | {self.source}",
                f" {pad} | {' ' * max(0, self.place.column - 1)}{'^' * width}",
            ]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        lines += [f"  see {place}: {note}" for place, note in self.related]
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)

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
        }


class BadInput(Exception):
    """Raised with every error found in an input, never with the first one only."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        found = [diagnostics] if isinstance(diagnostics, Diagnostic) else list(diagnostics)
        self.diagnostics: Sequence[Diagnostic] = tuple(found)
        super().__init__("\n\n".join(d.render() for d in found))


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
