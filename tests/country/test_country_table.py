"""Tables: what loads, what is refused, and that every error of a table is told at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.country import Table, load_table, parse_table
from foedus.country.cells import decimal
from foedus.country.codes import CODES
from foedus.errors import BadInput

CSV = """code,name,type,people_2001,people_2020,share,votes,row,col
XX-A,Álpha,state,10,100,60.5,1,0,0
XX-B,Beta,state,20,,30.25,1/2,0,1
XX-C,Gamma,district,30,300,9.25,0.5,1,0
"""
META = """title = "Three units"
key = "code"
keys = "iso3166-2"
label = "name"
tile = ["row", "col"]

[aliases]
"XX-B" = ["Second"]

[defaults]
source = "made for this test"
confidence = "A"
status = "verified"
unit = "persons"
kind = "integer"

[columns.type]
what = "kind of unit"
date = "2001"
kind = "text"
[columns.people_2001]
name = "people"
what = "residents"
date = 2001-05-01
total = 60
[columns.people_2020]
name = "people"
what = "residents"
date = "2020"
total = 600
known_total = 400
[columns.share]
what = "share"
date = "2001"
kind = "decimal"
total = 100.0
[columns.votes]
what = "votes"
date = "1999"
kind = "fraction"
total = 2
"""


def parse(data: str = CSV, meta: str = META) -> Table:
    return parse_table(data.encode(), meta.encode(), "t.csv", "t.meta.toml")


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        call()
    for d in caught.value.diagnostics:
        assert d.what
        assert d.place.file
        assert d.code in CODES
    return [d.code for d in caught.value.diagnostics]


def test_a_table_reads_as_units_labels_tiles_and_exact_columns() -> None:
    t = parse()
    assert t.units == ("XX-A", "XX-B", "XX-C")
    assert t.labels["XX-B"] == "Beta"
    assert t.tiles == {"XX-A": (0, 0), "XX-B": (0, 1), "XX-C": (1, 0)}
    assert t.column("share").numbers()["XX-B"] == Fraction(121, 4)
    assert t.column("votes").numbers() == {
        "XX-A": Fraction(1),
        "XX-B": Fraction(1, 2),
        "XX-C": Fraction(1, 2),
    }
    assert t.column("votes").total() == 2
    assert t.column_meta["share"].source == "made for this test"
    assert t.vintages("people") == ("2001-05-01", "2020")
    assert t.rows()[1]["people_2020"] is None
    assert set(t.digests) == {"t.csv", "t.meta.toml"}


@pytest.mark.parametrize(
    "name, as_of, header",
    [
        ("people", "2001", "people_2001"),
        ("people", 2001, "people_2001"),
        ("people", "2001-05", "people_2001"),
        ("people", "2001-05-01", "people_2001"),
        ("people", "2020", "people_2020"),
        ("people_2020", None, "people_2020"),
        ("share", None, "share"),
    ],
)
def test_a_column_is_found_by_quantity_and_date(
    name: str, as_of: str | int | None, header: str
) -> None:
    assert parse().column(name, as_of).meta.header == header


@pytest.mark.parametrize(
    "name, as_of, code, says",
    [
        ("people", None, "E214", "2001-05-01, 2020"),
        ("people", "2019", "E213", "no figures as of 2019"),
        ("people", "200", "E213", "no figures as of 200"),
        ("people", "2020-01-01", "E213", "one of 2001-05-01, 2020"),
        ("people_2020", "2001", "E213", "no figures as of 2001"),
        ("peopel", None, "E212", 'did you mean "people"?'),
    ],
)
def test_a_missing_or_ambiguous_vintage_is_an_error(
    name: str, as_of: str | None, code: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says.replace("?", r"\?")) as caught:
        parse().column(name, as_of)
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_blank_is_unknown_and_never_zero() -> None:
    column = parse().column("people", 2020)
    assert column["XX-B"] is None
    assert column.unknown == ("XX-B",)
    assert codes(column.numbers) == ["E218"]
    assert codes(column.total) == ["E218"]
    assert codes(lambda: parse().where("people", lambda v: v != 0, 2020)) == ["E218"]
    assert parse().where("people", lambda v: v != 0, 2020, unknown="exclude").units == (
        "XX-A",
        "XX-C",
    )


def test_text_has_no_numbers() -> None:
    assert codes(parse().column("type").numbers) == ["E219"]


def test_where_keeps_units_their_tiles_and_their_values() -> None:
    states = parse().where("type", "state")
    assert states.units == ("XX-A", "XX-B")
    assert states.tiles == {"XX-A": (0, 0), "XX-B": (0, 1)}
    assert states.column("people", 2001).total() == 30
    assert states.column("people", 2001).meta.total is None
    assert parse().where("votes", Fraction(1, 2)).units == ("XX-B", "XX-C")
    big = parse().where("people", lambda v: isinstance(v, Fraction) and v >= 20, 2001)
    assert big.units == ("XX-B", "XX-C")


@pytest.mark.parametrize(
    "name, key",
    [
        ("XX-A", "XX-A"),
        ("alpha", "XX-A"),
        ("ÁLPHA", "XX-A"),
        (" beta ", "XX-B"),
        ("second", "XX-B"),
    ],
)
def test_a_unit_is_found_by_key_label_or_alias(name: str, key: str) -> None:
    assert parse().find(name) == key


def test_an_unknown_unit_comes_with_a_suggestion() -> None:
    with pytest.raises(BadInput, match='did you mean "Gamma"'):
        parse().find("Gama")


BAD_CELLS = [
    ("10,100", "1O,100", ["E208"]),
    ("10,100", '"1,0",100', ["E208"]),
    ("10,100", "-10,100", ["E209"]),
    ("10,100", "NaN,100", ["E210"]),
    ("10,100", "-inf,100", ["E210"]),
    ("10,100", "10.5,100", ["E208"]),
    ("10,100", "11,100", ["E211"]),
    ("30,300", "30,301", ["E211"]),
    ("60.5", "60.6", ["E211"]),
    ("60.5", "60.5%", ["E208"]),
    ("60.5", "6e1", ["E208"]),
    ("1/2", "1/0", ["E208"]),
    ("10,100", f"{'9' * 5000},100", ["E208"]),
    ("1/2", "٣", ["E208"]),
    ("XX-B", "XX-A", ["E206"]),
    ("XX-B", "", ["E207"]),
    ("XX-B", "xx-b", ["E207"]),
    ("Beta", "alpha", ["E216"]),
    ("Beta", "XX-C", ["E216"]),
    ("Gamma", "Second", ["E216"]),
    (",1/2,0,1", ",1/2,0,0", ["E217"]),
    (",1/2,0,1", ",1/2,0,", ["E217"]),
    (",1/2,0,1", ",1/2,0,x", ["E217"]),
    ("code,name", "id,name", ["E204", "E205"]),
    ("share,votes", "share,vote", ["E204", "E205"]),
    ("code,name", "code,code", ["E200"]),
    ("Gamma,district", "Gamma", ["E200"]),
]


@pytest.mark.parametrize("old, new, expected", BAD_CELLS)
def test_a_bad_cell_is_refused(old: str, new: str, expected: list[str]) -> None:
    assert old in CSV
    assert codes(lambda: parse(CSV.replace(old, new, 1))) == expected


BAD_META = [
    ('title = "Three units"\n', "", ["E203"]),
    ('key = "code"', "key = 1", ["E203"]),
    ('keys = "iso3166-2"', 'keys = "iso"', ["E203"]),
    ('label = "name"', 'lable = "name"', ["E203"]),
    ('tile = ["row", "col"]', 'tile = ["row"]', ["E203"]),
    ('["Second"]', '"Second"', ["E203"]),
    ('"XX-B" = ["Second"]', '"XX-D" = ["Second"]', ["E216"]),
    ('"XX-B" = ["Second"]', '"XX-B" = ["Gamma"]', ["E216"]),
    ('source = "made for this test"', 'source = ""', ["E203"] * 5),
    ('confidence = "A"', 'confidence = "high"', ["E203"] * 5),
    ('status = "verified"', 'status = "checked"', ["E203"] * 5),
    ('what = "share"', 'what = "share"\nwhy = "x"', ["E203"]),
    ('kind = "fraction"', 'kind = "float"', ["E203"]),
    ("date = 2001-05-01", 'date = "May 2001"', ["E203"]),
    ("date = 2001-05-01", 'date = "2001-13"', ["E203"]),
    ('date = "2020"', 'date = "2001-05-01"', ["E203"]),
    ("total = 2\n", "", ["E203"]),
    ("total = 2\n", 'total = "none"\n', ["E203"]),
    ("total = 2\n", "total = true\n", ["E203"]),
    ("known_total = 400", 'known_total = "400"', ["E203"]),
    ("known_total = 400", "known_total = 401", ["E211"]),
    ("total = 600\nknown_total = 400", "total = 399", ["E211"]),
    ("total = 100.0", "total = nan", ["E202"]),
    ("[columns.votes]", "[columns.votes", ["E202"]),
    ("columns.votes", "columns.vote", ["E204", "E205"]),
]


@pytest.mark.parametrize("old, new, expected", BAD_META)
def test_a_bad_sidecar_is_refused(old: str, new: str, expected: list[str]) -> None:
    assert old in META
    assert codes(lambda: parse(meta=META.replace(old, new, 1))) == expected


def test_every_error_is_told_at_once_with_its_cell() -> None:
    data = CSV.replace("10,100", "-1,x").replace("9.25", "nan").replace("XX-C", "XX-A")
    with pytest.raises(BadInput) as caught:
        parse(data)
    found = [(d.code, d.place.line, d.place.column) for d in caught.value.diagnostics]
    assert found == [("E206", 4, 1), ("E209", 2, 4), ("E208", 2, 5), ("E210", 4, 6)]


def test_a_wrong_total_says_by_how_much() -> None:
    with pytest.raises(BadInput, match="adds up to 61, 1 above the expected total"):
        parse(CSV.replace("10,100", "11,100"))


def test_a_reason_instead_of_a_total() -> None:
    meta = META.replace("total = 2\n", 'total = "none: not a sum"\n')
    assert parse(meta=meta).column("votes").meta.no_total == "not a sum"


def test_load_needs_both_files(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    assert codes(lambda: load_table(path)) == ["E201", "E201"]
    path.write_text(CSV)
    assert codes(lambda: load_table(path)) == ["E201"]
    path.with_suffix(".meta.toml").write_text(META)
    assert load_table(path).units == parse().units
    path.write_bytes(b"\xff\xfe")
    assert codes(lambda: load_table(path)) == ["E200"]


def test_every_code_is_shown_by_a_test() -> None:
    shown = {c for _, _, found in BAD_CELLS + BAD_META for c in found}
    shown |= {"E201", "E212", "E213", "E214", "E215", "E218", "E219"}
    assert {c for c in CODES if c < "E230"} == shown


@pytest.mark.parametrize(
    "value, text",
    [
        (Fraction(0), "0"),
        (Fraction(5), "5"),
        (Fraction(1, 2), "0.5"),
        (Fraction(484571, 10), "48457.1"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
    ],
)
def test_exact_numbers_print_as_decimals_where_they_end(value: Fraction, text: str) -> None:
    assert decimal(value) == text


@given(st.fractions(min_value=0, max_value=10**9))
def test_what_decimal_prints_reads_back(value: Fraction) -> None:
    assert Fraction(decimal(value)) == value


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**20)), min_size=1, max_size=12))
def test_what_is_written_is_what_is_read(cells: list[int | None]) -> None:
    """Against the csv module and int: no rounding, no default, sums exact."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["k", "n"])
    writer.writerows([[f"u{i}", "" if c is None else c] for i, c in enumerate(cells)])
    known = sum(c for c in cells if c is not None)
    source = json.dumps("s")
    meta = (
        'title = "t"\nkey = "k"\n[columns.n]\nwhat = "w"\nunit = "u"\nkind = "integer"\n'
        f'date = "2020"\nconfidence = "A"\nstatus = "verified"\nsource = {source}\n'
        f"total = {known}\nknown_total = {known}\n"
    )
    table = parse_table(out.getvalue().encode(), meta.encode(), "t.csv", "t.meta.toml")
    column = table.column("n", 2020)
    assert list(column.values.values()) == [None if c is None else Fraction(c) for c in cells]
    if None not in cells:
        assert column.total() == known
