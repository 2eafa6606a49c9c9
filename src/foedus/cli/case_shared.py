"""A case for the commands that read one: as of its date, or with every later layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from foedus.case.model import Case

LATER = click.option("--later", is_flag=True, help="Of a case: its later layers, too.")


def is_case(name: str) -> bool:
    """Return whether a name is a case: a folder with a case.toml, or the name of a packaged one."""
    from pathlib import Path

    from foedus.case.folder import packaged

    path = Path(name)
    return (path / "case.toml").is_file() or (not path.exists() and name in packaged())


def loaded(name: str, later: bool) -> Case:
    """Return a case by folder or packaged name, with every layer where asked; raises BadInput."""
    from foedus.case.folder import other_layers
    from foedus.case.load import load

    return load(name, layers=other_layers(name) if later else ())
