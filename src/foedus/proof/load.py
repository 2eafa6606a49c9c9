"""Reads the vote files a constitution names: the only module of this floor that reads files."""

from __future__ import annotations

from pathlib import Path

from foedus.constitution.model import Model
from foedus.constitution.syntax import Expect
from foedus.errors import BadInput, Diagnostic


def read_votes(model: Model) -> dict[str, bytes]:
    """Return the bytes of every vote file that `expect` names, relative to the constitution's file.

    Raises BadInput (E265) with every file that cannot be read.
    """
    found: dict[str, bytes] = {}
    errors = []
    folder = Path(model.file).parent
    for node in model.constitution.all(Expect):
        try:
            found.setdefault(node.votes, (folder / node.votes).read_bytes())
        except OSError as exc:
            what = f'cannot read "{node.votes}": {exc.strerror}'
            errors.append(Diagnostic("E265", what, node.place, "a vote file (CSV)"))
    if errors:
        raise BadInput(errors)
    return found
