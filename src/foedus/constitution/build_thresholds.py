"""Nodes of thresholds and subjects; shares, counts and comparisons that cannot be are reported."""

from __future__ import annotations

from fractions import Fraction

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_core import (
    AnyThreshold,
    Base,
    Op,
    Subject,
    Threshold,
    Undetermined,
)
from foedus.errors import Place

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
