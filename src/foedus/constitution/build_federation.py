"""Nodes of second chambers, communities, language decisions, regional authority."""

from __future__ import annotations

from fractions import Fraction

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_core import Duration
from foedus.constitution.syntax_federation import (
    Authority,
    Community,
    ForCommunity,
    LanguageDecision,
    OpenOnly,
    PowersTable,
    SecondChamber,
    Veto,
    VetoOn,
)
from foedus.constitution.syntax_powers import Clause, Domain
from foedus.errors import Place


@rule("powers_table")
def _powers_table(_maker: Maker, place: Place, table: str) -> PowersTable:
    return PowersTable(table, place=place)


@rule("second_chamber")
def _second_chamber(_maker: Maker, place: Place, name: str, article: str) -> SecondChamber:
    return SecondChamber(name, article, place=place)


@rule("money_bills")
def _money_bills(_maker: Maker, place: Place, text: str) -> Clause:
    return Clause("money bills", text, place=place)


@rule("any_other")
def _any_other(_maker: Maker, _place: Place) -> tuple[str, ...]:
    return ()


@rule("veto_on")
def _veto_on(
    _maker: Maker,
    place: Place,
    kind: Token,
    matters: tuple[str, ...],
    article: str,
    overridden: str | None,
    after: Duration | None,
) -> VetoOn:
    other = not matters
    return VetoOn(Veto(str(kind)), matters, article, other, overridden or "", after, place=place)


@rule("language_decision")
def _language_decision(
    _maker: Maker, place: Place, language: str, *rest: Token | str | tuple[str, ...]
) -> LanguageDecision:
    domains = tuple(Domain(str(t)) for t in rest[:-4])
    units, of, as_of, article = rest[-4:]
    names = tuple(units)
    return LanguageDecision(
        language, domains, names, str(of), str(as_of), str(article), place=place
    )


@rule("community")
def _community(
    _maker: Maker, place: Place, name: str, column: str, of: str, as_of: str, own: Token | None
) -> Community:
    return Community(name, column, of, as_of, own is not None, place=place)


@rule("roll_voluntary")
def _roll_voluntary(_maker: Maker, place: Place, community: str) -> ForCommunity:
    return ForCommunity(community, True, place=place)


@rule("roll_by_law")
def _roll_by_law(_maker: Maker, place: Place, community: str) -> ForCommunity:
    return ForCommunity(community, False, place=place)


@rule("open_only")
def _open_only(_maker: Maker, place: Place, names: tuple[str, ...], article: str) -> OpenOnly:
    return OpenOnly(names, article, place=place)


@rule("authority")
def _authority(
    _maker: Maker,
    place: Place,
    component: str,
    of: str,
    score: Fraction,
    article: str,
    coder: str,
) -> Authority:
    return Authority(component, of, score, article, coder, place=place)
