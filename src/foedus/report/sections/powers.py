"""Voting power, last among the results, beside the share of the population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from foedus.case.model import Case, Constitution
from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.indices import INDICES
from foedus.power.profile import Budget
from foedus.power.table import ASSUMPTIONS, PowerTable, power
from foedus.report.analysis import Game
from foedus.report.blocks import Caution, Figure, Listing, Provenance, Section, Table
from foedus.report.coalitions import bare_name
from foedus.report.data import Cell, Data
from foedus.report.figures.bars import Bar, Row, bar_chart
from foedus.report.figures.labels import core
from foedus.report.held import held
from foedus.report.numbers import counted, decimal, listed, percent
from foedus.report.sections.cohesion import INDICES as COHESION
from foedus.report.sections.cohesion import MEANING, cohesion_tables
from foedus.report.sections.country import people_column, units_table
from foedus.report.sections.procedures import readable
from foedus.report.sections.reaching import named_together
from foedus.report.sections.where_held import power_where_held

if TYPE_CHECKING:
    from foedus.country.table import Column
    from foedus.country.table import Table as Country

#: Penrose's measure normalised: the index whose assumption (every vote independent, yes and no
#: equally likely) is the one printed; `foedus power` has the others.
INDEX = "banzhaf_share"
#: States that counting one rule may hold before it is left out, and said to be; far less is enough
#: for the seconds, so that a page does not depend on the machine that makes it.
STATES, SECONDS = 200_000, 30.0
#: Games that get a drawing of their own; the table has all of them.
DRAWN = 1
PLACES = 6
#: Width of the column of unit names beside the bars.
NAMES = 130


@dataclass(frozen=True, slots=True)
class Measured:
    """The power of everyone in one game, and the texts that have this very rule."""

    game: Game
    texts: tuple[Constitution, ...]
    table: PowerTable


def powers(case: Case, games: Sequence[Game]) -> Section | None:
    """Return the section; None where no units vote in any rule."""
    table = units_table(case)
    if table is None:
        return None
    measured, too_large = measure(table, games)
    if not measured:
        return None
    texts = readable(case)
    people = people_column(table)
    blocks: list[object] = [
        Caution(
            "An index counts coalitions as if all of them were equally likely. It is no forecast "
            "and says nothing on whether a power is deserved or used. Read it after who can pass "
            "and who can block."
        ),
        Listing((*(f"{a}." for a in ASSUMPTIONS), f"{MEANING}."), "What every figure here assumes"),
    ]
    blocks += [_figure(table, people, m, texts, k) for k, m in enumerate(measured[:DRAWN])]
    blocks.append(_table(table, people, measured, texts))
    blocks += cohesion_tables(measured[0].table, _title(measured[0], texts))
    blocks += _where_held(case, table, measured, texts)
    if too_large:
        blocks.append(Listing(tuple(too_large), "Too large to count exactly"))
    return Section("power", "Voting power", tuple(blocks))


def _where_held(
    case: Case, table: Country, measured: Sequence[Measured], texts: Sequence[Constitution]
) -> list[object]:
    """Return the power again where units without a vote are named, each rule in one column."""
    found: list[object] = []
    for one in held(case, [m.game for m in measured]):
        now = {id(game): later for game, later in one.pairs}
        again = [(m, Measured(now[id(m.game)], m.texts, _counted(now[id(m.game)])))
                 for m in measured if id(m.game) in now and _can_pass(now[id(m.game)])]  # fmt: skip
        rules = [(_title(m, texts), _shares(table, m), _shares(table, n)) for m, n in again]
        block = power_where_held(one, table, rules)
        found += [block] if block else []
    return found


def _shares(table: Country, measured: Measured) -> dict[str, Fraction]:
    return {label: _share(measured, label) for label in table.labels.values()}


def measure(table: Country, games: Sequence[Game]) -> tuple[list[Measured], list[str]]:
    """Return the power in every game in which at least two units vote; equal rules once."""
    rules: dict[object, list[Game]] = {}
    for game in games:
        if not game.compiled.unit and len(_units(table, game)) > 1 and _can_pass(game):
            rules.setdefault((game.compiled.rule, game.procedure, game.view), []).append(game)
    found: list[Measured] = []
    too_large: list[str] = []
    for same in rules.values():
        texts = tuple(dict.fromkeys(g.text for g in same))
        try:
            # The first is shown at three degrees of cohesion too: one count serves all four.
            power_table = _counted(same[0]) if found else _with_cohesion(same[0])
            found.append(Measured(same[0], texts, power_table))
        except TooLarge as problem:
            too_large.append(f"{same[0].name}: {problem}")
    return found, too_large


def _with_cohesion(game: Game) -> PowerTable:
    try:
        return _counted(game, *COHESION)
    except (TooLarge, NotThisGame):
        return _counted(game)


def _counted(game: Game, *more: str) -> PowerTable:
    budget = Budget(seconds=SECONDS, states=STATES)
    return power(game.compiled.rule, (INDEX, *more), budget=budget)


def _units(table: Country, game: Game) -> list[str]:
    """Return the units that vote; none where their people do, counted by unit as blocs."""
    labels = set(table.labels.values())
    found = [v.name for v in game.compiled.rule.voters if bare_name(v.name) in labels]
    lists = {name.partition(": ")[0] for name in found}
    return [] if any(game.compiled.kinds.get(x) == "electorate" for x in lists) else found


def _can_pass(game: Game) -> bool:
    rule = game.compiled.rule
    return rule.passes({v.name: v.count for v in rule.voters})


def _title(measured: Measured, texts: Sequence[Constitution]) -> str:
    return f"{measured.game.name}: {named_together(measured.texts, texts)}"


def _share(measured: Measured, label: str) -> Fraction:
    """Return a unit's share of power, all lists in which it votes together."""
    table = measured.table
    column = table.column(INDEX)
    return sum(
        (
            Fraction(value) * count
            for name, count, value in zip(table.names, table.counts, column.values, strict=True)
            if bare_name(name) == label
        ),
        Fraction(0),
    )


def _population(table: Country, people: Column | None) -> dict[str, Fraction | None]:
    if people is None:
        return dict.fromkeys(table.labels.values())
    total, numbers = people.total(), people.numbers()
    return {label: numbers[key] / total for key, label in table.labels.items()}


def _figure(
    table: Country,
    people: Column | None,
    measured: Measured,
    texts: Sequence[Constitution],
    number: int,
) -> Figure:
    shares = _population(table, people)
    labels = sorted(table.labels.values(), key=lambda x: (-(shares[x] or 0), x))
    rows = [Row(x, (Bar(1, shares[x]), Bar(0, _share(measured, x)))) for x in labels]
    top = max((b.share or Fraction(0) for r in rows for b in r.bars), default=Fraction(1))
    title = f"Power and people, {_title(measured, texts)}"
    header = ("Unit", "Part of the population", INDICES[INDEX].title)
    data = tuple((x, _cell(shares[x]), _cell(_share(measured, x))) for x in labels)
    series = ("Banzhaf share", "part of the population")
    date = people.meta.date if people else ""
    return Figure(
        f"power-{number}",
        title,
        (bar_chart(f"power-chart-{number}", title, series, rows, top, NAMES),),
        Data(header, (*data, *_rest(table, measured)), frozenset({1, 2})),
        Provenance(
            f"the rule above; {people.meta.source}" if people else "the rule above",
            "exact counts of coalitions (Penrose 1946; Banzhaf 1965), "
            f"rounded to {PLACES} places in the data; bars end at {percent(top)}",
            date,
            measured.table.label.value,
        ),
        (("s0", f"{series[0]}: share of power"), ("s1", f"{series[1]} ({date})")),
        _others(table, measured),
    )


def _fits(name: str) -> str:
    """Return a name that fits beside its bars: without the words that say what kind it is."""
    return name if len(name) <= NAMES // 7 else core(name)


def _cell(share: Fraction | None) -> Cell:
    return None if share is None else decimal(share, PLACES)


def _rest(table: Country, measured: Measured) -> list[tuple[Cell, ...]]:
    """Return a row for everyone who votes in the game and is no unit of the table."""
    labels = set(table.labels.values())
    names = [n for n in measured.table.names if bare_name(n) not in labels]
    return [(n, None, _cell(_share(measured, bare_name(n)))) for n in names]


def _others(table: Country, measured: Measured) -> str:
    labels = set(table.labels.values())
    told = []
    for name, count in zip(measured.table.names, measured.table.counts, strict=True):
        if bare_name(name) not in labels:
            share = percent(_share(measured, bare_name(name)))
            voters = f"{counted(count, 'vote')} of {bare_name(name)}" if count > 1 else name
            told.append(f"{voters}: {share}")
    return f"The rest of the power: {listed(told)}." if told else ""


def _table(
    table: Country,
    people: Column | None,
    measured: Sequence[Measured],
    texts: Sequence[Constitution],
) -> Table:
    shares = _population(table, people)
    titles = [_title(m, texts) for m in measured]
    header = ("Unit", "Part of the population", *titles)
    rows = tuple(
        (x, _percent(shares[x]), *(percent(_share(m, x), 2) for m in measured))
        for x in table.labels.values()
    )
    saved = tuple(
        (x, _cell(shares[x]), *(_cell(_share(m, x)) for m in measured))
        for x in table.labels.values()
    )
    firm = {m.table.label.value for m in measured}
    return Table(
        "power-table",
        "Banzhaf share of each unit in every rule in which units vote",
        Data(header, rows, frozenset(range(1, len(header)))),
        Provenance(
            "the procedures above",
            "exact counts of coalitions (Penrose 1946; Banzhaf 1965)",
            people.meta.date if people else "",
            listed(sorted(firm)),
        ),
        folded=True,
        saved=Data(header, saved),
    )


def _percent(share: Fraction | None) -> str:
    return "unknown" if share is None else percent(share, 2)
