"""What assembled constitutions keep of what positions ask, as facts for the solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from foedus.answer import Answer, Label
from foedus.settle.asks import HOLDS, UNDECIDED
from foedus.settle.model import Term


@dataclass(frozen=True, slots=True)
class Fact(Answer):
    """For one position: the verdict on each choice of options of the institutional questions.

    `verdicts` pairs the options, in the order of `questions`, with "holds", "fails", "not in the
    text" or "undecided". Only "holds" keeps what the position asks.
    """

    position: str
    asks: str
    questions: tuple[str, ...]
    verdicts: tuple[tuple[tuple[str, ...], str], ...]
    label: Label = Label.EXACT
    method: str = "each text assembled, compiled and decided"

    @property
    def kept(self) -> tuple[tuple[str, ...], ...]:
        """Return the choices that keep it."""
        return tuple(options for options, verdict in self.verdicts if verdict == HOLDS)

    @property
    def undecided(self) -> bool:
        """Return whether some text was not decided in time."""
        return any(verdict == UNDECIDED for _, verdict in self.verdicts)

    def broken(self) -> tuple[tuple[Term, ...], ...]:
        """Return conjunctions of terms that together describe every choice that does not keep it.

        Short ones first: where an option fails with whatever else is chosen, it stands alone.
        """
        failing = [o for o, verdict in self.verdicts if verdict != HOLDS]
        kept = set(self.kept)
        found: list[tuple[Term, ...]] = []
        places = range(len(self.questions))
        for size in range(len(self.questions) + 1):
            for chosen in combinations(places, size):
                for part in dict.fromkeys(tuple(o[i] for i in chosen) for o in failing):
                    cube = dict(zip(chosen, part, strict=True))
                    if not _covers(cube, kept) and self._fresh(cube, found):
                        found.append(self._terms(cube))
        return tuple(found)

    def _terms(self, cube: Mapping[int, str]) -> tuple[Term, ...]:
        return tuple((self.questions[i], o, True) for i, o in cube.items())

    def _fresh(self, cube: Mapping[int, str], found: Sequence[tuple[Term, ...]]) -> bool:
        terms = set(self._terms(cube))
        return not any(set(f) <= terms for f in found)


def _covers(cube: Mapping[int, str], kept: set[tuple[str, ...]]) -> bool:
    return any(all(k[i] == o for i, o in cube.items()) for k in kept)


#: Position key -> what the texts keep of it.
Facts = Mapping[str, Fact]
