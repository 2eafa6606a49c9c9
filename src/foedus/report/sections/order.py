"""The order of steps: what the clauses allow under each reading, and where readings collide."""

from __future__ import annotations

from foedus.case.as_record import record_entries
from foedus.case.model import Case
from foedus.record.order import Limit
from foedus.record.sequence import Collision, Reading, collisions, readings
from foedus.record.view import Item
from foedus.report.blocks import Caution, Figure, Listing, Provenance, Section, Table
from foedus.report.data import Data
from foedus.report.figures.windows import Window, in_words, windows
from foedus.report.numbers import counted


def order(case: Case) -> Section | None:
    """Return the steps with their windows; None where the case's record has no constraints."""
    entries, _ = record_entries(case)
    constraints = (e for e in entries if isinstance(e, dict) and e.get("kind") == "constraint")
    items = [Item(n, e) for n, e in enumerate(constraints)]
    if not items:
        return None
    origin = str(items[0].body["first"])
    found = readings(items, origin=origin)
    blocks: list[object] = [
        Caution(
            "Days follow from the quoted clauses and from nothing else. A day that no clause "
            "bounds stays open; who kept which step is not judged here."
        )
    ]
    good = [r for r in found if r.schedule.consistent]
    if good:
        blocks.append(_windows(good, origin))
    blocks += [_contradiction(r) for r in found if not r.schedule.consistent]
    blocks += [_collision(c) for c in collisions(items)]
    blocks += [_exposed(r) for r in found if r.exposed]
    blocks.append(_clauses(items))
    return Section("order", "The order of steps", tuple(blocks))


def _windows(found: list[Reading], origin: str) -> Figure:
    steps = list(found[0].schedule.windows)
    rows = [Window(s, tuple(r.schedule.windows[s] for r in found)) for s in steps]
    names = [r.name for r in found]
    cells = tuple((w.step, *(in_words(*d) for d in w.days)) for w in rows)
    title = f"When each step can take place, in days from “{origin}”"
    return Figure(
        "step-windows",
        title,
        (windows("windows-of-steps", title, rows, names),),
        Data(("Step", *names), cells),
        Provenance(
            "the clauses below",
            "simple temporal network, shortest paths (Dechter, Meiri & Pearl 1991)",
            label="exact",
        ),
        tuple((f"s{k % 2}", f"{k + 1}. {n}") for k, n in enumerate(names)),
        note="The bars of a step stand in the order of the readings.",
    )


def _in_words(limit: Limit) -> str:
    days = counted(abs(limit.days), "day")
    if limit.days >= 0:
        return f"“{limit.later}” at most {days} after “{limit.earlier}”: “{limit.quote}”"
    return f"“{limit.earlier}” at least {days} after “{limit.later}”: “{limit.quote}”"


def _contradiction(reading: Reading) -> Listing:
    made = reading.schedule
    how = "the shortest contradiction" if made.smallest_proved else "one contradiction"
    title = f"{reading.name}: contradicts itself; {how}, {counted(made.excess, 'day')} short"
    return Listing(tuple(_in_words(c) for c in made.contradiction), title)


def _collision(collision: Collision) -> Listing:
    title = f"These readings cannot both be followed: {collision.first}; {collision.second}"
    return Listing(tuple(_in_words(c) for c in collision.clauses), title)


def _exposed(reading: Reading) -> Listing:
    lines = tuple(
        f"{e.who}: “{e.first}” before “{e.before}” (“{e.quote}”)" for e in reading.exposed
    )
    return Listing(lines, f"{reading.name}: who goes first")


def _clauses(items: list[Item]) -> Table:
    header = ("First", "Then", "Days, at least", "Days, at most", "Reading", "Clause", "Note")
    rows = tuple(
        (
            str(b["first"]),
            str(b["then"]),
            b.get("least_days", ""),
            b.get("most_days", ""),
            str(b.get("reading", "all")),
            str(b["quote"]),
            str(b.get("note", "")),
        )
        for b in (i.body for i in items)
    )
    return Table(
        "order-clauses",
        "The clauses, as quoted",
        Data(header, rows),
        Provenance("the case's record (`foedus record order` reads the same)"),
        folded=True,
    )
