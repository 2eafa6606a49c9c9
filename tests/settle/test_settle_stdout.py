"""In a process of its own: standard output holds the JSON and nothing else, whatever solver ran."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import settle_case as sc

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
QUESTIONS, OPTIONS = 9, 4
SHEET = """[[position]]
key = "b-private"
party = "b"
kind = "accepts only"
question = "rule"
options = ["two"]
strength = "demand"
statement = "b-6"
"""


def many() -> str:
    """Return a settle file of 4^9 packages: more than are listed, so that HiGHS searches them."""
    lines = ['coded_by = "the coder"\ncaution = "Invented."\n']
    for q in range(QUESTIONS):
        lines.append(f'[[question]]\nkey = "q{q}"\ntext = "Question {q}?"\n')
        lines += [
            f'[[question.option]]\nkey = "o{o}"\ntext = "option {o}"\n' for o in range(OPTIONS)
        ]
    for p, turned in (("a", False), ("b", True)):
        lines.append(
            f'[[party]]\nkey = "{p}"\nname = "Party {p.upper()}"\nstatus = "present"\n'
            f'within = true\nmandate = "claimed"\nspeakers = ["Delegation {p.upper()}"]\n'
        )
        weights = [3 + (5 * q + 7 * turned) % 11 for q in range(QUESTIONS)]
        weights[-1] += 100 - sum(weights)
        shares = ", ".join(f"q{q} = {w}" for q, w in enumerate(weights))
        lines.append(
            f'[[values]]\nparty = "{p}"\nstatement = "{p}-3"\nweights = {{ {shares} }}\n'
            "no_deal = 10\n"
        )
        for q in range(QUESTIONS):
            points = [0, 30 + q, 60 + q, 100]
            points = points[::-1] if turned else points
            of = ", ".join(f"o{o} = {v}" for o, v in enumerate(points))
            lines.append(f'[[values.points]]\nquestion = "q{q}"\nof = {{ {of} }}\n')
    return "".join(lines)


def process(*args: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "FOEDUS_CACHE": "", **more}
    return subprocess.run(
        [sys.executable, "-m", "foedus", *map(str, args)],
        env=env, text=True, capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def only_json(kind: str, done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the JSON that the whole of standard output is, held against its schema."""
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    return data


def test_numbers_of_more_packages_than_can_be_listed(tmp_path: Path) -> None:
    pytest.importorskip("highspy")
    folder = sc.write(tmp_path, positions=many())
    done = process("settle", folder, "--numbers", "--absent", "hard", "--json")
    (numbers,) = only_json("settle", done)["numbers"]
    assert numbers["label"] in ("exact", "bound")
    assert numbers["nash"]
    assert done.stderr == ""
    text = process("settle", folder, "--numbers", "--absent", "hard")
    assert "HiGHS 1." not in text.stdout + text.stderr


def test_a_seal_says_where_it_is_in_json(tmp_path: Path) -> None:
    folder = sc.write(tmp_path / "case")
    (tmp_path / "sheet.toml").write_text(SHEET)
    sealed = tmp_path / "b.sealed"
    done = process(
        "settle", folder, "--for", "b", "--seal", tmp_path / "sheet.toml", "-o", sealed, "--json",
        FOEDUS_PASSPHRASE_B="correct horse battery",
    )  # fmt: skip
    data = only_json("settle-seal", done)
    assert data["party"] == "b"
    assert data["sealed"] == str(sealed)
    assert b"b-private" not in sealed.read_bytes()
    assert "b-private" not in done.stdout + done.stderr
