"""The table behind `foedus explain`: each part lists its error codes in a `codes.py` of its own."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass

#: Parts that have a `codes` module with `CODES: dict[str, Explanation]`, and their range.
PARTS: dict[str, str] = {
    "constitution": "E001-E199: the language",
    "country": "E200-E249: country tables",
    "proof": "E250-E299: guarantees, questions, votes",
    "case": "E300-E349: case folders",
    "power": "E350-E399: voting power",
    "elect": "E400-E599: seats (E4xx) and ballots (E5xx)",
    "record": "E600-E699: the record",
    "settle": "E700-E799: positions and packages",
    "convene": "E800-E849: conventions",
    "fiscal": "E850-E869: money",
    "federation": "E870-E899: powers, organs, communities, who can take part",
    "observe": "E900-E999: observation",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code's title, what it means and how to mend it, with an example."""

    title: str
    text: str
    example: str = ""


#: The code of what belongs to no part.
COMMON = {
    "E000": Explanation(
        "this cannot be done here",
        "What is in the way is no place in an input: an optional library that is not installed, a "
        "question larger than the limits of every exact engine, a file that the disk does not "
        "give, or the name of an error code that there is not.",
    )
}


def all_codes() -> dict[str, Explanation]:
    """Return every error code: the common one, and those of every part that is present."""
    found = dict(COMMON)
    for part in PARTS:
        name = f"foedus.{part}"
        if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.codes"):
            found.update(importlib.import_module(f"{name}.codes").CODES)
    return found
