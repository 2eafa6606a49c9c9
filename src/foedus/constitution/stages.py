"""The stage layer: the steps of a procedure in order, with the days each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from foedus.answer import Answer
from foedus.constitution.syntax import (
    Assents,
    AtLeast,
    Block,
    ByReading,
    Concerned,
    Duration,
    Item,
    Mode,
    Period,
    Petition,
    Procedure,
    ProposedBy,
    Step,
    Subject,
    Unless,
    Vote,
    Window,
    YesVotes,
)

#: Shortest and longest length of each period in days.
_DAYS = {
    Period.DAY: (1, 1),
    Period.WEEK: (7, 7),
    Period.MONTH: (28, 31),
    Period.YEAR: (365, 366),
}


@dataclass(frozen=True, slots=True)
class Stage(Answer):
    """One step: `kind`, who acts, and how many days it takes or lasts (None: none stated).

    Kinds: proposal, vote, repeated vote, assent, delay, wait, election, next session, opinion,
    not before, not after, not again for. `path` numbers the branch of alternatives it stands in.
    """

    kind: str
    who: tuple[str, ...] = ()
    days: tuple[int, int] | None = None
    text: str = ""
    path: tuple[int, ...] = ()


def days(duration: Duration) -> tuple[int, int]:
    """Return the shortest and longest number of days: a month has 28-31, a year 365-366."""
    low, high = _DAYS[duration.period]
    return duration.count * low, duration.count * high


def spoken(duration: Duration) -> str:
    """Return "180 days", "1 year"."""
    word = duration.period.value
    return f"{duration.count} {word[:-1] if duration.count == 1 else word}"


def stages(procedure: Procedure, reading: Mapping[str, str] | None = None) -> tuple[Stage, ...]:
    """Return the steps of a procedure in the order of its text; alternatives carry a path.

    A step of an `any of` block has the path (number of the block, number of the branch). Where
    the procedure depends on a reading, `reading` chooses; without it the first answer is shown.
    """
    found: list[Stage] = []
    for detail in procedure.details:
        if isinstance(detail, ProposedBy):
            signers = _names(detail.signed.subject) if detail.signed else ()
            found.append(Stage("proposal", (*detail.names, *signers)))
    found += _Walk(reading or {}).stages(procedure.passes, ())
    for detail in procedure.details:
        if isinstance(detail, Window):
            length = days(detail.duration)
            found.append(Stage(detail.kind.value, (), length, spoken(detail.duration)))
    return tuple(found)


def shortest(steps: tuple[Stage, ...]) -> int:
    """Return the fewest days the procedure takes: waits and the quickest branch of alternatives.

    Petitions are taken not to be filed, assents to be given at once.
    """
    total = sum(_length(s) for s in steps if not s.path)
    blocks: dict[int, dict[int, int]] = {}
    for step in steps:
        if step.path:
            branches = blocks.setdefault(step.path[0], {})
            branches[step.path[1]] = branches.get(step.path[1], 0) + _length(step)
    total += sum(min(branches.values()) for branches in blocks.values())
    floor = [s.days[0] for s in steps if s.kind == "not before" and s.days]
    return max([total, *floor])


def _length(step: Stage) -> int:
    return step.days[0] if step.days and step.kind in ("wait", "repeated vote") else 0


Path = tuple[int, ...]


class _Walk:
    """Collects the stages of a condition; numbers the blocks of alternatives as it meets them."""

    def __init__(self, reading: Mapping[str, str]) -> None:
        self.reading = reading
        self.blocks = count()

    def stages(self, node: Item, path: Path) -> list[Stage]:
        match node:
            case Step():
                return [_step(node, path)]
            case Vote():
                return _vote(node, path)
            case YesVotes():
                return [Stage("vote", _names(node.among), path=path)]
            case Assents():
                length = days(node.within) if node.within else None
                silence = f"silence is {node.silence}" if node.silence else ""
                return [Stage("assent", (node.name,), length, silence, path)]
            case Concerned():
                return [Stage("vote", (f"every unit concerned of {node.units}",), path=path)]
            case Petition():
                return self._petition(node, path)
            case Block() if node.mode is Mode.ANY:
                return self._alternatives(node.items, path)
            case Block() | AtLeast():
                return [s for item in node.items for s in self.stages(item, path)]
            case Unless():
                return self.stages(node.condition, path)
            case ByReading():
                return self._by_reading(node, path)
            case _:
                return []

    def _petition(self, node: Petition, path: Path) -> list[Stage]:
        who = tuple(name for s in node.signed for name in _names(s.subject))
        if node.delay is not None:
            return [Stage("delay", who, days(node.delay), spoken(node.delay), path)]
        after = self.stages(node.condition, path) if node.condition else []
        return [Stage("petition", who, None, "only where it is filed", path), *after]

    def _alternatives(self, items: tuple[Item, ...], path: Path) -> list[Stage]:
        here = next(self.blocks)
        return [
            step
            for number, item in enumerate(items)
            for step in self.stages(item, path or (here, number))
        ]

    def _by_reading(self, node: ByReading, path: Path) -> list[Stage]:
        chosen = self.reading.get(node.reading)
        cases = [c for c in node.cases if c.alternative == chosen] or list(node.cases[:1])
        return [s for c in cases for item in c.items for s in self.stages(item, path)]


def _vote(vote: Vote, path: Path) -> list[Stage]:
    who, kind = _names(vote.subject), "repeated vote" if vote.again else "vote"
    if vote.after is None:
        return [Stage(kind, who, path=path)]
    length, text = days(vote.after), spoken(vote.after)
    if vote.again:
        return [Stage(kind, who, length, f"after {text}", path)]
    return [Stage("wait", (), length, text, path), Stage(kind, who, path=path)]


def _names(subject: Subject) -> tuple[str, ...]:
    inside = f" in {subject.inside}" if subject.inside else ""
    names = subject.names or (f"each {subject.column}",)
    return tuple(f"{name}{inside}" for name in names)


def _step(step: Step, path: Path) -> Stage:
    length = days(step.duration) if step.duration else None
    text = spoken(step.duration) if step.duration else ""
    return Stage(step.kind.value, step.names, length, text, path)
