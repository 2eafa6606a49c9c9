"""From the text of a file to its checked syntax tree, or every error in it at once."""

from __future__ import annotations

import dataclasses
from typing import Any

from foedus.constitution import (
    build_bodies,  # noqa: F401
    build_claims,  # noqa: F401
    build_conditions,  # noqa: F401
    build_federation,  # noqa: F401
    build_fiscal,  # noqa: F401
    build_powers,  # noqa: F401
    build_thresholds,  # noqa: F401
)
from foedus.constitution.blocks import NEEDS_LINES, attach, below, below_unread, innermost
from foedus.constitution.build import Maker
from foedus.constitution.lines import Line, Source, split
from foedus.constitution.scope import UNREAD_TABLE
from foedus.constitution.sentences import Stuck, parse_words
from foedus.constitution.stuck import explain
from foedus.constitution.syntax import Constitution, Statement
from foedus.constitution.words import tokens, unquoted
from foedus.errors import BadInput, Diagnostic, Place

#: The most levels of indentation, and of `unless`, `then` and `for each` in one sentence.
MAX_LEVELS = 40
_NESTING = {"unless", "then", "for"}


@dataclasses.dataclass(slots=True)
class Parsed:
    """What could be read of a file: the nodes of its lines, its errors, names of unread lines.

    `holes` are the numbers of lines that have an unread line directly below them.
    `node_of` maps id(line) -> the node of that line, with the nodes below it.
    """

    source: Source
    constitution: Constitution
    errors: list[Diagnostic]
    lost: frozenset[str]
    holes: frozenset[int]
    node_of: dict[int, Any]


def parse(text: str, file: str = "") -> Constitution:
    """Return the checked syntax tree of a text.

    Raises BadInput with every error: of the layout, of each sentence, and of what the sentences
    say together (names, groups, dates, readings).
    """
    from foedus.constitution.check import check

    parsed = read(text, file)
    errors = [*parsed.errors, *check(parsed)]
    if errors:
        raise BadInput(sorted(errors, key=lambda d: (d.place.line, d.place.column, d.code)))
    return parsed.constitution


def read(text: str, file: str = "") -> Parsed:
    """Return what can be read of a text; errors are collected, nothing is checked."""
    source = split(text, file)
    reader = _Reader(source)
    nodes = [n for n in (reader.read(line, "top") for line in source.roots) if n is not None]
    constitution = _assemble(reader, nodes)
    return Parsed(
        source,
        constitution,
        [*source.errors, *reader.errors],
        frozenset(reader.lost),
        frozenset(reader.holes),
        reader.node_of,
    )


def decode(data: bytes, file: str) -> str:
    """Return the text of a file; raises BadInput where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        column = exc.start - (data.rfind(b"\n", 0, exc.start) + 1) + 1
        place = Place(file, line, column, column + 1)
        what = f"byte 0x{data[exc.start]:02x} is not UTF-8"
        help_ = "save the file as UTF-8 (in most editors: Save with encoding)"
        raise BadInput(Diagnostic("E001", what, place, "text in UTF-8", help_)) from None


class _Reader:
    """Reads lines one by one; an error in one never hides another."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors: list[Diagnostic] = []
        self.lost: set[str] = set()
        self.holes: set[int] = set()
        self.node_of: dict[int, Any] = {}

    def read(self, line: Line, start: str, level: int = 0) -> Any:
        """Return the node of a line with those below it; None where it cannot be read."""
        if level > MAX_LEVELS:
            self._too_deep(line)
            return None
        node = self._sentence(line, start)
        if node is None:
            self._below_unread(line, level)
            return None
        context = below(node)
        if context is None:
            self._nothing_below(line)
        elif not line.children and isinstance(innermost(node), NEEDS_LINES):
            self._report(
                line, "E005", "nothing stands below this line", "at least one line below it",
                "indent what belongs to it by two spaces",
            )  # fmt: skip
        else:
            lower = [self.read(child, context, level + 1) for child in line.children]
            if None in lower:
                self.holes.add(line.pieces[0][1])
            node = attach(node, tuple(n for n in lower if n is not None))
        self.node_of[id(line)] = node
        return node

    def _sentence(self, line: Line, start: str) -> Any:
        words = tokens(line.text, lambda *args: self._at(line, *args))
        if words is None:
            self._lose(line)
            return None
        if sum(w.text in _NESTING for w in words) > MAX_LEVELS:
            self._too_deep(line)
            return None
        tree = parse_words(words, start)
        if isinstance(tree, Stuck):
            c = explain(words, tree, start, len(line.text))
            self._at(line, c.code, c.what, c.start, c.end, c.expected, c.help)
            self._lose(line)
            return None
        maker = Maker(self.source, line)
        node = maker.make(tree)
        self.errors += maker.errors
        return node

    def _too_deep(self, line: Line) -> None:
        self._report(
            line, "E031", f"more than {MAX_LEVELS} levels of nesting", "fewer levels",
            "give the inner part a procedure of its own: `procedure X passes`",
        )  # fmt: skip
        self._lose(line)

    def _lose(self, line: Line) -> None:
        """Keep the names of an unread line, so that their use elsewhere is no error of its own."""
        words = tokens(line.text, lambda *_: None) or []
        self.lost |= {unquoted(w.text) for w in words if w.kind == "STRING" or w.is_name}
        self.lost |= set(line.text.split('"')[1::2])
        self.lost |= {part.strip(' ":,') for part in line.text.split()}
        plain = line.text.partition(":")[0].partition(" under ")[0]
        self.lost.add(plain.partition(" ")[2].strip())
        if " table " in line.text:
            self.lost.add(UNREAD_TABLE)

    def _below_unread(self, line: Line, level: int) -> None:
        words = [w.strip(":,") for w in line.text.split()]
        start = below_unread(line.text, words)
        for child in line.children:
            if start is None:
                self._lose(child)
            else:
                self.read(child, start, level + 1)

    def _nothing_below(self, line: Line) -> None:
        for child in line.children:
            self._report(
                child, "E004", "this line is indented below a sentence that takes nothing below it",
                f"no more spaces than the line above it ({line.indent})",
            )  # fmt: skip

    def _report(self, line: Line, code: str, what: str, expected: str, help: str = "") -> None:
        self._at(line, code, what, 0, len(line.text), expected, help)

    def _at(
        self, line: Line, code: str, what: str, start: int, end: int, expected: str, help: str
    ) -> None:
        place = self.source.place(line, start, end)
        text = self.source.text_of(place)
        self.errors.append(Diagnostic(code, what, place, expected, help, text))


def _assemble(reader: _Reader, nodes: list[Any]) -> Constitution:
    """Return the constitution; a missing, late or second head is an error."""
    heads = [n for n in nodes if isinstance(n, Constitution)]
    statements: list[Statement] = [n for n in nodes if not isinstance(n, Constitution)]
    first = reader.source.roots[0] if reader.source.roots else None
    unread = first is not None and id(first) not in reader.node_of
    if first is None:
        place = Place(reader.source.file, 1, 1, 2)
        reader.errors.append(
            Diagnostic("E009", "the file is empty", place, "`constitution` and a name")
        )
    elif not unread and not isinstance(reader.node_of[id(first)], Constitution):
        reader._report(
            first, "E008", "the file does not begin with its constitution",
            "`constitution` and a name as the first sentence",
        )  # fmt: skip
    for extra in heads[1:]:
        text = reader.source.text_of(extra.place)
        what = "a second constitution in one file"
        expected = "one constitution a file"
        reader.errors.append(Diagnostic("E008", what, extra.place, expected, "", text))
    head = heads[0] if heads else Constitution("")
    return dataclasses.replace(head, statements=tuple(statements))
