"""The reading commands read a case as they read a record that took it over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_record_schemas import schema

from conftest import fits
from foedus.case.folder import find
from foedus.cli import main

CASE = "ukraine-2014"
LATER = ((), ("--later",))
#: Constraints of a case that is made here: three steps, two readings that cannot both be followed.
STEPS = """\
{"id": "k1", "kind": "constraint", "first": "truce", "then": "talks", "least_days": 1, "quote": "x"}
{"id": "k2", "kind": "constraint", "first": "truce", "then": "vote", "most_days": 3, "reading": "A",
 "quote": "y"}
"""


def run(*words: str) -> Result:
    done = CliRunner().invoke(main, ["record", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], str]:
    """The packaged case as a record, as of its date and with its later layers."""
    made = {}
    for later in LATER:
        path = str(tmp_path_factory.mktemp("of") / "u.record")
        assert run("init", path).exit_code == 0
        assert run("import", path, CASE, *later).exit_code == 0
        made[later] = path
    return made


READ = [
    ("status", "--as-of", "2014-03-31", "--json"),
    ("status", "--party", "both sides", "--as-of", "2014-03-31"),
    ("status", "--csv", "--as-of", "2014-03-31"),
    ("timeline", "--kind", "commitment", "--since", "2014-02-21", "--json"),
    ("timeline", "--csv", "--later"),
    ("inspections", "--json"),
    ("order",),
    ("order", "--json", "--later"),
    ("export", "--json"),
    ("export", "--csv", "--later"),
]


@pytest.mark.parametrize("words", READ, ids=" ".join)
def test_a_case_reads_like_its_record(
    taken_over: dict[tuple[str, ...], str], words: tuple[str, ...]
) -> None:
    command, *rest = words
    own = run(command, CASE, *rest)
    later = LATER["--later" in words]
    # `timeline --later` of a record shows the layer; what else a record holds needs no option.
    plain = [w for w in rest if w != "--later" or command == "timeline"]
    record = run(command, taken_over[later], *plain)
    assert (own.exit_code, own.stdout) == (record.exit_code, record.stdout)
    if "--json" in words:
        fits(json.loads(own.stdout), schema(f"record-{command}"))


def test_the_day_of_a_cases_status_is_the_cases() -> None:
    assert run("status", CASE).output.splitlines()[-1].startswith("As of 2014-03-31: 11 commit")
    assert "As of 2015-03-01" in run("status", CASE, "--as-of", "2015-03-01").output


def test_the_order_of_the_later_layer_is_that_of_its_two_readings() -> None:
    found = json.loads(run("order", CASE, "--later", "--json").output)
    assert len(found["readings"]) == 2
    assert len(found["collisions"]) == 1
    assert "no entry says what comes before what" in run("order", CASE).output


def of_lines(folder: Path, text: str | bytes) -> str:
    """A copy of a packaged case whose folder `record` holds these lines."""
    shutil.copytree(find("cyprus-2004"), folder / "case")
    (folder / "case" / "record").mkdir()
    data = text.encode() if isinstance(text, str) else text
    (folder / "case" / "record" / "own.jsonl").write_bytes(data)
    return str(folder / "case")


def test_a_folder_with_steps_of_its_own_is_put_in_order(tmp_path: Path) -> None:
    case = of_lines(tmp_path, STEPS.replace(",\n ", ", "))
    done = run("order", case, "--from", "truce", "--json")
    (reading,) = json.loads(done.output)["readings"]
    assert reading["name"] == "A"
    assert reading["schedule"]["windows"] == {
        "truce": [0, 0], "talks": [1, None], "vote": [None, 3]
    }  # fmt: skip


BAD = {
    "no object": ("3\n", ["E601"], 1),
    "no JSON": ('{"id": "a", "kind": "dispute", "matter": "m"}\n{\n', ["E601"], 2),
    "not UTF-8": (b"\xff\n", ["E601"], 1),
    "no kind": ('\n{"id": "a"}\n', ["E602"], 2),
    "fields missing": ('{"id": "a", "kind": "constraint", "first": "x"}\n', ["E603", "E603"], 1),
    "an id twice": ('{"id": "a", "kind": "dispute", "matter": "m", "statements": []}\n' * 2,
                    ["E607"], 2),
}  # fmt: skip


@pytest.mark.parametrize("command", ["order", "status", "timeline", "inspections", "export"])
@pytest.mark.parametrize(("text", "codes", "line"), BAD.values(), ids=BAD)
def test_what_is_wrong_in_the_folder_is_named_with_its_line(
    tmp_path: Path, command: str, text: str | bytes, codes: list[str], line: int
) -> None:
    done = run(command, of_lines(tmp_path, text), "--json")
    assert done.exit_code == 2
    errors = json.loads(done.stdout)["errors"]
    assert [e["code"] for e in errors] == codes
    assert {Path(e["file"]).name for e in errors} == {"own.jsonl"}
    assert {e["line"] for e in errors} == {line}


@pytest.mark.parametrize("command", ["order", "status", "timeline", "inspections", "export"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("ukrain-2014", 'did you mean "ukraine-2014"?'), ("talks.record", "foedus record init talks")],
)
def test_neither_a_record_nor_a_case(command: str, name: str, hint: str) -> None:
    done = run(command, name)
    assert done.exit_code == 2
    assert done.stderr.startswith("error[E600]: there is no record or case here")
    assert hint in done.stderr


def test_an_export_to_a_file_is_written_with_json_too(tmp_path: Path) -> None:
    path, record = tmp_path / "e.jsonl", str(tmp_path / "r")
    done = run("export", CASE, "-o", str(path), "--json")
    data = json.loads(done.stdout)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert data["entries"] == lines
    run("init", record)
    run("import", record, str(path))
    assert json.loads(run("export", record, "--json").output)["entries"] == lines
