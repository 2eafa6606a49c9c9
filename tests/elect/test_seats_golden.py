"""Published apportionments: the law's seats from the law's figures, with the source of each."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from foedus.elect.seats import Remedy, allocate, lot_order
from foedus.elect.seats.biproportional import WAYS, biproportional
from foedus.elect.seats.checker import check
from foedus.elect.seats.house import by_quotient, house_size, nearest_root
from foedus.elect.seats.paradox import alabama, new_state, population, seats_by
from foedus.elect.seats.regions import degressive, parabola
from foedus.errors import BadInput


def table(path: Path, key: str, column: str, **where: str) -> dict[str, int]:
    with path.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if all(r[k] == v for k, v in where.items())]
    return {r[key]: int(r[column]) for r in rows}


# Balinski and Young, Fair Representation (2001), ch. 10: six states, 36 seats.
SIX = {"A": 27744, "B": 25178, "C": 19951, "D": 14610, "E": 9225, "F": 3292}


@pytest.mark.parametrize(
    "method, seats",
    [
        ("adams", [10, 9, 7, 5, 3, 2]),
        ("dean", [10, 9, 7, 5, 4, 1]),
        ("huntington-hill", [10, 9, 7, 6, 3, 1]),
        ("webster", [10, 9, 8, 5, 3, 1]),
        ("jefferson", [11, 9, 7, 5, 3, 1]),
        ("hamilton", [10, 9, 7, 5, 4, 1]),
    ],
)
def test_balinski_and_young_six_methods_six_answers(method: str, seats: list[int]) -> None:
    found = allocate(method, 36, SIX)
    assert list(found.seats.values()) == seats
    assert check(found.certificate) == []


@pytest.mark.parametrize("year", ["1960", "1970", "1980", "1990", "2010", "2020"])
def test_us_house_of_every_census(shared: Path, year: str) -> None:
    # US Census Bureau, apportionment tables; 2 U.S.C. s. 2a: equal proportions, at least one each
    path = shared / "data/elections/us_house.csv"
    people = table(path, "state", "apportionment_population", year=year)
    assert len(people) == 50
    found = allocate("huntington-hill", 435, people, minimum=1)
    assert found.seats == table(path, "state", "seats", year=year)
    assert check(found.certificate) == []


def test_us_electors_follow_the_house(shared: Path) -> None:
    # Constitution, Art. II s. 1: representatives plus two; 23rd Amendment: three for the district
    path = shared / "data/countries/united_states.csv"
    people = table(path, "code", "apportionment_population_2020")
    people.pop("US-DC")
    house = allocate("huntington-hill", 435, people, minimum=1).seats
    electors = table(path, "code", "electors")
    assert {**{k: n + 2 for k, n in house.items()}, "US-DC": 3} == electors


def test_swiss_national_council_2023(shared: Path) -> None:
    # Federal act on political rights, art. 16-17; 200 seats on the population of 31 Dec 2020
    path = shared / "data/countries/switzerland.csv"
    found = allocate("hare-whole", 200, table(path, "code", "population_2020"), minimum=1)
    assert found.seats == table(path, "code", "national_council_2023")
    assert check(found.certificate) == []


# Constitution Act, 1867, s. 51 (2022): estimates of 1 July 2021 and the quotient 121,891, with
# senators and the seats of 2019 as floors (redecoupage-redistribution-2022.ca, the representation
# formula). Statistics Canada's estimates of 29 September 2021, as copies of its table 17-10-0009
# print them: with the three territories they sum to the 38,246,108 of the whole country, and they
# give the growth and the quotient that the page states.
PROVINCES = {
    "ON": (14826276, 122, 24), "QC": (8604495, 78, 78), "NS": (992055, 11, 11),
    "NB": (789225, 10, 10), "MB": (1383765, 14, 14), "BC": (5214805, 43, 28),
    "PE": (164318, 4, 4), "SK": (1179844, 14, 14), "AB": (4442879, 37, 21), "NL": (520553, 7, 7),
}  # fmt: skip


# redecoupage-federal-redistribution.ca, House of Commons seat allocation by province, 16 December
# 2011: estimate, initial seats, seats with the senatorial and grandfather clauses, final seats
PROVINCES_2011 = {
    "BC": (4573321, 42, 42, 42), "AB": (3779353, 34, 34, 34), "SK": (1057884, 10, 14, 14),
    "MB": (1250574, 12, 14, 14), "ON": (13372996, 121, 121, 121), "QC": (7979663, 72, 75, 78),
    "NB": (755455, 7, 10, 10), "NS": (945437, 9, 11, 11), "PE": (145855, 2, 4, 4),
    "NL": (510578, 5, 7, 7),
}  # fmt: skip


def test_canadian_commons_of_2011_column_by_column() -> None:
    people = {k: v[0] for k, v in PROVINCES_2011.items()}
    assert by_quotient(people, 111166).seats == {k: v[1] for k, v in PROVINCES_2011.items()}
    floors = {k: v[2] for k, v in PROVINCES_2011.items() if v[2] > v[1]}
    seats = by_quotient(people, 111166, floors).seats
    assert seats == {k: v[2] for k, v in PROVINCES_2011.items()}
    # the representation rule: a province over-represented before is not under-represented now
    assert Fraction(seats["QC"], sum(seats.values())) < Fraction(7979663, sum(people.values()))
    final = {k: v[3] for k, v in PROVINCES_2011.items()}
    assert Fraction(final["QC"], sum(final.values())) > Fraction(7979663, sum(people.values()))
    assert sum(final.values()) + 3 == 338


TERRITORIES = {"NT": 45504, "NU": 39403, "YT": 42986}


def test_the_estimates_of_2021_sum_to_the_whole_country() -> None:
    assert sum(v[0] for v in PROVINCES.values()) + sum(TERRITORIES.values()) == 38_246_108


def test_the_estimates_of_2021_give_the_growth_and_the_quotient_stated() -> None:
    # redecoupage-2022.ca: 111,166 times the average of ten growth rates, 9.647 %, is 121,891
    growth = [Fraction(v[0], PROVINCES_2011[k][0]) for k, v in PROVINCES.items()]
    average = sum(growth, Fraction(0)) / 10
    assert round(float(100 * (average - 1)), 3) == 9.647
    assert -(-111166 * average // 1) == 121891


def test_canadian_commons_by_quotient_and_floors(shared: Path) -> None:
    people = {k: v[0] for k, v in PROVINCES.items()}
    found = by_quotient(people, 121891, {k: v[2] for k, v in PROVINCES.items()})
    seats = found.seats
    assert check(found.certificate) == []
    path = shared / "data/countries/canada.csv"
    published = table(path, "code", "commons_343", type="province")
    assert {f"CA-{k}": n for k, n in seats.items()} == published


def test_bundestag_2025(shared: Path) -> None:
    # Bundeswahlleiterin, final result of 23 February 2025; Sainte-Lague/Schepers over 630
    data = json.loads((shared / "data/elections/bundestag_2025_top.json").read_text())["2025"]
    found = allocate("sainte-lague", data["size"], data["votes"])
    assert found.seats == data["seats"]
    assert found.interval is not None
    assert found.divisor is not None


# "The European Parliament after Brexit", European Proceedings of Social and Behavioural Sciences
# (2016), 10.15405/epsbs.2016.11.02.14, table 1: 751 seats for 28 states and for 27, by three of the
# methods compared there (bounds 6 and 96; base + proportional; parabolic).
PARLIAMENT = Path(__file__).parent / "data/parliament_2016.csv"


def test_the_table_of_the_parliament_is_the_printed_one() -> None:
    # the row of totals of table 1: the population, and 751 seats in every column
    assert sum(table(PARLIAMENT, "state", "population").values()) == 508_077_880
    for method in ("dhondt", "cambridge", "parabolic"):
        for column in (method, f"{method}_without_uk"):
            assert sum(table(PARLIAMENT, "state", column).values()) == 751


@pytest.mark.parametrize(
    "method, bounds",
    [
        ("dhondt", {"minimum": 6, "maximum": 96}),
        ("cambridge", {}),
        ("parabolic", {"minimum": 6, "maximum": 96}),
    ],
)
@pytest.mark.parametrize("without", [(), ("UK",)])
def test_the_parliament_with_and_without_a_state(
    method: str, bounds: Any, without: tuple[str, ...]
) -> None:
    everybody = table(PARLIAMENT, "state", "population")
    people = {k: v for k, v in everybody.items() if k not in without}
    column = f"{method}_without_uk" if without else method
    published = table(PARLIAMENT, "state", column)
    found = allocate(method, 751, people, **bounds)
    assert found.seats == {k: published[k] for k in people}
    assert check(found.certificate) == []


def test_european_parliament_2024_against_article_14(shared: Path) -> None:
    # European Council decision of 2023 on the composition of the Parliament, 720 seats
    path = shared / "data/countries/eu27.csv"
    people = table(path, "code", "population")
    seats = table(path, "code", "parliament_seats_2024")
    assert sum(seats.values()) == 720
    named = json.loads((shared / "data/elections/ep_2024_composition.json").read_text())["seats"]
    assert sorted(named.values()) == sorted(seats.values())
    verdict = degressive(people, seats)
    kinds = {b.kind for b in verdict.breaches}
    assert kinds == {"people per seat do not rise"}
    assert ("IT", "ES") in {b.units for b in verdict.breaches}
    even = degressive({"a": 10, "b": 100}, {"a": 6, "b": 40})
    assert even.holds
    worse = degressive({"a": 10, "b": 100}, {"a": 7, "b": 6}, house=10)
    assert {b.kind for b in worse.breaches} == {"seats fall", "house"}
    assert {b.kind for b in degressive({"a": 10}, {"a": 5}).breaches} == {"bounds"}


# stadt-zuerich.ch, Gemeinderatswahl of 12 February 2006: votes and seats by district, for
# SP, SVP, FDP, Gruene, CVP, EVP, AL, SD; the first biproportional election (Pukelsheim 2006).
ZURICH_2006 = {
    "1+2": ([28518, 15305, 21833, 12401, 7318, 2829, 2413, 1651], [4, 2, 3, 2, 1, 0, 0, 0]),
    "3": ([45541, 22060, 10450, 17319, 8661, 2816, 7418, 3173], [7, 3, 1, 3, 1, 0, 1, 0]),
    "4+5": ([26673, 8174, 4536, 10221, 4099, 1029, 9086, 1406], [5, 2, 1, 2, 1, 0, 2, 0]),
    "6": ([24092, 9676, 10919, 8420, 4399, 3422, 2304, 1106], [4, 1, 2, 1, 1, 1, 0, 0]),
    "7+8": ([61738, 27906, 51252, 25486, 14223, 10508, 5483, 2454], [5, 2, 5, 2, 1, 1, 1, 0]),
    "9": ([42044, 31559, 12060, 9154, 11333, 9841, 2465, 5333], [6, 4, 2, 1, 1, 1, 0, 1]),
    "10": ([35259, 19557, 15267, 9689, 8347, 4690, 2539, 1490], [4, 3, 2, 1, 1, 1, 0, 0]),
    "11": ([56547, 40144, 19744, 12559, 14762, 11998, 3623, 6226], [6, 4, 2, 1, 2, 2, 1, 1]),
    "12": ([13215, 10248, 3066, 2187, 4941, 0, 429, 2078], [3, 3, 1, 1, 1, 0, 0, 1]),
}


@pytest.mark.parametrize("way", WAYS)
def test_zurich_2006(way: str) -> None:
    parties = ["SP", "SVP", "FDP", "Gruene", "CVP", "EVP", "AL", "SD"]
    votes = {d: dict(zip(parties, v, strict=True)) for d, (v, _) in ZURICH_2006.items()}
    rows = {d: sum(s) for d, (_, s) in ZURICH_2006.items()}
    columns = dict(zip(parties, (44, 24, 19, 14, 10, 6, 5, 3), strict=True))
    found = biproportional(votes, rows, columns, way=way)
    assert [list(line) for line in found.seats] == [s for _, s in ZURICH_2006.values()]
    assert check(found.certificate) == []


def test_a_minimum_raises_the_short_or_lets_them_drop_out() -> None:
    # q = 203 / 5 = 40.6: A and B two each, C raised; dropping C: q = 200 / 4 = 50, the same
    people = {"A": 100, "B": 100, "C": 3}
    raised = allocate("hare", 5, people, minimum=1)
    assert raised.seats == {"A": 2, "B": 2, "C": 1}
    assert raised.proof["quota"] == Fraction(203, 5)
    dropped = allocate("hare-whole", 5, people, minimum=1)
    assert dropped.proof["quota"] == 51
    for found in (raised, dropped):
        assert check(found.certificate) == []


# Tenth census, 1880: the 38 states (Gibson and Jung, Census Bureau working paper 81, 2006,
# table 14); together 49,371,340, the apportionment population of that census.
STATES_1880 = Path(__file__).parent / "data/us_1880.csv"


def test_the_alabama_paradox_of_1880() -> None:
    # C. W. Seaton, chief clerk of the census office, in Balinski and Young (2001), ch. 5: Alabama
    # 8 seats of 299 and 7 of 300; every state has at least one
    people = table(STATES_1880, "state", "population")
    assert (len(people), sum(people.values())) == (38, 49371340)
    hare = seats_by("hare", 1)
    found = alabama("hare", people, range(275, 351), hare)
    first = next(p for p in found if p.sizes == (299, 300))
    assert (first.losers, first.gainers) == (("Alabama",), ("Illinois", "Texas"))
    assert (first.before["Alabama"], first.after["Alabama"]) == (8, 7)
    assert (first.before["Illinois"], first.after["Illinois"]) == (18, 19)
    assert (first.before["Texas"], first.after["Texas"]) == (9, 10)
    assert check(hare(299, people).certificate) == []
    # without the minimum of one seat it meets others, and never Alabama
    bare = alabama("hare", people, range(275, 351), seats_by("hare"))
    assert ((298, 299), ("Florida",)) in [(p.sizes, p.losers) for p in bare]
    assert "Alabama" not in {name for p in bare for name in p.losers}


@pytest.mark.parametrize(
    "state, at_299, at_300",
    [("Alabama", 7.646, 7.671), ("Illinois", 18.640, 18.702), ("Texas", 9.640, 9.672)],
)
def test_the_quotas_of_1880(state: str, at_299: float, at_300: float) -> None:
    # quotas as printed by Cipra, "E Pluribus Confusion", American Scientist 98 (2010)
    people = table(STATES_1880, "state", "population")
    for size, printed in ((299, at_299), (300, at_300)):
        quota = allocate("hare", size, people, minimum=1).quotas()[state]
        assert abs(quota - Fraction(str(printed))) < Fraction(1, 1000)


ALABAMA = {"A": 6, "B": 6, "C": 2}


def test_the_alabama_paradox_of_hamilton() -> None:
    hare = seats_by("hare")
    found = alabama("hare", ALABAMA, range(10, 12), hare)
    assert [(p.sizes, p.losers, p.gainers) for p in found] == [((10, 11), ("C",), ("A", "B"))]


def test_new_state_paradox_of_hamilton() -> None:
    # A joins B and C with its two fair seats, and a seat passes from C to B
    found = new_state("hare", 13, {"A": 11, "B": 60, "C": 10}, seats_by("hare"))
    first = found[0]
    assert (first.joined, first.sizes) == ("A", (11, 13))
    assert (first.before, first.after) == ({"B": 9, "C": 2}, {"A": 2, "B": 10, "C": 1})


def test_population_paradox_of_hamilton() -> None:
    # E grows by 1/295, B not at all, and the seat passes from E to B since C grew most
    before = {"A": 150, "B": 78, "C": 173, "D": 204, "E": 295}
    after = {**before, "C": 181, "E": 296}
    found = population("hare", 50, before, after, seats_by("hare"))
    assert [(p.losers, p.gainers) for p in found] == [(("E",), ("B",))]
    assert found[0].growth == (Fraction(296, 295), Fraction(1))
    assert found[0].before["E"] == found[0].after["E"] + 1


@pytest.mark.parametrize("method", ["dhondt", "sainte-lague", "huntington-hill", "adams", "dean"])
def test_divisor_methods_show_no_paradox(method: str) -> None:
    run = seats_by(method)
    people = {"A": 150, "B": 78, "C": 173, "D": 204, "E": 295, "F": 11}
    later = {"A": 170, "B": 70, "C": 181, "D": 204, "E": 310, "F": 30}
    assert alabama(method, people, range(6, 90), run) == []
    assert new_state(method, 40, people, run) == []
    assert population(method, 40, people, later, run) == []


@pytest.mark.parametrize(
    "rule, total, size",
    [
        ("cube-root", 8, 2), ("cube-root", 331_108_434, 692), ("square-root", 10**6, 1000),
        ("per:100000", 250_000, 3), ("smallest-unit", 250_000, 1), ("435", 5, 435),
    ],
)  # fmt: skip
def test_house_sizes(rule: str, total: int, size: int) -> None:
    assert house_size(rule, {"a": total}) == size


@pytest.mark.parametrize("rule", ["", "-3", "1.5", "per:0", "per:x", "cube"])
def test_a_house_that_is_no_number_is_refused(rule: str) -> None:
    with pytest.raises(BadInput, match="E401"):
        house_size(rule, {"a": 5})


@pytest.mark.parametrize("k", [2, 3, 5])
def test_the_nearest_root_is_the_nearest(k: int) -> None:
    for n in [*range(300), 10**18, 10**30 + 7]:
        m = nearest_root(n, k)
        assert (2 * m - 1) ** k <= n << k or m == 0
        assert (2 * m + 1) ** k > n << k


def test_between_regions_by_other_rules() -> None:
    people = {"a": 100, "b": 400, "c": 900}
    assert allocate("square-root", 6, people).seats == {"a": 1, "b": 2, "c": 3}
    assert allocate("power:0", 6, people).seats == {"a": 2, "b": 2, "c": 2}
    assert allocate("power:1", 14, people).seats == {"a": 1, "b": 4, "c": 9}
    equal = allocate("equal", 7, people)
    assert equal.seats == {"a": 2, "b": 2, "c": 2}
    assert [(t.seats, t.among) for t in equal.ties] == [(1, ("a", "b", "c"))]
    decided = allocate("equal", 7, people, tie=Remedy("more-votes"))
    assert decided.seats == {"a": 2, "b": 2, "c": 3}


def test_the_parabola_meets_its_three_conditions() -> None:
    people: Mapping[str, int] = {"a": 100, "b": 400, "c": 900, "d": 2500}
    curve = parabola(people, 60, 6, 30)
    assert (curve["a"], curve["d"], sum(curve.values())) == (6, 30, 60)
    found = allocate("parabolic", 60, people, minimum=6, maximum=30)
    assert found.seats == {k: round(v) for k, v in curve.items()}
    for people, bounds in (
        ({"a": 1, "b": 2}, {"minimum": 1, "maximum": 9}),
        ({"a": 1, "b": 1}, {"minimum": 1, "maximum": 9}),
        ({"a": 1, "b": 2, "c": 3}, {}),
        ({"a": 1, "b": 2, "c": 300}, {"minimum": 1, "maximum": 30}),
    ):
        with pytest.raises(BadInput, match="E414"):
            allocate("parabolic", 60, people, **bounds)


def test_a_lot_is_recorded_and_can_be_drawn_again() -> None:
    tied = allocate("sainte-lague", 3, {"A": 5, "B": 5})
    assert tied.seats == {"A": 1, "B": 1}
    assert (tied.ties[0].seats, tied.ties[0].among) == (1, ("A", "B"))
    done = tied.decide(Remedy("lot", seed="drawn in public 2024-01-01"))
    assert done.ties == ()
    assert done.resolutions[0].drawn == lot_order("drawn in public 2024-01-01", ["A", "B"])
    assert done.seats == tied.decide(Remedy("lot", seed="drawn in public 2024-01-01")).seats
    assert check(done.certificate) == []
    assert tied.decide(Remedy("more-votes")) == tied  # equal votes: still tied
    assert tied.decide(Remedy("order", order=("B", "A"))).seats == {"A": 1, "B": 2}
    for wrong in (lambda: Remedy("lot"), lambda: Remedy("coin"),
                  lambda: tied.decide(Remedy("order", order=("A",)))):  # fmt: skip
        with pytest.raises(BadInput, match="E411"):
            wrong()
