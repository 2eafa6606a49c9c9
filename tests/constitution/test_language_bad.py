"""Bad programs and what the terminal says: `bad/NAME.foedus` with `bad/NAME.out` beside it.

To accept what is said now, after reading it: FOEDUS_ACCEPT=1 pytest tests/constitution -k bad
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main
from foedus.constitution.codes_federation import CODES as FEDERATION
from foedus.constitution.codes_meaning import CODES as MEANING
from foedus.constitution.codes_sentences import CODES as SENTENCES

BAD = Path(__file__).parent / "bad"
PROGRAMS = sorted(p for p in BAD.iterdir() if p.suffix != ".out")


def session(program: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the command as typed, what it says and its exit code."""
    monkeypatch.chdir(BAD)
    option = "--from-tree" if program.suffix == ".json" else "--check"
    done = CliRunner().invoke(main, ["fmt", option, program.name])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return f"$ foedus fmt {option} {program.name}\n{done.output}exit code {done.exit_code}\n"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.stem)
def test_a_bad_program_is_answered_as_expected(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = session(program, monkeypatch)
    wanted = program.with_suffix(".out")
    if os.environ.get("FOEDUS_ACCEPT"):
        wanted.write_text(said, encoding="utf-8")
    assert said == wanted.read_text(encoding="utf-8")
    assert said.endswith("exit code 2\n")


def codes(program: Path) -> list[str]:
    found: list[str] = re.findall(
        r"^error\[(E\d+)\]", program.with_suffix(".out").read_text(), re.M
    )
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.stem)
def test_its_name_says_the_code_or_that_there_are_many(program: Path) -> None:
    code, _, _ = program.stem.partition("_")
    if code == "many":
        assert len(codes(program)) >= 3
    else:
        assert set(codes(program)) == {code}


def test_every_code_of_the_language_has_a_bad_program() -> None:
    covered = {c for p in PROGRAMS for c in codes(p)}
    assert covered == (set(SENTENCES) | set(MEANING) | set(FEDERATION)) - {"E157"}


def test_there_are_sixty_bad_programs_and_ten_with_many_errors() -> None:
    assert len(PROGRAMS) >= 60
    assert len([p for p in PROGRAMS if len(codes(p)) >= 3]) >= 10


@pytest.mark.parametrize(
    "program", [p for p in PROGRAMS if p.suffix != ".json"], ids=lambda p: p.stem
)
def test_every_error_has_place_expected_and_an_explanation(program: Path) -> None:
    for block in program.with_suffix(".out").read_text().split("error[")[1:]:
        assert re.search(r"--> \S+\.(foedus|bytes)(:\d+:\d+)?$", block, re.M), block
        assert "expected: " in block, block
        assert block[:4] in SENTENCES | MEANING | FEDERATION
