"""The one authored form of a file: two spaces a level, sentences as rendered, comments kept."""

from __future__ import annotations

from foedus.constitution.lines import Line
from foedus.constitution.parse import Parsed, read
from foedus.constitution.render import INDENT, line
from foedus.errors import BadInput

WIDTH = 100


def format_text(text: str, file: str = "") -> str:
    """Return a text in its authored form; comments and single blank lines stay where they are.

    Raises BadInput where a sentence cannot be read; what sentences say together is not checked.
    """
    parsed = read(text, file)
    if parsed.errors:
        raise BadInput(sorted(parsed.errors, key=lambda d: (d.place.line, d.place.column)))
    found: list[str] = []
    for root in parsed.source.roots:
        _write(parsed, root, 0, found)
    found += [_trivia(t, 0) for t in parsed.source.after]
    return "\n".join(_tidy(found)) + "\n"


def _write(parsed: Parsed, source: Line, level: int, found: list[str]) -> None:
    found += [_trivia(t, level) for t in source.before]
    own = wrap(line(parsed.node_of[id(source)]), level)
    if source.comment:
        own[0] += f"  {source.comment}"
    found += own
    for child in source.children:
        _write(parsed, child, level + 1, found)


def _trivia(text: str, level: int) -> str:
    return INDENT * level + text if text else ""


def _tidy(found: list[str]) -> list[str]:
    """Return the lines without blank ones at either end, and never two of them together."""
    kept: list[str] = []
    for text in found:
        if text or (kept and kept[-1]):
            kept.append(text)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def wrap(sentence: str, level: int) -> list[str]:
    """Return a sentence on as many lines as its commas allow, none much longer than `WIDTH`."""
    found, rest, indent = [], sentence, INDENT * level
    while len(indent) + len(rest) > WIDTH:
        cut = _last_comma(rest, WIDTH - len(indent))
        if cut < 0:
            break
        found.append(indent + rest[: cut + 1])
        rest, indent = rest[cut + 2 :], INDENT * (level + 2)
    return [*found, indent + rest]


def _last_comma(text: str, width: int) -> int:
    """Return the last comma outside quotes before `width`, else the first one, else -1."""
    quoted = escaped = False
    commas = []
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            commas.append(at)
    fitting = [c for c in commas if c < width]
    return fitting[-1] if fitting else commas[0] if commas else -1
