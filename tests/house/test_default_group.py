"""Groups with a default command: an option may stand before the default's arguments."""

from __future__ import annotations

import pytest
from click import Context
from click.testing import CliRunner

from foedus.cli import main

PAIRS = [
    (["powers", "--matter", "police", "germany"], ["powers", "germany", "--matter", "police"]),
    (["powers", "--json", "germany"], ["powers", "germany", "--json"]),
    (["seats", "--json", "dhondt", "3", "-"], ["seats", "dhondt", "3", "-", "--json"]),
    (["settle", "--json", "cyprus-2004"], ["settle", "cyprus-2004", "--json"]),
]


@pytest.mark.parametrize(("first", "last"), PAIRS)
def test_an_option_first_or_last_is_the_same(first: list[str], last: list[str]) -> None:
    run = CliRunner()
    stdin = "party,votes\nA,60\nB,30\n"
    one, other = (run.invoke(main, words, input=stdin) for words in (first, last))
    assert one.output == other.output
    assert one.exit_code == other.exit_code


@pytest.mark.parametrize("group", ["powers", "seats", "settle", "count"])
def test_help_is_still_the_groups(group: str) -> None:
    alone = main.get_command(Context(main), group)
    assert alone is not None
    for option in ("-h", "--help"):
        for command, words in ((alone, [option]), (main, [group, option])):
            shown = CliRunner().invoke(command, words)
            assert shown.exit_code == 0
            assert "COMMAND [ARGS]" in shown.output


@pytest.mark.parametrize("group", ["powers", "seats", "settle", "count"])
def test_a_misspelt_option_is_named(group: str) -> None:
    shown = CliRunner().invoke(main, [group, "--nosuch"])
    assert shown.exit_code == 2
    assert "--nosuch" in shown.output
