"""The measuring: warm, in process, median of five, for foedus and for each rival alike."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RIVAL_PYTHON = Path(__file__).resolve().parent.parent / ".venv-bench" / "bin" / "python"
RIVALS = Path(__file__).resolve().parent / "rivals"
LIMIT_S = 60


@dataclass(frozen=True)
class Rival:
    """A rival: a script in bench/rivals that reads JSON on stdin and prints one JSON line.

    The line holds "seconds" (median, warm, without import), "peak_mb" and "answer".
    """

    name: str
    script: str
    data: Any = None
    right: Callable[[Any], bool] = lambda _: True
    limit_s: int = LIMIT_S
    long_only: bool = False


@dataclass(frozen=True)
class Task:
    """A task: `make()` prepares and returns the callable that is timed; `goal` says what is due."""

    name: str
    make: Callable[[], Callable[[], Any]]
    rivals: list[Rival] = field(default_factory=list)
    goal: str = ""
    repeat: int = 5


def calibrate() -> float:
    """Return the seconds that a fixed integer loop takes, to compare machines by."""
    start = time.perf_counter()
    total = 0
    for i in range(2_000_000):
        total = (total * 31 + i) % 1_000_003
    return time.perf_counter() - start


def timed(call: Callable[[], Any], repeat: int = 5) -> tuple[float, Any]:
    """Return the median seconds of `repeat` warm calls (one warm-up first) and the last answer."""
    answer = call()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def measure(task: Task) -> tuple[float, float]:
    """Return foedus's median seconds and peak memory in MB for one task, in this process."""
    seconds, _ = timed(task.make(), task.repeat)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, peak


def run_rival(rival: Rival) -> tuple[str, float | None, float | None]:
    """Return ("", seconds, peak MB) or (why it cannot, None, None)."""
    if not RIVAL_PYTHON.exists():
        return "not installed", None, None
    try:
        done = subprocess.run(
            [str(RIVAL_PYTHON), str(RIVALS / rival.script)],
            input=json.dumps(rival.data),
            capture_output=True,
            text=True,
            timeout=rival.limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"over {rival.limit_s} s", None, None
    if done.returncode:
        tail = done.stderr.strip().splitlines()
        if done.returncode == -9:
            return "cannot (stopped by the system: out of memory)", None, None
        return f"cannot ({tail[-1][:60] if tail else done.returncode})", None, None
    result = json.loads(done.stdout.strip().splitlines()[-1])
    if not rival.right(result.get("answer")):
        return "wrong", result["seconds"], result.get("peak_mb")
    return "", result["seconds"], result.get("peak_mb")


def in_child(module: str, index: int) -> tuple[float, float]:
    """Measure one task in a process of its own, so that its peak memory is its own."""
    code = (
        "import json,importlib,bench.harness as h\n"
        f"t=importlib.import_module({module!r}).TASKS[{index}]\n"
        "print(json.dumps(h.measure(t)))"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    seconds, peak = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, peak
