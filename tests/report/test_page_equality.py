"""Equal footing on the page: of units, of citizens, of access; each apart, text by text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from three_regions import write_case

from foedus.case import load
from foedus.report.analysis import games
from foedus.report.blocks import Caution, Listing, Remark, Section, Table
from foedus.report.sections.equality import equality

CASE = "ukraine-2014"


def section(folder: str) -> Section:
    case = load(folder)
    found = equality(case, games(case)[0])
    assert found is not None
    return found


@cache
def packaged() -> Section:
    return section(CASE)


def table(found: Section, ident: str) -> Table:
    (one,) = [b for b in found.blocks if isinstance(b, Table) and b.ident == ident]
    return one


def cells(found: Table, first: str) -> tuple[str, ...]:
    (row,) = [r for r in found.data.rows if r[0] == first]
    return tuple(str(c) for c in row[1:])


def test_three_kinds_stand_apart() -> None:
    idents = [b.ident for b in packaged().blocks if isinstance(b, Table)]
    assert idents == ["equal-units", "equal-citizens", "equal-access", "equal-steps"]


# row -> the cells of both texts, Model A, Model B, Model C
UNITS = [
    ("Only the unit concerned has a vote",
     ("Regional language in a unit", "School language of a region", "none", "none")),
    ("Each unit has a vote and counts the same",
     ("none", "none",
      "Language law, Law on the powers of regions, General amendment, Change of borders, "
      "Amendment of the foundations, Alteration of the territory and Intervention", "none")),
]  # fmt: skip


@pytest.mark.parametrize("row, expected", UNITS)
def test_how_each_unit_votes(row: str, expected: tuple[str, ...]) -> None:
    found = table(packaged(), "equal-units")
    assert found.data.header[1:] == ("Both texts", "Model A", "Model B", "Model C")
    assert cells(found, row) == expected


def test_a_row_that_no_text_fills_is_left_out() -> None:
    rows = [r[0] for r in table(packaged(), "equal-units").data.rows]
    assert "Each unit has a vote; some count more" not in rows


def test_citizens_and_communities() -> None:
    found = table(packaged(), "equal-citizens")
    where = dict(zip(found.data.header[1:], cells(found, "Citizens vote themselves"), strict=True))
    assert (
        where["Both texts"] == "Amendment of Titles I, III and XIII and Alteration of the territory"
    )
    apart = cells(found, "Members of a community are counted apart")
    assert apart == ("none", "none", "none", "Language law and Amendment of the foundations")
    seats = cells(found, "Residents for one seat, by unit")
    assert seats[2] == "no seats by unit"
    assert seats[0].endswith("1.30 times")


def test_units_of_which_one_alone_may_start_and_bring_a_case() -> None:
    found = table(packaged(), "equal-access")
    starting = cells(found, "Units that may start a proposal")
    assert starting[0] == (
        "Autonomous Republic of Crimea: Constitution of the Autonomous Republic\n26 units: none"
    )
    assert starting[1] == "27 units: none"
    assert starting[2].startswith("27 units: Law on the powers of regions, General amendment")
    assert cells(found, "Who may bring a case")[0].endswith(
        "of the units: Autonomous Republic of Crimea"
    )


def steps(found: Section) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(str(r[0]), str(r[1])): tuple(map(str, r[2:])) for r in
            table(found, "equal-steps").data.rows}  # fmt: skip


@pytest.mark.parametrize(
    "where, start, keep",
    [
        ("Both texts: Arts 154, 155, 158, 159", "President or 150 of 450 Verkhovna Rada",
         "President + 301 of 450 Verkhovna Rada: no proposal"),
        ("Model B, rule 4", "President, 150 of 450 Verkhovna Rada or 9 of 27 Regions",
         "President + 301 of 450 Verkhovna Rada + 19 of 27 Regions: no proposal"),
    ],
)  # fmt: skip
def test_who_starts_an_amendment_and_who_keeps_it_off(where: str, start: str, keep: str) -> None:
    found = steps(packaged())["General amendment", where]
    assert found[0] == start
    first, court, earlier = found[1].split("\n")
    assert first == keep
    assert court == "Constitutional Court: no opinion"
    assert earlier.endswith("of 450 Verkhovna Rada: an earlier vote")


def test_where_nobody_is_named_the_page_says_so() -> None:
    (remark,) = [b for b in packaged().blocks if isinstance(b, Remark)]
    assert "Intervention (Model B)" in remark.text


def test_who_starts_in_a_model_is_said_to_be_made_up() -> None:
    said = [b.text for b in packaged().blocks if isinstance(b, Caution)]
    assert "in a model is made up" in said[0]


def test_who_was_not_in_the_room_stands_beside() -> None:
    (absent,) = [b for b in packaged().blocks if isinstance(b, Listing)]
    assert "The Qurultay and the Mejlis of the Crimean Tatar People" in absent.items
    assert "by the statements" in absent.title


# ------------------------------------------------------------------------- constructed texts

NEW = {
    # one voter alone may propose: the same votes, another access
    "closed": ('  decides any other matter\n', '  decides any other matter\n  proposed by North\n'),
    "open": ('  decides any other matter\n',
             '  decides any other matter\n  proposed when Regions petition by at least 1 units\n'),
    # votes of units by their people: units are no longer the same
    "weighted": ("Regions approve by at least 2 units",
                 "Regions approve by at least 2/3 of population as of 2020"),
}  # fmt: skip


def changed(tmp_path: Path, name: str) -> Section:
    folder = write_case(tmp_path)
    for file in (folder / "constitutions").glob("*.foedus"):
        file.write_text(file.read_text().replace(*NEW[name]))
    return section(str(folder))


def test_the_same_votes_and_another_access(tmp_path: Path) -> None:
    found: dict[str, Any] = {}
    for name in ("closed", "open"):
        (tmp_path / name).mkdir()
        made = changed(tmp_path / name, name)
        rows = [r for r in table(made, "equal-steps").data.rows if r[0] == "Amendment"]
        units, access = table(made, "equal-units"), table(made, "equal-access")
        found[name] = (
            cells(units, "Each unit has a vote and counts the same"),
            cells(access, "Units that may start a proposal"),
            rows[0][2:4],
        )
    assert found["closed"][0] == found["open"][0]
    assert found["closed"][1] == (
        "North: Amendment\n2 units: none".replace("2 units", "East and South"),
    )
    assert found["open"][1] == ("North, East and South: Amendment",)
    assert found["closed"][2] == ("North", "North: no proposal")
    assert found["open"][2] == ("1 of 3 Regions", "all 3 Regions: no proposal")


def test_units_weighted_by_people_do_not_count_the_same(tmp_path: Path) -> None:
    found = table(changed(tmp_path, "weighted"), "equal-units")
    assert cells(found, "Each unit has a vote; some count more")[0] == "Amendment"
    assert cells(found, "Only the unit concerned has a vote")[0] == "Borders"


def test_a_case_whose_texts_declare_no_units_has_no_such_section(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for file in (folder / "constitutions").glob("*.foedus"):
        file.write_text('constitution X\nbody Chamber: 3 members\nprocedure P under "1"\n'
                        "  passes when Chamber approve by more than 1/2 of members\n")  # fmt: skip
    case = load(str(folder))
    assert equality(case, games(case)[0]) is None
