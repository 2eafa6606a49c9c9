"""Options of `foedus observe` that nothing reads are refused; every wrong share is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from observe_runs import invoke, run_all, runs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("idle")
    run_all(found)
    return found


@pytest.mark.parametrize(
    ("command", "more", "told"),
    [
        ("audit contest", ["--share", "1/3", "--bar", "1/20"], ["--share", "--bar"]),
        ("audit contest", ["--choice", "A"], ["--choice"]),
        ("audit contest", ["--rule", "irv", "--seats", "1"], ["--seats"]),
        ("audit contest", ["--rule", "divisor", "--most", "2"], ["--most"]),
        ("audit contest", ["--rule", "supermajority", "--choice", "A", "--method", "dhondt"],
         ["--method"]),
        ("sample", ["--choice", "A"], ["--choice"]),
        ("estimate", ["--arrival", "Z"], ["--arrival"]),
        ("estimate", ["--official", "A=2", "--threshold", "A=x", "--threshold", "B"],
         ["--official", "--threshold"]),
        ("estimate", ["--threshold", "A=1/2", "--threshold", "A=2/5"], ["--threshold"]),
    ],
)  # fmt: skip
def test_each_option_at_fault_is_named(
    command: str, more: list[str], told: list[str], folder: Path
) -> None:
    done = invoke([*runs(folder)[command], *more])
    assert done.exit_code == 2
    for option in told:
        assert f"--> {option}\n" in done.output
