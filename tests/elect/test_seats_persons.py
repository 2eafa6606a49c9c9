"""Persons in seats of lists and groups, and fixed quotas, each against its definition."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from seats_folder import in_folder

from conftest import FULL
from foedus.cli import main
from foedus.elect.seats import Remedy, lot_order
from foedus.elect.seats.checker import check
from foedus.elect.seats.co_optation import co_optation
from foedus.elect.seats.confessional import Candidate, confessional
from foedus.elect.seats.groups import electorates, reserved, separate
from foedus.elect.seats.house import by_quotient
from foedus.elect.seats.lists import apparentement, closed, open_list
from foedus.elect.seats.mixed import bonus, member_proportional
from foedus.errors import BadInput, TooLarge

MORE = settings(max_examples=1000 if FULL else 40, phases=[Phase.generate])


def down(persons: list[Candidate], lists: dict[str, int], groups: dict[str, int]) -> frozenset[str]:
    """Who is seated when persons are taken in this very order."""
    left, room, out = dict(lists), dict(groups), set()
    for c in persons:
        if left[c.list] and room[c.group]:
            left[c.list] -= 1
            room[c.group] -= 1
            out.add(c.name)
    return frozenset(out)


def outcomes(
    persons: list[Candidate], lists: dict[str, int], groups: dict[str, int]
) -> set[frozenset[str]]:
    """Who may be seated, over every order of persons with equal votes."""
    orders: list[list[Candidate]] = [[]]
    for votes in sorted({c.votes for c in persons}, reverse=True):
        equal = [c for c in persons if c.votes == votes]
        orders = [[*o, *p] for o in orders for p in permutations(equal)]
    return {down(o, lists, groups) for o in orders}


@st.composite
def confessions(draw: st.DrawFn) -> tuple[list[Candidate], dict[str, int], dict[str, int]]:
    groups = {g: draw(st.integers(0, 2)) for g in ("m", "s")}
    size = sum(groups.values())
    first = draw(st.integers(0, size))
    persons = [
        Candidate(f"c{i}", draw(st.sampled_from("LM")), draw(st.sampled_from("ms")),
                  draw(st.integers(1, 4)))
        for i in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    return persons, {"L": first, "M": size - first}, groups


@MORE
@given(confessions())
def test_confessional_seats_over_every_order_of_equals(case: Any) -> None:
    persons, lists, groups = case
    every = outcomes(persons, lists, groups)
    try:
        found = confessional(persons, lists, groups)
    except BadInput as exc:
        codes = {d.code for d in exc.diagnostics}
        found = None
    if found is None:
        assert codes == {"E415"}
        assert all(len(e) < sum(lists.values()) for e in every)
        return
    assert check(found.certificate) == []
    assert frozenset(found.elected) <= frozenset.intersection(*every)
    if not found.ties:
        assert every == {frozenset(found.elected)}
        return
    # the tied are exactly those with these votes whose seat depends on the order
    votes = next(c.votes for c in persons if c.name in found.ties[0].among)
    level = [c for c in persons if c.votes >= votes]
    over = outcomes(level, lists, groups)
    open_ = frozenset.union(*over) - frozenset.intersection(*over)
    assert {n for t in found.ties for n in t.among} == open_
    assert set(found.elected) == frozenset.intersection(*over)
    assert set(found.undecided) == {c.name for c in persons if c.votes < votes}


@MORE
@given(confessions(), st.sampled_from(["one", "two"]))
def test_a_lot_decides_confessional_ties_in_its_own_order(case: Any, seed: str) -> None:
    persons, lists, groups = case
    rank = lot_order(seed, [c.name for c in persons])
    order = sorted(persons, key=lambda c: (-c.votes, rank.index(c.name)))
    expected = down(order, lists, groups)
    if len(expected) < sum(lists.values()):
        return
    found = confessional(persons, lists, groups, tie=Remedy("lot", seed=seed))
    assert frozenset(found.elected) == expected
    assert found.ties == ()
    assert check(found.certificate) == []
    for r in found.resolutions:
        assert r.drawn == lot_order(seed, r.tie.among)


LISTED = st.lists(st.integers(0, 5), min_size=1, max_size=6).map(
    lambda vs: {f"c{i}": v for i, v in enumerate(vs)}
)


@MORE
@given(LISTED, st.integers(0, 6), st.integers(0, 4), st.booleans())
def test_lists_by_their_definition(
    votes: dict[str, int], seats: int, least: int, ordered: bool
) -> None:
    if seats > len(votes):
        with pytest.raises(BadInput, match="E415"):
            open_list(votes, seats, least=least, ordered=ordered)
        return
    order = list(votes)
    rank = sorted(
        order, key=lambda k: (votes[k] < least, -votes[k] if votes[k] >= least else 0,
                              order.index(k))
    )  # fmt: skip
    found = open_list(votes, seats, least=least, ordered=ordered)
    assert check(found.certificate) == []
    if ordered:
        assert list(found.names) == rank[:seats]
        assert found.ties == ()
        return
    edge = votes[rank[seats - 1]] if seats else None
    tied = {k for k in order if votes[k] == edge and votes[k] >= least}
    split = bool(tied & set(rank[:seats])) and bool(tied & set(rank[seats:]))
    assert {n for t in found.ties for n in t.among} == (tied if split else set())
    assert set(found.names) == set(rank[:seats]) - (tied if split else set())
    decided = open_list(votes, seats, least=least, ordered=False, tie=Remedy("lot", seed="a"))
    assert len(decided.names) == seats
    assert check(decided.certificate) == []


@MORE
@given(
    st.dictionaries(st.sampled_from("htz"), st.integers(0, 25), min_size=2),
    st.lists(st.integers(0, 6), min_size=3, max_size=3),
    st.integers(0, 4),
)
def test_co_optation_is_the_first_house_of_all(
    elected: dict[str, int], parts: list[int], extra: int
) -> None:
    whole = sum(parts) + extra or 1
    shares = {g: Fraction(n, whole) for g, n in zip("htz", parts, strict=True)}
    if any(not s and elected.get(g) for g, s in shares.items()) and sum(shares.values()) == 1:
        with pytest.raises(BadInput, match="E404"):
            co_optation(elected, shares)
        return
    found = co_optation(elected, shares)
    start = {g: elected.get(g, 0) for g in shares}

    def need(house: int) -> int:
        return sum(max(start[g], -(-house * s.numerator // s.denominator))
                   for g, s in shares.items())  # fmt: skip

    house = sum(start.values())
    while need(house) > house:
        house += 1
    assert found.house == house
    assert all(found.seats.get(g, 0) >= s * house for g, s in shares.items())
    assert all(n >= 0 for n in found.co_opted.values())
    assert check(found.certificate) == []


@MORE
@given(st.integers(1, 10**6), st.integers(1, 99), LISTED)
def test_electorates_are_people_over_the_quota(people: int, seats: int, others: Any) -> None:
    found = electorates(people, seats, others)
    for k, p in others.items():
        # halves up: n - 1/2 <= p / q < n + 1/2
        gap = 2 * Fraction(p) / Fraction(people, seats) - 2 * found.seats[k]
        assert -1 <= gap < 1
    assert check(found.certificate) == []


@MORE
@given(LISTED, st.integers(1, 9), st.integers(0, 3))
def test_a_quotient_is_rounded_up_to_its_floor(
    people: dict[str, int], quotient: int, floor: int
) -> None:
    found = by_quotient(people, quotient, dict.fromkeys(people, floor))
    for k, p in people.items():
        n = found.seats[k]
        assert n == floor or (n > floor and (n - 1) * quotient < p <= n * quotient)
        assert n * quotient >= p
    assert found.size == sum(found.seats.values())
    assert check(found.certificate) == []


# Who is not allowed, and what is said about it: the call, the code.
REFUSED: dict[str, tuple[Any, str]] = {
    "a name twice on a list": (lambda: closed(["a", "a"], 1), "E403"),
    "a candidate twice": (
        lambda: confessional([Candidate("a", "L", "m", 1)] * 2, {"L": 1}, {"m": 1}), "E403"),
    "margins that differ": (lambda: confessional([], {"L": 1}, {"m": 2}), "E410"),
    "nobody left": (lambda: confessional([], {"L": 1}, {"m": 1}), "E415"),
    "shares above one": (
        lambda: co_optation({"h": 1}, {"h": Fraction(3, 5), "t": Fraction(3, 5)}), "E404"),
    "a share of nothing for somebody": (
        lambda: co_optation({"h": 1}, {"h": Fraction(0), "t": Fraction(1)}), "E404"),
    "a share and a number": (
        lambda: co_optation({"h": 1}, {"h": Fraction(1, 2)}, {"h": 3}), "E413"),
    "fewer than nobody": (lambda: co_optation({"h": -1}, {"h": Fraction(1, 2)}), "E401"),
    "a base of nobody": (lambda: electorates(0, 1, {"a": 1}), "E402"),
    "a base without seats": (lambda: electorates(1, 0, {"a": 1}), "E401"),
    "people below none": (lambda: electorates(1, 1, {"a": -1}), "E402"),
    "a quotient of nothing": (lambda: by_quotient({"a": 1}, 0), "E401"),
    "people below none, quotient": (lambda: by_quotient({"a": -1}, 5), "E402"),
    "a floor for nobody": (lambda: by_quotient({"a": 1}, 5, {"b": 1}), "E413"),
    "a group without lists": (lambda: separate({"g": 1}, {}, "dhondt"), "E413"),
    "an alliance named as a lone list": (
        lambda: apparentement({"A": 1, "B": 2}, {"A": ["B"]}, 3, "dhondt"), "E413"),
    "a group named as a lone list": (
        lambda: reserved({"A": 1, "B": 2}, 3, "dhondt", {"A": (1, ["B"])}), "E413"),
    "more reserved than seats": (
        lambda: reserved({"A": 1}, 3, "dhondt", {"G": (4, ["A"])}, added=True), "E404"),
    "a bonus above the house": (lambda: bonus({"A": 1}, 3, "dhondt", seats=4), "E401"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    call, code = REFUSED[what]
    with pytest.raises(BadInput, match=code):
        call()


def test_an_alliance_may_be_named_after_one_of_its_lists() -> None:
    found = apparentement({"A": 30, "B": 20, "C": 45}, {"A": ["A", "B"]}, 9, "dhondt")
    assert found.alliances == {"A": 5, "C": 4}
    assert found.seats == {"A": 3, "B": 2, "C": 4}
    assert check(found.certificate) == []


def test_levelling_by_quotas_takes_the_first_house_of_all() -> None:
    votes, direct = {"A": 6, "B": 6, "C": 2}, {"C": 2}
    found = member_proportional(direct, votes, 6, "hare", overhang="level")
    # by Hamilton C has two seats of ten and one of eleven: ten is the first house with two
    assert (found.house, found.seats["C"]) == (10, 2)
    assert check(found.certificate) == []
    with pytest.raises(TooLarge):
        member_proportional({"C": 9}, {"A": 10**6, "C": 1}, 9, "hare", overhang="level")


FILES = {
    "c.csv": "who,list,group,votes\nAnn,L,g,9\nBen,M,g,9\nCid,L,h,4\nDea,M,h,3\n",
    "s.csv": "list,seats\nL,1\nM,1\n",
    "g.csv": "group,seats\ng,1\nh,1\n",
    "p.csv": "name,people,least\nNorth,3017000,1\nSouth,978580,2\nIndigenous,428000,9\n",
    "m.csv": "group,members\nA,62\nB,38\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return in_folder(tmp_path, monkeypatch, FILES)


def run(words: str) -> Result:
    result = CliRunner().invoke(main, ["seats", *words.split()])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    "words, line, last",
    [
        ("list 2 c.csv", "1  Ann        order", "2 of 2 seats filled."),
        ("list 1 c.csv --preferences votes --equal-tied",
         "TIE: 1 seat tied among 2 (Ann, Ben) at 9 preference votes", "0 of 1 seats filled."),
        ("list 1 c.csv --preferences votes --equal-tied --order Ben,Ann",
         "tie decided by order: Ben (order Ben, Ann)", "1 of 1 seats filled."),
        ("confessional c.csv s.csv g.csv --votes votes",
         "TIE: 1 seat tied among 2 (Ann, Ben) at 9 preference votes in g", "0 of 2 seats filled."),
        ("confessional c.csv s.csv g.csv --votes votes --order Ben,Ann",
         "Cid        L     h          4  elected", "2 of 2 seats filled."),
        ("quotient 100000 p.csv --population people --floor least",
         "Indigenous    428,000            5      9      9", "50 seats by the quotient 100000."),
        ("electorates p.csv --population people --base South=16",
         "quota 244645/4 (exact; electoral act 1993, ss. 35, 45)", "72 seats in all."),
        ("co-opt m.csv --elected members --share A=6/10 --share B=4/10 --set C=3",
         "A           62         1       63", "108 members, 8 of them co-opted."),
    ],
)  # fmt: skip
def test_what_the_commands_say(folder: Path, words: str, line: str, last: str) -> None:
    assert folder
    shown = run(words)
    assert shown.exit_code == 0, shown.output
    assert line in shown.output
    assert shown.output.splitlines()[-1] == last


@pytest.mark.parametrize(
    "words, code",
    [
        ("list 9 c.csv", "E415"),
        ("list 2 c.csv --least 3", "E408"),
        ("list 2 c.csv --preferences votes --least many", "E402"),
        ("list 2 c.csv --preferences vots", "E408"),
        ("list 2 c.csv --key votes2", "E408"),
        ("confessional c.csv s.csv g.csv --votes vots --list lst", "E408"),
        ("confessional c.csv g.csv g.csv --votes votes", "E413"),
        ("confessional c.csv s.csv g.csv --votes votes --seats sets", "E408"),
        ("quotient 5 p.csv --population people --floor name", "E402"),
        ("electorates p.csv --population people --base Suth=16", "E413"),
        ("electorates p.csv --population people --base South=x", "E401"),
        ("electorates p.csv --population people --base South=0", "E401"),
        ("co-opt m.csv --elected members --share A=7/10 --share B=4/10", "E404"),
        ("co-opt m.csv --elected members --share A", "E413"),
        ("co-opt m.csv --elected members --share A=2", "E402"),
        ("co-opt m.csv --elected members --share A=1/2 --share A=1/3", "E403"),
        ("co-opt m.csv --elected members --share A=1/2 --set C=x", "E401"),
        ("reserved 4 c.csv --votes votes --group group --reserve g=3 --reserve h=2 "
         "--method dhondt --separate", "E404"),
        ("reserved 3 c.csv --votes votes --group group --reserve g=3 --method dhondt --separate",
         "E413"),
    ],
)  # fmt: skip
def test_what_the_commands_refuse(folder: Path, words: str, code: str) -> None:
    assert folder
    result = run(words)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.stderr
    assert result.stdout == ""


def test_every_wrong_cell_of_candidates_comes_at_once(folder: Path) -> None:
    (folder / "c.csv").write_text("who,list,group,votes\nAnn,,g,-1\nAnn,L,,x\n")
    result = run("confessional c.csv s.csv g.csv --votes votes --json")
    errors = json.loads(result.stdout)["errors"]
    assert sorted((e["line"], e["column"], e["code"]) for e in errors) == [
        (2, 2, "E403"), (2, 4, "E402"), (3, 1, "E403"), (3, 3, "E403"), (3, 4, "E402"),
    ]  # fmt: skip
