"""Nodes of the sentences that say who takes part."""

from __future__ import annotations

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax_bodies import (
    Body,
    Chair,
    ChosenBy,
    Composition,
    DecidedBy,
    Electorate,
    Group,
    NoVoteHeld,
    Organ,
    Partition,
    Person,
    Presided,
    Reading,
    SeatCount,
    SeatRule,
    Seats,
    SetOf,
    Standing,
    Units,
    Weight,
)
from foedus.constitution.syntax_core import AnyThreshold, Where
from foedus.errors import Place


@rule("reading")
def _reading(_maker: Maker, place: Place, name: str, alternatives: tuple[str, ...]) -> Reading:
    return Reading(name, alternatives, place=place)


@rule("body")
def _body(_maker: Maker, place: Place, name: str, members: int, groups: Partition | None) -> Body:
    return Body(name, members, groups, place=place)


@rule("group")
def _group(_maker: Maker, place: Place, count: int, name: str) -> Group:
    return Group(count, name, place=place)


@rule("partition")
def _partition(_maker: Maker, place: Place, *parts: Group | str | None) -> Partition:
    groups = tuple(p for p in parts if isinstance(p, Group))
    return Partition(groups, str(parts[-1] or ""), place=place)


@rule("composition")
def _composition(
    _maker: Maker, place: Place, table: str, columns: tuple[str, ...], seats: str, as_of: str
) -> Composition:
    return Composition(table, columns, seats, as_of, place=place)


@rule("seats_by_rule")
def _seats_by_rule(
    _maker: Maker, place: Place, count: int, units: str, method: str, column: str,
    as_of: str | None, least: int | None,
) -> SeatRule:  # fmt: skip
    return SeatRule(count, units, method, column, as_of or "", least or 0, place=place)


@rule("seats_each")
def _seats_each(_maker: Maker, place: Place, count: int, units: str) -> SeatRule:
    return SeatRule(count, units, place=place)


@rule("seat_count")
def _seat_count(_maker: Maker, place: Place, kind: Token, count: int, as_of: str) -> SeatCount:
    return SeatCount(Seats(str(kind)), count, as_of, place=place)


@rule("breaks_ties")
def _breaks_ties(_maker: Maker, _place: Place) -> Chair:
    return Chair.BREAKS_TIES


@rule("votes")
def _votes(_maker: Maker, _place: Place) -> Chair:
    return Chair.VOTES


@rule("no_vote_chair")
def _no_vote_chair(_maker: Maker, _place: Place) -> Chair:
    return Chair.NO_VOTE


@rule("presided")
def _presided(_maker: Maker, place: Place, name: str, how: Chair) -> Presided:
    return Presided(name, how, place=place)


@rule("no_vote_held")
def _no_vote_held(_maker: Maker, place: Place, names: tuple[str, ...], as_of: str) -> NoVoteHeld:
    return NoVoteHeld(names, as_of, place=place)


@rule("chosen_by")
def _chosen_by(_maker: Maker, place: Place, count: int | None, names: tuple[str, ...]) -> ChosenBy:
    return ChosenBy(names, count or 0, place=place)


@rule("standing")
def _standing(_maker: Maker, place: Place, names: tuple[str, ...]) -> Standing:
    return Standing(names, place=place)


@rule("electorate")
def _electorate(
    _maker: Maker, place: Place, name: str, column: str | None, units: str | None,
    as_of: str | None,
) -> Electorate:  # fmt: skip
    return Electorate(name, units or "", column or "", as_of or "", place=place)


@rule("person")
def _person(_maker: Maker, place: Place, name: str) -> Person:
    return Person(name, place=place)


@rule("organ")
def _organ(_maker: Maker, place: Place, name: str, kind: Token, members: int | None) -> Organ:
    return Organ(name, str(kind), members or 0, place=place)


@rule("weights")
def _weights(_maker: Maker, _place: Place, *weights: Weight) -> tuple[Weight, ...]:
    return weights


@rule("weight")
def _weight(_maker: Maker, place: Place, column: str, as_of: str) -> Weight:
    return Weight(column, as_of, place=place)


@rule("units_table")
def _units_table(
    _maker: Maker, place: Place, name: str, table: str, where: Where | None,
    weights: tuple[Weight, ...],
) -> Units:  # fmt: skip
    return Units(name, table, where, weights, place=place)


@rule("units_names")
def _units_names(_maker: Maker, place: Place, name: str, names: tuple[str, ...]) -> Units:
    return Units(name, names=names, place=place)


@rule("decided_by")
def _decided_by(
    _maker: Maker, place: Place, who: Token, threshold: AnyThreshold | None
) -> DecidedBy:
    return DecidedBy(str(who), threshold, place=place)


@rule("set_where")
def _set_where(
    _maker: Maker, place: Place, name: str, definition: str | None, of: str, where: Where,
    defined_by: str | None,
) -> SetOf:  # fmt: skip
    return SetOf(name, of, where, (), definition or "", defined_by or "", place=place)


@rule("set_names")
def _set_names(
    _maker: Maker, place: Place, name: str, definition: str | None, names: tuple[str, ...],
    of: str, defined_by: str | None,
) -> SetOf:  # fmt: skip
    return SetOf(name, of, None, names, definition or "", defined_by or "", place=place)
