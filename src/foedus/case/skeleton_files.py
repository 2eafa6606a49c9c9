"""The small case that `foedus new` writes: plain files that come with foedus."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from foedus.errors import BadInput, Diagnostic, Place

#: The packaged folder; it is itself a case that loads, checks and reports.
SKELETON = Path(__file__).parent / "skeleton"


def write_skeleton(folder: Path) -> tuple[str, ...]:
    """Write the small case into a new folder and return its files, in order.

    The folder must not exist, or be empty; nothing is left half-written.
    Raises BadInput (E321).
    """
    expected = "a new name, or an empty folder"
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        what = "there is something here already" if folder.is_dir() else "this is a file"
        raise BadInput(Diagnostic("E321", what, Place(str(folder)), expected))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".foedus-", dir=folder.parent))
        try:
            shutil.copytree(SKELETON, half / "case", copy_function=shutil.copyfile)
            (half / "case").replace(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    except OSError as exc:
        what = f"cannot write here: {exc.strerror}"
        raise BadInput(Diagnostic("E321", what, Place(str(folder)), expected)) from None
    files = (p for p in folder.rglob("*") if p.is_file())
    return tuple(sorted(p.relative_to(folder).as_posix() for p in files))
