"""Two constitutions side by side: their procedures, and guarantees gained, lost, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from foedus.answer import Answer
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.syntax import Guarantee, Of
from foedus.errors import BadInput, Diagnostic, Exit, Place, did_you_mean
from foedus.proof.court import Court, arithmetic, in_words
from foedus.proof.diff import COUNTING, Difference, diff
from foedus.proof.engine import LIMIT, Solution, Verdict
from foedus.proof.games import Games, Setting
from foedus.proof.judge import rule_on
from foedus.proof.verdicts import Status


@dataclass(frozen=True, slots=True)
class Compared(Answer):
    """A procedure of each text: how they differ, with one smallest coalition in words.

    `difference` is None where the rules cannot be read over the same voters; `problem` says why.
    """

    first: str
    second: str
    where: str
    difference: Difference | None
    witnesses: tuple[str, ...] = ()
    problem: str = ""

    @property
    def word(self) -> str:
        """The relation, or "not comparable"."""
        return self.difference.word if self.difference else "not comparable"


@dataclass(frozen=True, slots=True)
class Changed(Answer):
    """A guarantee under each text: its verdict ("not asked" where its names mean nothing)."""

    title: str
    first: str
    second: str

    @property
    def change(self) -> str:
        """gained, lost, unchanged, or not comparable."""
        if "not asked" in (self.first, self.second):
            return "not comparable"
        if self.first == self.second:
            return "unchanged"
        if self.second == Status.HOLDS.value:
            return "gained"
        return "lost" if self.first == Status.HOLDS.value else "changed"


@dataclass(frozen=True, slots=True)
class Comparison(Answer):
    """Two texts: procedures compared, those of one only, and the guarantees of both."""

    first: str
    second: str
    procedures: tuple[Compared, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    guarantees: tuple[Changed, ...]

    @property
    def exit(self) -> Exit:
        """0 where nothing differs, 1 where something does, 3 where something stayed undecided."""
        words = {p.word for p in self.procedures}
        changed = {g.change for g in self.guarantees} - {"unchanged"}
        if words - {"same", "undecided"} or changed or self.only_first or self.only_second:
            return Exit.FAILS
        return Exit.UNDECIDED if "undecided" in words else Exit.OK

    @property
    def tally(self) -> str:
        """The guarantees in one line: "2 gained, 1 lost, 5 unchanged"."""
        changes = [g.change for g in self.guarantees]
        order = ("gained", "lost", "changed", "unchanged", "not comparable")
        parts = [f"{changes.count(c)} {c}" for c in order if c in changes]
        return ", ".join(parts) or "no guarantees"


def compare(
    first: Model,
    second: Model,
    *,
    procedure: str = "",
    other: str = "",
    seconds: float = LIMIT,
    count: bool = True,
    counting: float | None = COUNTING,
) -> Comparison:
    """Return how two texts (versions, readings, models) differ.

    Procedures of the same name are compared, or `procedure` of the first with `other` of the
    second (the same name by default). `counting` limits the seconds of each exact count (None: no
    limit). Raises BadInput (E266) for a name neither has.
    """
    a, b = Games(first), Games(second)
    ours, theirs = list(a.book.procedures), list(b.book.procedures)
    if procedure:
        pairs = [(known(a, procedure), known(b, other or procedure))]
    else:
        pairs = [(name, name) for name in ours if name in theirs]
    compared = [c for x, y in pairs for c in _pair(a, b, x, y, seconds, count, counting)]
    guarantees = () if procedure else tuple(_guarantees(a, b, seconds))
    return Comparison(
        _title(first),
        _title(second),
        tuple(compared),
        () if procedure else tuple(n for n in ours if n not in theirs),
        () if procedure else tuple(n for n in theirs if n not in ours),
        guarantees,
    )


def _title(model: Model) -> str:
    parts = [model.as_of and f"as of {model.as_of}", ", ".join(model.reading.values())]
    return ", ".join([model.constitution.name, *(p for p in parts if p)])


def known(games: Games, name: str) -> str:
    """Return a procedure's name; raises BadInput (E266) with the nearest where there is none."""
    if name in games.book.procedures:
        return name
    names = list(games.book.procedures)
    what = f'there is no procedure "{name}"'
    place = Place(games.model.file)
    raise BadInput(Diagnostic("E266", what, place, "; ".join(names), did_you_mean(name, names)))


def _pair(
    a: Games,
    b: Games,
    first: str,
    second: str,
    seconds: float,
    count: bool,
    counting: float | None,
) -> Iterator[Compared]:
    """Compare two procedures under every pair of readings; a shared reading is read alike."""
    for x, y in product(a.settings([first]), b.settings([second])):
        shared = x.reading.keys() & y.reading.keys()
        if any(x.reading[k] != y.reading[k] for k in shared) or x.unit[:1] != y.unit[:1]:
            continue
        yield _one(a, b, (first, second), (x, y), seconds, count, counting)


def _one(
    a: Games,
    b: Games,
    names: tuple[str, str],
    settings: tuple[Setting, Setting],
    seconds: float,
    count: bool,
    counting: float | None,
) -> Compared:
    where = ", ".join(dict.fromkeys(s.text for s in settings if s.text))
    one, two = a.game(Of(names[0]), settings[0]), b.game(Of(names[1]), settings[1])
    problem = mismatch(one, two)
    if problem:
        return Compared(*names, where, None, (), problem)
    found = diff(one.rule, two.rule, seconds=seconds, count=count, counting=counting)
    told = [
        _witness(one, two, found.only_first, "the first"),
        _witness(two, one, found.only_second, "the second"),
    ]
    return Compared(*names, where, found, tuple(t for t in told if t))


def mismatch(one: Compiled, two: Compiled) -> str:
    """Return why two rules cannot be read over the same voters, or nothing."""
    a, b = ({v.name: v.count for v in g.rule.voters} for g in (one, two))
    differ = sorted(n for n in a.keys() & b.keys() if a[n] != b[n])
    if differ:
        return "; ".join(f"{n} has {a[n]} members in one and {b[n]} in the other" for n in differ)
    bodies = [
        n
        for n in one.members.keys() & two.members.keys()
        if one.kinds[n] == "body"
        and one.members[n]
        and two.members[n]
        and set(one.members[n]) != set(two.members[n])
    ]
    return f"the members of {', '.join(sorted(bodies))} are grouped differently" if bodies else ""


def _witness(one: Compiled, two: Compiled, answer: Solution, which: str) -> str:
    if answer.verdict is not Verdict.FOUND or not answer.coalition:
        return ""
    known = set(two.rule.names)
    own = {n: k for n, k in answer.coalition.items() if n in known}
    shown = {n: k for n, k in answer.coalition.items() if n in set(one.rule.names)}
    return (
        f"{answer.value} pass {which} only, one of such: {in_words(one, shown)} "
        f"({arithmetic(two, own)})"
    )


def _guarantees(a: Games, b: Games, seconds: float) -> Iterator[Changed]:
    nodes = {g.title: g for games in (b, a) for g in games.model.constitution.all(Guarantee)}
    order = dict.fromkeys(g.title for m in (a, b) for g in m.model.constitution.all(Guarantee))
    for title in order:
        own = [
            next((g for g in m.model.constitution.all(Guarantee) if g.title == title), nodes[title])
            for m in (a, b)
        ]
        yield Changed(title, _verdict(a, own[0], seconds), _verdict(b, own[1], seconds))


def _verdict(games: Games, node: Guarantee, seconds: float) -> str:
    try:
        return rule_on(Court(games, seconds), node).status.value
    except (BadInput, KeyError):
        return "not asked"
