"""The case as an answer: plain data, rows, readable, frozen; codes that explain themselves."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from case_writer import write_case
from click.testing import CliRunner

from foedus.answer import plain
from foedus.case import Case, load
from foedus.case.codes import CODES
from foedus.case.equality import Columns, equality
from foedus.case.folder import find, packaged
from foedus.case.model import Kind, Status
from foedus.cli import main
from foedus.errors import BadInput


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load(write_case(tmp_path_factory.mktemp("object") / "x"), layers=["later"])


def test_rows_count_every_part(case: Case) -> None:
    rows = {r["part"]: r["items"] for r in case.rows()}
    assert rows["statements"] == 3
    assert set(rows) >= {"tables", "constitutions", "disputes", "sets", "layers", "gaps"}


def test_a_case_reads_as_one_line(case: Case) -> None:
    assert repr(case).startswith("Case(meta=Meta(key='x'")
    assert len(repr(case)) < 500


def test_items_are_plain_data(case: Case) -> None:
    for item in [*case.statements.values(), *case.sets, *case.surveys, *case.equality]:
        assert json.loads(json.dumps(plain(item), default=str))
    assert case.equality[0].to_dict()["per_seat"] == {"A": "50", "B": "100", "C": "120"}
    assert [r["unit"] for r in case.equality[0].rows()] == ["C", "B", "A"]


def test_a_case_is_frozen(case: Case) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.folder = "elsewhere"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.statements["anna"].quote = "other words"  # type: ignore[misc]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_sentence(status: Status) -> None:
    assert len(status.label) > 20
    assert (status is Status.HELD) == ("is held" in status.label)


@pytest.mark.parametrize("kind", list(Kind))
def test_only_models_carry_the_banner(case: Case, kind: Kind) -> None:
    one = dataclasses.replace(case.constitutions[0], kind=kind)
    assert bool(one.banner) == (kind is Kind.MODEL)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained(code: str) -> None:
    done = CliRunner().invoke(main, ["explain", code])
    assert done.exit_code == 0
    assert CODES[code].title in done.output
    assert len(CODES[code].text) > 60


def test_an_unknown_constitution_is_a_key_error(case: Case) -> None:
    with pytest.raises(KeyError):
        case.constitution("nobody")


def test_packaged_cases_are_found_by_name_and_every_one_loads() -> None:
    assert "ukraine-2014" in packaged()
    for name, path in packaged().items():
        assert find(name) == path
        assert load(name).meta.key == name


def test_a_folder_here_goes_before_a_packaged_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_case(tmp_path / "ukraine-2014")
    assert load("ukraine-2014").meta.title == "Three provinces"


def test_equality_needs_seats_somewhere(case: Case) -> None:
    table = case.tables["provinces"]
    columns = Columns("population", "", "seats", "")
    with pytest.raises(BadInput, match="E319"):
        equality("k", "t", table, columns, left_out=table.units)


def test_two_loads_of_the_same_files_are_equal(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    first, second = load(folder), load(folder)
    assert first == second
    assert first.digests == second.digests
