"""Invented tables of a test in a folder of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest


def in_folder(tmp_path: Path, patch: pytest.MonkeyPatch, files: Mapping[str, str]) -> Path:
    """Write files, and work in their folder until the test ends."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    patch.chdir(tmp_path)
    return tmp_path
