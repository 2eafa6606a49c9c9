"""The section on seats and people: by column, by rule, absent otherwise, and in a packaged case."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
from page_checks import check_page
from three_regions import TEXT, write_case

from foedus.case.load import load
from foedus.case.model import Case
from foedus.elect.seats import allocate
from foedus.elect.seats.compare import DEFAULT
from foedus.report.blocks import Facts, Figure, Group, Section, Table
from foedus.report.make import make
from foedus.report.sections.seats import named, seats

PEOPLE = {"North": 600000, "East": 300000, "South": 100000}
HELD = {"North": 60, "East": 31, "South": 9}
RULE = """body Chamber: 100 members
  94 seats for Regions by "sainte-lague" on population as of 2020
  2 seats for each of Regions
"""


def case_with(folder: Path, text: str) -> Case:
    where = write_case(folder)
    for name in ("text", "model-a"):
        (where / f"constitutions/{name}.foedus").write_text(text)
    return load(str(where))


def groups(section: Section | None) -> list[Group]:
    assert section is not None
    return [b for b in section.blocks if isinstance(b, Group)]


def facts(group: Group) -> dict[str, str]:
    return dict(next(b for b in group.blocks if isinstance(b, Facts)).pairs)


def figures(group: Group) -> list[Figure]:
    return [b for b in group.blocks if isinstance(b, Figure)]


def cheapest(people: dict[str, int], held: dict[str, int]) -> Fraction:
    """The least share of the people with more than half of the seats, by trying every set."""
    sets = (s for n in range(len(people) + 1) for s in itertools.combinations(people, n))
    won = [s for s in sets if 2 * sum(held[k] for k in s) > sum(held.values())]
    return Fraction(min(sum(people[k] for k in s) for s in won), sum(people.values()))


def test_a_chamber_by_column_is_shown_once_for_all_texts(tmp_path: Path) -> None:
    (group,) = groups(seats(load(str(write_case(tmp_path)))))
    told = facts(group)
    assert told["In"] == "The text in force and Model A: two thirds of the regions"
    assert told["Seats counted here"] == "100 of 100 of Chamber"
    assert told["Fewest residents per seat"].startswith("East, 9")
    assert told["Most residents per seat"].startswith("South, 11")
    share = cheapest(PEOPLE, HELD)
    assert share == Fraction(6, 10)
    key = next(k for k in told if k.startswith("Smallest share"))
    assert told[key].startswith("60.0\u00a0%: North with 60 of 100")


def test_residents_per_seat_run_from_best_to_worst(tmp_path: Path) -> None:
    (group,) = groups(seats(load(str(write_case(tmp_path)))))
    (curve,) = figures(group)
    (compared,) = [b for b in group.blocks if isinstance(b, Table)]
    assert [r[0] for r in curve.data.rows] == ["East", "North", "South"]
    assert [r[3] for r in curve.data.rows] == sorted(
        (Fraction(PEOPLE[k], n) for k, n in HELD.items())
    )
    assert compared.data.header[:3] == ("Unit", "Seats", "Exact share")
    assert [named(m) for m in DEFAULT] == list(compared.data.header[3:])
    for m, name in enumerate(DEFAULT, 3):
        found = allocate(name, 100, PEOPLE).seats
        assert {str(r[0]): r[m] for r in compared.data.rows} == found


def test_a_chamber_by_rule_shows_its_rule(tmp_path: Path) -> None:
    text = TEXT.replace("body Chamber: 100 members\n", RULE).split("view Deputies")[0]
    (group,) = groups(seats(case_with(tmp_path, text)))
    assert "94 by sainte-lague on population and 2 for each of Regions" in group.title
    held = {k: n + 2 for k, n in allocate("sainte-lague", 94, PEOPLE).seats.items()}
    curve = figures(group)[0]
    assert {str(r[0]): r[2] for r in curve.data.rows} == held


def test_no_section_without_seats_by_unit(tmp_path: Path) -> None:
    text = TEXT.split("view Deputies")[0]
    assert seats(case_with(tmp_path, text)) is None
    page = make(str(tmp_path))[0]
    assert "Seats and people" not in page


def test_the_page_keeps_every_rule_of_the_page(tmp_path: Path) -> None:
    tree = check_page(make(str(write_case(tmp_path)))[0])
    found = next(s for s in tree.every("section") if s.attributes["id"] == "seats")
    pictures = found.every("svg")
    # The usual methods agree on this chamber: there is nothing to draw, the table says so.
    assert [p.attributes["aria-labelledby"].split("-")[1] for p in pictures] == ["lorenz"]
    assert "seats by other methods: all agree" in found.text()
    assert len(found.every("table")) == 2


@pytest.fixture(scope="module")
def packaged() -> Section:
    found = seats(load("ukraine-2014"))
    assert found is not None
    return found


def test_the_packaged_case_counts_its_district_seats(packaged: Section) -> None:
    (group,) = groups(packaged)
    told = facts(group)
    assert told["Seats counted here"].startswith("225 of 450")
    curve, compared = figures(group)
    assert sum(int(r[2] or 0) for r in curve.data.rows) == 225  # type: ignore[arg-type]
    assert len(compared.data.rows) == 27
    differ = [r for r in compared.data.rows if len(set(r[3:])) > 1]
    assert f"Drawn: the {len(differ)} units in which methods differ" in compared.note
    (picture,) = compared.drawings
    assert all(str(r[0]) in picture for r in differ)
    assert "Vinnytsia" not in picture
    assert compared.data.header[3:5] == ("D'Hondt (Jefferson)", "Sainte-Laguë (Webster)")
    assert all(sum(r[m] for r in compared.data.rows) == 225  # type: ignore[misc]
               for m in range(3, len(compared.data.header)))  # fmt: skip


def test_the_later_layer_adds_the_units_without_a_vote() -> None:
    later = seats(load("ukraine-2014", layers=("later",)))
    assert later is not None
    tables = [b for b in later.blocks if isinstance(b, Table)]
    assert [t.title.split(",")[-1].strip() for t in tables] == [
        "without units where no vote was held on 25 May 2014"
    ]
    order = [r[1] for r in tables[0].data.rows]
    assert order == sorted(order)  # type: ignore[type-var]
