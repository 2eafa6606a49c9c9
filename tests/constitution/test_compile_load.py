"""Loading: the file, its tables and digests, addresses with a date or a reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from compile_world import HEAD, META, TABLE

from foedus.constitution.compile import compile_procedure, readings_of, units_of, variants
from foedus.constitution.load import load, split_address
from foedus.constitution.model import Book
from foedus.constitution.readings import combinations, read_address
from foedus.constitution.syntax import Reading
from foedus.errors import BadInput

TEXT = (
    HEAD
    + """procedure Law under "Art. 1"
  in force from 1990 until 2000
  passes when House approve by more than 1/2 of members
procedure Law under "Art. 2"
  in force from 2000
  passes when all of
    by reading Count
      when Groups
        President assents
      when Everyone
        House approve by at least 2/3 of members
    by reading Base
      when Cast
        House approve by more than 1/2 of votes cast
      when Law
        House approve by more than 1/2 of members
"""
)
SHEET = "party,region,members\nLeft,Alpha,2\nLeft,Beta,2\nRight,Alpha,1\nRight,Gamma,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test.foedus").write_text(TEXT)
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "seats.csv").write_text(SHEET)
    return tmp_path


def test_a_file_is_read_with_its_tables_and_digests(folder: Path) -> None:
    m = load(folder / "test.foedus")
    assert m.constitution.name == "Test"
    assert set(m.tables) == {"regions.csv"}
    assert set(m.cells) == {"seats.csv"}
    for name in ("test.foedus", "regions.csv", "regions.meta.toml", "seats.csv"):
        assert m.digests[name] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_tables_are_named_relative_to_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert load(str(folder / "test.foedus")).tables


#: what follows FILE -> date, readings, and how the procedure Law then compiles
ADDRESSES = [
    ("@1995", "1995", {}, "Art. 1"),
    ("@1995-06-01", "1995-06-01", {}, "Art. 1"),
    ("#Groups,Cast", "", {"Count": "Groups", "Base": "Cast"}, "Art. 2"),
    ("@2014#Count=Everyone,Base=Law", "2014", {"Count": "Everyone", "Base": "Law"}, "Art. 2"),
]


@pytest.mark.parametrize(("suffix", "date", "reading", "article"), ADDRESSES)
def test_an_address_chooses_a_version_and_readings(
    folder: Path, suffix: str, date: str, reading: dict[str, str], article: str
) -> None:
    m = load(f"{folder / 'test.foedus'}{suffix}")
    assert (m.as_of, m.reading) == (date, reading)
    found = compile_procedure(m, "Law")
    assert found.article == article
    assert found.reading == (reading if article == "Art. 2" else {})
    assert readings_of(m, "Law") == ()


def test_readings_that_an_address_leaves_open_are_all_tried(folder: Path) -> None:
    m = load(f"{folder / 'test.foedus'}#Groups")
    assert [r.name for r in readings_of(m, "Law")] == ["Base"]
    found = [dict(c.reading) for c in variants(m, "Law")]
    assert found == [{"Count": "Groups", "Base": "Cast"}, {"Count": "Groups", "Base": "Law"}]
    every = list(variants(load(folder / "test.foedus"), "Law"))
    assert len(every) == 4
    assert units_of(m, "Law") == ()


BAD = [
    ("#Nobody", "E147"),
    ("#Count=Cast", "E147"),
    ("@soon", "E161"),
    ("@2014-13", "E161"),
    ("@", "E161"),
]


@pytest.mark.parametrize(("suffix", "code"), BAD)
def test_a_wrong_address_says_what_was_expected(folder: Path, suffix: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(f"{folder / 'test.foedus'}{suffix}")
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_file_whose_name_has_the_signs_of_an_address_is_read(folder: Path) -> None:
    (folder / "a#b@2000.foedus").write_text(TEXT)
    m = load(folder / "a#b@2000.foedus")
    assert (m.as_of, m.reading) == ("", {})
    assert split_address(f"{folder / 'test.foedus'}@2014#A")[1:] == ("2014", "A")


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(BadInput) as caught:
        load("nowhere.foedus")
    assert caught.value.diagnostics[0].code == "E160"


def test_every_broken_table_is_reported(folder: Path) -> None:
    (folder / "regions.csv").unlink()
    (folder / "seats.csv").write_text("party,region,members\nLeft\n")
    with pytest.raises(BadInput) as caught:
        load(folder / "test.foedus")
    assert sorted(d.code for d in caught.value.diagnostics) == ["E114", "E119"]


def test_a_table_of_units_needs_its_sidecar(folder: Path) -> None:
    (folder / "regions.meta.toml").unlink()
    with pytest.raises(BadInput) as caught:
        load(folder / "test.foedus")
    assert caught.value.diagnostics[0].code == "E201"


def test_what_only_the_tables_show_is_reported_all_at_once(folder: Path) -> None:
    more = """units Few: table "regions.csv" where type is "none"
electorate Some: nothing of Regions as of 2000
set North: Regions where share at least 1/3 as of 2000
set South: Omega of Regions
"""
    (folder / "test.foedus").write_text(TEXT + more)
    with pytest.raises(BadInput) as caught:
        load(folder / "test.foedus")
    assert [d.code for d in caught.value.diagnostics] == ["E212", "E115", "E116", "E118"]


def test_every_procedure_is_tried_under_every_reading(folder: Path) -> None:
    more = """procedure Odd under "Art. 3"
  passes when by reading Count
    when Groups
      President assents
    when Everyone
      all of
        Omega in Chamber approve by more than 1/2 of members
procedure Loose under "Art. 4"
  passes when all of
    House approve by more than 1/2 of members
    if House petition by at least 2 members, then instead President assents
"""
    (folder / "test.foedus").write_text(TEXT + more)
    with pytest.raises(BadInput) as caught:
        load(folder / "test.foedus")
    assert [d.code for d in caught.value.diagnostics] == ["E127", "E145"]


def test_a_unit_without_a_vote_is_a_unit(folder: Path) -> None:
    text = TEXT.replace("no vote held in Gamma as of 2014", "no vote held in Gama as of 2014")
    (folder / "test.foedus").write_text(text)
    with pytest.raises(BadInput) as caught:
        load(folder / "test.foedus")
    assert [d.code for d in caught.value.diagnostics] == ["E118", "E118"]
    assert "Gamma" in caught.value.diagnostics[0].help


def test_combinations_of_readings_are_at_most_64() -> None:
    two = tuple(Reading(f"R{i}", ("A", "B")) for i in range(6))
    assert len(combinations(two)) == 64
    assert combinations(()) == ({},)
    with pytest.raises(BadInput, match="128 combinations"):
        combinations((*two, Reading("R7", ("A", "B"))))


def test_an_answer_of_two_readings_needs_the_name_of_one(folder: Path) -> None:
    tree = load(folder / "test.foedus").constitution
    from dataclasses import replace

    more = replace(tree, statements=(*tree.statements, Reading("Third", ("Cast",))))
    with pytest.raises(BadInput, match='"Cast" answers Base and Third'):
        read_address(more, "Cast")
    assert read_address(more, "Third=Cast") == {"Third": "Cast"}


def test_a_book_takes_the_version_of_the_date(folder: Path) -> None:
    tree = load(folder / "test.foedus").constitution
    assert Book(tree, "1995").procedure("Law").article == "Art. 1"
    assert Book(tree).procedure("Law").article == "Art. 2"
    with pytest.raises(BadInput, match="did you mean"):
        Book(tree).procedure("Lav")
