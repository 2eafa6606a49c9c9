"""Bad case folders: every code, its place, what to do about it; all errors of all files at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from case_writer import edit, write_case

from foedus.case import load
from foedus.case.codes import CODES
from foedus.errors import BadInput, Diagnostic

BAD = tomllib.loads((Path(__file__).parent / "bad_folders.toml").read_text("utf-8"))["bad"]


def errors_of(folder: Path) -> list[Diagnostic]:
    with pytest.raises(BadInput) as raised:
        load(folder)
    return list(raised.value.diagnostics)


@pytest.mark.parametrize("bad", BAD, ids=lambda b: f"{b['code']}-{b['words']}")
def test_an_error_names_its_place_and_what_is_expected(tmp_path: Path, bad: dict[str, str]) -> None:
    folder = write_case(tmp_path / "x")
    file, code, line = bad["file"], bad["code"], bad.get("line", "")
    edit(folder, file, bad["old"], bad["new"])
    found = [d for d in errors_of(folder) if d.code == code and bad["words"] in d.what]
    assert found, [d.render() for d in errors_of(folder)]
    error = found[0]
    assert Path(error.place.file) == folder / file
    assert error.expected
    if line:
        text = (folder / file).read_text(encoding="utf-8").split("\n")
        assert error.source == line
        assert text[error.place.line - 1] == line
    assert error.render().startswith(f"error[{code}]")


def test_a_misspelt_word_is_recognised(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    edit(folder, "questions.toml", '"carl"', '"karl"')
    edit(folder, "statements.toml", 'speaker = "Anna"', 'spaeker = "Anna"')
    helps = {d.code: d.help for d in errors_of(folder)}
    assert helps["E307"] == 'did you mean "carl"?'
    assert helps["E302"] == 'did you mean "speaker"?'


def test_all_errors_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    edit(folder, "statements.toml", 'status = "unverified"', 'status = "sure"')
    edit(folder, "sets.toml", 'key = "half"', "key = half")
    edit(folder, "surveys.toml", '"54.8"', '"64.8"')
    edit(folder, "country/provinces.csv", "A,Ash,0,0,100", "A,Ash,0,0,101")
    edit(folder, "constitutions/charter.foedus", "more than 1/2 of members", "1/2 of members")
    edit(folder, "votes/accord.csv", "Diet,,6", "Diet,,six")
    (folder / "statment.toml").write_text("x = 1\n", encoding="utf-8")
    found = errors_of(folder)
    files = {Path(d.place.file).name for d in found}
    assert files >= {
        "statements.toml", "sets.toml", "surveys.toml", "provinces.csv", "charter.foedus",
        "accord.csv", "statment.toml",
    }  # fmt: skip
    assert {"E301", "E304", "E310", "E312", "E313", "E211"} <= {d.code for d in found}


@pytest.mark.parametrize(
    "name,hint",
    [
        ("statment.toml", 'did you mean "statements.toml"?'),
        ("dispute.toml", 'did you mean "disputes.toml"?'),
        ("votes/notes.txt", ""),
        ("country/rivers.txt", ""),
    ],
)
def test_a_file_that_nothing_reads_is_an_error(tmp_path: Path, name: str, hint: str) -> None:
    folder = write_case(tmp_path / "x")
    (folder / name).write_text("x = 1\n", encoding="utf-8")
    (found,) = errors_of(folder)
    assert found.code == "E310"
    assert hint in found.help


def test_a_folder_that_nothing_reads_is_an_error_only_when_nearly_right(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    for name in ("notes", "sources", "archive"):
        (folder / name).mkdir()
        (folder / name / "x.txt").write_text("x", encoding="utf-8")
    assert load(folder)
    (folder / "constitution").mkdir()
    (found,) = errors_of(folder)
    assert (found.code, found.help) == ("E310", 'did you mean "constitutions"?')


@pytest.mark.parametrize("name", ["observ", "convenne", "recrod"])
def test_a_misspelt_folder_of_another_part_is_an_error(tmp_path: Path, name: str) -> None:
    folder = write_case(tmp_path / "x")
    (folder / name).mkdir()
    (found,) = errors_of(folder)
    assert found.code == "E310"
    assert found.help.startswith("did you mean")


def test_a_constitution_that_case_toml_does_not_list(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    text = (folder / "constitutions" / "model-x.foedus").read_text(encoding="utf-8")
    (folder / "constitutions" / "model-y.foedus").write_text(text, encoding="utf-8")
    (found,) = errors_of(folder)
    assert found.code == "E315"
    assert "model-y.foedus" in found.help


@pytest.mark.parametrize(
    "make,words",
    [
        (Path.exists, "there is no case"),
        (Path.mkdir, "no case.toml"),
        (Path.touch, "this is a file"),
    ],
)
def test_what_is_no_case(tmp_path: Path, make: Callable[[Path], object], words: str) -> None:
    make(tmp_path / "x")
    (found,) = errors_of(tmp_path / "x")
    assert found.code == "E300"
    assert words in found.what


def test_a_packaged_name_nearly_right() -> None:
    (found,) = errors_of(Path("ukraine-2041"))
    assert found.help == 'did you mean "ukraine-2014"?'


def test_a_broken_title_page_does_not_hide_the_other_files(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    edit(folder, "case.toml", 'title = "Three provinces"', "title = Three provinces")
    edit(folder, "surveys.toml", '"54.8"', '"64.8"')
    assert {"E301", "E312"} <= {d.code for d in errors_of(folder)}
    assert "E303" not in {d.code for d in errors_of(folder)}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_bad_folder(code: str) -> None:
    tables = {bad["code"] for bad in BAD}
    elsewhere = {"E300", "E310", "E321", "E322"}
    assert code in tables | elsewhere


@pytest.mark.parametrize("data", [b"\xff\xfe", b"title = \xc3\x28"])
def test_text_that_is_not_utf_8(tmp_path: Path, data: bytes) -> None:
    folder = write_case(tmp_path / "x")
    (folder / "questions.toml").write_bytes(data)
    (found,) = errors_of(folder)
    assert (found.code, found.what) == ("E301", "the file is not UTF-8")


@pytest.mark.parametrize("data", [b"", b"\n"])
def test_an_empty_constitution_is_an_error_and_never_left_out(tmp_path: Path, data: bytes) -> None:
    folder = write_case(tmp_path / "x")
    (folder / "constitutions/charter.foedus").write_bytes(data)
    assert "E009" in {d.code for d in errors_of(folder)}


def test_a_table_read_twice_is_complained_of_once(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    (folder / "country/provinces.csv").write_bytes(b"")
    found = errors_of(folder)
    assert len(found) == len(set(found))
    assert [d.code for d in found if d.place.file.endswith("provinces.csv")] == ["E200"]


#: A file that becomes a folder cannot be read by anybody, whoever runs the tests.
UNREADABLE = [
    "case.toml",
    "country/provinces.csv",
    "country/turnout.csv",
    "votes/accord.csv",
]


@pytest.mark.parametrize("file", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_error(tmp_path: Path, file: str) -> None:
    folder = write_case(tmp_path / "x")
    (folder / file).unlink()
    (folder / file).mkdir()
    (error,) = [d for d in errors_of(folder) if not d.what.startswith("no part of a case")]
    assert error.code == "E300"
    if file != "case.toml":
        assert Path(error.place.file) == folder / file


@pytest.mark.parametrize("file", ["country/provinces.csv", "votes/accord.csv"])
def test_a_table_that_is_no_text_is_one_error(tmp_path: Path, file: str) -> None:
    folder = write_case(tmp_path / "x")
    (folder / file).write_bytes(b"\xff\xfe")
    (error,) = errors_of(folder)
    assert Path(error.place.file) == folder / file
    assert "UTF-8" in error.what


#: file of settle/, whether a command reads it
SETTLE = [
    ("settle/positions.toml", True),
    ("settle/other.toml", True),
    ("settle/north.sealed", True),
    ("settle/variants/a.foedus", True),
    ("settle/README.md", True),
    ("settle/positions.tml", False),
    ("settle/positions.csv", False),
    ("settle/variants/a.toml", False),
    ("settle/deeper/positions.toml", False),
    ("setle/positions.toml", False),
]


@pytest.mark.parametrize(("file", "read"), SETTLE)
def test_only_what_the_talks_read_may_stand_in_settle(
    tmp_path: Path, file: str, read: bool
) -> None:
    folder = write_case(tmp_path / "x")
    (folder / file).parent.mkdir(parents=True)
    (folder / file).write_text("", encoding="utf-8")
    if read:
        assert load(folder).meta.title
        return
    (error,) = errors_of(folder)
    assert error.code == "E310"
    assert (folder / file).is_relative_to(error.place.file)


def test_a_folder_without_a_title_page_says_what_to_name_instead(tmp_path: Path) -> None:
    folder = tmp_path / "canada"
    folder.mkdir()
    (hidden,) = errors_of(folder)
    assert hidden.help == 'rename the folder: it hides the atlas entry "canada"'
    (folder / "own.foedus").write_text("constitution X\n")
    (named,) = errors_of(folder)
    assert named.help.startswith(f"name the constitution itself: {folder / 'own.foedus'}; or ")
    (folder / "own.foedus").rename(tmp_path / "own.foedus")
    folder.rename(tmp_path / "free")
    (plain,) = errors_of(tmp_path / "free")
    assert plain.help == "foedus new FOLDER writes a small case"
