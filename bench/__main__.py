"""`python -m bench [--long] [WORD ...]`: every task whose name or file holds a word given."""

from __future__ import annotations

import importlib
import pkgutil
import platform
import sys

import bench
from bench.harness import calibrate, in_child, run_rival

HEAD = "{:<44} {:>10} {:<22} {:>18} {:>9} {:>8}  {}"


def main(argv: list[str]) -> None:
    """Print the table; exit code 0 always, since timings are never assertions."""
    long = "--long" in argv
    words = [a for a in argv if not a.startswith("--")]
    print(f"# python {platform.python_version()}, calibration loop {calibrate():.3f} s")
    print(HEAD.format("task", "ours_s", "rival", "rival_s", "ratio", "peak_mb", "goal"))
    names = sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if m.name[:6] == "tasks_")
    for name in names:
        module = importlib.import_module(f"bench.{name}")
        for index, task in enumerate(module.TASKS):
            if words and not any(w in name or w in task.name for w in words):
                continue
            seconds, peak = in_child(f"bench.{name}", index)
            print(HEAD.format(task.name, f"{seconds:.6f}", "", "", "", f"{peak:.0f}", task.goal))
            for rival in task.rivals:
                if rival.long_only and not long:
                    continue
                why, theirs, mb = run_rival(rival)
                shown = f"{theirs:.6f}" if theirs is not None else ""
                ratio = f"{theirs / seconds:.1f}x" if theirs is not None else ""
                mem = f"{mb:.0f}" if mb else ""
                text = " ".join(filter(None, [shown, why]))
                print(HEAD.format("", "", rival.name, text, ratio, mem, ""), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
