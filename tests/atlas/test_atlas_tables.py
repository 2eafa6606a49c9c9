"""Every table of the atlas loads, and says what the sources say."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from foedus.atlas import systems
from foedus.country import Table, load_table

TABLES = [path for entry in systems() for path in entry.tables]
HOME = TABLES[0].parent.parent


def table(name: str) -> Table:
    return load_table(HOME / f"{name}.csv")


@pytest.mark.parametrize("path", TABLES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_table_loads_with_sources(path: Path) -> None:
    loaded = load_table(path)
    for column in loaded.column_meta.values():
        assert column.source
        assert column.date
        if column.confidence in {"C", "none"}:
            assert column.status == "unverified", column.header
    if loaded.meta.tile:
        assert set(loaded.tiles) == set(loaded.units)


#: table, quantity, as of, total that a source publishes
TOTALS = [
    ("switzerland/cantons", "population", "2019", 8_606_033),
    ("switzerland/cantons", "population", "2020", 8_670_300),
    ("switzerland/cantons", "cantonal_votes", "1999", 23),
    ("switzerland/cantons", "voters", "2013", 5_174_961),
    ("switzerland/cantons", "voters", "2020", 5_495_345),
    ("canada/provinces", "population", "2016", 35_151_728),
    ("canada/provinces", "population", "2021", 36_991_981),
    ("canada/provinces", "commons_seats", "2025", 343),
    ("united-states/states", "population", "2020", 331_449_281),
    ("united-states/states", "electors", "2024", 538),
    ("germany/laender", "population", "2019", 83_166_711),
    ("germany/laender", "bundesrat_votes", "2024", 69),
    ("belgium/language_groups", "house", "2007", 150),
    ("belgium/language_groups", "senate", "2014", 60),
    ("bosnia/entities", "population", "2013", 3_531_159),
    ("bosnia/house_of_peoples", "delegates", "1995", 15),
    ("northern-ireland/assembly_1998", "seats", "1998", 108),
    ("northern-ireland/assembly_2022", "seats", "2022", 90),
    ("eu-council/members", "population", "2024", 449_206_579),
    ("eu-council/members", "qmv_share", "2025", Fraction(10_001, 100)),
    ("eu-council/members_2016", "qmv_share", "2016", Fraction(10_001, 100)),
    ("un-security-council/members", "votes", "1965", 15),
    ("ukraine/regions", "population", "2014", 45_426_249),
    ("ukraine/regions", "district_seats", "2012", 225),
]


@pytest.mark.parametrize("name, column, as_of, total", TOTALS)
def test_totals(name: str, column: str, as_of: str, total: int | Fraction) -> None:
    assert table(name).column(column, as_of).total() == total


@pytest.mark.parametrize(
    "year, total", [(1986, 25_309_331), (1991, 27_296_859), (1996, 28_846_761)]
)
def test_earlier_censuses_have_no_figure_for_a_territory_of_1999(year: int, total: int) -> None:
    column = table("canada/provinces").column("population", year)
    assert column.unknown == ("CA-NU",)
    assert sum(v for v in column.values.values() if isinstance(v, Fraction)) == total


@pytest.mark.parametrize(
    "year, expected",
    [
        (1998, {"Unionist": 58, "Nationalist": 42, "Other": 8}),
        (2022, {"Unionist": 37, "Nationalist": 35, "Other": 18}),
    ],
)
def test_designations(year: int, expected: dict[str, int]) -> None:
    assembly = table(f"northern-ireland/assembly_{year}")
    found: Counter[str] = Counter()
    for party, seats in assembly.column("seats").numbers().items():
        found[str(assembly.column("designation")[party])] += int(seats)
    assert dict(found) == expected


def test_the_steps_of_a_second_chamber_give_its_votes() -> None:
    """Art. 51(2) of the Basic Law: 3, more than 2 million 4, more than 6 million 5, 7 million 6."""
    laender = table("germany/laender")
    for year in (2019, 2022):
        for land, people in laender.column("population", year).numbers().items():
            million = 1_000_000
            steps = 3 + sum(people > limit * million for limit in (2, 6, 7))
            assert laender.column("bundesrat_votes")[land] == steps


def test_equal_proportions_gives_the_seats_of_the_house() -> None:
    """The priority list of the method of equal proportions (2 U.S.C. 2a), in exact squares."""
    states = table("united-states/states").where("type", "state")
    people = states.column("apportionment_population").numbers()
    seats = dict.fromkeys(people, 1)
    for _ in range(435 - len(seats)):
        best = max(people, key=lambda s: people[s] ** 2 / (seats[s] * (seats[s] + 1)))
        seats[best] += 1
    assert seats == {s: int(n) for s, n in states.column("house_seats").numbers().items()}


#: file below shared/data, its key column, column -> table of the atlas, quantity, as of
COPIES = [
    (
        "vintages/switzerland_2019.csv",
        "population_2019_12_31",
        "switzerland/cantons",
        "population",
        2019,
    ),
    (
        "vintages/switzerland_2019.csv",
        "standing_vote",
        "switzerland/cantons",
        "cantonal_votes",
        1999,
    ),
    ("countries/switzerland.csv", "population_2020", "switzerland/cantons", "population", 2020),
    ("vintages/canada_1996.csv", "population_census_1996", "canada/provinces", "population", 1996),
    ("vintages/canada_2021.csv", "population_census_2021", "canada/provinces", "population", 2021),
    ("vintages/germany_2019.csv", "population_2019_12_31", "germany/laender", "population", 2019),
    ("vintages/bundesrat_votes.csv", "votes", "germany/laender", "bundesrat_votes", 2024),
    (
        "vintages/united_states_2020_resident.csv",
        "resident_population_2020_04_01",
        "united-states/states",
        "population",
        2020,
    ),
    (
        "vintages/united_states_2020_resident.csv",
        "electors_2024",
        "united-states/states",
        "electors",
        2024,
    ),
    ("vintages/eu_qmv_shares_2025.csv", "share_percent", "eu-council/members", "qmv_share", 2025),
    (
        "vintages/eu28_qmv_shares_2016.csv",
        "share_percent",
        "eu-council/members_2016",
        "qmv_share",
        2016,
    ),
    ("countries/eu27.csv", "population", "eu-council/members", "population", 2024),
    ("countries/bosnia_entities.csv", "serbs", "bosnia/entities", "serbs", 2013),
    ("countries/ukraine_2014.csv", "population_2014", "ukraine/regions", "population", 2014),
    ("countries/ukraine_2014.csv", "smd_count", "ukraine/regions", "district_seats", 2012),
    (
        "countries/ukraine_2014.csv",
        "language_russian_pct",
        "ukraine/regions",
        "native_russian_share",
        2001,
    ),
    ("countries/ukraine_2014.csv", "hungarian", "ukraine/regions", "hungarians", 2001),
]


@pytest.mark.parametrize("file, column, name, quantity, as_of", COPIES)
def test_the_tables_say_what_the_collected_files_say(
    shared: Path, file: str, column: str, name: str, quantity: str, as_of: int
) -> None:
    ours = table(name)
    with open(shared / "data" / file, encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    key = "iso" if "iso" in rows[0] else "code"
    theirs = {ours.find(r[key]): Fraction(r[column]) if r[column] else None for r in rows}
    values = ours.column(quantity, as_of).values
    assert theirs == {u: v for u, v in values.items() if u in theirs}
    assert set(ours.units) - set(theirs) <= {"CA-YT", "CA-NT", "CA-NU"}
