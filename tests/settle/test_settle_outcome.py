"""The plain answers over random negotiations, each against looking at every package by hand."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
import settle_reference as slow
from hypothesis import given, settings

from conftest import FULL
from foedus.errors import MissingExtra
from foedus.settle import sat
from foedus.settle.conflicts import impasse
from foedus.settle.demands import Absent, problem
from foedus.settle.leak import caucus, known_to
from foedus.settle.model import (
    Mandate,
    Negotiation,
    Option,
    Party,
    Position,
    Question,
    Rule,
    Seat,
    Standing,
    Strength,
    Take,
)
from foedus.settle.outcome import engine, settle
from foedus.settle.overlap import overlaps
from foedus.settle.packages import dominators
from foedus.settle.sat import impasse_by_sat
from foedus.settle.space import Demand, Space

SEATS = [Seat.PRESENT, Seat.PRESENT, Seat.UNINVITED, Seat.REFUSED]


def negotiation(seed: int) -> Negotiation:
    rng = random.Random(seed)
    questions = tuple(
        Question(f"q{i}", "?", tuple(Option(f"o{k}", "?", binds=("p2",) if k else ())
                                     for k in range(rng.randint(2, 3))))
        for i in range(rng.randint(1, 4))
    )  # fmt: skip
    parties = tuple(
        Party(f"p{i}", f"P{i}", seat, True, Mandate.CLAIMED, "", (), ("s",))
        for i, seat in enumerate(SEATS)
    )
    positions = tuple(position(rng, k, questions) for k in range(rng.randint(1, 8)))
    rules = tuple(
        Rule(f"r{k}", "?", (term(rng, questions),), (term(rng, questions),))
        for k in range(rng.randint(0, 1))
    )
    quo = {q.key: rng.choice(q.options).key for q in questions if rng.random() < 0.6}
    said = {"s": SimpleNamespace(speaker="s", when="2021", quote="q", key="s")}
    return Negotiation(questions, rules, parties, positions, status_quo=quo, said=said)


def term(rng: random.Random, questions: tuple[Question, ...]) -> tuple[str, str, bool]:
    question = rng.choice(questions)
    return question.key, rng.choice(question.options).key, rng.random() < 0.7


def position(rng: random.Random, k: int, questions: tuple[Question, ...]) -> Position:
    question = rng.choice(questions)
    keys = [o.key for o in question.options]
    take = rng.choice([Take.ONLY, Take.REJECTS, Take.CONDITIONAL, Take.LADDER, Take.PREFERS,
                       Take.ACCEPTS])  # fmt: skip
    some = tuple(rng.sample(keys, rng.randint(1, len(keys) - 1)))
    order = tuple((o,) for o in rng.sample(keys, len(keys)))
    conditional = take is Take.CONDITIONAL
    return Position(
        f"d{k}", f"p{rng.randrange(4)}", take, "s", "", Standing.STATED,
        rng.choice([Strength.DEMAND, Strength.RED_LINE, Strength.VIEW]),
        "" if conditional else question.key,
        some if take in (Take.ONLY, Take.REJECTS, Take.ACCEPTS) else (),
        (term(rng, questions),) if conditional else (),
        (term(rng, questions),) if conditional else (),
        (some,) if take is Take.LADDER else (),
        order if take is Take.PREFERS else (),
        untradeable="treaty" if rng.random() < 0.15 else "",
        cost=rng.choice([None, 1, 2, 5]),
    )  # fmt: skip


def held(p: Position, chosen: dict[str, str]) -> bool:
    """Whether a package meets a position's demand, read from the position itself."""

    def so(t: tuple[str, str, bool]) -> bool:
        return (chosen[t[0]] == t[1]) is t[2]

    if p.take is Take.ONLY:
        return chosen[p.question] in p.options
    if p.take is Take.REJECTS:
        return chosen[p.question] not in p.options
    if p.take is Take.CONDITIONAL:
        return not all(map(so, p.when)) or any(map(so, p.then))
    if p.take is Take.LADDER:
        return chosen[p.question] in p.rungs[0]
    return True


def by_hand(n: Negotiation, absent: Absent) -> list[dict[str, str]]:
    """Packages that break no demand, for the ways "hard" and "ignored"."""
    away = {p.key for p in n.parties if p.absent}
    counted = [
        p for p in n.positions
        if p.strength is not Strength.VIEW
        and (absent is Absent.HARD or p.party not in away or p.untradeable)
    ]  # fmt: skip
    found = []
    for options in itertools.product(*([o.key for o in q.options] for q in n.questions)):
        chosen = dict(zip((q.key for q in n.questions), options, strict=True))

        def so(t: tuple[str, str, bool], chosen: dict[str, str] = chosen) -> bool:
            return (chosen[t[0]] == t[1]) is t[2]

        lawful = all(not all(map(so, r.when)) or any(map(so, r.then)) for r in n.rules)
        if lawful and all(held(p, chosen) for p in counted):
            found.append(chosen)
    return found


@given(slow.seeds)
@settings(max_examples=3000 if FULL else 120)
def test_feasible_packages_are_those_found_by_hand(seed: int) -> None:
    n = negotiation(seed)
    result = settle(n, {})
    for absent in (Absent.HARD, Absent.IGNORED):
        way, wanted = result.way(absent), by_hand(n, absent)
        assert way.feasible is bool(wanted)
        assert way.count == len(wanted)
        assert all(o.options in wanted for o in way.offers)
        assert len(way.offers) <= 7
        for offer in way.offers:
            bound = any(o.binds for q in n.questions for o in q.options
                        if offer.options[q.key] == o.key)  # fmt: skip
            assert offer.needs_consent_of == (("p2",) if bound else ())


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_withdrawals_suffice_and_none_smaller_does(seed: int) -> None:
    n = negotiation(seed)
    way = settle(n, {}).way(Absent.HARD)
    if way.feasible or way.blocked:
        return
    for withdrawal in way.withdrawals:
        keys = {w.split("/")[0] for w in withdrawal}
        rest = replace(n, positions=tuple(p for p in n.positions if p.key not in keys))
        assert by_hand(rest, Absent.HARD)
        for kept in keys:
            fewer = keys - {kept}
            less = replace(n, positions=tuple(p for p in n.positions if p.key not in fewer))
            assert not by_hand(less, Absent.HARD)
    for conflict in way.conflicts:
        keys = {c.split("/")[0] for c in conflict}
        free = {p.key for p in n.positions if p.untradeable}
        only = replace(n, positions=tuple(p for p in n.positions if p.key in keys | free))
        assert not by_hand(only, Absent.HARD)


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_if_only_one_party_moved(seed: int) -> None:
    n = negotiation(seed)
    way = settle(n, {}).way(Absent.HARD)
    for moved in way.moved:
        own = {p.key for p in n.positions if p.party == moved.party and not p.untradeable}
        without = replace(n, positions=tuple(p for p in n.positions if p.key not in own))
        assert moved.possible is bool(by_hand(without, Absent.HARD))
        sizes = {len(w) for w in moved.withdrawals}
        assert len(sizes) <= 1


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_feasible_only_because_somebody_is_not_there(seed: int) -> None:
    n = negotiation(seed)
    found = settle(n, {}).only_because_absent
    away = [p.key for p in n.parties if p.absent]

    def stands(*there: str) -> bool:
        seats = [k for k in away if k not in there]
        return bool(by_hand(replace(n, positions=tuple(
            p for p in n.positions if p.party not in seats)), Absent.HARD))  # fmt: skip

    assert set(found) == ({k for k in away if not stands(k)} if stands() else set())


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_no_worse_counts_what_the_status_quo_keeps(seed: int) -> None:
    n = negotiation(seed)
    found = problem(n, {}, absent=Absent.NO_WORSE)
    away = {p.key for p in n.parties if p.absent}
    names = {d.name for d in found.demands}
    for p in n.positions:
        if p.party not in away or p.strength is Strength.VIEW or p.untradeable:
            continue
        if p.take in (Take.ONLY, Take.REJECTS, Take.LADDER) and p.question in n.status_quo:
            key = f"{p.key}/1" if p.take is Take.LADDER else p.key
            assert (key in names) is held(p, dict(n.status_quo))
        if p.take is Take.PREFERS and p.question in n.status_quo:
            now = n.status_quo[p.question]
            below = [d for d in found.demands if d.name == f"{p.key}/not-below-status-quo"]
            keys = [o.key for o in n.question(p.question).options]
            allowed = {keys[x.option] for d in below for x in d.clauses[0]}
            rank = [g[0] for g in p.order].index(now)
            assert allowed == {g[0] for g in p.order[: rank + 1]}


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_ordinal_dominance_by_its_definition(seed: int) -> None:
    n = negotiation(seed)
    ranks = {(p.question, p.party): {g[0]: k for k, g in enumerate(p.order)}
             for p in n.positions if p.take is Take.PREFERS}  # fmt: skip
    sizes = [range(len(q.options)) for q in n.questions]
    packages = list(itertools.product(*sizes))

    def better(y: tuple[int, ...], x: tuple[int, ...]) -> bool:
        some = False
        for q, a, b in zip(n.questions, y, x, strict=True):
            if a == b:
                continue
            for party in n.parties:
                order = ranks.get((q.key, party.key))
                if order is None or order[f"o{a}"] > order[f"o{b}"]:
                    return False
                some |= order[f"o{a}"] < order[f"o{b}"]
        return some

    for place, found in enumerate(dominators(n, packages)):
        above = [y for y in packages if better(y, packages[place])]
        assert (found is not None) is bool(above)
        if found is not None:
            assert packages[found] in above


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 40)
def test_both_engines_give_the_same_sets(seed: int) -> None:
    n = negotiation(seed)
    found = problem(n, {})
    try:
        one = impasse(found.ground, found.demands)
    except ValueError:
        with pytest.raises(ValueError, match="no package"):
            impasse_by_sat(found.ground, found.demands)
        return
    other = impasse_by_sat(found.ground, found.demands)
    assert one.feasible is other.feasible
    assert set(one.conflicts) == set(other.conflicts)
    assert set(one.concessions) == set(other.concessions)


@given(slow.seeds)
@settings(max_examples=150 if FULL else 15)
def test_a_print_for_one_party_does_not_depend_on_anothers_sheet(seed: int) -> None:
    """Non-interference: change what A has sealed in any way, and B's print is the same."""
    rng = random.Random(seed)
    n = negotiation(seed)
    a_only = tuple(replace(p, sealed=True, party="p0") if rng.random() < 0.5 else p
                   for p in n.positions)  # fmt: skip
    one = replace(n, positions=a_only)
    two = replace(n, positions=tuple(
        replace(p, take=Take.ACCEPTS, options=("o0",), question="q0") if p.sealed else p
        for p in a_only))  # fmt: skip
    three = replace(n, positions=tuple(p for p in a_only if not p.sealed))
    prints = [caucus(m, {}, "p1").shown.to_dict() for m in (one, two, three)]
    assert prints[0] == prints[1] == prints[2]
    assert caucus(three, {}, "p1").withheld == ()
    assert known_to(one, "p0").positions == one.positions


@given(slow.seeds)
@settings(max_examples=300 if FULL else 40)
def test_overlaps_are_options_that_two_parties_name(seed: int) -> None:
    n = negotiation(seed)
    named: dict[tuple[str, str], set[str]] = {}
    for p in n.positions:
        first = {Take.PREFERS: p.order[:1], Take.LADDER: p.rungs}.get(p.take, ())
        plain = p.options if p.take in (Take.ACCEPTS, Take.ONLY) else ()
        for option in (*plain, *(o for g in first for o in g)):
            named.setdefault((p.question, option), set()).add(p.party)
    wanted = {k for k, v in named.items() if len(v) >= 2}
    found = overlaps(n)
    assert {(o.question, o.option) for o in found} == wanted
    assert all(o.joint == "" for o in found)


def test_costs_and_the_fairest_withdrawals() -> None:
    """Two sets cost (2) and (5): the first is fairer; silence compares none."""
    questions = (Question("q", "?", (Option("x", "?"), Option("y", "?"))),)
    parties = tuple(Party(k, k, Seat.PRESENT, True, Mandate.CLAIMED, "", (), ("s",)) for k in "ab")

    def only(key: str, party: str, option: str, cost: int | None) -> Position:
        return Position(key, party, Take.ONLY, "s", "", Standing.STATED, Strength.DEMAND, "q",
                        (option,), cost=cost)  # fmt: skip

    n = Negotiation(questions, (), parties, (only("da", "a", "x", 2), only("db", "b", "y", 5)))
    way = settle(n, {}).way(Absent.HARD)
    assert way.withdrawals == (("da",), ("db",))
    assert way.costs == ({"a": 2}, {"b": 5})
    assert way.fairest == (0,)
    assert way.cheapest == (0,)
    silent = replace(n, positions=(n.positions[0], only("db", "b", "y", None)))
    assert settle(silent, {}).way(Absent.HARD).fairest == ()


def test_what_cannot_be_traded_leaves_no_withdrawal() -> None:
    questions = (Question("q", "?", (Option("x", "?"), Option("y", "?"))),)
    parties = tuple(Party(k, k, Seat.PRESENT, True, Mandate.CLAIMED, "", (), ("s",)) for k in "ab")
    positions = tuple(
        Position(f"d{k}", k, Take.ONLY, "s", "", Standing.STATED, Strength.RED_LINE, "q", (o,),
                 untradeable="treaty")
        for k, o in (("a", "x"), ("b", "y"))
    )  # fmt: skip
    way = settle(Negotiation(questions, (), parties, positions), {}).way(Absent.HARD)
    assert not way.feasible
    assert way.withdrawals == ()
    assert way.conflicts == (("da", "db"),)
    assert "cannot be traded" in way.blocked


def test_many_demands_over_few_packages_go_to_sat() -> None:
    """120 demands over 19,683 packages: by SAT; without it the same sizes."""
    rng = random.Random(0)
    space = Space((3,) * 9)
    demands = [Demand(f"d{i}", (slow.random_clause(rng, space.options, rng.randint(1, 2)),))
               for i in range(120)]  # fmt: skip
    found = engine(space, demands)
    assert "SAT" in found.method
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sat, "library", missing)
        other = engine(space, demands[:45])
    assert "every package" in other.method
    again = engine(space, demands[:45])
    assert again.feasible is other.feasible
    assert len(again.conflicts[0]) == len(other.conflicts[0])
    assert len(again.concessions[0]) == len(other.concessions[0])


def missing() -> None:
    raise MissingExtra("settle", "python-sat", "A negotiation of this size")
