"""An address or a unit that names nothing is refused, never answered as if it were another."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from foedus.atlas import find
from foedus.cli import main
from foedus.constitution.load import load
from foedus.errors import BadInput


@pytest.mark.parametrize("date", ["1700", "1981", "1982-04-16"])
def test_a_date_before_the_text_was_in_force_is_refused(date: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(f"{find('canada')}@{date}")
    (found,) = caught.value.diagnostics
    assert found.code == "E161"
    assert "1982-04-17" in found.expected


@pytest.mark.parametrize("date", ["1982-04-17", "1982", "1990-06", "2024"])
def test_a_date_on_which_it_is_in_force_is_not(date: str) -> None:
    assert load(f"{find('canada')}@{date}").as_of == date


@pytest.mark.parametrize(
    "procedure,unit,hint",
    [("Some but not all provinces", "Qubec", "Quebec"), ("General amendment", "Quebec", "")],
)
def test_a_unit_that_the_procedure_does_not_ask_is_refused(
    procedure: str, unit: str, hint: str
) -> None:
    result = CliRunner().invoke(main, ["show", "canada", procedure, "--unit", unit])
    assert result.exit_code == 2
    assert "E266" in result.output
    assert (f'did you mean "{hint}"?' in result.output) is bool(hint)


def test_a_unit_that_it_asks_is_shown() -> None:
    words = ["show", "canada", "Some but not all provinces", "--unit", "Quebec"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    assert "Quebec" in result.output


@pytest.mark.parametrize("limit", ["nan", "inf", "-1", "soon"])
@pytest.mark.parametrize(
    "words", [["check", "canada"], ["show", "canada"], ["diff", "canada", "canada"]]
)
def test_a_limit_that_is_no_time_is_refused(words: list[str], limit: str) -> None:
    result = CliRunner().invoke(main, [*words, "--limit", limit])
    assert result.exit_code == 2
    assert "--limit" in result.output
    assert "is no number of seconds" in result.output or limit == "soon"
