"""From parse trees to the syntax tree: the maker, and what every sentence shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as calendar
from fractions import Fraction
from typing import Any

from lark import Token, Tree

from foedus.constitution.lines import Line, Source
from foedus.constitution.syntax_core import (
    Article,
    AttributedTo,
    Duration,
    Filter,
    InForce,
    Note,
    Op,
    Period,
    Where,
)
from foedus.constitution.syntax_core import Source as SourceNote
from foedus.constitution.words import unquoted
from foedus.errors import Diagnostic, Place

Rule = Callable[..., Any]
RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the function that makes the node of a grammar rule (or of its alias)."""

    def register(function: Rule) -> Rule:
        for name in names:
            RULES[name] = function
        return function

    return register


class Maker:
    """Makes the node of one line; reports what the grammar cannot say (dates, ranges)."""

    def __init__(self, source: Source, line: Line) -> None:
        self._source = source
        self._line = line
        self.errors: list[Diagnostic] = []

    def make(self, tree: Tree[Any]) -> Any:
        """Return the node of a parse tree."""
        args = [self.make(c) if isinstance(c, Tree) else c for c in tree.children]
        function = RULES.get(str(tree.data))
        if function is None:
            return args[0] if len(args) == 1 else args
        return function(self, self._place(tree), *args)

    def _place(self, tree: Tree[Any]) -> Place:
        if tree.meta.empty:
            return self._source.place(self._line, 0, len(self._line.text))
        return self._source.place(self._line, tree.meta.start_pos, tree.meta.end_pos)

    def report(self, code: str, what: str, place: Place, expected: str, help: str = "") -> None:
        """Collect an error."""
        text = self._source.text_of(place)
        self.errors.append(Diagnostic(code, what, place, expected, help, text))


# ------------------------------------------------------------------------- words with a value


@rule("name", "column", "text")
def _word(maker: Maker, place: Place, token: Token) -> str:
    found = unquoted(str(token))
    if not found.strip():
        maker.report("E025", "an empty text", place, "at least one letter between the quotes")
    return found


@rule("names", "columns", "names_more")
def _names(maker: Maker, place: Place, *names: str) -> tuple[str, ...]:
    twice = {n for n in names if names.count(n) > 1}
    for name in sorted(twice):
        maker.report("E075", f'"{name}" stands twice in this list', place, "each name once")
    return tuple(dict.fromkeys(names))


@rule("integer")
def _integer(maker: Maker, place: Place, token: Token) -> int:
    if int(token) == 0:
        maker.report("E019", "0 is no number to count with", place, "a number of 1 or more")
        return 1
    return int(token)


@rule("number")
def _number(maker: Maker, place: Place, token: Token) -> Fraction:
    top, _, bottom = str(token).partition("/")
    if bottom and int(bottom) == 0:
        maker.report("E020", f"{token} divides by zero", place, "a fraction such as 1/2")
        return Fraction(1, 2)
    return Fraction(int(top), int(bottom or 1))


@rule("date")
def _date(maker: Maker, place: Place, token: Token) -> str:
    parts = str(token).split("-")
    try:
        whole = re.fullmatch(r"\d{4}(-\d\d){0,2}", str(token))
        calendar(*(int(p) for p in [*parts, "01", "01"][:3]))
    except (ValueError, OverflowError):
        whole = None
    if not whole:
        maker.report("E018", f"{token} is no date", place, "a date: 2014, 2014-05 or 2014-05-25")
        return "2000"
    return str(token)


@rule("duration")
def _duration(maker: Maker, place: Place, count: Token, period: Token) -> Duration:
    if int(count) == 0:
        maker.report("E019", "0 is no length of time", place, "a number of 1 or more")
    return Duration(max(1, int(count)), Period(str(period).rstrip("s") + "s"), place=place)


# ------------------------------------------------------------------------- filters


@rule("filter_is")
def _filter_is(
    _maker: Maker, place: Place, column: str, negated: Token | None, value: str
) -> Filter:
    return Filter(column, value, negated is not None, place=place)


@rule("filter_number")
def _filter_number(
    maker: Maker, place: Place, column: str, per: str | None, op: Op, amount: Fraction,
    as_of: str | None,
) -> Filter:  # fmt: skip
    if as_of is None:
        maker.report(
            "E017",
            f'the column "{column}" is compared without its date',
            place,
            "`as of` and the date of the figures",
            f"write {column} {op} {amount} as of 2001",
        )
    return Filter(column, "", False, op, amount, per or "", as_of or "", place=place)


@rule("where")
def _where(_maker: Maker, place: Place, *filters: Filter) -> Where:
    return Where(filters, "and", place=place)


@rule("where_and")
def _where_and(_maker: Maker, place: Place, *filters: Filter) -> Where:
    return Where(filters, "and", place=place)


@rule("where_or")
def _where_or(_maker: Maker, place: Place, *filters: Filter) -> Where:
    return Where(filters, "or", place=place)


# ------------------------------------------------------------------------- details


@rule("article")
def _article(_maker: Maker, place: Place, text: str) -> Article:
    return Article(text, place=place)


@rule("source")
def _source(_maker: Maker, place: Place, text: str) -> SourceNote:
    return SourceNote(text, place=place)


@rule("note")
def _note(_maker: Maker, place: Place, text: str) -> Note:
    return Note(text, place=place)


@rule("attributed_to")
def _attributed_to(_maker: Maker, place: Place, text: str) -> AttributedTo:
    return AttributedTo(text, place=place)


@rule("in_force")
def _in_force(maker: Maker, place: Place, start: str, until: str | None) -> InForce:
    if until is not None and until <= start:
        maker.report(
            "E062",
            f"it would end on {until}, before it begins on {start}",
            place,
            "an `until` after the `from`: the first day on which it is no longer in force",
        )
    return InForce(start, until or "", place=place)
