"""Coverage: how much of the frame was seen, area by area and stratum by stratum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.observe.columns import Absent
from foedus.observe.forms.checklist import Observation
from foedus.observe.forms.form import AREAS, Form
from foedus.observe.results import Results


@dataclass(frozen=True, slots=True)
class StratumCoverage(Answer):
    """One stratum: stations of the frame, those visited, and by area those with an answer."""

    stratum: str
    stations: int
    visited: int
    areas: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Covered(Answer):
    """Coverage of the frame; `outside` lists visited places that the frame does not have."""

    strata: tuple[StratumCoverage, ...]
    outside: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "stations of the frame with at least one observation"
    reference: str = "Declaration of Principles for International Election Observation 2005"


def coverage(observations: Sequence[Observation], form: Form, frame: Results) -> Covered:
    """Return the coverage of a frame of stations by the observations."""
    areas = {q.key: q.area for q in form.questions}
    seen: dict[str, set[str]] = {}
    for o in observations:
        here = seen.setdefault(o.station, set())
        here |= {areas[k] for k, v in o.answers.items() if not isinstance(v, Absent)}
    used = [a for a in AREAS if a in set(areas.values())]
    table: dict[str, list[str]] = {}
    for station, stratum in zip(frame.stations, frame.strata, strict=True):
        table.setdefault(stratum, []).append(station)
    known = set(frame.stations)
    rows = tuple(
        StratumCoverage(h, len(s), sum(x in seen for x in s),
                        tuple((a, sum(a in seen.get(x, ()) for x in s)) for a in used))
        for h, s in table.items()
    )  # fmt: skip
    return Covered(rows, tuple(s for s in seen if s not in known))
