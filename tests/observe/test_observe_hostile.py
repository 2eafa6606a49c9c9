"""Spoiled files into every command: an answer or an error with its code, never a traceback."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from observe_runs import invoke, run_all, runs

from conftest import FULL
from foedus.observe.whole import LARGEST, whole

#: What people, programs and enemies write into a cell.
CELLS = [
    "nan", "NaN", "inf", "-1", "1e308", "9" * 27, "9" * 21, "9" * 5000, "0", "", "  ", "1.5", "1,0",
    "\u0663", "\u00bd", "\u00b2", "\x00", "=1+1", "closed", "refused", '"', ";", "x" * 5000, "-0",
    "+5", "0x10", "1_000", str(2**63), str(2**63 - 1), "\u202e", "true", "A>B>A", "A;A",
]  # fmt: skip
#: What a plan may hold where a number, a text or a table belongs.
VALUES: list[Any] = [None, -1, 0, 1.5, "", "x", [], {}, True, 1e308, 10**30, "1/0", "nan", {"a": 1}]
COMMANDS = (
    "results", "trace", "plan", "sample", "estimate", "replay", "checklists", "incidents",
    "audit plan", "audit contest", "audit draw", "audit risk",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("hostile")
    run_all(found)
    return found


def spoiled(data: bytes, name: str, draw: random.Random) -> bytes:
    """The file with a fault: cells, columns, rows, encoding, an early end, or a plan's value."""
    text = data.decode()
    lines = text.split("\n")
    if name.endswith(".json") and draw.random() < 0.7:
        return plan_spoiled(json.loads(text), draw)
    match draw.randrange(8):
        case 0 | 1 if name.endswith(".csv") and len(lines) > 2:
            for _ in range(draw.choice([1, 3, 20])):
                at = draw.randrange(1, len(lines))
                cells = lines[at].split(",")
                cells[draw.randrange(len(cells))] = draw.choice(CELLS)
                lines[at] = ",".join(cells)
            return "\n".join(lines).encode()
        case 2 if name.endswith(".csv"):
            rows = [line.split(",") for line in lines if line]
            order = draw.sample(range(len(rows[0])), len(rows[0]))
            # The head stays, the columns below are exchanged.
            moved = [[*r, *[""] * 20] for r in rows[1:]]
            body = [",".join(r[i] for i in order) for r in moved]
            return "\n".join([lines[0], *body]).encode()
        case 3:
            return draw.choice([b"", lines[0].encode() + b"\n"])
        case 4:
            return data[: draw.randrange(len(data))]
        case 5:
            return draw.randbytes(200)
        case 6:
            return ("\n".join(lines + lines[1:])).encode()
        case 7:
            return b"\xff\xfe" + text.encode("utf-16-le")
    at = draw.randrange(len(text))
    return (text[:at] + draw.choice(CELLS) + text[at:]).encode()


def plan_spoiled(data: Any, draw: random.Random) -> bytes:
    """The plan with another value somewhere; mostly without the digest that would show it."""
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            places.append((value, key))
            if isinstance(value[key], dict | list):
                walk(value[key])

    walk(data)
    where, key = draw.choice(places)
    where[key] = draw.choice(VALUES)
    if draw.random() < 0.8:
        data.pop("digest", None)
    return json.dumps(data).encode()


@pytest.mark.parametrize("command", COMMANDS)
def test_spoiled_files_end_in_an_answer_or_an_error(command: str, folder: Path) -> None:
    words = runs(folder)[command]
    files = [Path(w) for w in words if Path(w).is_file() and w != str(folder / "draft.md")]
    written = [Path(b) for a, b in pairwise(words) if a in ("-o", "--draft")]
    for seed in range(200 if FULL else 6):
        draw = random.Random(f"{command} {seed}")
        file = draw.choice([f for f in files if f not in written])
        before = {p: p.read_bytes() for p in (file, *written) if p.exists()}
        file.write_bytes(spoiled(before[file], file.name, draw))
        done = invoke([*words, *(["--json"] if draw.random() < 0.3 else [])])
        half = [p for p in written if done.exit_code == 2 and p.read_bytes() != before[p]]
        for path, data in before.items():
            path.write_bytes(data)
        kept = done.exception is None or isinstance(done.exception, SystemExit)
        assert kept, f"{file.name}, seed {seed}: {done.exception!r}"
        assert done.exit_code in (0, 1, 2, 3)
        assert done.exit_code != 2 or "E" in done.output, "bad input has its code"
        assert half == [], "nothing is written where the input is bad"


@pytest.mark.parametrize(
    "words,wrong",
    [(["replay", "--draws"], ["0", "-1", "nan", "9" * 30]),
     (["replay", "--seed"], ["-1", "x"]), (["results", "--limit"], ["-1", "1.5"]),
     (["plan", "--margin"], ["0", "1", "nan", "inf", "-1"]),
     (["plan", "--confidence"], ["0", "1", "nan", "2"]),
     (["estimate", "--official"], ["A=2", "A=-1", "A=1e400", "A=", "A", "Z=1/2", "A=1/0"]),
     (["estimate", "--threshold"], ["A=1e400", "turnout=nan"]),
     (["audit contest", "--risk-limit"], ["0", "1", "2", "1e-400", "1e400", "nan", "1/0"]),
     (["audit contest", "--seats"], ["0", "-1", "9" * 30]),
     (["audit draw", "--seed"], ["", "-1", "7", "\u0663" * 20]),
     (["audit draw", "--cards"], ["all=-1", "all=" + "9" * 5000, "west=1", "all"]),
     (["audit sizes", "--margin"], ["0", "-1", "nan", "2"]),
     (["audit sizes", "--risk"], ["0", "1", "nan"])],
    ids=lambda v: " ".join(v) if isinstance(v, list) and v[0].isalpha() else "",
)  # fmt: skip
def test_options_out_of_range(words: list[str], wrong: list[str], folder: Path) -> None:
    command, option = words
    for value in wrong:
        done = invoke([*runs(folder)[command], option, value])
        assert done.exit_code == 2, f"{option} {value[:20]}: {done.output[-200:]}"
        assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    "cell,number",
    [("0", 0), ("007", 7), (str(LARGEST), LARGEST), (str(LARGEST + 1), None), ("", None),
     ("-1", None), ("+1", None), ("1.0", None), (" 1", None), ("\u0663", None), ("\u00b2", None),
     ("9" * 5000, None), ("1_0", None), ("nan", None)],
)  # fmt: skip
def test_whole_numbers_are_plain_digits(cell: str, number: int | None) -> None:
    assert whole(cell) == number
