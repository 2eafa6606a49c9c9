"""The atlas's index: names, titles and paths lead to entries; broken entries are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.atlas import cases, entries, find, systems
from foedus.errors import BadInput

THIRTEEN = {
    "belgium": "Belgium",
    "bosnia": "Bosnia and Herzegovina",
    "canada": "Canada",
    "eu-council": "European Union Council",
    "germany": "Germany",
    "india": "India",
    "northern-ireland": "Northern Ireland",
    "south-africa": "South Africa",
    "spain": "Spain",
    "switzerland": "Switzerland",
    "ukraine": "Ukraine",
    "un-security-council": "UN Security Council",
    "united-states": "United States",
}


def test_the_thirteen_systems_are_there_with_their_titles() -> None:
    assert {e.name: e.title for e in systems()} == THIRTEEN
    assert all(e.tables for e in systems())
    assert [e.kind for e in entries()] == ["system"] * len(systems()) + ["case"] * len(cases())


@pytest.mark.parametrize(
    "spoken, name",
    [
        ("canada", "canada"),
        ("United States", "united-states"),
        ("united_states", "united-states"),
        (" European  Union council", "eu-council"),
        ("Bosnia and Herzegovina", "bosnia"),
    ],
)
def test_an_entry_is_found_by_name_or_title(spoken: str, name: str) -> None:
    path = find(spoken)
    assert path.name == f"{name}.foedus"
    assert path.is_file()


def test_a_path_of_ones_own_is_returned_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "mine.foedus"
    file.write_text("constitution Mine\n")
    assert find(str(file)) == file
    assert find(str(tmp_path)) == tmp_path


@pytest.mark.parametrize(
    "name, hint", [("canda", 'did you mean "canada"'), ("zzz", "foedus atlas")]
)
def test_an_unknown_name_says_what_there_is(name: str, hint: str) -> None:
    with pytest.raises(BadInput, match=hint) as caught:
        find(name)
    (error,) = caught.value.diagnostics
    assert error.code == "E230"
    assert "switzerland" in error.expected


def make_home(tmp_path: Path) -> Path:
    (tmp_path / "alpha").mkdir()
    (tmp_path / "alpha" / "alpha.foedus").write_text('# a text\nconstitution "Alpha Land"\n')
    (tmp_path / "cases" / "talks").mkdir(parents=True)
    (tmp_path / "cases" / "talks" / "case.toml").write_text('title = "The talks"\n')
    (tmp_path / "cases" / "empty").mkdir()
    return tmp_path


def test_systems_and_cases_come_from_the_folders(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    assert [(e.name, e.title) for e in entries(home)] == [
        ("alpha", "Alpha Land"),
        ("talks", "The talks"),
    ]
    assert find("the talks", home) == home / "cases" / "talks"
    assert find("Alpha-Land", home) == home / "alpha" / "alpha.foedus"


def test_a_system_without_its_text_is_broken(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "alpha" / "alpha.foedus").unlink()
    with pytest.raises(BadInput) as caught:
        systems(home)
    assert [d.code for d in caught.value.diagnostics] == ["E231"]


def test_a_case_with_a_broken_head_keeps_its_name(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "cases" / "talks" / "case.toml").write_text("title = ")
    assert [e.title for e in cases(home)] == ["talks"]
