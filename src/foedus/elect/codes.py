"""Error codes of elections: those of seats (E4xx) and, where present, of ballots (E5xx)."""

from __future__ import annotations

import importlib
import importlib.util

from foedus.codes import Explanation

CODES: dict[str, Explanation] = {}
for _part in ("seats", "ballots"):
    _name = f"foedus.elect.{_part}"
    if importlib.util.find_spec(_name) and importlib.util.find_spec(f"{_name}.codes"):
        CODES.update(importlib.import_module(f"{_name}.codes").CODES)
