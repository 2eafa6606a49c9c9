"""Other programs as oracles, where the benchmark's environment is set up: the same winners."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from foedus.elect.ballots.approval import approvals
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.profile import from_rankings

PYTHON = Path(__file__).resolve().parents[2] / ".venv-bench" / "bin" / "python"
COMMITTEES = """
import json, sys
from abcvoting import abcrules
from abcvoting.preferences import Profile
found = []
for m, k, sets in json.load(sys.stdin):
    profile = Profile(m)
    profile.add_voters(sets)
    row = {}
    for rule, algorithm in (("pav", "brute-force"), ("cc", "brute-force"),
                            ("monroe", "brute-force"), ("seqpav", "standard"),
                            ("seqphragmen", "standard-fractions")):
        answer = abcrules.compute(rule, profile, committeesize=k, algorithm=algorithm,
                                  resolute=False)
        row[rule] = sorted(sorted(c) for c in answer)
    found.append(row)
print(json.dumps(found))
"""
SCOTTISH = """
import json, sys
from pref_voting.profiles import Profile
from pref_voting.proportional_methods import stv_scottish
print(json.dumps([
    sorted(int(c) for c in stv_scottish(Profile(rows, counts), num_seats=k))
    for rows, counts, k in json.load(sys.stdin)
]))
"""


def ask(program: str, module: str, data: Any) -> Any:
    if not PYTHON.exists():
        pytest.skip("no environment of the benchmark")
    probe = subprocess.run(
        [str(PYTHON), "-c", f"import {module}"], capture_output=True, check=False
    )
    if probe.returncode:
        pytest.skip(f"{module} is not installed there")
    done = subprocess.run(
        [str(PYTHON), "-c", program], input=json.dumps(data), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_committees_of_abcvoting() -> None:
    draw = random.Random(8)
    cases = []
    for _ in range(40):
        m = draw.randint(3, 6)
        sets = [
            draw.sample(range(m), draw.randint(1, m - 1)) for _ in range(draw.randint(4, 11))
        ]  # fmt: skip
        cases.append((m, draw.randint(1, m - 1), sets))
    theirs = ask(COMMITTEES, "abcvoting", cases)
    names = {"pav": "pav", "cc": "chamberlin-courant", "monroe": "monroe", "seqpav": "seq-pav",
             "seqphragmen": "phragmen"}  # fmt: skip
    agreed = 0
    for (m, k, sets), row in zip(cases, theirs, strict=True):
        ballots = approvals([str(i) for i in range(m)], [(s, 1) for s in sets])
        for other, mine in names.items():
            count = CATALOGUE[mine].load()(ballots, k)
            if count.decided:
                assert [sorted(int(c) for c in count.winners)] == row[other], (mine, sets, k)
                agreed += 1
            elif mine in ("pav", "chamberlin-courant", "monroe"):
                tied = sorted(sorted(map(int, t.split(", "))) for t in count.ties[0].tied)
                assert tied == row[other], (mine, sets, k)
                agreed += 1
    assert agreed > 100


@pytest.mark.full
def test_scottish_counts_of_pref_voting() -> None:
    draw = random.Random(9)
    cases = []
    for _ in range(30):
        m = draw.randint(3, 6)
        rows = [draw.sample(range(m), m) for _ in range(12)]
        rows = [list(r) for r in dict.fromkeys(map(tuple, rows))]
        cases.append((rows, [draw.randint(1, 40) for _ in rows], draw.randint(1, m - 1)))
    theirs = ask(SCOTTISH, "pref_voting", cases)
    agreed = 0
    for (rows, counts, k), winners in zip(cases, theirs, strict=True):
        m = len(rows[0])
        profile = from_rankings([str(i) for i in range(m)], zip(rows, counts, strict=True))
        count = CATALOGUE["scottish"].load()(profile, k)
        if count.decided:
            assert sorted(int(c) for c in count.winners) == winners, (rows, counts, k)
            agreed += 1
    assert agreed > 15
