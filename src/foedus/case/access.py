"""Equality of access: who may start a proposal, and who can keep it from a vote that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.compile import condition
from foedus.constitution.heads import head
from foedus.constitution.model import Book, Model
from foedus.constitution.stages import spoken
from foedus.errors import BadInput, TooLarge
from foedus.federation.organs import units_named
from foedus.rules.gates import Rule
from foedus.rules.minimal import Smallest, smallest_blocking, smallest_winning

#: The name of the procedure that holds one condition by itself while its votes are counted.
ALONE = "one condition by itself"


@dataclass(frozen=True, slots=True)
class Start(Answer):
    """One way to start a proposal: `text` says who, `keeps` who stops this way by holding back.

    `need` of `members` sign where the text asks for signatures that are counted here.
    """

    who: tuple[str, ...]
    text: str
    keeps: str
    need: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class Keeper(Answer):
    """Who can keep a proposal from a vote it needs, and how; `alone` where it is one actor."""

    who: str
    how: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Access(Answer):
    """Who may start one procedure, and who can keep its proposals from a vote that they need.

    `starts` are alternatives; empty where the text names nobody. `limits` are the times and states
    in which nothing may be put, `chairs` preside over a body that votes in it (what a chair may
    keep off the agenda no sentence of the language says).
    """

    procedure: str
    article: str
    starts: tuple[Start, ...]
    keepers: tuple[Keeper, ...]
    limits: tuple[str, ...]
    chairs: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "initiators, opinions and earlier votes, in the order of the procedure"
    reference: str = "Tsebelis 2002, Veto Players, ch. 1 (agenda setters); the articles named"


def access(model: Model) -> tuple[Access, ...]:
    """Return the access that each procedure in force gives, in the order of the file."""
    book = model.book()
    return tuple(_access(model, book, p) for p in book.procedures.values())


def _access(model: Model, book: Book, procedure: s.Procedure) -> Access:
    order = _order(book, procedure.passes, (procedure.name,))
    starts = tuple(_starts(model, book, procedure, ()))
    keepers = (*_holding_back(starts), *_before(model, book, order, (procedure.name,)))
    return Access(
        procedure.name,
        procedure.article,
        starts,
        tuple(dict.fromkeys(keepers)),
        tuple(_limits(procedure)),
        tuple(_chairs(book, procedure, order)),
    )


# ------------------------------------------------------------------------- who may start


def _starts(
    model: Model, book: Book, procedure: s.Procedure, inside: tuple[str, ...]
) -> Iterator[Start]:
    """Yield the ways to start it: its own, else those of a procedure it always goes through."""
    own = s.pick(procedure.details, s.ProposedBy)
    for node in own:
        yield from (Start((name,), name, name) for name in node.names)
        if node.signed is not None:
            yield _signed(model, procedure, node.signed)
    if own or procedure.name in inside:
        return
    for item in _parts(procedure.passes):
        if isinstance(item, s.PassesToo):
            other = book.procedure(item.procedure)
            yield from _starts(model, book, other, (*inside, procedure.name))


def _parts(node: s.Item) -> Iterator[s.Item]:
    """Yield a condition and those inside it that it always needs."""
    yield node
    if isinstance(node, s.Block) and node.mode is not s.Mode.ANY:
        for item in node.items:
            yield from _parts(item)


def _signed(model: Model, procedure: s.Procedure, node: s.Signed) -> Start:
    who = _spoken(node.subject)
    listed = ", ".join(who)
    rule = _rule(model, procedure, s.Vote(node.subject, s.Verb.APPROVE, node.threshold))
    spread = f" from at least {node.spread_count} {node.spread}" if node.spread else ""
    words = f"{listed} by {head(node.threshold)}{spread}"
    counted = _even(model, node.subject) and not node.spread and rule is not None
    if not counted or rule is None:
        return Start(who, words, f"too few of {listed}")
    need, stop = smallest_winning(rule), smallest_blocking(rule)
    members = _counted(rule)
    if need.cost is None or stop.cost is None:
        return Start(who, words, f"too few of {listed}")
    text, keeps = _of(need.cost, members, listed), _of(stop.cost, members, listed)
    return Start(who, text, keeps, need.cost, members)


def _of(some: int, members: int, who: str) -> str:
    return f"all {members} {who}" if some == members else f"{some} of {members} {who}"


def _even(model: Model, subject: s.Subject) -> bool:
    """Return whether members of a body or units sign, who can be counted one by one."""
    book = model.book()
    name = subject.inside or (subject.names[0] if len(subject.names) == 1 else "")
    return not subject.column and name in {*book.bodies, *book.units}


def _holding_back(starts: Iterable[Start]) -> Iterator[Keeper]:
    ways = tuple(dict.fromkeys(x.keeps for x in starts))
    if ways:
        each = all(x.members is None and len(x.who) == 1 for x in starts)
        yield Keeper(" + ".join(ways), "no proposal", len(ways) == 1 and each)


# ------------------------------------------------------------------------- steps in order

Order = tuple[s.Item, ...]


def _order(book: Book, node: s.Item, inside: tuple[str, ...]) -> Order:
    """Return a condition as what comes first, second, ...: one item where nothing is in order."""
    match node:
        case s.Block() if node.mode is s.Mode.IN_ORDER:
            return tuple(x for item in node.items for x in _order(book, item, inside))
        case s.PassesToo() if node.procedure not in inside:
            other = book.procedure(node.procedure)
            return _order(book, other.passes, (*inside, node.procedure))
        case _:
            return (node,)


def _before(model: Model, book: Book, order: Order, inside: tuple[str, ...]) -> tuple[Keeper, ...]:
    """Return who can keep it from a vote it needs: what stands before the last vote in order.

    Of alternatives, whoever can do so in each; of conditions that all hold, in any.
    """
    voting = [k for k, item in enumerate(order) if not isinstance(item, s.Step)]
    found: list[Keeper] = []
    for k, item in enumerate(order):
        last = not voting or k >= voting[-1]
        found += _within(model, book, item, inside)
        if not last:
            found += _keepers(model, book, item, inside)
    return tuple(dict.fromkeys(found))


def _within(model: Model, book: Book, item: s.Item, inside: tuple[str, ...]) -> list[Keeper]:
    """Return who can keep it from a vote inside one item."""
    if not isinstance(item, s.Block):
        return []
    parts = [_before(model, book, _order(book, x, inside), inside) for x in item.items]
    if item.mode is not s.Mode.ANY:
        return [k for part in parts for k in part]
    return [k for k in parts[0] if all(k in part for part in parts)] if parts else []


def _keepers(model: Model, book: Book, item: s.Item, inside: tuple[str, ...]) -> list[Keeper]:
    """Return who can stop one item that stands before a vote."""
    if isinstance(item, s.Step):
        if item.kind is not s.StepKind.OPINION:
            return []
        return [Keeper(name, "no opinion", True) for name in item.names]
    if isinstance(item, s.Endeavour):
        return []
    if isinstance(item, s.Vote) and item.subject.each and len(item.subject.names) > 1:
        return [k for x in _each(item) for k in _keepers(model, book, x, inside)]
    rule = _rule(model, book.procedure(inside[0]), item)
    if rule is None:
        return [Keeper(_who(item), "an earlier vote", False)]
    stop = smallest_blocking(rule)
    if not stop.cost:
        return []
    who = _told(rule, stop)
    if isinstance(item, s.Vote | s.YesVotes):
        subject = item.subject if isinstance(item, s.Vote) else item.of
        who = _of(stop.cost, _counted(rule), ", ".join(_spoken(subject)))
    return [Keeper(who, "an earlier vote", stop.cost == 1 and _single(rule, stop))]


def _counted(rule: Rule) -> int:
    """Return how many members a rule counts: those of no weight are left out."""
    inside = {k for row in rule.rows for k, _ in row.items} | {rule.root}
    return sum(v.count for k, v in enumerate(rule.voters) if k in inside)


def _each(vote: s.Vote) -> list[s.Vote]:
    """Return `each of A, B in Chamber approve` as a vote of each."""
    subject = vote.subject
    return [replace(vote, subject=replace(subject, names=(n,), each=False)) for n in subject.names]


def _single(rule: Rule, stop: Smallest) -> bool:
    counts = {v.name: v.count for v in rule.voters}
    return all(counts[name] == 1 for name in stop.coalition or ())


def _told(rule: Rule, stop: Smallest) -> str:
    """Return the fewest that stop it: "225 of 450 House", "14 of 27 Regions"."""
    counts = {v.name: v.count for v in rule.voters}
    many = {name for name in stop.coalition or () if counts[name] == 1 and ": " in name}
    told = [
        _of(k, counts[n], _inside(n)) if counts[n] > 1 else n
        for n, k in (stop.coalition or {}).items()
        if n not in many
    ]
    for group in dict.fromkeys(n.partition(": ")[0] for n in many):
        inside = [n for n in many if n.startswith(f"{group}: ")]
        whole = [n for n in counts if n.startswith(f"{group}: ")]
        told.append(_of(len(inside), len(whole), group))
    return " + ".join(told)


def _inside(voter: str) -> str:
    """Return a group's name as conditions write it: "Dutch in Chamber"."""
    body, colon, group = voter.partition(": ")
    return f"{group} in {body}" if colon else voter


def _rule(model: Model, procedure: s.Procedure, item: s.Item) -> Rule | None:
    """Return one condition as a rule of its own; None where it cannot be one by itself."""
    if isinstance(item, s.Step):
        return None
    alone = s.Procedure(ALONE, procedure.article, (s.Passes(item),), place=procedure.place)
    try:
        return condition(model, alone)
    except (BadInput, TooLarge):
        return None


# ------------------------------------------------------------------------- limits, chairs


def _limits(procedure: s.Procedure) -> Iterator[str]:
    for detail in procedure.details:
        if isinstance(detail, s.Window) and detail.kind is not s.WindowKind.NOT_AFTER:
            yield f"{detail.kind} {spoken(detail.duration)}"
        elif isinstance(detail, s.NotDuring):
            yield f"not during {detail.text}"


def _chairs(book: Book, procedure: s.Procedure, order: Order) -> Iterator[str]:
    named = {n for item in (procedure.passes, *order) for x in _every(item) for n in _who_in(x)}
    for body in book.bodies.values():
        if body.name in named:
            chairs = s.pick(body.details, s.Presided)
            yield from (
                c.name if body.name in c.name else f"{c.name} of {body.name}" for c in chairs
            )


def _every(node: s.Item) -> Iterator[s.Item]:
    yield node
    for item in getattr(node, "items", ()):
        yield from _every(item)


def _who_in(node: s.Item) -> tuple[str, ...]:
    match node:
        case s.Vote():
            return (*node.subject.names, node.subject.inside)
        case s.YesVotes():
            return (*node.among.names, node.among.inside)
        case s.Assents():
            return (node.name,)
        case s.Concerned():
            return (f"every unit concerned of {node.units}",)
        case _:
            return ()


def _who(item: s.Item) -> str:
    found = [n for x in _every(item) for n in _who_in(x) if n]
    return ", ".join(dict.fromkeys(found)) or "those who vote before it"


def _spoken(subject: s.Subject) -> tuple[str, ...]:
    inside = f" in {subject.inside}" if subject.inside else ""
    names = subject.names or (f"each {subject.column}",)
    return tuple(f"{name}{inside}" for name in names)


# ------------------------------------------------------------------------- units


def units_starting(
    model: Model, found: Iterable[Access]
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return which units may start what, units with the same procedures together.

    A unit starts something by its own name, by an organ of its own ("Council of Alpha"), or with
    other units of its list. Units that may start nothing come with no procedures.
    """
    by_unit: dict[str, list[str]] = {}
    for one in found:
        who = tuple(dict.fromkeys(n for x in one.starts for n in x.who))
        inside, outside = units_named(model, who)
        for unit in (*inside, *outside):
            by_unit.setdefault(unit, [])
        for unit in inside:
            by_unit[unit].append(one.procedure)
    together: dict[tuple[str, ...], list[str]] = {}
    for unit, names in by_unit.items():
        together.setdefault(tuple(names), []).append(unit)
    return tuple((tuple(units), names) for names, units in together.items())
