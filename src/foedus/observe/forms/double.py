"""Two entries of one form held against each other: agreements kept, disagreements listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label
from foedus.observe.columns import Absent
from foedus.observe.forms.checklist import Observation, Value


@dataclass(frozen=True, slots=True)
class Disagreement(Answer):
    """One question of one form where its entries differ; nobody's entry wins by being later."""

    station: str
    observer: str
    question: str
    entries: tuple[tuple[str, str, int], ...]
    label: Label = Label.EXACT
    method: str = "entry by entry; (entry, answer, line of the file)"
    reference: str = "double data entry"


@dataclass(frozen=True, slots=True)
class Entered(Answer):
    """Observations with one answer each; where entries disagree the answer is left missing.

    `single` counts forms entered once, `double` more than once; `compared` answers held against
    each other.
    """

    observations: tuple[Observation, ...]
    disagreements: tuple[Disagreement, ...]
    single: int
    double: int
    compared: int
    label: Label = Label.EXACT
    method: str = "no entry overrules another: a disagreement is settled at the paper form"
    reference: str = "double data entry"


def entered(observations: Sequence[Observation]) -> Entered:
    """Return one observation a station, observer and round, with every disagreement."""
    groups: dict[tuple[str, str, str], list[Observation]] = {}
    for o in observations:
        groups.setdefault((o.station, o.observer, o.round), []).append(o)
    found, differ, compared = [], [], 0
    for (station, observer, _), entries in groups.items():
        first = entries[0]
        answers: dict[str, Value] = {}
        for key in first.answers:
            values = [o.answers[key] for o in entries]
            compared += len(entries) > 1
            if all(v == values[0] for v in values):
                answers[key] = values[0]
                continue
            answers[key] = Absent.MISSING
            rows = tuple((o.entry, shown(o.answers[key]), o.line) for o in entries)
            differ.append(Disagreement(station, observer, key, rows))
        found.append(replace(first, answers=answers))
    double = sum(len(g) > 1 for g in groups.values())
    return Entered(tuple(found), tuple(differ), len(groups) - double, double, compared)


def shown(value: Value) -> str:
    """Return an answer as text."""
    if isinstance(value, Absent):
        return value.value
    if isinstance(value, tuple):
        return f"{value[0]} women, {value[1]} men"
    return str(value)
