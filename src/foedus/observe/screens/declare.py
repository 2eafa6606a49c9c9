"""A declaration: which statistics, in which families, at which level, written before the data."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: Name -> what it counts. Each is run for every choice, never for one alone.
STATISTICS = {
    "turnout": "stations whose turnout is within the window of a whole per cent",
    "share": "stations where a choice's share is within the window of a whole per cent",
    "turnout or share": "stations where either is",
    "last digit": "chi-square of the last digits of a choice's counts from `digits_from` up",
}
NUMBERS: dict[str, tuple[float, float, float]] = {
    # name -> default, least, most
    "level": (0.05, 1e-6, 0.5),
    "redraws": (999, 19, 100_000),
    "seed": (1, 0, 2**62),
    "window": (0.05, 0.0, 0.5),
    "voters": (100, 1, 10**9),
    "most": (0.99, 0.0, 1.0),
    "digits_from": (100, 10, 10**9),
    "calibration": (40, 0, 10_000),
}
#: What turnout counts, of the register: ballots in the box, or ballots issued to voters.
TURNOUT = ("ballots", "issued")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was declared. `digest` is that of the file: publish it before the results are known.

    `window` in percentage points; stations need `voters` registered (or ballots, where there is
    no register) and proportions of at most `most`; `calibration` honest redraws of the control
    election say how often each test rejects where nothing is there. `turnout` is of ballots in the
    box or of ballots issued.
    """

    families: Mapping[str, tuple[str, ...]]
    level: float
    redraws: int
    seed: int
    window: float
    voters: int
    most: float
    digits_from: int
    calibration: int
    digest: str
    turnout: str = "ballots"


def read_declaration(data: bytes, file: str) -> Declaration:
    """Return the declaration in TOML bytes; raises BadInput (E921) with every error."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        what = f"this is not TOML: {exc}"
        raise BadInput(Diagnostic("E921", what, Place(file), "[families]")) from None
    faults = _faults(raw)
    if faults:
        raise BadInput([Diagnostic("E921", what, Place(file), exp, h) for what, exp, h in faults])
    numbers: dict[str, Any] = {
        k: type(default)(raw.get(k, default)) for k, (default, _, _) in NUMBERS.items()
    }
    families = {k: tuple(v) for k, v in raw["families"].items()}
    turnout = raw.get("turnout", TURNOUT[0])
    digest = hashlib.sha256(data).hexdigest()
    return Declaration(families, **numbers, digest=digest, turnout=turnout)


def _faults(raw: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found = []
    for key, value in raw.items():
        if key == "families":
            continue
        if key == "turnout":
            if value not in TURNOUT:
                hint = did_you_mean(str(value), TURNOUT)
                found.append((f"turnout = {value!r} is out of range", ", ".join(TURNOUT), hint))
            continue
        if key not in NUMBERS:
            hint = did_you_mean(key, (*NUMBERS, "turnout"))
            found.append((f'there is no setting "{key}"', ", ".join((*NUMBERS, "turnout")), hint))
            continue
        _, least, most = NUMBERS[key]
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not least <= value <= most:
            found.append((f"{key} = {value!r} is out of range", f"{least:g} to {most:g}", ""))
    families = raw.get("families")
    if not isinstance(families, Mapping) or not families:
        found.append(("no family is declared", '[families]\nintegers = ["turnout", "share"]', ""))
        return found
    seen: set[str] = set()
    for name, wanted in families.items():
        for statistic in wanted if isinstance(wanted, list) else [wanted]:
            if statistic not in STATISTICS:
                hint = did_you_mean(str(statistic), STATISTICS)
                what = f'the family "{name}" asks for "{statistic}"'
                found.append((what, ", ".join(STATISTICS), hint))
            elif statistic in seen:
                found.append((f'"{statistic}" is in two families', "one family each", ""))
            seen.add(str(statistic))
    return found
