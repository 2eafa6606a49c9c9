"""From text to a tree of lines: indentation, comments, and lists that go on in the next line."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.errors import Diagnostic, Place


@dataclass(slots=True)
class Line:
    """One sentence with the lines indented below it.

    `text` is the sentence without its comment; where it goes on over several physical lines they
    are joined, and `pieces` tells for each offset in `text` the line and column it came from.
    `before` keeps comment lines ("# ...") and blank lines ("") that stand above it.
    """

    indent: int
    text: str
    pieces: list[tuple[int, int, int]]
    comment: str = ""
    before: list[str] = field(default_factory=list)
    children: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Source:
    """A text split into lines, what follows the last of them, and errors of the layout."""

    file: str
    raw: list[str]
    roots: list[Line]
    after: list[str]
    errors: list[Diagnostic]

    def place(self, line: Line, start: int, end: int) -> Place:
        """Return the place of `text[start:end]` of a line (cut at the end of its first part)."""
        at = max(p for p in line.pieces if p[0] <= start)
        later = [p[0] for p in line.pieces if p[0] > start]
        stop = min([end, *(p - 1 for p in later)])
        column = at[2] + start - at[0]
        return Place(self.file, at[1], column, max(column + 1, at[2] + stop - at[0]))

    def text_of(self, place: Place) -> str:
        """Return the physical line of a place."""
        return self.raw[place.line - 1] if 0 < place.line <= len(self.raw) else ""


def split(text: str, file: str) -> Source:
    """Return the tree of lines of a text; errors of the layout are collected, never raised."""
    source = Source(file, text.splitlines(), [], [], [])
    flat = _flat(source)
    _nest(source, flat)
    return source


def _flat(source: Source) -> list[Line]:
    """Return the sentences in order, with their comments, continuation lines joined."""
    found: list[Line] = []
    before: list[str] = []
    for number, raw in enumerate(source.raw, start=1):
        body, comment = _cut_comment(raw.lstrip("\ufeff") if number == 1 else raw)
        content = body.strip()
        if not content:
            before.append(comment)
            continue
        indent = _indent(source, body, number)
        if found and not before and _goes_on(found[-1], indent):
            _join(found[-1], content, number, indent)
            found[-1].comment = "  ".join(filter(None, [found[-1].comment, comment]))
            continue
        found.append(Line(indent, content, [(0, number, indent + 1)], comment, before))
        before = []
    source.after = before
    return found


def _goes_on(last: Line, indent: int) -> bool:
    return last.text.endswith(",") and indent > last.indent


def _join(last: Line, content: str, number: int, indent: int) -> None:
    last.pieces.append((len(last.text) + 1, number, indent + 1))
    last.text += " " + content


def _cut_comment(raw: str) -> tuple[str, str]:
    """Return the sentence and the comment of a physical line; `#` in quotes is no comment."""
    quoted = escaped = False
    for at, char in enumerate(raw):
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == "#" and not quoted:
            return raw[:at].rstrip(), raw[at:].rstrip()
    return raw.rstrip(), ""


def _indent(source: Source, body: str, number: int) -> int:
    width = len(body) - len(body.lstrip())
    if "\t" in body[:width]:
        place = Place(source.file, number, 1, width + 1)
        source.errors.append(
            Diagnostic(
                "E002",
                "a tab in the indentation",
                place,
                "spaces: two for each level",
                "let `foedus fmt` or your editor replace tabs by two spaces",
                source.text_of(place),
            )
        )
    return width


def _nest(source: Source, flat: list[Line]) -> None:
    """Hang each line below the nearest one above it that is indented less."""
    path: list[Line] = []
    for line in flat:
        closed = False
        while path and path[-1].indent >= line.indent:
            closed = path.pop().indent == line.indent or closed
        siblings = path[-1].children if path else source.roots
        if (siblings and not closed) or (not path and line.indent > 0 and not siblings):
            _complain(source, line, siblings)
        siblings.append(line)
        path.append(line)


def _complain(source: Source, line: Line, siblings: list[Line]) -> None:
    place = source.place(line, 0, len(line.text))
    want = siblings[-1].indent if siblings else 0
    source.errors.append(
        Diagnostic(
            "E003",
            f"this line is indented by {line.indent} spaces, like no line above it",
            place,
            f"{want} spaces, like the line it continues, or two more than the line it belongs to",
            "",
            source.text_of(place),
        )
    )
