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
    AnyThreshold,
    Article,
    AttributedTo,
    Base,
    Duration,
    Filter,
    InForce,
    Note,
    Op,
    Period,
    Subject,
    Threshold,
    Undetermined,
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


# ------------------------------------------------------------------------- thresholds

_OPS = {
    "more_than": Op.MORE_THAN,
    "at_least": Op.AT_LEAST,
    "at_most": Op.AT_MOST,
    "less_than": Op.LESS_THAN,
    "exactly": Op.EXACTLY,
}
for _rule_name, _op in _OPS.items():
    rule(_rule_name)(lambda _maker, _place, op=_op: op)

_BASES = {
    "cast": Base.CAST,
    "cast_and_invalid": Base.CAST_AND_INVALID,
    "present": Base.PRESENT,
    "members": Base.MEMBERS,
    "filled": Base.FILLED,
    "sworn": Base.SWORN,
    "registered": Base.REGISTERED,
    "units_base": Base.UNITS,
}
for _rule_name, _base in _BASES.items():
    rule(_rule_name)(lambda _maker, _place, base=_base: (base, "", ""))

#: A base with its column and date (both empty unless it is a weight).
Measured = tuple[Base, str, str]


@rule("weight_base")
def _weight_base(_maker: Maker, _place: Place, column: str, as_of: str | None) -> Measured:
    return (Base.WEIGHT, column, as_of or "")


@rule("votes_base")
def _votes_base(_maker: Maker, _place: Place, as_of: str | None) -> Measured:
    return (Base.WEIGHT, "votes", as_of or "")


def _threshold_op(maker: Maker, place: Place, op: Op) -> Op:
    if op in (Op.MORE_THAN, Op.AT_LEAST):
        return op
    maker.report(
        "E016",
        f'"{op}" is no threshold that more yes votes help to reach',
        place,
        '"more than" or "at least"',
        "say how many votes against stop it with `unless X reject by at least ...`",
    )
    return Op.AT_LEAST


@rule("share")
def _share(maker: Maker, place: Place, op: Op, amount: Fraction, base: Measured) -> Threshold:
    op = _threshold_op(maker, place, op)
    _check_share(maker, place, op, amount)
    return Threshold(op, amount, base[0], True, base[1], base[2], place=place)


def _check_share(maker: Maker, place: Place, op: Op, amount: Fraction) -> None:
    if not 0 < amount <= 1:
        maker.report(
            "E021",
            f"a share of {amount} is not between 0 and 1",
            place,
            "a fraction above 0 and at most 1",
            f"for a count leave out `of`: {op} {amount} members" if amount.denominator == 1 else "",
        )
    elif amount == 1 and op is Op.MORE_THAN:
        maker.report(
            "E021",
            "nothing is more than the whole",
            place,
            "a fraction below 1",
            "for an unamendable clause write `passes when never`; for unanimity `all members`",
        )


@rule("count")
def _count(maker: Maker, place: Place, op: Op, amount: Fraction, base: Measured) -> Threshold:
    op = _threshold_op(maker, place, op)
    if amount.denominator != 1 and base[0] is not Base.WEIGHT:
        maker.report(
            "E015",
            f"{amount} of what?",
            place,
            "`of` and the base after a fraction",
            f"write {op} {amount} of {base[0]}",
        )
    if amount == 0 and op is Op.AT_LEAST:
        maker.report("E019", "at least 0 is always reached", place, "a number of 1 or more")
    return Threshold(op, amount, base[0], False, base[1], base[2], place=place)


@rule("unanimity")
def _unanimity(_maker: Maker, place: Place, base: Measured) -> Threshold:
    return Threshold(Op.AT_LEAST, Fraction(1), base[0], True, base[1], base[2], place=place)


@rule("undetermined")
def _undetermined(
    maker: Maker, place: Place, low_op: Op, low: Fraction, high_op: Op, high: Fraction,
    base: Measured,
) -> AnyThreshold:  # fmt: skip
    fits = low_op in (Op.MORE_THAN, Op.AT_LEAST) and high_op in (Op.AT_MOST, Op.LESS_THAN)
    if not fits or not 0 < low <= high <= 1 or (low == high and low_op is Op.MORE_THAN):
        maker.report(
            "E022",
            f"no threshold lies {low_op} {low} and {high_op} {high}",
            place,
            "from more than (or at least) a smaller to at most (or less than) a larger fraction",
        )
    return Undetermined(low_op, low, high_op, high, base[0], base[1], base[2], place=place)


# ------------------------------------------------------------------------- subjects


@rule("one")
def _one(_maker: Maker, place: Place, name: str) -> Subject:
    return Subject((name,), place=place)


@rule("together")
def _together(_maker: Maker, place: Place, names: tuple[str, ...]) -> Subject:
    return Subject(names, place=place)


@rule("one_in")
def _one_in(_maker: Maker, place: Place, name: str, inside: str) -> Subject:
    return Subject((name,), inside, place=place)


@rule("together_in")
def _together_in(_maker: Maker, place: Place, names: tuple[str, ...], inside: str) -> Subject:
    return Subject(names, inside, place=place)


@rule("each_of", "each_of_in")
def _each_of(_maker: Maker, place: Place, names: tuple[str, ...], inside: str = "") -> Subject:
    return Subject(names, inside, each=True, place=place)


@rule("each_column")
def _each_column(_maker: Maker, place: Place, column: str, inside: str) -> Subject:
    return Subject((), inside, each=True, column=column, place=place)


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
