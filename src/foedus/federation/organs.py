"""Arbiters, emergency and guarantors: who can capture, suspend, act alone, as coalitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.constitution.syntax import (
    ChosenBy,
    Clause,
    Emergency,
    Guarantor,
    Of,
    Organ,
    Standing,
    pick,
)
from foedus.errors import TooLarge
from foedus.federation.matrix import lists
from foedus.federation.paths import Path, path_of
from foedus.proof.claims_paths import whose_consent
from foedus.proof.games import Games

#: Who appoints together: at most this many appointers are combined.
APPOINTERS = 16


@dataclass(frozen=True, slots=True)
class Court(Answer):
    """Who appoints how many of an organ, who can fill a majority of it, who may bring a case.

    `capture` and `deny` are the smallest sets of appointers who, agreeing, choose a majority, or
    without whom nobody does. `units_out` are units (by list) that may not bring a case;
    none where the text does not say who may.
    """

    name: str
    kind: str
    members: int
    chosen: tuple[tuple[str, int], ...]
    capture: tuple[tuple[str, ...], ...]
    deny: tuple[tuple[str, ...], ...]
    standing: tuple[str, ...]
    units_in: tuple[str, ...]
    units_out: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "sets of appointers whose members together reach more than half"
    reference: str = "the articles named"


@dataclass(frozen=True, slots=True)
class Measure(Answer):
    """An emergency or intervention: who can begin it, alone or together, how it ends, who reviews.

    `begins` are the smallest coalitions that can, `recorded` where the text names somebody whom
    no sentence of the file declares: shown in its words, nothing computed. `open_end`: the text
    names no time, no renewal and no review.
    """

    name: str
    article: str
    trigger: str
    suspends: str
    begins: tuple[tuple[str, ...], ...]
    renews: tuple[tuple[str, ...], ...]
    reviews: tuple[tuple[str, ...], ...]
    recorded: tuple[tuple[str, str], ...]
    open_end: bool
    lasts: str
    label: Label = Label.EXACT
    method: str = "procedures compiled; a person or body named stands for itself"
    reference: str = "International IDEA, Emergency Powers (primer 18)"

    @property
    def alone(self) -> tuple[str, ...]:
        """Return who can begin it alone."""
        return tuple(one[0] for one in self.begins if len(one) == 1)


@dataclass(frozen=True, slots=True)
class Guarantors(Answer):
    """The guarantors of one article: whether they act jointly or alone, and which sets can act."""

    article: str
    names: tuple[str, ...]
    acts: str
    can_act: tuple[tuple[str, ...], ...]
    ends: str
    appointed: str
    label: Label = Label.EXACT
    method: str = "alone: each of them; jointly: all of them"
    reference: str = "Treaty of Guarantee 1960, Art. IV (jointly, or each alone)"


def courts(model: Model) -> tuple[Court, ...]:
    """Return every organ with a number of members and with those who choose them."""
    found = []
    for organ in model.book().organs.values():
        if organ.members and pick(organ.details, ChosenBy):
            found.append(_court(model, organ))
    return tuple(found)


def _court(model: Model, organ: Organ) -> Court:
    shares = [(c.names, c.count or organ.members) for c in pick(organ.details, ChosenBy)]
    named = tuple((" and ".join(names), count) for names, count in shares)
    half = organ.members // 2 + 1
    standing = tuple(n for s in pick(organ.details, Standing) for n in s.names)
    in_, out = units_named(model, standing) if standing else ((), ())
    return Court(
        organ.name,
        organ.kind,
        organ.members,
        named,
        minimal(shares, half),
        minimal(shares, organ.members - half + 1),
        standing,
        in_,
        out,
    )


def units_named(model: Model, standing: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units that are named, themselves, by their list or by an organ of theirs, and
    the others: "Council of Alpha" and "Council of the Alpha" stand for Alpha."""
    found: dict[str, bool] = {}
    for units in lists(model):
        for label in units.labels.values():
            ends = (f" of {label}", f" of the {label}")
            own = label in standing or any(n.endswith(ends) for n in standing)
            found[label] = found.get(label, False) or own or units.name in standing
    return tuple(u for u, may in found.items() if may), tuple(
        u for u, may in found.items() if not may
    )


def minimal(
    shares: Iterable[tuple[tuple[str, ...], int]], need: int
) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets whose members, all agreeing, choose `need` members, none inside
    another; those who choose together count only where all of them are in the set."""
    shares = list(shares)
    everybody = list(dict.fromkeys(n for names, _ in shares for n in names))
    if len(everybody) > APPOINTERS:
        raise TooLarge(f"{len(everybody)} appointers; at most {APPOINTERS} are combined")
    found: list[tuple[str, ...]] = []
    for size in range(1, len(everybody) + 1):
        for chosen in combinations(everybody, size):
            inside = set(chosen)
            if any(set(f) <= inside for f in found):
                continue
            if sum(count for names, count in shares if set(names) <= inside) >= need:
                found.append(chosen)
    return tuple(found)


def measures(games: Games) -> tuple[Measure, ...]:
    """Return every emergency clause of a text: who begins, renews and reviews it."""
    return tuple(_measure(games, node) for node in games.model.constitution.all(Emergency))


def _measure(games: Games, node: Emergency) -> Measure:
    clauses = {c.key: c.text for c in pick(node.details, Clause)}
    recorded: list[tuple[str, str]] = []

    def who(key: str) -> tuple[tuple[str, ...], ...]:
        text = clauses.get(key, "")
        sets = coalitions(games, text)
        if text and sets is None:
            recorded.append((key, text))
        return sets or ()

    begins, renews, reviews = who("declared by"), who("renewed by"), who("reviewed by")
    timed = {"lasts", "renewed by", "reviewed by"} & clauses.keys()
    return Measure(
        node.name,
        node.article,
        clauses.get("trigger", ""),
        clauses.get("suspends", ""),
        begins,
        renews,
        reviews,
        tuple(recorded),
        not timed,
        clauses.get("lasts", ""),
    )


def coalitions(games: Games, text: str) -> tuple[tuple[str, ...], ...] | None:
    """Return who can act by a text that names a procedure, person, body or organ of the file.

    A procedure's coalition is told by those whose consent it needs; None for other words.
    """
    book = games.book
    if text in book.procedures:
        found = []
        for setting in games.settings([text])[:4]:
            consent = whose_consent(games.game(Of(text), setting))
            found.append(consent or (f'whoever reaches "{text}"',))
        return tuple(dict.fromkeys(found))
    names = {*book.persons, *book.bodies, *book.organs, *book.units, *book.electorates}
    return ((text,),) if text in names else None


def guarantors(model: Model) -> tuple[Guarantors, ...]:
    """Return the guarantors of a text, those of one article together.

    `acts` is "jointly", "alone" or "jointly or alone" (other words are shown, and nobody can be
    said to act by them).
    """
    by_article: dict[str, list[Guarantor]] = {}
    for node in model.constitution.all(Guarantor):
        by_article.setdefault(node.article, []).append(node)
    return tuple(_guarantors(article, nodes) for article, nodes in by_article.items())


def _guarantors(article: str, nodes: list[Guarantor]) -> Guarantors:
    clauses: dict[str, list[str]] = {}
    for node in nodes:
        for clause in pick(node.details, Clause):
            clauses.setdefault(clause.key, []).append(clause.text)
    said = tuple(dict.fromkeys(clauses.get("acts", [])))
    names = tuple(n.name for n in nodes)
    return Guarantors(
        article,
        names,
        "; ".join(said),
        tuple(_can_act(nodes)),
        "; ".join(dict.fromkeys(clauses.get("ends", []))),
        "; ".join(dict.fromkeys(clauses.get("appointed by", []))),
    )


def _can_act(nodes: list[Guarantor]) -> Iterator[tuple[str, ...]]:
    acts = {n.name: {c.text for c in pick(n.details, Clause) if c.key == "acts"} for n in nodes}
    single = [n for n, words in acts.items() if words & {"alone", "jointly or alone"}]
    yield from ((n,) for n in single)
    together = tuple(n for n, words in acts.items() if words & {"jointly", "jointly or alone"})
    if len(together) > 1 and not set(single) & set(together):
        yield together


def suspending(games: Games, unit: str = "") -> tuple[Path, ...]:
    """Return the procedures that decide an intervention in a unit, and whose consent each needs."""
    found = []
    for procedure in games.book.procedures.values():
        if any(str(c) == "intervention" for d in procedure.decides for c in d.changes):
            found += path_of(games, "intervention", unit, procedure)
    return tuple(found)
