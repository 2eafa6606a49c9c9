"""Nodes of taxes, transfers, equalisation and borrowing limits."""

from __future__ import annotations

from fractions import Fraction

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_fiscal import (
    Borrowing,
    Capacity,
    ChangedBy,
    Equalisation,
    Fills,
    Limit,
    Method,
    Need,
    ShareTo,
    Tax,
    Transfer,
    Yields,
)
from foedus.constitution.syntax_powers import Level
from foedus.errors import Place


@rule("tax")
def _tax(_maker: Maker, place: Place, name: str, article: str) -> Tax:
    return Tax(name, article, place=place)


@rule("resource")
def _resource(_maker: Maker, place: Place, name: str, article: str) -> Tax:
    return Tax(name, article, True, place=place)


@rule("yields")
def _yields(
    _maker: Maker, place: Place, rate: Fraction | None, column: str, as_of: str, units: str
) -> Yields:
    whole = Fraction(1) if rate is None else rate
    return Yields(column, as_of, units, whole, place=place)


@rule("share_whole")
def _share_whole(_maker: Maker, place: Place, share: Fraction, level: Token) -> ShareTo:
    return ShareTo(share, Level(str(level)), place=place)


@rule("share_raised")
def _share_raised(_maker: Maker, place: Place, share: Fraction, level: Token) -> ShareTo:
    return ShareTo(share, Level(str(level)), True, place=place)


@rule("share_by")
def _share_by(
    _maker: Maker, place: Place, share: Fraction, level: Token, column: str, as_of: str
) -> ShareTo:
    return ShareTo(share, Level(str(level)), False, column, as_of, place=place)


@rule("transfer")
def _transfer(
    _maker: Maker,
    place: Place,
    name: str,
    amount: Fraction,
    per: str | None,
    as_of: str | None,
    to: tuple[str, ...],
    level: Token,
    article: str,
) -> Transfer:
    source = Level(str(level))
    return Transfer(name, amount, to, source, article, per or "", as_of or "", place=place)


@rule("equalisation")
def _equalisation(_maker: Maker, place: Place, name: str, of: str, article: str) -> Equalisation:
    return Equalisation(name, of, article, place=place)


@rule("capacity")
def _capacity(_maker: Maker, place: Place, column: str, as_of: str) -> Capacity:
    return Capacity(column, as_of, place=place)


@rule("capacity_taxes")
def _capacity_taxes(_maker: Maker, place: Place, taxes: tuple[str, ...]) -> Capacity:
    return Capacity(taxes=taxes, place=place)


@rule("need")
def _need(_maker: Maker, place: Place, column: str, as_of: str) -> Need:
    return Need(column, as_of, place=place)


@rule("method")
def _method(_maker: Maker, place: Place, name: str) -> Method:
    return Method(name, place=place)


@rule("fills")
def _fills(_maker: Maker, place: Place, share: Fraction, target: Fraction, payer: Token) -> Fills:
    return Fills(share, target, Level(str(payer)), place=place)


@rule("limit_below")
def _limit_below(_maker: Maker, place: Place, amount: Fraction) -> Limit:
    return Limit("below", amount, place=place)


@rule("limit_above")
def _limit_above(_maker: Maker, place: Place, amount: Fraction) -> Limit:
    return Limit("above", amount, place=place)


@rule("limit_loses")
def _limit_loses(_maker: Maker, place: Place, amount: Fraction) -> Limit:
    return Limit("loses", amount, place=place)


@rule("changed_by")
def _changed_by(_maker: Maker, place: Place, procedure: str) -> ChangedBy:
    return ChangedBy(procedure, place=place)


@rule("borrowing_limit")
def _borrowing_limit(
    _maker: Maker,
    place: Place,
    of: str,
    debt: str,
    debt_as_of: str,
    limit: Fraction,
    base: str,
    base_as_of: str,
    article: str,
) -> Borrowing:
    return Borrowing(article, of, debt, debt_as_of, limit, base, base_as_of, place=place)


@rule("borrowing_said")
def _borrowing_said(
    _maker: Maker, place: Place, level: Token, text: str, article: str
) -> Borrowing:
    return Borrowing(article, level=Level(str(level)), text=text, place=place)
