"""Second ways: whose consent, who captures a court, which units a cut names, who receives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from federation_world import HEAD, PROCEDURES, model
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_once import load_once
from foedus.atlas import systems
from foedus.constitution import syntax as s
from foedus.constitution.load import load
from foedus.federation import languages
from foedus.federation.matrix import lists, matrix
from foedus.federation.organs import courts
from foedus.federation.paths import paths
from foedus.fiscal.formulas import average, fills
from foedus.proof.games import Games
from foedus.rules.gates import Rule

# --------------------------------------------------------- paths, by every coalition


def coalitions(rule: Rule) -> Iterator[dict[str, int]]:
    """Yield every coalition of types: none or all of each, and one short of all."""
    for shares in product(*[sorted({0, v.count - 1, v.count}) for v in rule.voters]):
        yield {v.name: n for v, n in zip(rule.voters, shares, strict=True)}


def needed(rule: Rule) -> set[str]:
    """Return the voters without whom no coalition passes it, by going through them all."""
    winning = [c for c in coalitions(rule) if rule.passes(c)]
    return {v.name for v in rule.voters if winning and all(c[v.name] > 0 for c in winning)}


@cache
def small(most: int = 9) -> tuple[tuple[str, str, str], ...]:
    """Return (system, matter, procedure) of every path whose rule has few types of voters."""
    found = []
    for system in systems():
        text = load(system.path)
        games = Games(text)
        for matter in ("police", "school language"):
            for path in paths(games, matter):
                rule = games.game(
                    s.Of(path.procedure),
                    games.settings([path.procedure], games.concerned(path.procedure)[:1])[0],
                ).rule
                if len(rule.voters) <= most:
                    found.append((system.name, matter, path.procedure))
    return tuple(found)


def test_whose_consent_a_path_needs_is_what_enumeration_says() -> None:
    compared = 0
    for name, matter, procedure in small():
        games = Games(load(next(e.path for e in systems() if e.name == name)))
        setting = games.settings([procedure], games.concerned(procedure)[:1])[0]
        rule = games.game(s.Of(procedure), setting).rule
        path = next(p for p in paths(games, matter) if p.procedure == procedure)
        by_hand = needed(rule)
        if not path.possible:
            assert not by_hand
            continue
        # A group told as one is the set of its voters: "no" of all of it stops the path.
        for who in by_hand:
            assert any(who == c or who.startswith(f"{c}: ") or c in who for c in path.consent), (
                name, procedure, who, path.consent,
            )  # fmt: skip
        compared += 1
    assert compared >= 8


# ------------------------------------------------------- courts, by every set of appointers


def captured(chosen: Iterable[tuple[str, int]], members: int) -> set[frozenset[str]]:
    """Return the smallest sets of appointers who choose more than half; two who choose together
    are both needed for what they choose."""
    shares = [(frozenset(who.split(" and ")), number) for who, number in chosen]
    people = sorted(frozenset().union(*(w for w, _ in shares))) if shares else []
    sets = [
        frozenset(c)
        for k in range(1, len(people) + 1)
        for c in combinations(people, k)
        if 2 * sum(n for who, n in shares if who <= frozenset(c)) > members
    ]
    return {x for x in sets if not any(y < x for y in sets)}


@pytest.mark.parametrize("system", [e.name for e in systems()])
def test_who_captures_a_court_is_what_enumeration_says(system: str) -> None:
    for court in courts(load(next(e.path for e in systems() if e.name == system))):
        assert {frozenset(x) for x in court.capture} == captured(court.chosen, court.members)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_a_made_court_is_captured_as_enumeration_says(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int]
) -> None:
    lines = "".join(f"  {n} chosen by X{i}\n" for i, n in enumerate(numbers))
    persons = "".join(f"person X{i}\n" for i in range(len(numbers)))
    text = f"{persons}organ Bench: court, {sum(numbers)} members\n{lines}"
    folder = tmp_path_factory.mktemp("court")
    found = {c.name: c for c in courts(model(folder, HEAD, text, PROCEDURES))}["Bench"]
    shares = [(f"X{i}", n) for i, n in enumerate(numbers)]
    assert {frozenset(x) for x in found.capture} == captured(shares, sum(numbers))
    # Whoever denies a majority meets every set that can fill one.
    assert all(set(d) & set(c) for d in found.deny for c in found.capture)


# ------------------------------------------------------------ language cuts, by a linear scan


def test_every_cut_of_a_language_right_is_a_linear_scan_of_its_column() -> None:
    case = load_once("ukraine-2014")
    text = next(c.model for c in case.constitutions if c.key == "text-2004")
    assert text is not None
    (right,) = languages.rights(text)
    (units,) = [u for u in lists(text) if u.table is not None]
    assert units.table is not None
    seen = 0
    for cell in right.grid:
        values = units.table.column(cell.column, cell.as_of or None).numbers()
        cut = Fraction(str(cell.cut))
        inside = {
            units.labels[k]
            for k, v in values.items()
            if (v >= cut if cell.op == "at least" else v > cut)
        }
        assert set(cell.units) == inside
        seen += 1
    assert seen >= 12


# ------------------------------------------------------------------- money, a second way


def by_increments(capacity: list[int], need: list[int], share: Fraction) -> list[Fraction]:
    """Fill gaps to the average in a thousand steps of the gap, each paid at once by those above."""
    mean = Fraction(sum(capacity), sum(need))
    above = [max(Fraction(0), c - mean * n) for c, n in zip(capacity, need, strict=True)]
    whole = sum(above, Fraction(0))
    out = [Fraction(0)] * len(need)
    for _ in range(1000):
        for i, (c, n) in enumerate(zip(capacity, need, strict=True)):
            step = share * max(Fraction(0), mean * n - c) / 1000
            out[i] += step
            for j, a in enumerate(above):
                out[j] -= step * a / whole if whole else 0
    return out


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=2, max_size=4),
    st.fractions(0, 1, max_denominator=12),
)
def test_filling_a_gap_at_once_or_in_steps_is_the_same(
    rows: list[tuple[int, int]], share: Fraction
) -> None:
    capacity, need = [c for c, _ in rows], [n for _, n in rows]
    by_unit = dict(enumerate(map(Fraction, capacity)))
    needs = dict(enumerate(map(Fraction, need)))
    names = {f"U{i}": v for i, v in by_unit.items()}
    wants = {f"U{i}": v for i, v in needs.items()}
    found = fills(names, wants, share, Fraction(1), by_units=True)
    assert list(found.by_unit.values()) == by_increments(capacity, need, share)
    assert sum(found.by_unit.values()) == 0
    assert average(names, wants) == Fraction(sum(capacity), sum(need))


# ---------------------------------------------------------------- the matrix, row by row


def holders(rows: Iterable[s.Powers], matter: str, function: s.Function) -> set[str]:
    return {str(r.level) for r in rows if r.matter == matter and function in r.functions}


@pytest.mark.parametrize("system", [e.name for e in systems()])
def test_who_holds_a_matter_is_what_a_scan_of_the_rows_says(system: str) -> None:
    text = load(next(e.path for e in systems() if e.name == system))
    table = matrix(text)
    rows = [r.power for r in text.power_rows]
    rows += [p for p in text.constitution.all(s.Powers) if p.matter]
    for matter in {r.matter for r in rows if r.matter}:
        for function in s.Function:
            mine = {str(c.level) for c in table.of(matter, function)}
            mine |= {str(c.level) for c in table.special(matter) if function in c.functions}
            assert mine == holders(rows, matter, function), (matter, function)


def test_the_folder_of_a_world_is_a_path(tmp_path: Path) -> None:
    assert model(tmp_path).file.endswith("federation.foedus")
