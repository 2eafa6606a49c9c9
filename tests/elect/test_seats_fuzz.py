"""Tables that are wrong: always named errors with row and column, exit 2, never a traceback."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.cli import main
from foedus.codes import all_codes

SETTINGS = settings(max_examples=300 if FULL else 15)
KNOWN = all_codes()
#: The commands that read a table of populations or votes, each with what it needs to run.
COMMANDS: dict[str, Callable[[str], list[str]]] = {
    "allocate": lambda t: ["sainte-lague", "9", t, "--population", "people"],
    "quota": lambda t: ["hare", "9", t, "--population", "people", "--min", "1"],
    "compare": lambda t: ["compare", "9", t, "--population", "people"],
    "paradox": lambda t: ["paradox", "9", t, "--population", "people", "--to", "12"],
    "equality": lambda t: ["equality", t, "--population", "people", "--seats", "seats"],
    "mixed": lambda t: ["mixed", "keep", "9", t, "--votes", "people", "--direct", "seats",
                        "--method", "dhondt"],
    "alliances": lambda t: ["alliances", "9", t, "--votes", "people", "--alliance", "ally",
                            "--method", "dhondt"],
    "reserved": lambda t: ["reserved", "9", t, "--votes", "people", "--group", "ally",
                           "--reserve", "x=1", "--method", "dhondt"],
    "ministries": lambda t: ["ministries", t, "--members", "people", "--office", "one"],
    "list": lambda t: ["list", "2", t, "--preferences", "people"],
    "quotient": lambda t: ["quotient", "60", t, "--population", "people", "--floor", "seats"],
    "electorates": lambda t: ["electorates", t, "--population", "people", "--base", "u0=3"],
    "co-opt": lambda t: ["co-opt", t, "--elected", "people", "--share", "u0=1/9"],
}  # fmt: skip
HEADER = ["name", "people", "seats", "ally"]


def run(words: list[str]) -> Result:
    result = CliRunner().invoke(main, ["seats", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def refused(words: list[str]) -> list[dict[str, Any]]:
    """Run with --json and return the errors; they are the only thing printed."""
    result = run([*words, "--json"])
    assert result.exit_code == 2, result.output
    errors: list[dict[str, Any]] = json.loads(result.stdout)["errors"]
    assert errors
    assert {e["code"] for e in errors} <= set(KNOWN)
    assert run(words).stdout == ""
    return errors


def written(rows: list[list[str]], encoding: str = "utf-8") -> str:
    folder = Path(tempfile.mkdtemp())
    path = folder / "t.csv"
    text = "".join(",".join(r) + "\n" for r in rows)
    path.write_bytes(text.encode(encoding))
    return str(path)


def good(count: int) -> list[list[str]]:
    rows = [[f"u{i}", str(100 + 17 * i), "1", "x" if i % 2 else ""] for i in range(count)]
    return [HEADER, *rows]


BAD_CELLS = ["-1", "", "NaN", "nan", "inf", "-inf", "1e6", "1,000", "0x10", "1.5.5", "½", "１２",
             "1 000", "'5", "+3", "None", "TRUE", "12%", "-0"]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@SETTINGS
@given(count=st.integers(2, 7), data=st.data())
def test_a_bad_cell_is_named_by_row_and_column(
    command: str, count: int, data: st.DataObject
) -> None:
    rows = good(count)
    row = data.draw(st.integers(1, count))
    cell = data.draw(st.sampled_from(BAD_CELLS))
    rows[row][1] = f'"{cell}"' if "," in cell else cell
    errors = refused(COMMANDS[command](written(rows)))
    at = {(e["line"], e["column"]) for e in errors if e["code"] == "E402"}
    assert (row + 1, 2) in at, errors


@pytest.mark.parametrize("command", COMMANDS)
@SETTINGS
@given(count=st.integers(2, 7), data=st.data())
def test_a_key_twice_or_missing_is_named_by_row_and_column(
    command: str, count: int, data: st.DataObject
) -> None:
    rows = good(count)
    row = data.draw(st.integers(2, count))
    rows[row][0] = data.draw(st.sampled_from(["", rows[1][0]]))
    errors = refused(COMMANDS[command](written(rows)))
    at = {(e["line"], e["column"]) for e in errors if e["code"] == "E403"}
    assert (row + 1, 1) in at, errors


@pytest.mark.parametrize("command", COMMANDS)
@SETTINGS
@given(count=st.integers(2, 7), change=st.integers(-9, 9).filter(bool))
def test_a_total_that_does_not_add_up(command: str, count: int, change: int) -> None:
    rows = good(count)
    total = sum(int(r[1]) for r in rows[1:]) + change
    rows.append(["Total", str(total), str(count), ""])
    errors = refused(COMMANDS[command](written(rows)))
    places = {(e["code"], e["line"], e["column"]) for e in errors}
    assert ("E405", count + 2, 2) in places


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1", "cp1251"])
def test_another_encoding_is_named_by_line(command: str, encoding: str) -> None:
    rows = good(3)
    rows[2][0] = "Ö" if encoding != "cp1251" else "Ж"
    errors = refused(COMMANDS[command](written(rows, encoding)))
    assert {e["code"] for e in errors} <= {"E408", "E402", "E406"}
    assert all(e["file"].endswith("t.csv") for e in errors)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_byte_order_mark_and_other_ends_of_line_change_nothing(command: str) -> None:
    plain = run([*COMMANDS[command](written(good(4))), "--json"])
    assert plain.exit_code == 0, plain.output
    want = json.loads(plain.stdout)
    text = "\r\n".join(",".join(r) for r in good(4)) + "\r\n\r\n"
    path = Path(tempfile.mkdtemp()) / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    got = json.loads(run([*COMMANDS[command](str(path)), "--json"]).stdout)
    assert {**got, "inputs": 0} == {**want, "inputs": 0}


@SETTINGS
@given(extra=st.integers(1, 300), count=st.integers(2, 5))
def test_a_wide_table_is_read_and_a_ragged_one_named(extra: int, count: int) -> None:
    more = [f"c{i}" for i in range(extra)]
    rows = [[*HEADER, *more]] + [[*r, *(["7"] * extra)] for r in good(count)[1:]]
    assert run(COMMANDS["allocate"](written(rows))).exit_code == 0
    rows[-1].append("8")
    errors = refused(COMMANDS["allocate"](written(rows)))
    assert [(e["code"], e["line"]) for e in errors] == [("E408", count + 1)]
    assert str(extra + 5) in errors[0]["what"]


@pytest.mark.parametrize("command", ["quota", "compare", "paradox"])
@SETTINGS
@given(count=st.integers(2, 9), least=st.integers(0, 12))
def test_more_minimum_seats_than_seats(command: str, count: int, least: int) -> None:
    words = COMMANDS[command](written(good(count)))
    words = [w for w in words if w not in ("--min", "1")] + ["--min", str(least)]
    if count * least <= 9:
        assert run(words).exit_code == 0
        return
    errors = refused(words)
    assert {e["code"] for e in errors} == {"E404"}
    assert {(e["line"], e["column"]) for e in errors} == {(1, 2)}
    assert str(count * least) in errors[0]["what"]


@pytest.mark.parametrize("command", COMMANDS)
@SETTINGS
@given(junk=st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode()))
def test_anything_at_all_is_refused_or_answered(command: str, junk: bytes) -> None:
    path = Path(tempfile.mkdtemp()) / "t.csv"
    path.write_bytes(junk)
    result = run(COMMANDS[command](str(path)))
    assert result.exit_code in (0, 2), result.output
    assert result.exit_code == 0 or "error[" in result.stderr


HUGE = ["9" * 100, "9" * 4000, "9" * 5000, "1" + "0" * 400, "0" * 5000 + "1", "1." + "3" * 5000]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("cell", HUGE, ids=["100", "4000", "5000", "401", "zeros", "decimals"])
def test_a_huge_number_is_answered_exactly_or_refused(command: str, cell: str) -> None:
    rows = good(3)
    rows[1][1] = cell
    result = run(COMMANDS[command](written(rows)))
    assert result.exit_code in (0, 2), result.output
    assert result.exit_code == 0 or "error" in result.stderr
    assert len(result.stderr) < 2000


NAMES = ["Ö", "日本", "a\u0301", "\u202eabc", "=1+1", "x" * 3000, "a,b", 'q"q', "new\nline", "\x00",
         "Total", "0", "certificate", "kind"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_any_name_is_a_key_and_its_certificate_holds(command: str, name: str) -> None:
    if name == "Total":
        return  # a row of its own kind: the stated total
    rows = good(4)
    rows[2][0] = '"' + name.replace('"', '""') + '"'
    result = run([*COMMANDS[command](written(rows)), "--json"])
    assert result.exit_code in (0, 2), result.output
    if result.exit_code == 0 and command not in ("equality", "paradox"):
        checked = CliRunner().invoke(main, ["seats", "check", "-"], input=result.stdout)
        assert checked.output == "verified\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_file_a_folder_an_empty_file_and_no_text(command: str, tmp_path: Path) -> None:
    blank, binary = tmp_path / "blank.csv", tmp_path / "binary.csv"
    blank.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 40)
    for path in (tmp_path / "none.csv", tmp_path, blank, binary):
        errors = refused(COMMANDS[command](str(path)))
        assert {e["file"] for e in errors} == {str(path)}


WORDS = st.sampled_from(
    ["-1", "0", "1.5", "nan", "inf", "", "x", "9" * 30, "9" * 5000, "cube-root", "per:0"]
)


@SETTINGS
@given(seats=WORDS, least=WORDS, most=WORDS, base=WORDS)
def test_numbers_on_the_command_line(seats: str, least: str, most: str, base: str) -> None:
    path = written(good(3))
    words = ["dhondt", "--population", "people", "--min", least, "--max", most, "--base", base]
    result = run([*words, "--", seats, path])
    assert result.exit_code in (0, 2), result.output


CERTIFICATE = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@SETTINGS
@given(CERTIFICATE, st.sampled_from(["divisor", "remainder", "stages", "biproportional", "?"]))
def test_a_certificate_that_is_none_is_refused(junk: Any, kind: str) -> None:
    body = {**junk, "kind": kind} if isinstance(junk, dict) else junk
    result = CliRunner().invoke(main, ["seats", "check", "-"], input=json.dumps(body))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (1, 2)
    assert "verified" not in result.stdout or "not verified" in result.stdout
