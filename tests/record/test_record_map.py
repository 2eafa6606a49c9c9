"""Inspections place by place, what waits for what, and both as drawings with words beside them."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.record.depend import Arrow, Dependencies, dependencies
from foedus.record.entries import INSPECTION, check_entry
from foedus.record.inspections import NOWHERE, inspections
from foedus.record.view import Item
from foedus.report.figures.arrows import _lanes, arrows
from foedus.report.figures.sites import SHAPES, mark, sites


def look(seq: int, status: str, day: int, **more: Any) -> Item:
    body = {"id": f"i{seq}", "kind": "inspection", "what": "depot", "status": status,
            "date": f"2014-03-{day:02d}", "by": "Mission", **more}  # fmt: skip
    return Item(seq, body)


VISITS = [
    look(1, "requested", 10, place="North", latitude="48.5", longitude="35"),
    look(2, "accepted", 11, of="i1"),
    look(3, "done", 12, of="i2", hours_on_site="6.5"),
    look(4, "refused", 12, place="East", latitude="48", longitude="38", access_denied="gate shut"),
    look(5, "requested", 13, place="South"),
    look(6, "report", 14, place="South", hours_on_site="2"),
    look(7, "under way", 15),
    Item(8, {**look(8, "done", 16, place="Gone").body}, replaced_by="i9"),
]


def test_stages_linked_by_of_are_one_inspection() -> None:
    found = inspections(VISITS)
    assert [s.place for s in found.sites] == ["North", "East", "South", NOWHERE]
    north = found.sites[0]
    assert [s for _, s, _ in north.visits[0].stages] == ["requested", "accepted", "done"]
    assert (north.hours, north.visits[0].status) == (Fraction(13, 2), "done")
    assert north.at == (Fraction(97, 2), Fraction(35))
    assert found.sites[1].visits[0].denied == ("gate shut",)
    assert found.sites[2].counts() == {"requested": 1, "report": 1}
    assert found.sites[2].at is None
    assert len(found.rows()) == 5


def test_what_is_not_stated_is_said_to_be() -> None:
    rows = inspections(VISITS).rows()
    assert rows[1]["hours on site"] == "not stated"
    assert rows[0]["access denied"] == "none recorded"
    assert inspections([]).rows() == []


@pytest.mark.parametrize(
    "field, value, fits",
    [
        ("latitude", "48.5", True), ("latitude", "-90", True), ("latitude", "90.1", False),
        ("latitude", "north", False), ("latitude", 48, False), ("longitude", "180", True),
        ("longitude", "-180.5", False), ("longitude", "1e2", False), ("longitude", "", False),
    ],
)  # fmt: skip
def test_degrees_are_decimals_in_quotes_within_the_globe(
    field: str, value: Any, fits: bool
) -> None:
    from foedus.errors import Place

    faults = check_entry({**look(1, "done", 1).body, field: value}, Place("t"))
    assert ([f.code for f in faults] == []) is fits
    assert fits or "degrees" in str(faults[0].expected)


def test_the_map_draws_every_inspection_and_says_the_same_in_words() -> None:
    found = inspections(VISITS)
    drawing = str(sites("m", "Inspections", found))
    assert 'role="img"' in drawing
    for site in found.sites:
        assert f">{site.place}</text>" in drawing
        assert f"{site.place}: " in drawing.split("<desc")[1].split("</desc>")[0]
    assert "access denied in 1" in drawing
    points = re.findall(r"<text x=\"([0-9.]+)\" y=\"([0-9.]+)\">", drawing)
    assert len(points) == 4
    x = {p: float(a) for p, (a, _) in zip(("North", "East"), points, strict=False)}
    assert x["North"] < x["East"], "east is to the right"


def test_each_status_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(INSPECTION)
    drawn = {status: str(mark(status, 50.0, 50.0)) for status in INSPECTION}
    assert len(set(drawn.values())) == len(INSPECTION)
    assert all("currentColor" in d for d in drawn.values()), "shapes tell them apart, not colours"


def promise(seq: int, *after: str, **more: Any) -> Item:
    body = {"id": f"c{seq}", "kind": "commitment", "text": "t", "obligor": "both",
            "conditions": [f"after {a}" for a in after], "article": f"Point {seq}",
            **more}  # fmt: skip
    return Item(seq, body)


def test_arrows_in_layers() -> None:
    found = dependencies([promise(1), promise(2, "c1", "elsewhere"), promise(3, "c2", "c1"),
                          promise(4), Item(5, {**promise(5, "c1").body}, "c6")])  # fmt: skip
    assert found.arrows == (Arrow("c1", "c2"), Arrow("c2", "c3"), Arrow("c1", "c3"))
    assert found.layers == (("c1",), ("c2",), ("c3",))
    assert found.circle == ()
    assert found.names["c2"] == "Point 2"


def test_a_circle_is_named_and_is_a_shortest_one() -> None:
    found = dependencies([promise(1, "c3"), promise(2, "c1"), promise(3, "c2", "c4"),
                          promise(4, "c3"), promise(5, "c4")])  # fmt: skip
    assert set(found.circle) == {"c3", "c4"}
    assert found.layers[-1] == ("c1", "c2", "c3", "c4", "c5")


EDGES = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda e: e[0] != e[1]))


def network(edges: set[tuple[int, int]]) -> Dependencies:
    return dependencies(
        [promise(n, *(f"c{a}" for a, b in sorted(edges) if b == n)) for n in range(6)]
    )


def shortest(edges: set[tuple[int, int]]) -> int:
    """The length of a shortest circle, by trying every sequence of commitments."""
    for length in range(2, 7):
        for walk in permutations(range(6), length):
            if all((b, a) in edges for a, b in pairwise([*walk, walk[0]])):
                return length
    return 0


@given(EDGES)
def test_layers_and_circles_equal_the_definition(edges: set[tuple[int, int]]) -> None:
    found = network(edges)
    assert len(found.circle) == shortest(edges)
    for a, b in pairwise([*found.circle, *found.circle[:1]]):
        assert Arrow(b, a) in found.arrows
    place = {n: k for k, layer in enumerate(found.layers) for n in layer}
    if not found.circle:
        assert all(place[a.first] < place[a.then] for a in found.arrows)
        for n, k in place.items():
            assert k == max((place[a.first] + 1 for a in found.arrows if a.then == n), default=0)


@given(EDGES)
def test_arcs_never_share_a_line(edges: set[tuple[int, int]]) -> None:
    spans = sorted(edges)
    lanes = _lanes(spans)
    for i, (a, lane) in enumerate(zip(spans, lanes, strict=True)):
        for b, other in list(zip(spans, lanes, strict=True))[i + 1 :]:
            apart = max(a) < min(b) or max(b) < min(a)
            assert lane != other or apart


def test_arrows_are_drawn_with_heads_and_told_in_words() -> None:
    found = dependencies([promise(1), promise(2, "c1"), promise(3, "c2")])
    rows = [(k, found.names[k]) for layer in found.layers for k in layer]
    drawing = str(arrows("a", "Order", rows, found.arrows))
    assert drawing.count("<path") == 4
    assert "Point 2 waits for Point 1. Point 3 waits for Point 2." in drawing
    long = [("c1", "A document of a very long name indeed, made in some city, 1 May 2014, 5d"),
            ("c2", "short")]  # fmt: skip
    assert ", 5d</text>" in str(arrows("b", "Order", long, [Arrow("c1", "c2")]))


@pytest.fixture
def record(tmp_path: Path) -> str:
    where = str(tmp_path / "t.record")
    lines = [i.body for i in VISITS[:7]] + [promise(1).body, promise(2, "c1").body]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))
    run = CliRunner().invoke
    assert run(main, ["record", "init", where]).exit_code == 0
    assert run(main, ["record", "import", where, str(tmp_path / "in.jsonl")]).exit_code == 0
    return where


def test_the_command_lists_places_and_writes_the_map(record: str, tmp_path: Path) -> None:
    target = tmp_path / "map.svg"
    ran = CliRunner().invoke(main, ["record", "inspections", record, "--svg", str(target)])
    assert ran.exit_code == 0, ran.output
    last = ran.output.splitlines()[-1]
    assert last == "5 inspections at 4 places: 1 refused, access denied in 1."
    text = target.read_text()
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "East" in text
    again = CliRunner().invoke(
        main, ["record", "inspections", record, "--svg", str(target / "x.svg")]
    )
    assert again.exit_code == 2
    data = json.loads(CliRunner().invoke(main, ["record", "inspections", record, "--json"]).stdout)
    assert [s["place"] for s in data["sites"]] == ["North", "East", "South", NOWHERE]
    assert data["sites"][0]["counts"] == {"done": 1}


def test_status_shows_the_arrows(record: str) -> None:
    ran = CliRunner().invoke(main, ["record", "status", record, "--as-of", "2014-03-31"])
    assert "  c1 -> c2" in ran.output.splitlines()


def lines(record: str, *words: str) -> list[str]:
    ran = CliRunner().invoke(main, ["record", *words[:1], record, *words[1:]])
    assert ran.exit_code == 0, ran.output
    return ran.output.splitlines()


@pytest.mark.parametrize(
    "words, ids",
    [
        (("--party", "mission"), ["i1", "i2", "i3", "i4", "i5", "i6", "i7"]),
        (("--since", "2014-03-14"), ["i6", "i7"]),
        (("--since", "2014-03-11", "--as-of", "2014-03-12"), ["i2", "i3", "i4"]),
        (("--kind", "commitment"), ["c1", "c2"]),
        (("--kind", "commitment", "--party", "both"), ["c1", "c2"]),
        (("--question", "none"), []),
    ],
)
def test_the_timeline_as_csv_filtered(record: str, words: tuple[str, ...], ids: list[str]) -> None:
    head, *rows = lines(record, "timeline", "--csv", *words)
    column = head.split(",").index("id")
    assert [r.split(",")[column] for r in rows] == ids


def test_the_status_as_csv_filtered(record: str) -> None:
    head, *rows = lines(record, "status", "--csv")
    assert head == "id,obligor,what,deadline,level,assessors,verifier"
    assert [r.split(",")[0] for r in rows] == ["c1", "c2"]
    assert lines(record, "status", "--csv", "--party", "nobody") == [head]
    assert lines(record, "status", "--csv", "--question", "tag") == [head]
    bad = CliRunner().invoke(main, ["record", "timeline", record, "--since", "spring"])
    assert (bad.exit_code, "--since" in bad.stderr) == (2, True)


def test_the_page_shows_them_only_where_there_are_any() -> None:
    from foedus.case import load
    from foedus.report.sections.record import inspected, waiting

    case = load("ukraine-2014")
    assert inspected(case) is None
    later = load("ukraine-2014", layers=[x.key for x in case.layers])
    section = waiting(later)
    assert section is not None
    figure: Any = section.blocks[-1]
    assert ("Package of Measures, Minsk, 12 February 2015, 1",
            "Package of Measures, Minsk, 12 February 2015, 2") in figure.data.rows  # fmt: skip
