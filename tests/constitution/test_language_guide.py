"""docs/language.md: its examples parse, are checked as one file, and show every sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main
from foedus.constitution import syntax as s
from foedus.constitution.blocks import lines_below
from foedus.constitution.fmt import format_text
from foedus.constitution.parse import parse
from foedus.constitution.sentences import _literals, grammar
from foedus.constitution.tree import _NODES, to_json

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
REFERENCE = "\n".join(re.findall(r"```foedus\n(.*?)```", GUIDE, re.S))
(TUTORIAL,) = re.findall(r"```foedus-file\n(.*?)```", GUIDE, re.S)


def kinds(data: object) -> set[str]:
    """Return the kinds of all nodes in the JSON of a tree."""
    if isinstance(data, dict):
        own = {str(data["node"])} if "node" in data else set()
        return own.union(*(kinds(v) for v in data.values()))
    if isinstance(data, list):
        return set().union(*(kinds(v) for v in data))
    return set()


def test_the_reference_is_one_file_without_errors() -> None:
    assert parse(REFERENCE, "language.md").name == "Example"


def test_the_reference_shows_every_kind_of_node() -> None:
    shown = kinds(to_json(parse(REFERENCE, "language.md")))
    assert set(_NODES) - shown == set()


def test_the_guide_says_every_word_of_the_language() -> None:
    said = set(re.findall(r"[a-z][a-z-]*", GUIDE))
    missing = set(_literals()[0]) - said
    assert missing <= {"day", "days", "week", "weeks", "month", "months", "years", "year"}


VALUED = (
    s.Base, s.Op, s.Verb, s.Mode, s.Bloc, s.Level, s.Function, s.Domain, s.Change, s.Role, s.Chair,
    s.Counting, s.Stance, s.Seats,
)  # fmt: skip


@pytest.mark.parametrize("value", [str(m) for kind in VALUED for m in kind])
def test_every_word_with_a_value_is_in_the_guide(value: str) -> None:
    assert value.removeprefix("voting ") in GUIDE


def test_the_examples_of_whole_files_are_in_the_authored_form() -> None:
    assert format_text(TUTORIAL) == TUTORIAL


def test_the_tutorial_is_answered_as_the_text_says(tmp_path: Path) -> None:
    file = tmp_path / "lakes.foedus"
    file.write_text(TUTORIAL, encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 0, done.output
    assert "fails, stated The Islands keep their powers unless they agree" in done.output
    assert CliRunner().invoke(main, ["show", str(file), "Amendment"]).exit_code == 0


def test_the_change_that_the_tutorial_proposes_turns_two_guarantees(tmp_path: Path) -> None:
    assert TUTORIAL.count("at least 2/3 of units") == 1
    file = tmp_path / "lakes.foedus"
    file.write_text(TUTORIAL.replace("at least 2/3 of units", "all units"), encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 1, done.output


def test_the_python_example_prints_what_it_parses(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.S)
    exec(compile(code, "language.md", "exec"), {})
    assert "House approve by more than 1/2 of members" in capsys.readouterr().out


@pytest.mark.parametrize(
    "file", sorted((ROOT / "src" / "foedus").rglob("*.foedus")), ids=lambda p: p.stem
)
def test_every_packaged_constitution_parses_in_the_authored_form(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = parse(text, file.name)
    assert all(lines_below(p) for p in tree.procedures)
    assert format_text(text) == text


def test_the_grammar_has_no_conflict_that_is_silently_resolved(
    caplog: pytest.LogCaptureFixture,
) -> None:
    import logging

    from lark import Lark, logger

    from foedus.constitution.sentences import STARTS

    with caplog.at_level(logging.DEBUG, logger=logger.name):
        Lark(grammar().source_grammar, parser="lalr", lexer="basic", start=list(STARTS), debug=True)
    assert "conflict" not in caplog.text.lower()
