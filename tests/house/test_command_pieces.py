"""What every command shares: how it ends, what it prints, what it reads and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from conftest import fits
from foedus.cli import COMMANDS, main
from foedus.cli.case_shared import is_case, loaded
from foedus.cli.common import (
    SHOWN_ERRORS,
    emit,
    guarded,
    json_option,
    read_bytes,
    seconds,
    table,
    write_bytes,
)
from foedus.cli.groups import LazyGroup
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place, TooLarge

ROOT = Path(__file__).resolve().parents[2]
ERRORS = json.loads((ROOT / "docs/schemas/errors.json").read_text(encoding="utf-8"))


def ends(raised: Callable[[], BaseException | None], *words: str) -> Result:
    """Run a command that raises something."""

    @click.command()
    @json_option
    @guarded
    def command(as_json: bool) -> None:
        exc = raised()
        if exc is not None:
            raise exc
        click.echo("[]" if as_json else "done")

    return CliRunner().invoke(command, words)


def wrong(count: int) -> BadInput:
    return BadInput(
        Diagnostic(f"E0{10 + i % 5}", f"fault {i}", Place("f", i)) for i in range(count)
    )


def _number(digits: str) -> None:
    int(digits)


def deep() -> None:
    json.loads("[" * 100_000)


#: What is raised -> exit code, what stderr begins with, how the errors in JSON begin.
ENDS: dict[str, tuple[Callable[[], BaseException | None], int, str, list[str]]] = {
    "nothing": (lambda: None, 0, "", []),
    "one fault": (lambda: wrong(1), 2, "error[E010]: fault 0\n  --> f\n\n1 error; more",
                  ["fault 0"]),
    "all faults": (lambda: wrong(3), 2, "error[E010]: fault 0", ["fault 0", "fault 1", "fault 2"]),
    "an extra": (lambda: MissingExtra("big", "duckdb", "This"), 2,
                 "error: This needs duckdb, which is not installed.\n  help: pip install",
                 ["This n"]),
    "too large": (lambda: TooLarge("2^40 coalitions; --engine sampling"), 2,
                  "error: 2^40 coalitions; --engine sampling\n", ["2^40 "]),
    "nested": (deep, 2, "error: the input is nested too deeply", ["the input"]),  # type: ignore[dict-item]
    "a file": (lambda: OSError(36, "File name too long", "xyz"), 2,
               "error: xyz: File name too long\n", ["xyz: File name"]),
    "a number": (lambda: _number("9" * 5000), 2, "error: a number of more than 4,300 digits",
                 ["a number of more"]),
    "an interrupt": (KeyboardInterrupt, 130, "stopped; nothing was written\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("raised", "code", "said", "errors"), ENDS.values(), ids=ENDS)
def test_how_a_command_ends(
    raised: Callable[[], BaseException | None], code: int, said: str, errors: list[str]
) -> None:
    plain, data = ends(raised), ends(raised, "--json")
    assert (plain.exit_code, data.exit_code) == (code, code)
    assert plain.stderr.startswith(said)
    assert plain.stdout == ("" if code else "done\n")
    if errors:
        found = json.loads(data.stdout)
        fits(found, ERRORS)
        assert [e["what"][: len(w)] for e, w in zip(found["errors"], errors, strict=True)] == errors
        assert data.stderr == ""


def test_a_wrong_value_that_no_reader_expected_is_not_hidden() -> None:
    assert isinstance(ends(lambda: ValueError("a slip of the program")).exception, ValueError)


def test_an_error_of_no_file_is_plain_text_since_standard_output_may_be_the_cause() -> None:
    done = ends(lambda: OSError(28, "No space left on device"), "--json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "error: No space left on device\n"


@pytest.mark.parametrize("count", [1, SHOWN_ERRORS, SHOWN_ERRORS + 1, 5000])
def test_more_errors_than_anybody_reads_are_counted(count: int) -> None:
    lines = ends(lambda: wrong(count)).stderr.splitlines()
    assert sum(line.startswith("error[") for line in lines) == min(count, SHOWN_ERRORS)
    assert ("first 200 of them shown (--json has all)" in lines[-1]) == (count > SHOWN_ERRORS)
    assert lines[-1].startswith(f"{count} error{'s' * (count != 1)}")
    assert lines[-1].endswith("; more with: foedus explain E010")
    assert len(json.loads(ends(lambda: wrong(count), "--json").stdout)["errors"]) == count


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_a_standard_stream_that_is_closed_is_an_error(
    stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, stream, None)
    call = partial(read_bytes, "-") if stream == "stdin" else partial(write_bytes, "-", b"x")
    with pytest.raises(BadInput, match=r"standard .*put is closed"):
        call(code="E001")


CLOSED = [
    (["explain"], ">&-", 0), (["fmt", "-"], "<&-", 2),
    (["record", "export", "cyprus-2004"], ">&-", 2),
    (["explain", "nothing", "--json"], "> /dev/full", 2), (["explain"], "> /dev/full", 2),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(("words", "how", "code"), CLOSED)
def test_no_traceback_where_a_stream_is_closed_or_full(
    words: list[str], how: str, code: int
) -> None:
    line = " ".join([sys.executable, "-m", "foedus", *words, how])
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


# Groups.

SUBGROUPS = [
    name for name in COMMANDS if isinstance(main.get_command(click.Context(main), name), LazyGroup)
]


@pytest.mark.parametrize("group", ["", *SUBGROUPS])
def test_every_name_of_a_group_is_a_command_and_stands_in_its_help(group: str) -> None:
    found = main.get_command(click.Context(main), group) if group else main
    assert isinstance(found, LazyGroup)
    context = click.Context(found)
    text = CliRunner().invoke(main, [*group.split(), "--help"]).output
    for name in found.list_commands(context):
        command = found.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert f"\n  {name} " in text
    assert found.get_command(context, "nosuch") is None


MISSPELT = [
    (["recrd"], "record"), (["seat"], "seats"), (["record", "stats"], "status"),
    (["observe", "sampel"], "sample"), (["observe", "audit", "plam"], "plan"),
    (["convene", "agendas"], "agenda"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), MISSPELT)
def test_a_misspelt_command_is_answered_with_the_nearest(words: list[str], meant: str) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert f"No such command '{words[-1]}'. did you mean \"{meant}\"?" in done.stderr


def test_a_name_like_no_command_gets_no_hint() -> None:
    assert "No such command 'xyzzy'.\n" in CliRunner().invoke(main, ["xyzzy"]).stderr


# What is printed.

TABLES: list[tuple[list[str], list[list[str]], set[int], str]] = [
    (["a", "bb"], [], set(), "a  bb\n-  --"),
    (["a", "n"], [["x", "1"], ["long", "100"]], {1},
     "a       n\n----  ---\nx       1\nlong  100"),
    (["a", ""], [["é", " "]], set(), "a\n-  -\né"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "rows", "right", "text"), TABLES)
def test_tables_are_aligned(
    header: list[str], rows: list[list[str]], right: set[int], text: str
) -> None:
    assert table(header, rows, right=right) == text


def test_json_says_its_format_and_the_digest_of_what_it_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit({"x": Fraction(1, 3), "y": (Fraction(4, 2), {"é"})}, kind="t", inputs={"f.csv": b"abc"})
    text = capsys.readouterr().out
    assert "é" in text
    assert json.loads(text) == {
        "format": "foedus.t/1",
        # SHA-256 of "abc": FIPS 180-4, appendix of examples.
        "inputs": {"f.csv": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        "x": "1/3",
        "y": ["2", ["é"]],
    }


LIMITS: list[tuple[Any, bool]] = [
    (0.0, True), (1.5, True), (1e9, True), (-1.0, False), (float("nan"), False),
    (float("inf"), False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "good"), LIMITS)
def test_a_limit_is_a_number_of_seconds(value: float, good: bool) -> None:
    context = click.Context(main)
    if good:
        assert seconds(context, click.Option(["--limit"]), value) == value
        return
    with pytest.raises(click.BadParameter, match="is no number of seconds"):
        seconds(context, click.Option(["--limit"]), value)


# What is read and written.


@pytest.mark.parametrize("name", ["missing", "folder", "missing/file"])
def test_what_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput) as caught:
        read_bytes(str(tmp_path / name), code="E408")
    (found,) = caught.value.diagnostics
    assert (found.code, found.place.file) == ("E408", str(tmp_path / name))


def test_a_missing_folder_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    target = tmp_path / "a b" / "c" / "out.csv"
    with pytest.raises(BadInput) as caught:
        write_bytes(str(target), b"x", code="E800")
    (found,) = caught.value.diagnostics
    assert found.what == f'there is no folder "{target.parent}" to write to'
    assert found.help == f"make it first: mkdir -p '{target.parent}'"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_to_fill_is_made(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "out.csv"
    write_bytes(str(target), b"x", code="E800", folder=True)
    assert target.read_bytes() == b"x"
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="there is no folder"):
        write_bytes(str(tmp_path / "file" / "x"), b"x", code="E800", folder=True)


@pytest.mark.parametrize(
    ("name", "case"),
    [("cyprus-2004", True), ("switzerland", False), ("", False), ("README.md", False)],
)
def test_what_is_a_case(
    name: str, case: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_case(name) is case
    (tmp_path / "cyprus-2004").mkdir()
    assert not is_case("cyprus-2004"), "a folder of one's own hides the packaged case"


def test_a_case_is_loaded_as_of_its_date_or_with_every_layer() -> None:
    whole, base = (loaded("ukraine-2014", later) for later in (True, False))
    assert [x.key for x in base.layers if not x.on] == ["later"]
    assert all(x.on for x in whole.layers)
    assert set(base.statements) < set(whole.statements)
    with pytest.raises(BadInput):
        loaded("nowhere", True)
