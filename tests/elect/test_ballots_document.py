"""The commands shown in docs/count.md do what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "count.md"


def test_every_console_block_runs(tmp_path: Path) -> None:
    folder = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    blocks = re.findall(r"```console\n(.*?)```", DOC.read_text(), re.S)
    assert len(blocks) == 3
    for block in blocks:
        for command, *expected in (part.splitlines() for part in block.split("$ ")[1:]):
            done = subprocess.run(
                command, shell=True, cwd=tmp_path, env=env, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert done.returncode == 0, (command, done.stderr)
            for line in (e for e in expected if e != "..."):
                assert line in done.stdout.splitlines(), (command, line)


def test_the_number_of_rules_is_true() -> None:
    from foedus.elect.ballots.catalogue import CATALOGUE

    assert f"the {len(CATALOGUE)} rules" in DOC.read_text()
