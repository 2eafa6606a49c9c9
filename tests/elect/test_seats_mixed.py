"""Mixed systems, lists, groups and ministries, each against a small case worked by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from foedus.elect.seats import Remedy, allocate
from foedus.elect.seats.checker import check
from foedus.elect.seats.co_optation import co_optation
from foedus.elect.seats.confessional import Candidate, confessional
from foedus.elect.seats.cover import Winner, covered
from foedus.elect.seats.groups import by_share, electorates, reserved, separate
from foedus.elect.seats.lists import apparentement, closed, flexible_quota, list_votes, open_list
from foedus.elect.seats.ministries import ministries
from foedus.elect.seats.mixed import bonus, member_proportional, parallel
from foedus.elect.seats.thresholds import (
    Case,
    DirectSeats,
    Exempt,
    InDistricts,
    Share,
    Votes,
    admit,
)
from foedus.errors import BadInput

VOTES = {"A": 60, "B": 30, "C": 10}


@pytest.mark.parametrize(
    "overhang, direct, seats, house, over",
    [
        ("keep", {"A": 2, "B": 3}, {"A": 6, "B": 3, "C": 1}, 10, {}),
        ("keep", {"A": 2, "B": 5}, {"A": 6, "B": 5, "C": 1}, 12, {"B": 2}),
        # B needs 5 of h by Sainte-Lague: 0.3 h >= 4.5 gives h = 15 (9, 4.5 tie), so 16
        ("level", {"A": 2, "B": 5}, {"A": 9, "B": 5, "C": 2}, 16, {"B": 2}),
        # with B fixed at 5, five seats remain for A and C by Sainte-Lague: 4 and 1
        ("absorb", {"A": 2, "B": 5}, {"A": 4, "B": 5, "C": 1}, 10, {"B": 2}),
        # an independent keeps the seat and one fewer is shared: 9 seats give 5, 3, 1
        ("keep", {"A": 2, "X": 1}, {"A": 5, "B": 3, "C": 1, "X": 1}, 10, {"X": 1}),
    ],
)
def test_overhang(
    overhang: str, direct: dict[str, int], seats: dict[str, int], house: int, over: dict[str, int]
) -> None:
    found = member_proportional(direct, VOTES, 10, "sainte-lague", overhang=overhang)
    assert found.seats == seats
    assert found.house == house
    assert {k: n for k, n in found.overhang.items() if k != "X"} == {
        k: n for k, n in over.items() if k != "X"
    }
    assert check(found.certificate) == []
    assert all(found.direct[k] + found.from_list[k] == n for k, n in seats.items())


def test_levelling_stops_at_the_first_house_that_fits_or_leaves_some_unlevelled() -> None:
    direct = {"B": 5}
    full = member_proportional(direct, VOTES, 10, "sainte-lague", overhang="level")
    for house in range(10, full.house):
        assert allocate("sainte-lague", house, VOTES).seats["B"] < 5
    spare = member_proportional(direct, VOTES, 10, "sainte-lague", overhang="level", unlevelled=1)
    assert spare.seats["B"] == 5
    assert spare.house < full.house
    with pytest.raises(BadInput, match="E404"):
        member_proportional({"D": 1}, {**VOTES, "D": 0}, 10, "dhondt", overhang="level")
    with pytest.raises(BadInput, match="E401"):
        member_proportional(direct, VOTES, 10, "dhondt", overhang="vanish")


def test_a_tie_between_shares_counts_once_and_overhang_never_hangs_on_it() -> None:
    # 6 seats for 6 : 6 : 2 by Sainte-Lague: 2, 2, 1 and one tied between the equal two
    votes = {"A": 6, "B": 6, "C": 2}
    kept = member_proportional({"C": 1}, votes, 6, "sainte-lague")
    assert (kept.house, [t.seats for t in kept.ties]) == (6, [1])
    levelled = member_proportional({"B": 3}, votes, 6, "sainte-lague", overhang="level")
    assert levelled.seats == {"A": 3, "B": 3, "C": 1}
    assert (levelled.house, levelled.ties) == (7, ())
    with pytest.raises(BadInput, match="E411"):
        member_proportional({"B": 3}, votes, 6, "sainte-lague")
    first = member_proportional(
        {"B": 3}, votes, 6, "sainte-lague", tie=Remedy("order", order=("B", "A"))
    )
    assert (first.seats, first.house) == ({"A": 2, "B": 3, "C": 1}, 6)
    other = member_proportional(
        {"B": 3}, votes, 6, "sainte-lague", tie=Remedy("order", order=("A", "B"))
    )
    assert (other.seats, other.house) == ({"A": 3, "B": 3, "C": 1}, 7)


def test_parallel_seats_take_no_account_of_direct_ones() -> None:
    found = parallel({"A": 7, "X": 1}, VOTES, 10, "hare")
    assert found.seats == {"A": 13, "B": 3, "C": 1, "X": 1}
    assert found.house == 18


def test_cover_leaves_the_weakest_winners_out() -> None:
    winners = [
        Winner("d1", "B", Fraction(40, 100)), Winner("d2", "B", Fraction(31, 100)),
        Winner("d3", "B", Fraction(35, 100)), Winner("d4", "B", Fraction(30, 100)),
        Winner("d5", "A", Fraction(50, 100)), Winner("d6", "X", Fraction(45, 100)),
    ]  # fmt: skip
    found = covered(winners, VOTES, 11, "sainte-lague")
    assert found.seats == {"A": 6, "B": 3, "C": 1, "X": 1}
    assert found.elected["B"] == ("d1", "d3", "d2")
    assert found.uncovered == {"B": ("d4",)}
    assert check(found.certificate) == []
    tied = covered([*winners[:3], Winner("d4", "B", Fraction(31, 100))], VOTES, 10, "sainte-lague")
    assert tied.ties[0].among == ("d2", "d4")


def test_bonus_and_majority_bonus() -> None:
    found = bonus(VOTES, 14, "hare", seats=4)
    assert found.seats == {"A": 10, "B": 3, "C": 1}
    top = bonus({"A": 40, "B": 35, "C": 25}, 100, "hare", majority=55)
    assert (top.seats["A"], sum(top.seats.values())) == (55, 100)
    assert bonus(VOTES, 10, "hare", majority=5).seats["A"] == 6


@pytest.mark.parametrize(
    "more, seats",
    [
        # 8 seats by D'Hondt over 300, 300, 200: 3, 3, 2; the bonus of 2 to whom the order names
        ({"seats": 2}, {"A": 3, "B": 5, "C": 2}),
        # 4 seats over A 300, C 200: 300 200 150 100 and 100: A 2, C 1, and one tied
        ({"majority": 6}, {"A": 3, "B": 6, "C": 1}),
        # 10 seats: 300 300 200 150 150 100 (three times) 75 75: A 4, B 4, C 2, enough already
        ({"majority": 4}, {"A": 4, "B": 4, "C": 2}),
    ],
)
def test_a_bonus_tied_among_the_largest_waits_for_a_remedy(more: Any, seats: Any) -> None:
    votes = {"A": 300, "B": 300, "C": 200}
    found = bonus(votes, 10, "dhondt", **more, tie=Remedy("order", order=("B", "A", "C")))
    assert found.seats == seats
    assert (found.house, found.ties) == (10, ())
    assert check(found.certificate) == []
    if more != {"majority": 4}:
        for remedy in (None, Remedy("more-votes")):
            with pytest.raises(BadInput, match="tied among A, B at 300 votes") as caught:
                bonus(votes, 10, "dhondt", **more, tie=remedy)
            assert caught.value.diagnostics[0].code == "E411"


def test_parallel_seats_know_no_overhang_and_their_tie_has_a_remedy() -> None:
    votes = {"A": 300, "B": 300}
    found = parallel({"A": 9}, votes, 3, "dhondt")
    assert (found.overhang, found.house, found.ties[0].among) == ({}, 12, ("A", "B"))
    decided = parallel({"A": 9}, votes, 3, "dhondt", tie=Remedy("order", order=("B", "A")))
    assert (decided.seats, decided.ties) == ({"A": 10, "B": 2}, ())
    assert check(decided.certificate) == []


def test_lists_closed_flexible_and_open() -> None:
    assert closed(["a", "b", "c"], 2).names == ("a", "b")
    votes = {"a": 5, "b": 30, "c": 20, "d": 20}
    assert open_list(votes, 3).names == ("b", "c", "d")
    assert open_list(votes, 3, least=25).names == ("b", "a", "c")
    tied = open_list(votes, 2, ordered=False)
    assert tied.names == ("b",)
    assert (tied.ties[0].seats, tied.ties[0].among) == (1, ("c", "d"))
    assert flexible_quota(100, 4, Fraction(1, 2)) == Fraction(25, 2)
    for short in (lambda: closed(["a"], 2), lambda: open_list({"a": 1}, 2)):
        with pytest.raises(BadInput, match="E415"):
            short()
    panachage = {"L": {"a": 3, "b": 4}, "M": {"c": 5}}
    assert list_votes(panachage, {"L": 2}) == {"L": 9, "M": 5}


def test_alliances_of_lists() -> None:
    # 7 seats by D'Hondt: alone 4, 2, 1, 0; B and D together 45 take 3 of which D gets none
    votes = {"A": 52, "B": 28, "C": 11, "D": 17}
    found = apparentement(votes, {"BD": ["B", "D"]}, 7, "dhondt")
    assert found.without == {"A": 4, "B": 2, "C": 0, "D": 1}
    assert found.alliances == {"A": 4, "BD": 3, "C": 0}
    assert found.seats == {"A": 4, "B": 2, "C": 0, "D": 1}
    assert check(found.certificate) == []
    for groups in ({"G": ["Z"]}, {"G": ["A"], "H": ["A"]}):
        with pytest.raises(BadInput, match="E413"):
            apparentement(votes, groups, 7, "dhondt")


def test_fixed_shares_and_separate_electorates() -> None:
    # Constitution of 1960, art. 62: 50 seats, 70 and 30 in the hundred: 35 and 15
    shares = {"greek": Fraction(7, 10), "turkish": Fraction(3, 10)}
    assert by_share(50, shares).seats == {"greek": 35, "turkish": 15}
    with pytest.raises(BadInput, match="E404"):
        by_share(55, shares)
    # Dayton constitution, Art. IV.1: five delegates of each people
    votes = {"x": {"p": 60, "q": 40}, "y": {"r": 1, "s": 9}, "z": {"t": 1}}
    found = separate({"x": 5, "y": 5, "z": 5}, votes, "sainte-lague")
    assert found.seats == {"p": 3, "q": 2, "r": 0, "s": 5, "t": 5} or found.ties
    assert sum(found.seats.values()) + sum(t.seats for t in found.ties) == 15


# Constitution of 2008, arts. 64 and 148: 120 seats, of which 10 for one community and
# 10 for others (4, 3, 2, 1); on top of the shared seats for two mandates, guaranteed after.
GROUPS = {"serb": (10, ["SL1", "SL2"]), "rae": (4, ["R1"]), "bos": (3, ["B1"]),
          "turk": (2, ["T1"]), "gor": (1, ["G1"])}  # fmt: skip
MANY = {"P1": 51000, "P2": 30000, "SL1": 4000, "SL2": 1000, "R1": 900, "B1": 800, "T1": 500,
        "G1": 200}  # fmt: skip


def test_reserved_seats_on_top_and_guaranteed() -> None:
    on_top = reserved(MANY, 120, "sainte-lague", GROUPS, added=True)
    kept = reserved(MANY, 120, "sainte-lague", GROUPS)
    assert sum(on_top.seats.values()) == 120
    assert sum(kept.seats.values()) == 120
    general = allocate("sainte-lague", 100, MANY).seats
    assert on_top.by_group["serb"] == general["SL1"] + general["SL2"] + 10
    assert kept.by_group == {"serb": 10, "rae": 4, "bos": 3, "turk": 2, "gor": 1}
    assert kept.seats["P1"] + kept.seats["P2"] == 100
    assert kept.seats["SL1"] == 8
    for found in (on_top, kept):
        assert check(found.certificate) == []
    with pytest.raises(BadInput, match="E413"):
        reserved(MANY, 120, "dhondt", {"g": (1, ["none"])})
    with pytest.raises(BadInput, match="E415"):
        reserved({"P": 1, "G": 0}, 5, "dhondt", {"g": (1, ["G"])})


def test_seats_that_belong_to_a_list_and_a_confession() -> None:
    candidates = [
        Candidate("a", "L1", "maronite", 90), Candidate("b", "L1", "sunni", 80),
        Candidate("c", "L2", "maronite", 70), Candidate("d", "L2", "sunni", 60),
        Candidate("e", "L1", "druze", 10), Candidate("f", "L2", "druze", 50),
    ]  # fmt: skip
    found = confessional(candidates, {"L1": 2, "L2": 1}, {"maronite": 1, "sunni": 1, "druze": 1})
    assert found.elected == ("a", "b", "f")
    assert set(found.skipped) == {"c", "d", "e"}
    assert "maronite" in found.skipped["c"]
    equal = [
        Candidate("a", "L1", "m", 5),
        Candidate("b", "L2", "m", 5),
        Candidate("c", "L2", "s", 1),
    ]
    tied = confessional(equal, {"L1": 1, "L2": 1}, {"m": 1, "s": 1})
    assert tied.ties[0].among == ("a", "b")
    with pytest.raises(BadInput, match="E410"):
        confessional(candidates, {"L1": 1}, {"sunni": 2})
    with pytest.raises(BadInput, match="E415"):
        confessional(candidates[:1], {"L1": 2}, {"maronite": 1, "sunni": 1})


@pytest.mark.parametrize(
    "elected, extra, house",
    [
        # 100 elected 62 and 38: 60:40 needs 38 + x >= 40 % of the whole: two more
        ({"h": 62, "t": 38}, {"h": 1, "t": 4}, 105),
        ({"h": 60, "t": 40}, {"h": 0, "t": 0}, 100),
    ],
)
def test_co_optation_reaches_the_shares(
    elected: dict[str, int], extra: dict[str, int], house: int
) -> None:
    shares = {"h": Fraction(6, 10), "t": Fraction(4, 10)}
    found = co_optation(elected, shares)
    assert found.house == house
    assert found.co_opted == extra
    total = {g: elected[g] + found.co_opted[g] for g in elected}
    assert all(total[g] >= shares[g] * sum(total.values()) for g in total)
    with_third = co_optation(elected, shares, {"twa": 3})
    assert with_third.house == house + 3


@pytest.mark.parametrize(
    "people, seats", [(0, 0), (49, 0), (50, 0), (51, 1), (149, 1), (150, 1), (250, 2), (251, 3)]
)
def test_a_fraction_of_exactly_half_an_electorate_is_disregarded(people: int, seats: int) -> None:
    found = electorates(1600, 16, {"north": people})
    assert found.seats == {"north": seats}
    assert check(found.certificate) == []


def test_electorates_by_the_quota_of_a_fixed_base() -> None:
    # 16 seats of one island on 978,580 people: quota 61,161.25 (worked by hand)
    found = electorates(978_580, 16, {"north": 3_017_000, "indigenous": 428_000})
    assert found.quota == Fraction(978_580, 16)
    assert found.seats == {"north": 49, "indigenous": 7}
    assert check(found.certificate) == []


def test_ministries_are_chosen_by_the_dhondt_sequence() -> None:
    # members 28, 25, 24, 8, 2: quotients 28, 25, 24, 14, 12.5, 12, 28/3, ...
    strength = {"DUP": 28, "SF": 25, "SDLP": 24, "A": 8, "G": 2}
    offices = [f"o{i}" for i in range(1, 8)]
    found = ministries(strength, offices, {"SF": ["o1", "o5"]})
    assert [p.party for p in found.picks] == ["DUP", "SF", "SDLP", "DUP", "SF", "SDLP", "DUP"]
    assert [p.office for p in found.picks] == ["o1", "o5", "o2", "o3", "o4", "o6", "o7"]
    tied = ministries({"X": 10, "Y": 10}, ["o1", "o2"])
    assert tied.picks == ()
    assert tied.tie is not None
    by_votes = ministries({"X": 10, "Y": 10}, ["o1", "o2"], votes={"X": 1, "Y": 2})
    assert [p.party for p in by_votes.picks] == ["Y", "X"]
    by_lot = ministries({"X": 10, "Y": 10}, ["o1"], remedy=Remedy("lot", seed="7"))
    assert len(by_lot.picks) == 1
    declined = ministries(strength, ["o1"], decline=["DUP"])
    assert declined.picks[0].party == "SF"
    with pytest.raises(BadInput, match="E406"):
        ministries({"X": 0}, ["o1"])


@pytest.mark.parametrize(
    "rules, parties",
    [
        ([Share(Fraction(1, 20))], ("A", "B")),
        ([Share(Fraction(1, 20), strict=True)], ("A",)),
        ([Share(Fraction(1, 20), graded={2: Fraction(1, 10)})], ("A",)),
        ([Share(Fraction(1, 20)), DirectSeats(3)], ("A", "B", "C")),
        ([Share(Fraction(1, 20)), Exempt({"D"})], ("A", "B", "D")),
        ([InDistricts(Fraction(1, 4))], ("A", "C")),
        ([InDistricts(Fraction(1, 4), 2)], ("A",)),
        ([Votes(50)], ("A", "B")),
    ],
)
def test_thresholds_admit_whoever_meets_one(rules: list[Share], parties: tuple[str, ...]) -> None:
    case = Case(
        {"A": 900, "B": 50, "C": 40, "D": 10},
        by_district={"n": {"A": 60, "C": 30}, "s": {"A": 90, "C": 1}},
        direct={"C": 3},
        lists={"B": 2},
    )
    found = admit(case, rules)
    assert found.parties == parties
    assert found.unrepresented == Fraction(sum(case.votes[p] for p in found.out), 1000)  # type: ignore[arg-type]
    assert all(found.reasons.values())
