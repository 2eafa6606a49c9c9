"""TOML with the line of every key, so that an error can name file, line and column."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place

#: Where a key stands: the names (and numbers, inside arrays of tables) that lead to it.
Path = tuple[str | int, ...]

_BARE = re.compile(r'[A-Za-z0-9_-]+|"[^"\n]*"|\'[^\'\n]*\'')
#: Strings of several lines first: their marks begin with the mark of the others.
_STRINGS = (
    re.compile(r'"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL),
    re.compile(r"'{3}(?:[^']|'{1,2}(?!'))*'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
_SYNTAX = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed TOML file; `spans` gives the start of each key or header and its value's end."""

    file: str
    data: Mapping[str, Any]
    text: str
    spans: Mapping[Path, tuple[int, int]]
    digest: str

    def place(self, path: Path, word: str = "") -> Place:
        """Return the place of a key, or of `word` inside its value; else of the nearest parent."""
        while path and path not in self.spans and (*path, 0) not in self.spans:
            path = path[:-1]
        if not path:
            return Place(self.file)
        path = path if path in self.spans else (*path, 0)
        start, end = self.spans[path]
        inside = self.text.find(f'"{word}"', start, self._end(path, end)) if word else -1
        offset, width = (inside + 1, len(word)) if inside >= 0 else (start, 1)
        line = self.text.count("\n", 0, offset) + 1
        column = offset - (self.text.rfind("\n", 0, offset) + 1) + 1
        return Place(self.file, line, column, column + width)

    def _end(self, path: Path, end: int) -> int:
        """Return where a value ends; that of a table ends where nothing below it follows."""
        below = (e for p, (_, e) in self.spans.items() if p[: len(path)] == path)
        return max(end, *below)

    def source(self, place: Place) -> str:
        """Return the line of text at a place."""
        return self.text.split("\n")[place.line - 1] if place.line else ""


def parse_toml(data: bytes, file: str) -> TomlFile:
    """Return the file with the place of every key; raises BadInput (E301) where it is no TOML."""
    expected = "TOML text, UTF-8"
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        parsed = tomllib.loads(text)
    except UnicodeDecodeError as exc:
        place = Place(file, data[: exc.start].count(b"\n") + 1)
        raise BadInput(Diagnostic("E301", "the file is not UTF-8", place, expected)) from None
    except tomllib.TOMLDecodeError as exc:
        found = _SYNTAX.match(str(exc))
        what, line, column = found.groups() if found else (str(exc), None, None)
        at = int(line) if line else text.rstrip("\n").count("\n") + 1
        place = Place(file, at, int(column or 1))
        source = text.split("\n")[at - 1]
        what = f"this is not TOML: {what[:1].lower()}{what[1:]}"
        raise BadInput(Diagnostic("E301", what, place, expected, source=source)) from None
    digest = hashlib.sha256(data).hexdigest()
    return TomlFile(file, parsed, text, _spans(text), digest)


def _spans(text: str) -> dict[Path, tuple[int, int]]:
    """Return the start of every header and key and the end of its value, by path.

    The text is known to be valid TOML, so that only strings, brackets and comments count.
    """
    spans: dict[Path, tuple[int, int]] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    at = 0
    while (at := _next(text, at)) < len(text):
        if text[at] == "[":
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            table = _header(text[at:end], counts)
            spans.setdefault(table, (at, end))
        else:
            names, value = _key(text, at)
            end = _value_end(text, value)
            spans[(*table, *names)] = (at, end)
        at = end
    return spans


def _next(text: str, at: int) -> int:
    """Return where the next header or key begins: past blanks and comments."""
    while at < len(text) and (text[at].isspace() or text[at] == "#"):
        if text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        at += 1
    return at


def _names(text: str) -> list[str]:
    return [m.group().strip("\"'") for m in _BARE.finditer(text)]


def _header(line: str, counts: dict[Path, int]) -> Path:
    """Return the path of a header; arrays of tables are numbered as they come."""
    many = line.startswith("[[")
    names = _names(line.split("#")[0] if '"' not in line else line)
    path: Path = ()
    for i, name in enumerate(names):
        path = (*path, name)
        if many and i == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _key(text: str, at: int) -> tuple[list[str], int]:
    """Return a key's names and where its value begins."""
    names: list[str] = []
    while text[at] != "=":
        found = _BARE.match(text, at)
        if found:
            names.append(found.group().strip("\"'"))
            at = found.end()
        else:
            at += 1
    return names, at + 1


def _value_end(text: str, at: int) -> int:
    """Return where a value ends: at the first line end outside strings and brackets."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in "\"'":
            at = _string_end(text, at)
            continue
        if char == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        if char == "\n" and not depth:
            return at
        depth += (char in "[{") - (char in "]}")
        at += 1
    return at


def _string_end(text: str, at: int) -> int:
    """Return where a string of any of the four kinds ends."""
    for kind in _STRINGS:
        found = kind.match(text, at)
        if found:
            return found.end()
    return len(text)
