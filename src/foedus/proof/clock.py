"""How long a procedure lasts: shortest and longest lawful time, and who can delay it how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.proof.games import Games
from foedus.proof.route import Route, Step, Way, route, steps

#: Steps that hold nobody up: they are part of a vote, or happen only where somebody files.
_IDLE = ("quorum", "turnout", "petition")
#: Steps that whoever acts in them alone can refuse.
_REFUSED = ("vote", "repeated vote", "objection", "quorum", "turnout", "assent")


@dataclass(frozen=True, slots=True)
class Delay(Answer):
    """What one who acts in a procedure can do to its time.

    `stops`: where it refuses, nothing passes. `days`: how much longer the shortest lawful way
    takes when it refuses and files every petition, or how long it may be silent where silence is
    consent; None where the text sets it no limit.
    """

    who: str
    stops: bool
    days: int | None
    how: str

    @property
    def text(self) -> str:
        """The delay in words."""
        if self.stops and not self.days:
            return f"{self.who} can stop it{self.how}"
        if self.days is None:
            return f"{self.who} can hold it without a limit{self.how}"
        also = ", or stop it" if self.stops else ""
        return f"{self.who} can delay it by {self.days:,} days{also}{self.how}"


@dataclass(frozen=True, slots=True)
class Timetable(Answer):
    """The route of a procedure with its time, in one reading.

    `shortest` counts waits, the quickest alternative, no petition filed and assents at once, in
    days; None where nothing can pass. `longest` is None where the text sets no limit; `untimed`
    names the steps for which it states no time.
    """

    procedure: str
    article: str
    where: str
    route: Way
    shortest: int | None
    longest: int | None
    untimed: tuple[str, ...]
    limits: tuple[tuple[str, int, int], ...]
    delays: tuple[Delay, ...]
    label: Label = Label.EXACT
    method: str = "the shortest way through the steps; steps in no stated order run side by side"
    reference: str = "the articles named; a month has 28 to 31 days, a year 365 or 366"


def timetables(model: Model, procedure: str) -> tuple[Timetable, ...]:
    """Return the steps and times of a procedure under every reading.

    Raises BadInput (E266) for an unknown procedure.
    """
    from foedus.proof.compare import known

    games = Games(model)
    decl = games.book.procedure(known(games, procedure))
    found: dict[tuple[str, ...], Timetable] = {}
    for setting in games.settings([procedure]):
        key = tuple(setting.reading.values())
        if key not in found:
            words = ", ".join(f"reading {a}" for a in key)
            found[key] = _timetable(model, decl.name, decl.article, words, setting.reading)
    return tuple(found.values())


def _timetable(
    model: Model, name: str, article: str, where: str, reading: Mapping[str, str]
) -> Timetable:
    way, limits = route(model, name, reading)
    floor = max((low for kind, low, _ in limits if kind == "not before"), default=0)
    cap = min((high for kind, _, high in limits if kind == "not after"), default=None)
    least = shortest(way)
    untimed = tuple(dict.fromkeys(spoken(x) for x in steps(way) if _untimed(x)))
    most = cap if cap is not None else longest(way)
    least = None if least is None else max(least, floor)
    return Timetable(
        name, article, where, way, least, most, untimed, limits, tuple(_delays(way, least))
    )


def spoken(step: Step) -> str:
    """Return a step in words: "vote of Senate"."""
    who = f" of {', '.join(step.who)}" if step.who else ""
    return f"{step.kind}{who}"


def _untimed(step: Step) -> bool:
    return step.days is None and step.kind not in (*_IDLE, "never")


def shortest(found: Route, against: str = "") -> int | None:
    """Return the fewest days a route takes, or None where it cannot be gone.

    `against` refuses every vote and assent, rejects where it may and files every petition.
    """
    if isinstance(found, Step):
        return _step(found, against)
    times = [shortest(item, against) for item in found.items]
    if found.mode == "only where filed":
        return (times[1] if len(times) > 1 else 0) if _acts(found.items[0], against) else 0
    if found.mode == "any of":
        return min((t for t in times if t is not None), default=None)
    if found.mode == "at least":
        able = sorted(t for t in times if t is not None)
        return able[found.count - 1] if len(able) >= found.count else None
    if None in times:
        return None
    known = [t for t in times if t is not None]
    return sum(known) if found.mode == "in order" else max(known, default=0)


def _step(step: Step, against: str) -> int | None:
    mine = _acts(step, against)
    if step.kind == "never":
        return None
    if step.kind == "delay":
        return step.days[1] if mine and step.days else 0
    if step.kind in _REFUSED and mine:
        return None
    return step.days[0] if step.kind == "wait" and step.days else 0


def _acts(found: Route, who: str) -> bool:
    """Whether a step is in the hands of one alone: votes counted together are in nobody's."""
    return isinstance(found, Step) and bool(who) and set(found.who) == {who}


def longest(found: Route) -> int | None:
    """Return the most days a route can lawfully take, or None where the text sets no limit."""
    if isinstance(found, Step):
        if found.kind in _IDLE or found.kind == "never":
            return 0
        return None if found.days is None else found.days[1]
    times = [longest(item) for item in found.items]
    if None in times:
        return None
    known = [t for t in times if t is not None]
    return max(known, default=0) if found.mode == "any of" else sum(known)


def _delays(way: Way, least: int | None) -> list[Delay]:
    if least is None:
        return []
    actors = dict.fromkeys(n for x in steps(way) if x.kind != "proposal" for n in x.who)
    base = shortest(way) or 0
    found = []
    for who in actors:
        after = shortest(way, who)
        own = [x for x in steps(way) if _acts(x, who)]
        held = next((x for x in own if x.kind == "assent" and x.silence == "consent"), None)
        if held is not None and held.days is not None:
            how = f": silence for {held.words.removeprefix('within ')} is consent"
            found.append(Delay(who, after is None, held.days[1], how))
        elif after is None:
            found.append(Delay(who, True, None, ""))
        elif after > base:
            kinds = ", ".join(dict.fromkeys(x.kind for x in own))
            found.append(Delay(who, False, after - base, f" (its part: {kinds})"))
        elif any(x.kind in ("opinion", "next session", "election") for x in own):
            found.append(Delay(who, False, None, ": no time is stated for its part"))
    return found


def diagram(found: Route, pad: str = "", last: bool = True, top: bool = True) -> list[str]:
    """Return a route as a tree in text, one step a line."""
    head = "" if top else pad + ("`- " if last else "|- ")
    below = "" if top else pad + ("   " if last else "|  ")
    if isinstance(found, Step):
        return [head + caption(found)]
    lines = [head + heading(found)]
    for k, item in enumerate(found.items):
        lines += diagram(item, below, k == len(found.items) - 1, False)
    return lines


def heading(way: Way) -> str:
    """Return how the steps of a way are joined, in words."""
    mode = {
        "in order": "one after the other",
        "all of": "all of these, in no stated order",
        "any of": "one of these",
        "at least": f"at least {way.count} of these",
        "only where filed": "only where a petition is filed",
    }[way.mode]
    if way.title and len(way.items) == 1:
        return way.title
    return f"{way.title}: {mode}" if way.title else mode


def caption(step: Step) -> str:
    """Return a step in one line: "wait: 180 days", "assent of President within 15 days ..."."""
    text = spoken(step)
    if step.words:
        text += f" {step.words}" if step.who else f": {step.words}"
    return text + (f", silence is {step.silence}" if step.silence else "")
