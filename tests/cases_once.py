"""The cases and texts of the package, each read once in a run of the tests.

They are frozen, so that one answer cannot change the next. Reading them from their files is tested
in tests/case and tests/constitution; what a test writes is read each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner, Result

from foedus.atlas import cases, systems
from foedus.case import Case
from foedus.case.load import load
from foedus.cli import main
from foedus.constitution.load import load as load_text
from foedus.constitution.model import Model

PACKAGED = {c.name: Path(c.path).resolve() for c in cases()}
TEXTS = {str(e.path) for e in systems()}


@cache
def _once(path: Path, layers: frozenset[str]) -> Case:
    return load(path, layers=layers)


def load_once(path_or_name: str | Path, *, layers: Iterable[str] = ()) -> Case:
    """Return the case as `foedus.case.load` does, a packaged one from memory after the first."""
    path = PACKAGED.get(str(path_or_name), Path(path_or_name).resolve())
    if path in PACKAGED.values():
        return _once(path, frozenset(layers))
    return load(path_or_name, layers=layers)


@cache
def _text(address: str) -> Model:
    return load_text(address)


def text_once(address: str | Path, data: bytes | None = None) -> Model:
    """Return the text as `foedus.constitution.load.load` does, one of the atlas from memory."""
    if data is None and str(address) in TEXTS:
        return _text(str(address))
    return load_text(address, data)


def keep(path: Path) -> str:
    """Return the address of a text that a module of tests writes once and then leaves alone."""
    TEXTS.add(str(path))
    return str(path)


def invoke(*words: str) -> Result:
    """Run one command of the program, with the cases and texts of the package read once."""
    with (
        patch("foedus.case.load", load_once),
        patch("foedus.constitution.load.load", text_once),
    ):
        return CliRunner().invoke(main, list(words))
