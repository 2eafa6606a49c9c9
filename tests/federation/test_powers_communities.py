"""Communities by unit, councils without a territory, the exclusion check, language rights."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from federation_world import CSV, HEAD, META, PROCEDURES, model
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.answer import Label
from foedus.errors import BadInput
from foedus.federation.communities import barred, communities, councils, inside
from foedus.federation.languages import rights
from foedus.proof.games import Games

COMMUNITIES = """community Northern: north_share of Regions as of 2020, by own statement
community Southern: south_share of Regions as of 2020
community Western: west_persons of Regions as of 2020
"""


def test_where_the_members_of_a_community_live(tmp_path: Path) -> None:
    north, south, west = communities(model(tmp_path, HEAD, COMMUNITIES))
    # 480 000 in North, 30 000 in South, 45 000 in West.
    assert north.total == 555_000
    assert north.majority_in == ("North",)
    assert (north.own, north.other, north.nobody) == (
        Fraction(480, 555), Fraction(30, 555), Fraction(45, 555)
    )  # fmt: skip
    assert (south.own, south.other, south.nobody) == (
        Fraction(255, 360), Fraction(60, 360), Fraction(45, 360)
    )  # fmt: skip
    assert (west.own, west.other, west.nobody) == (0, Fraction(3, 33), Fraction(30, 33))
    assert (north.self_identified, south.self_identified) == (True, False)


def test_rounded_shares_are_bounds_and_persons_are_exact(tmp_path: Path) -> None:
    north, _, west = communities(model(tmp_path, HEAD, COMMUNITIES))
    # 80.0, 10.0 and 45.0 are whole numbers: nothing tells that a decimal was rounded away.
    assert (north.rounded, north.label) == (Fraction(1_000_000, 200), Label.BOUND)
    assert (west.rounded, west.label) == (0, Label.EXACT)


def test_one_decimal_is_a_twentieth_of_a_point(tmp_path: Path) -> None:
    csv = CSV.replace("80.0", "79.9")
    north, *_ = communities(model(tmp_path, HEAD, COMMUNITIES, csv=csv))
    assert north.rounded == Fraction(1_000_000, 2000)


def test_a_blank_cell_is_unknown_and_in_no_share(tmp_path: Path) -> None:
    csv = CSV.replace("S,South,300000,300,10.0", "S,South,300000,300,")
    north, *_ = communities(model(tmp_path, HEAD, COMMUNITIES, csv=csv))
    assert north.unknown == ("South",)
    assert north.total == 525_000
    assert north.own + north.other + north.nobody == 1


def test_minorities_inside_each_unit(tmp_path: Path) -> None:
    text = model(tmp_path, HEAD, COMMUNITIES)
    north, south, west = inside(text, communities(text))
    assert (north.majority, north.minorities) == ("Northern", ("Southern", "Western"))
    assert south.majority == "Southern"
    assert (west.majority, west.minorities) == ("", ("Northern", "Southern", "Western"))
    assert north.unlisted == 1 - Fraction(8, 10) - Fraction(1, 10) - Fraction(1, 600)
    # Shares that overlap may add up to more than one: the rest is then below zero, and shown.
    assert west.unlisted == 1 - Fraction(9, 10) - Fraction(3, 10)


def test_a_text_without_communities_has_none(tmp_path: Path) -> None:
    text = model(tmp_path)
    assert communities(text) == ()
    assert inside(text, ()) == ()


@pytest.mark.parametrize(
    "line, code",
    [
        ("community X: gone of Regions as of 2020\n", "E212"),
        ("community X: north_share of Regions as of 2019\n", "E213"),
    ],
)
def test_a_column_that_is_not_there_is_an_error(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        communities(model(tmp_path, HEAD, line))
    assert caught.value.diagnostics[0].code == code


def test_shares_without_residents_of_their_date_are_an_error(tmp_path: Path) -> None:
    old = META.replace('unit = "% of residents"\nsource = "made"\ndate = "2020"',
                       'unit = "% of residents"\nsource = "made"\ndate = "1990"')  # fmt: skip
    with pytest.raises(BadInput) as caught:
        communities(
            model(tmp_path, HEAD, "community X: north_share of Regions as of 1990\n", meta=old)
        )
    (error,) = caught.value.diagnostics
    assert (error.code, error.place.line) == ("E872", 9)


def test_residents_of_the_year_are_taken_in_thousands_too(tmp_path: Path) -> None:
    old = META.replace('unit = "% of residents"\nsource = "made"\ndate = "2020"',
                       'unit = "% of residents"\nsource = "made"\ndate = "2011-12-05"')  # fmt: skip
    (one,) = communities(
        model(tmp_path, HEAD, "community X: north_share of Regions as of 2011\n", meta=old)
    )
    assert one.total == 555_000


@settings(max_examples=1000 if FULL else 50)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(0, 1000), st.integers(0, 1000)),
        min_size=1,
        max_size=6,
    )
)
def test_the_three_parts_are_those_of_enumeration(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, int]]
) -> None:
    lines = ["code,name,population,a,b"]
    lines += [f"U{i},U{i},{p},{a / 10:.1f},{b / 10:.1f}" for i, (p, a, b) in enumerate(rows)]
    column = '[columns.{}]\nwhat = "x"\nunit = "%"\nsource = "s"\ndate = "2020"\nconfidence = "A"\n'
    column += 'kind = "decimal"\ntotal = "none: shares"\nstatus = "verified"\n'
    head = 'title = "T"\nkey = "code"\nkeys = "own"\nlabel = "name"\n'
    people = column.format("population").replace('unit = "%"', 'unit = "persons"')
    people = people.replace('"decimal"', '"integer"')
    people = people.replace('"none: shares"', str(sum(p for p, _, _ in rows)))
    meta = head + people + column.format("a") + column.format("b")
    text = (
        'constitution X\nunits Regions: table "regions.csv", weight population as of 2020\n'
        "community A: a of Regions as of 2020\ncommunity B: b of Regions as of 2020\n"
    )
    csv = "\n".join(lines) + "\n"
    one, two = communities(model(tmp_path_factory.mktemp("w"), text, csv=csv, meta=meta))
    own = sum(p * a for p, a, b in rows if a > 500)
    other = sum(p * a for p, a, b in rows if a <= 500 < b)
    total = sum(p * a for p, a, _ in rows)
    assert one.total == Fraction(total, 1000)
    if total:
        assert (one.own, one.other) == (Fraction(own, total), Fraction(other, total))
        assert one.own + one.other + one.nobody == 1
    assert two.majority_in == tuple(f"U{i}" for i, (_, _, b) in enumerate(rows) if b > 500)


# ------------------------------------------------------------------------- councils, exclusion

COUNCIL = """organ "Council of the West": council, 12 members
  for Western on a voluntary roll
organ "Board of the South": council
  for Southern by law
power "heritage": community may legislate, finance under "Art. 70"
"""


def test_councils_without_a_territory(tmp_path: Path) -> None:
    west, south = councils(model(tmp_path, HEAD, COMMUNITIES, COUNCIL))
    assert (west.community, west.voluntary, west.members) == ("Western", True, 12)
    assert (south.voluntary, south.matters) == (False, ("heritage",))


PRESIDIUM = """body Presidium: 2 members, of whom 1 Northern, 1 Southern as of 2020
  article "Art. 5"
"""
OPEN = '  open only to Northern, Southern under "Art. 6"\n'
GATE = """procedure Language under "Art. 7"
  passes when each of Northern, Southern in House approve by more than 1/2 of members
"""


@pytest.mark.parametrize(
    "parts, kinds",
    [
        ((HEAD, PROCEDURES), []),
        ((HEAD, GATE), ["seats", "gate"]),
        ((HEAD, PRESIDIUM + OPEN), ["office", "seats"]),
        ((HEAD, PRESIDIUM + OPEN, GATE), ["office", "seats", "gate"]),
        ((HEAD, "community Northern: north_share of Regions as of 2020\n", GATE), ["gate"]),
        ((HEAD, COMMUNITIES, PRESIDIUM), ["seats", "seats"]),
    ],
)
def test_who_declares_no_listed_group(
    tmp_path: Path, parts: tuple[str, ...], kinds: list[str]
) -> None:
    assert [b.kind for b in barred(Games(model(tmp_path, *parts)))] == kinds


def test_the_exclusion_names_office_groups_and_article(tmp_path: Path) -> None:
    office, *_ = barred(Games(model(tmp_path, HEAD, PRESIDIUM + OPEN)))
    assert (office.what, office.article) == ("Presidium", "Art. 6")
    assert office.groups == ("Northern", "Southern")
    assert "barred" in office.text


# ------------------------------------------------------------------------- language rights

RIGHT = """language right N in school, court at region: Regions where north_share at least 45
    as of 2020 under "Art. 80"
language decision N in school: South, W of Regions as of 2021 under "council of 2021"
language decision N in media: North of Regions as of 2021 under "another domain"
language right S in signs: Regions under "Art. 81"
"""


def test_the_threshold_of_the_law_and_what_was_decided_are_two_facts(tmp_path: Path) -> None:
    north, south = rights(model(tmp_path, HEAD, RIGHT.replace("\n    as of", " as of")))
    assert (north.domains, north.level) == (("school", "court"), "region")
    assert north.qualify == ("North", "West")
    assert [u for u, _, _ in north.decided] == ["South", "West"]
    assert north.decided_below == ("South",)
    assert north.qualify_undecided == ("North",)
    assert (south.qualify, south.decided) == (("North", "South", "West"), ())
    assert south.condition == "everywhere"


def test_who_is_covered_and_where_it_flips(tmp_path: Path) -> None:
    north, _ = rights(model(tmp_path, HEAD, RIGHT.replace("\n    as of", " as of")))
    assert north.law is not None
    assert (north.law.covered, north.law.not_covered) == (525_000, 30_000)
    assert north.law.share == Fraction(525, 555)
    assert north.at_the_cut == ("West",)
    assert north.flips == (("West", 45), ("North", 80), ("South", 10))


def test_columns_about_the_same_language_stand_beside_at_every_cut(tmp_path: Path) -> None:
    north, _ = rights(model(tmp_path, HEAD, RIGHT.replace("\n    as of", " as of")))
    assert {c.column for c in north.grid} == {"north_share"}
    by_cut = {(c.op, c.cut): c.units for c in north.grid}
    assert by_cut["at least", Fraction(45)] == ("North", "West")
    assert by_cut["more than", Fraction(45)] == ("North",)
    assert by_cut["at least", Fraction(50)] == ("North",)
    assert ("more than", Fraction(50)) not in by_cut


@settings(max_examples=1000 if FULL else 50)
@given(st.integers(1, 99))
def test_the_units_of_a_cut_are_those_of_the_table(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    line = (
        f"language right N in school: Regions where north_share more than {cut} as of 2020 "
        'under "1"\n'
    )
    (right,) = rights(model(tmp_path_factory.mktemp("w"), HEAD, line))
    values = {"North": 80, "South": 10, "West": 45}
    assert right.qualify == tuple(u for u, v in values.items() if v > cut)
    assert right.law is not None
    assert right.law.units == right.qualify
    assert right.law.covered + right.law.not_covered == 555_000


def test_a_filter_of_several_columns_gives_units_and_no_cut(tmp_path: Path) -> None:
    line = (
        "language right N in school: Regions where north_share at least 40 as of 2020 and "
        'south_share at least 40 as of 2020 under "1"\n'
    )
    (right,) = rights(model(tmp_path, HEAD, line))
    assert (right.qualify, right.law, right.grid) == (("West",), None, ())
