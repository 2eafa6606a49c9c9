"""Small records for the tests, on SQLite and on a PostgreSQL server of their own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOURCE = {"id": "src", "kind": "source", "document": "Joint statement", "date": "2014-03-30"}


def statement(i: int, **more: Any) -> dict[str, Any]:
    """A statement with a number."""
    return {"id": f"s{i}", "kind": "statement", "quote": f"words {i}", "speaker": "A", **more}


def findings(result: Any) -> str:
    """The findings of a verification as one text."""
    return "\n".join(f"{f.where}: {f.what}" for f in result.findings)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server in a folder of its own, on a Unix socket only; stopped at the end."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="foedus-pg-"))
    # The server refuses to run as root: the system's own account for it is used there.
    wrap: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        wrap = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run([*wrap, *command], check=True, capture_output=True, cwd=folder)

    try:
        run(str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "foedus")
        options = f"-c listen_addresses='' -k {folder}"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"),
            "-w", "start")  # fmt: skip
        try:
            yield f"postgresql://foedus@/postgres?host={folder}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
