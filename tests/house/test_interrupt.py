"""Ctrl-C at any moment after the start: one line, exit code 130, no traceback."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

#: Modules whose import marks a moment: in `foedus.cli`, in a command's module, in the work itself.
MOMENTS = ("click.globals", "click", "foedus.answer", "foedus.constitution.syntax", "lark")


def interrupted_after(module: str, *words: str) -> tuple[int, str]:
    """Run foedus and interrupt it as soon as a module has been imported (-X importtime says so)."""
    command = [sys.executable, "-X", "importtime", "-m", "foedus", *words]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.split("|")[-1].strip() == module:
                process.send_signal(signal.SIGINT)
                break
        else:
            pytest.fail(f"{module} was never imported")
        rest = process.stderr.read()
    said = [line for line in rest.splitlines() if not line.startswith("import time:")]
    return process.returncode, "\n".join(said)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as on POSIX systems")
@pytest.mark.parametrize("module", MOMENTS)
def test_an_interrupt_is_quiet(module: str) -> None:
    code, said = interrupted_after(module, "check", "switzerland")
    assert (code, said.strip()) == (130, "stopped; nothing was written")


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--help"], 0), (["frob"], 2), (["check"], 2), (["--version"], 0), ([], 2)],
)
def test_exit_codes_of_the_group(words: list[str], code: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "foedus", *words], capture_output=True, text=True, check=False
    )
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert "Usage: foedus" in ran.stdout + ran.stderr or words == ["--version"]
