"""The stage layer: a procedure as a route of steps, its shortest and longest lawful time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.constitution import syntax as s
from foedus.constitution.model import Book, Model
from foedus.constitution.stages import days, spoken

#: Fewest and most days; a most of None is not bounded by the text.
Days = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what kind, who acts, in which words; how many days it takes at least and at most.

    `days` None: the text states no time. `silence` is what silence counts as in an assent.
    """

    kind: str
    who: tuple[str, ...] = ()
    words: str = ""
    days: Days | None = None
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps joined: "in order", "all of", "any of", "at least k of", "only where filed"."""

    mode: str
    items: tuple[Route, ...]
    title: str = ""
    count: int = 0


Route = Step | Way


def route(
    model: Model, procedure: str, reading: Mapping[str, str] | None = None
) -> tuple[Way, tuple[tuple[str, int, int], ...]]:
    """Return the steps of a procedure in one reading, and its time limits.

    A limit is ("not before" | "not after" | "not again for", fewest, most days). A reading left
    open shows its first answer. Raises BadInput for an unknown procedure.
    """
    book = model.book()
    decl = book.procedure(procedure)
    maker = _Maker(book, {**model.reading, **(reading or {})})
    proposals = [maker.proposal(d) for d in s.pick(decl.details, s.ProposedBy)]
    first: list[Route] = list(proposals)
    if len(proposals) > 1:
        first = [Way("any of", tuple(proposals))]
    below = maker.route(decl.passes)
    title = f"{decl.name}, {decl.article}"
    limits = tuple((w.kind.value, *days(w.duration)) for w in s.pick(decl.details, s.Window))
    return Way("in order", (*first, *([below] if below else [])), title), limits


class _Maker:
    """Turns conditions into routes; procedures named inside are followed."""

    def __init__(self, book: Book, reading: Mapping[str, str]) -> None:
        self.book, self.reading = book, reading
        self.inside: list[str] = []

    def proposal(self, node: s.ProposedBy) -> Step:
        signed = () if node.signed is None else names(node.signed.subject)
        return Step("proposal", (*node.names, *signed))

    def route(self, node: s.Item) -> Route | None:
        match node:
            case s.Step():
                return _pause(node)
            case s.Vote():
                return self._vote(node)
            case s.YesVotes():
                return Step("vote", names(node.among), f"yes votes of {', '.join(names(node.of))}")
            case s.Assents():
                within = days(node.within) if node.within else None
                limit = None if within is None else (0, within[1])
                text = f"within {spoken(node.within)}" if node.within else ""
                return Step("assent", (node.name,), text, limit, node.silence)
            case s.Concerned():
                where = f"{node.organ} in " if node.organ else ""
                return Step("vote", (f"{where}every unit concerned of {node.units}",))
            case s.PassesToo():
                return self._other(node)
            case s.Block():
                mode = {s.Mode.ALL: "all of", s.Mode.ANY: "any of", s.Mode.IN_ORDER: "in order"}
                return self._way(mode[node.mode], node.items)
            case s.AtLeast():
                return self._way("at least", node.items, node.count)
            case s.Unless():
                return self.route(node.condition)
            case s.Petition():
                return self._petition(node)
            case s.ByReading():
                cases = [c for c in node.cases if c.alternative == self.reading.get(node.reading)]
                chosen = (cases or list(node.cases))[0]
                return self._way("all of", chosen.items)
            case s.Never():
                return Step("never", (), "nothing may change this")
            case _:
                return None

    def _way(self, mode: str, items: tuple[s.Item, ...], count: int = 0) -> Route | None:
        found = [r for r in map(self.route, items) if r is not None]
        if len(found) < 2 and mode != "at least":
            return found[0] if found else None
        return Way(mode, tuple(found), count=count)

    def _vote(self, node: s.Vote) -> Route:
        kinds = {
            s.Verb.REJECT: "objection",
            s.Verb.ATTEND: "quorum",
            s.Verb.TAKE_PART: "turnout",
        }
        kind = kinds.get(node.verb, "repeated vote" if node.again else "vote")
        ballot = Step(kind, names(node.subject))
        if len(ballot.who) > 1 and node.subject.each:
            ballots = tuple(Step(kind, (who,)) for who in ballot.who)
            vote: Route = Way("all of", ballots)
        else:
            vote = ballot
        if node.after is None:
            return vote
        low, high = days(node.after)
        pause = Step("wait", (), spoken(node.after), (low, high))
        return Way("in order", (pause, vote))

    def _other(self, node: s.PassesToo) -> Route | None:
        if node.procedure in self.inside:
            return None
        decl = self.book.procedure(node.procedure)
        self.inside.append(node.procedure)
        found = self.route(decl.passes)
        self.inside.pop()
        title = f"{decl.name}, {decl.article}"
        return None if found is None else Way("in order", (found,), title)

    def _petition(self, node: s.Petition) -> Route:
        who = tuple(n for one in node.signed for n in names(one.subject))
        if node.delay is not None:
            return Step("delay", who, spoken(node.delay), days(node.delay))
        filed = Step("petition", who)
        below = self.route(node.condition) if node.condition else None
        return Way("only where filed", (filed, below) if below else (filed,))


def names(subject: s.Subject) -> tuple[str, ...]:
    """Return those whom a sentence names, with the body they sit in."""
    inside = f" in {subject.inside}" if subject.inside else ""
    found = subject.names or (f"each {subject.column}",)
    return tuple(f"{name}{inside}" for name in found)


def _pause(node: s.Step) -> Step:
    length: Days | None = None
    if node.duration:
        length = days(node.duration)
    text = spoken(node.duration) if node.duration else ""
    return Step(node.kind.value, node.names, text, length)


def steps(found: Route) -> list[Step]:
    """Return every step of a route, in the order of the text."""
    if isinstance(found, Step):
        return [found]
    return [step for item in found.items for step in steps(item)]
