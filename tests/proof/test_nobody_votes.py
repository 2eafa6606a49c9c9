"""Procedures in which nobody votes are answered in every form, without an index."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from foedus.cli import main

NOBODY = [
    ("ukraine", "What no amendment may do"),
    ("germany", "Eternity clause"),
    ("bosnia", "Amendment diminishing rights"),
]


@pytest.mark.parametrize(("system", "procedure"), NOBODY)
@pytest.mark.parametrize("form", [["--ballots"], ["--steps"], [], ["--ballots", "--json"]])
def test_it_is_said_that_nobody_votes(system: str, procedure: str, form: list[str]) -> None:
    ran = CliRunner().invoke(main, ["show", system, procedure, *form])
    assert ran.exit_code == 0, ran.output
    assert ran.exception is None
    if form == ["--ballots"]:
        assert "nobody votes in it: there is no power to share" in ran.stdout
