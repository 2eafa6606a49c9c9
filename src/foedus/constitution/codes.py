"""The error codes of the language (E001-E199) and of reading it into rules."""

from __future__ import annotations

import importlib
import importlib.util

from foedus.codes import Explanation

#: Modules of this part that hold a table `CODES`.
_TABLES = ("codes_sentences", "codes_meaning", "codes_federation", "codes_compile")

CODES: dict[str, Explanation] = {}
for _name in _TABLES:
    if importlib.util.find_spec(f"foedus.constitution.{_name}"):
        CODES.update(importlib.import_module(f"foedus.constitution.{_name}").CODES)
