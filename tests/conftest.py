"""Fixed seeds, the shared folder, and programs beyond Python: skipped with a reason or required."""

from __future__ import annotations

import json
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

FULL = bool(os.environ.get("FOEDUS_FULL"))
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FOEDUS_SHARED", ROOT.parent / "shared"))

#: What the sidecar of an invented table says of every column, and a whole head for one of regions.
DEFAULTS = """[defaults]
what = "x"
unit = "x"
source = "made for this test"
date = "2000"
confidence = "A"
status = "verified"
total = "none: made for this test"
"""
SIDECAR = f'title = "Regions"\nkey = "region"\n{DEFAULTS}'

settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=1000 if FULL else 100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("fixed")


@lru_cache
def _validator(schema: str) -> Any:
    import jsonschema

    found = json.loads(schema)
    return jsonschema.validators.validator_for(found)(found)


def fits(data: Any, schema: Any) -> None:
    """Raise where data does not fit a schema; that each schema is one is a test of the house."""
    _validator(json.dumps(schema)).validate(data)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of golden data beside the checkout; tests that need it skip where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("no shared/ folder beside the checkout")
    return SHARED


def _present(thing: str) -> bool:
    if thing == "postgresql":
        return any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return shutil.which(thing) is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    required = set(filter(None, os.environ.get("FOEDUS_REQUIRE", "").split(",")))
    for item in items:
        for mark in item.iter_markers("needs"):
            thing = mark.args[0]
            if not _present(thing) and thing not in required:
                item.add_marker(pytest.mark.skip(reason=f"{thing} is not installed"))
