"""Nodes of views, matters, powers, language rights, emergency and guarantor clauses."""

from __future__ import annotations

from lark import Token

from foedus.constitution.build import Maker, rule
from foedus.constitution.syntax import Constitution
from foedus.constitution.syntax_core import Where
from foedus.constitution.syntax_powers import (
    Clause,
    ConflictRule,
    Domain,
    Emergency,
    Function,
    Guarantor,
    LanguageRight,
    Level,
    Matters,
    Powers,
)
from foedus.constitution.syntax_views import Assuming, Bloc, EachWith, Others, View
from foedus.errors import Place

_BLOCS = {
    "as_one": Bloc.AS_ONE,
    "one_by_one": Bloc.ONE_BY_ONE,
    "voting_yes": Bloc.YES,
    "voting_no": Bloc.NO,
    "by_unit": Bloc.BY_UNIT,
}
for _rule_name, _bloc in _BLOCS.items():
    rule(_rule_name)(lambda _maker, _place, bloc=_bloc: bloc)


@rule("view")
def _view(_maker: Maker, place: Place, name: str, procedure: str, voters: tuple[str, ...]) -> View:
    return View(name, procedure, voters, place=place)


@rule("each_column_of")
def _each_column_of(
    _maker: Maker, place: Place, column: str, body: str, as_of: str | None, bloc: Bloc
) -> EachWith:
    return EachWith(body, column, as_of or "", bloc, place=place)


@rule("each_members")
def _each_members(_maker: Maker, place: Place, body: str, bloc: Bloc) -> EachWith:
    return EachWith(body, bloc=bloc, place=place)


@rule("each_people")
def _each_people(_maker: Maker, place: Place, electorate: str, bloc: Bloc) -> EachWith:
    return EachWith(electorate, people=True, bloc=bloc, place=place)


@rule("others_rest")
def _others_rest(_maker: Maker, place: Place, body: str, bloc: Bloc) -> Others:
    return Others(body, bloc, True, place=place)


@rule("others")
def _others(_maker: Maker, place: Place, name: str, bloc: Bloc) -> Others:
    return Others(name, bloc, place=place)


@rule("assuming")
def _assuming(_maker: Maker, place: Place, text: str) -> Assuming:
    return Assuming(text, place=place)


@rule("matters")
def _matters(_maker: Maker, place: Place, names: tuple[str, ...]) -> Matters:
    return Matters(names, place=place)


Cell = tuple[Level, tuple[Function, ...], tuple[str, ...], str]


@rule("power_cell")
def _power_cell(_maker: Maker, _place: Place, level: Token, *rest: Token | tuple[str, ...]) -> Cell:
    functions = tuple(Function(str(f)) for f in rest[:-2])
    return Level(str(level)), functions, tuple(rest[-2] or ()), str(rest[-1])


@rule("powers")
def _powers(_maker: Maker, place: Place, matter: str, cell: Cell) -> Powers:
    level, functions, units, article = cell
    return Powers(matter, level, functions, article, units, place=place)


@rule("powers_residual")
def _powers_residual(_maker: Maker, place: Place, cell: Cell) -> Powers:
    level, functions, units, article = cell
    return Powers("", level, functions, article, units, True, place=place)


@rule("conflict_rule")
def _conflict_rule(_maker: Maker, place: Place, level: Token, article: str) -> ConflictRule:
    return ConflictRule(Level(str(level)), article, place=place)


@rule("language_right")
def _language_right(
    _maker: Maker, place: Place, language: str, *rest: Token | str | Where | None
) -> LanguageRight:
    domains = tuple(Domain(str(t)) for t in rest[:-4])
    at, of, where, article = rest[-4:]
    assert where is None or isinstance(where, Where)
    level = Level(str(at)) if at is not None else None
    return LanguageRight(language, domains, str(of), str(article), where, level, place=place)


@rule("emergency")
def _emergency(_maker: Maker, place: Place, name: str, article: str) -> Emergency:
    return Emergency(name, article, place=place)


@rule("guarantor")
def _guarantor(_maker: Maker, place: Place, name: str, article: str) -> Guarantor:
    return Guarantor(name, article, place=place)


@rule("clause_one")
def _clause_one(_maker: Maker, place: Place, key: Token, text: str) -> Clause:
    return Clause(str(key), text, place=place)


@rule("clause_by")
def _clause_by(_maker: Maker, place: Place, key: Token, text: str) -> Clause:
    return Clause(f"{key} by", text, place=place)


@rule("constitution")
def _constitution(_maker: Maker, place: Place, name: str) -> Constitution:
    return Constitution(name, place=place)
