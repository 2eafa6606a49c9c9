"""Another program's answers: interregnum (a test oracle only, in an interpreter of its own)."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from foedus.elect.seats import allocate
from foedus.elect.seats.biproportional import WAYS, biproportional
from foedus.elect.seats.checker import check
from foedus.elect.seats.mixed import member_proportional

HERE = Path(__file__).resolve()
PYTHON = HERE.parents[2] / ".venv-bench" / "bin" / "python"
#: interregnum's names; its huntington_hill1 (a first divisor of 1) has no counterpart here
NAMES = {
    "dhondt": "dhondt", "sainte_lague": "sainte-lague", "danish": "danish",
    "sainte_lague_1.4": "modified-sainte-lague", "imperiali": "imperiali", "hare": "hare",
    "huntington_hill": "huntington-hill", "droop": "droop",
}  # fmt: skip
LIVE = {"dhondt": 60, "sainte_lague": 60, "sainte_lague_1.4": 60, "danish": 60, "imperiali": 60}


def cases() -> list[dict[str, Any]]:
    draw = random.Random(20)
    return [
        {"method": m, "seats": draw.randint(1, 60),
         "votes": [draw.randint(0, 10**draw.choice([2, 6, 9])) for _ in range(draw.randint(2, 12))]}
        for m, n in LIVE.items()
        for _ in range(n)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def oracle() -> Any:
    if not PYTHON.exists():
        pytest.skip("no interpreter of the rivals (make bench installs it)")
    done = subprocess.run(
        [str(PYTHON), str(HERE.parent / "seats_oracle.py")],
        input=json.dumps({"cases": cases()}), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    if done.returncode and "No module named" in done.stderr:
        pytest.skip(f"the oracle is not installed: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_random_tables_get_the_same_seats(oracle: Any) -> None:
    compared = 0
    for case, answer in zip(cases(), oracle["answers"], strict=True):
        if answer is None or not any(case["votes"]):
            continue
        votes = {str(i): v for i, v in enumerate(case["votes"])}
        found = allocate(NAMES[case["method"]], case["seats"], votes)
        if found.ties:
            continue
        assert list(found.seats.values()) == answer, case
        compared += 1
    assert compared >= 250


def test_the_examples_it_ships(oracle: Any) -> None:
    done = []
    for example in oracle["one_way"]:
        if example["method"] not in NAMES:
            continue
        seats, votes = example["seats"], example["votes"]
        found = allocate(
            NAMES[example["method"]], seats, votes, minimum=example.get("minimum", 0),
            base=example.get("base", 0), over_award="withhold",
        )  # fmt: skip
        shown = {k: n for k, n in found.seats.items() if n}
        if not found.ties:
            assert shown == example["winners"], example["name"]
        assert check(found.certificate) == []
        done.append(example["name"])
    assert any("Congress" in name for name in done)
    assert len(done) >= 15


@pytest.mark.parametrize("way", WAYS)
def test_the_two_way_examples(oracle: Any, way: str) -> None:
    assert len(oracle["two_way"]) >= 3
    for example in oracle["two_way"]:
        votes: dict[str, dict[str, int]] = {}
        expected: dict[str, dict[str, int]] = {}
        for party, district, v, n in example["votes"]:
            votes.setdefault(district, {})[party] = v
            expected.setdefault(district, {})[party] = n
        found = biproportional(votes, example["districts"], example["parties"], way=way)
        rows = {r["row"]: {k: n for k, n in r.items() if k != "row"} for r in found.rows()}
        names = set(example["parties"])
        full = {d: {p: expected[d].get(p, 0) for p in names} for d in example["districts"]}
        if not found.tied:
            assert rows == full, example["name"]
        assert check(found.certificate) == []


def test_the_additional_members_of_a_region(oracle: Any) -> None:
    assert oracle["mixed"]
    for example in oracle["mixed"]:
        votes, direct = example["votes"], example["direct"]
        won = {k: n for k, n in direct.items() if k in votes}
        size = example["seats"] + sum(direct.values())
        found = member_proportional(direct, votes, size, "dhondt", overhang="absorb")
        assert {k: n for k, n in found.from_list.items() if n} == example["list"], example["name"]
        assert sum(found.seats.values()) == size
        assert all(found.seats[k] >= n for k, n in won.items())
