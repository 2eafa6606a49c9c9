"""Station tables: five kinds of values, identities, turnout, reach."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observe_world import HEADER, MAPPING, SMALL, table

from foedus.errors import BadInput
from foedus.observe.columns import Absent, read_columns
from foedus.observe.identities import accounting
from foedus.observe.reach import reach, turnouts
from foedus.observe.results import Results


def test_missing_refused_not_held_not_observed_and_zero_are_five_values() -> None:
    found = table()
    assert found.counts["ballots"][2:4] == (Absent.NOT_HELD, Absent.MISSING)
    assert found.counts["B"][5] is Absent.NOT_OBSERVED
    assert found.absences()["B"] == {
        "missing": 0, "refused": 0, "not held": 1, "not observed": 1, "zero": 1,
    }  # fmt: skip
    assert found.absences()["ballots"]["refused"] == 1
    assert found.numbers("ballots").tolist() == [60, 110, -1, -1, 90, -1]


@pytest.mark.parametrize(
    "text,code,what",
    [
        ('station = "s"\nbalots = "x"', "E901", "balots"),
        ('ballots = "x"', "E901", "no column is the station"),
        ('station = "s"\n[absent]\nlost = ["x"]', "E901", "lost"),
        ('station = "s"\nvalid = "x"\n[candidates]\nA = "x"', "E901", "two roles"),
        ('station = "s"\n[candidates]\nvalid = "v"', "E901", "valid"),
        ('station = "s"\n[population]\nadults = -1', "E901", "adults"),
        ('station = "s"\ncandidates = 3', "E901", "no table"),
        ("station = 1", "E901", "names no column"),
        ("station =", "E901", "not TOML"),
    ],
)
def test_a_bad_mapping_says_what(text: str, code: str, what: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_columns(text.encode(), "m.toml")
    assert any(d.code == code and what in d.what for d in caught.value.diagnostics)


def test_every_bad_cell_is_shown_at_once_with_its_place() -> None:
    text = HEADER + "s1,n,1,2,-3,0,x,1\ns1,n,1,2,3.5,0,1,1\n"
    with pytest.raises(BadInput) as caught:
        table(text)
    found = {(d.code, str(d.place)) for d in caught.value.diagnostics}
    assert found == {
        ("E903", "t.csv:2:5"), ("E903", "t.csv:2:7"), ("E903", "t.csv:3:5"), ("E904", "t.csv:3:1"),
    }  # fmt: skip


def test_a_column_is_never_matched_loosely() -> None:
    with pytest.raises(BadInput) as caught:
        table(SMALL, MAPPING.replace('"reg"', '"Reg"'))
    assert [d.code for d in caught.value.diagnostics] == ["E902"]
    assert 'did you mean "reg"?' in str(caught.value)


def test_each_broken_row_is_listed() -> None:
    found = accounting(table())
    assert [(b.station, b.line, b.identity, b.left, b.right) for b in found.broken] == [
        ("s2", 3, "candidates = valid", 107, 108),
        ("s2", 3, "candidates + invalid = ballots", 109, 110),
        ("s5", 6, "ballots <= registered", 90, 80),
    ]
    sums = {c.identity: (c.checked, c.broken, c.lacking) for c in found.identities}
    assert sums["candidates = valid"] == (4, 1, 2)
    assert sums["valid + invalid = ballots"] == (3, 0, 3)


def test_voters_added_on_the_day_widen_the_bound() -> None:
    text = SMALL.replace("reg,", "reg,add,").replace("s5,south,80,", "s5,south,80,10,")
    for s, reg in (("s1,north", 100), ("s2,north", 200), ("s3,south", 150), ("s4,south", 50),
                   ("s6,south", 70)):  # fmt: skip
        text = text.replace(f"{s},{reg},", f"{s},{reg},0,")
    found = accounting(table(text, 'added = "add"\n' + MAPPING))
    assert "ballots <= registered" not in {c.identity for c in found.identities}
    assert {b.station for b in found.broken} == {"s2"}


numbers = st.integers(0, 30)


@given(st.lists(st.tuples(*[numbers] * 6), min_size=1, max_size=8))
def test_identities_against_plain_arithmetic(rows: list[tuple[int, ...]]) -> None:
    text = HEADER + "".join(f"s{i},n,{','.join(map(str, r))}\n" for i, r in enumerate(rows))
    found = {(b.station, b.identity, b.difference) for b in accounting(table(text)).broken}
    expected = set()
    for i, (reg, box, ok, bad, a, b) in enumerate(rows):
        for name, gap in (
            ("candidates = valid", a + b - ok),
            ("candidates + invalid = ballots", a + b + bad - box),
            ("valid + invalid = ballots", ok + bad - box),
        ):
            if gap:
                expected.add((f"s{i}", name, gap))
        if box > reg:
            expected.add((f"s{i}", "ballots <= registered", box - reg))
    assert found == expected


def test_turnout_under_every_denominator() -> None:
    text = MAPPING + "[population]\nadults = 1000\n"
    found = {(t.numerator, t.denominator): t for t in turnouts(table(mapping=text))}
    whole = found["ballots", "registered, all stations"]
    opened = found["ballots", "registered, stations that opened"]
    assert (whole.value, whole.left_out) == (Fraction(260, 530), 2)
    assert (opened.value, opened.left_out) == (Fraction(260, 380), 2)
    assert found["ballots", "adults"].value == Fraction(260, 1000)
    assert found["valid", "registered, stations that opened"].value == Fraction(254, 430)


def test_groups_of_voters_stand_apart() -> None:
    found = turnouts(table(mapping=MAPPING.replace('stratum = "area"', 'group = "area"')))
    assert {t.group for t in found} == {"north", "south"}
    north = next(t for t in found if t.group == "north" and t.numerator == "ballots")
    assert north.value == Fraction(170, 300)


def test_stations_that_could_not_open_stay_in_the_frame() -> None:
    found = reach(table(), "A", "valid")
    assert (found.frame, found.opened, found.counted) == (6, 5, 4)
    assert found.share == Fraction(170, 254)
    hidden = 150 + 70
    assert (found.low, found.high) == (Fraction(170, 474), Fraction(390, 474))
    assert hidden == 220
    assert "1 of 6 stations did not open" in found.refusal


def test_an_unknown_register_leaves_nothing_but_zero_to_one() -> None:
    found = reach(table(SMALL.replace("s3,south,150", "s3,south,")), "A", "valid")
    assert (found.low, found.high) == (0, 1)


def test_a_complete_frame_has_one_value_and_no_refusal() -> None:
    found = reach(table(HEADER + "s1,n,10,9,9,0,6,3\n"), "A", "valid")
    assert found.low == found.high == found.share == Fraction(2, 3)
    assert not found.refusal


UA = """
station = "polling_station_number"
stratum = "district_number"
ballots = "president_voters"
invalid = "Spoiled bulletins"
[candidates]
"""


@cache
def ukraine(shared: Path) -> Results:
    """The first round of 2019, read once; nothing may write to it."""
    path = shared / "data" / "observe" / "ua2019_president_r1_by_station.csv"
    if not path.exists():
        pytest.skip("no station results beside the checkout")
    data = path.read_bytes()
    names = data.split(b"\n", 1)[0].decode().strip().split(",")[3:-1]
    mapping = UA + "".join(f'"{n}" = "{n}"\n' for n in names)
    return table(data.decode(), mapping)


def test_ukraine_2019_first_round(shared: Path) -> None:
    # Central Election Commission, collected by R. Kyrychenko (ukrainian_elections, db79d1b).
    found = ukraine(shared)
    assert len(found) == 29695
    sums = {n: int(found.numbers(n).sum()) for n in ("ballots", "invalid", "Zelensky Volodymyr")}
    assert sums == {"ballots": 18750492, "invalid": 220881, "Zelensky Volodymyr": 5667881}
    checked = accounting(found).identities
    assert [(c.checked, c.broken, c.largest) for c in checked] == [(29695, 77, 7)]
