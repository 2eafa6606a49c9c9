"""Sentences about random texts decided by `check` and by looking at every coalition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from proof_world import META, TABLE
from test_proof_random_texts import text

from conftest import FULL
from foedus.constitution.compile import compile_procedure
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import parse_table
from foedus.proof.check import check
from foedus.proof.portrait import portraits
from foedus.proof.recheck import as_json, passes
from foedus.proof.verdicts import Ruling, Status

TEXTS = 200 if FULL else 16
WHO = ("House", "Senate", "President", "Alpha", "Beta", "Red")


def made(seed: int, claims: str = "") -> Model:
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    written = text(random.Random(seed)) + claims
    return Model(parse(written, "r.foedus"), {"regions.csv": table}, file="r.foedus")


def every(game: Compiled) -> Iterator[dict[str, int]]:
    voters = game.rule.voters
    for counts in itertools.product(*[range(v.count + 1) for v in voters]):
        yield {v.name: k for v, k in zip(voters, counts, strict=True)}


class Looked:
    """One game with the verdict on every coalition, from its JSON."""

    def __init__(self, model: Model, name: str) -> None:
        self.game = compile_procedure(model, name)
        data = as_json(self.game.rule)
        self.all = [(c, passes(data, c)) for c in every(self.game)]
        self.counts = {v.name: v.count for v in self.game.rule.voters}

    def voters(self, name: str) -> set[str]:
        return {n for n in self.game.members.get(name, ()) if self.counts.get(n)}

    def can_pass_without(self, name: str) -> bool:
        out = self.voters(name)
        return any(p for c, p in self.all if not any(c[n] for n in out))

    def passes_with_only(self, name: str) -> bool:
        own = self.voters(name)
        return any(p for c, p in self.all if not any(k for n, k in c.items() if n not in own))

    def least(self, passing: bool) -> int | None:
        sizes = [sum(c.values()) for c, p in self.all if p is passing]
        if not sizes:
            return None
        return min(sizes) if passing else sum(self.counts.values()) - max(sizes)


def ruled(model: Model) -> list[Ruling]:
    return list(check(model).rulings)


def status(holds: bool, voters: set[str]) -> Status:
    return Status.NO_VOTE if not voters else Status.HOLDS if holds else Status.FAILS


@pytest.mark.parametrize("seed", range(TEXTS))
def test_who_can_be_outvoted_block_and_pass_alone(seed: int) -> None:
    lines = []
    for who in WHO:
        lines += [
            f"First can pass without {who}",
            f"First passes only with {who}",
            f"{who} alone can block First",
            f"{who} alone can pass First",
            f"{who} cannot be outvoted in First",
        ]
    claims = "".join(f'guarantee "G{k}"\n  {x}\n' for k, x in enumerate(lines))
    model = made(seed, claims)
    looked, rulings = Looked(model, "First"), ruled(model)
    for k, who in enumerate(WHO):
        voters, without = looked.voters(who), looked.can_pass_without(who)
        expected = [without, not without, not without, looked.passes_with_only(who), not without]
        found = [r.claims[0].status for r in rulings[5 * k : 5 * k + 5]]
        assert found == [status(e, voters) for e in expected], who


@pytest.mark.parametrize("seed", range(TEXTS))
def test_the_fewest_who_pass_and_block(seed: int) -> None:
    model = made(
        seed,
        'question "A"\n  smallest coalition that passes First\n'
        'question "B"\n  smallest coalition that blocks First\n',
    )
    looked = Looked(model, "First")
    for ruling, passing in zip(ruled(model), (True, False), strict=True):
        (finding,) = ruling.claims[0].findings
        assert finding.value == looked.least(passing)
        if finding.coalition is not None:
            yes = {n: finding.coalition.get(n, 0) for n in looked.counts}
            no = {n: k - yes[n] for n, k in looked.counts.items()}
            assert looked.game.rule.passes(yes if passing else no) is passing
            assert sum(yes.values()) == finding.value


@pytest.mark.parametrize("seed", range(TEXTS))
def test_implication_and_equality(seed: int) -> None:
    model = made(
        seed,
        'guarantee "A"\n  First implies Second\nguarantee "B"\n  First is the same as Second\n',
    )
    first, second = Looked(model, "First"), Looked(model, "Second")
    if first.counts.items() - second.counts.items() and any(
        second.counts.get(n, k) != k for n, k in first.counts.items()
    ):
        pytest.skip("the two count their members differently")
    names = {**first.counts, **second.counts}
    both = [
        (first.game.rule.passes({n: c[n] for n in first.counts}),
         second.game.rule.passes({n: c[n] for n in second.counts}))
        for counts in itertools.product(*[range(k + 1) for k in names.values()])
        for c in [dict(zip(names, counts, strict=True))]
    ]  # fmt: skip
    found = [r.claims[0].status for r in ruled(model)]
    implied, same = all(q for p, q in both if p), all(p == q for p, q in both)
    assert found == [status(implied, {"x"}), status(same, {"x"})]


@pytest.mark.parametrize("seed", range(0, TEXTS, 2))
def test_a_portrait_lists_who_must_agree_and_what_groups_can_be_outvoted(seed: int) -> None:
    model = made(seed)
    looked = Looked(model, "First")
    (found,) = portraits(model, "First")
    ever = any(p for _, p in looked.all)
    for name in WHO[:3] if ever else ():
        # A body is named by itself or by those of its groups that must agree.
        named = any(n in (name, *looked.game.members[name]) for n in found.must_agree)
        alone = {looked.game.alone(v) for v in looked.voters(name)} & set(found.must_agree)
        if looked.voters(name):
            assert bool(named or alone) is not looked.can_pass_without(name), name
    groups = {*found.outvoted, *found.not_outvoted}
    for name in groups:
        assert (name in found.outvoted) is looked.can_pass_without(name)
    if ever and looked.voters("Red") and "Red" in looked.game.kinds:
        assert "Red" in groups or "House: Red" in looked.counts
    least = {x.goal: x.amount for x in found.least if not x.column}
    assert least["passes"] == looked.least(True)
    assert least["blocks"] == looked.least(False)
    alone = {n for n in looked.counts if any(p for c, p in looked.all) and not any(
        p for c, p in looked.all if c[n] < looked.counts[n])}  # fmt: skip
    assert {looked.game.alone(n) for n in alone} == set(found.vetoers)


@pytest.mark.parametrize("seed", range(0, TEXTS, 2))
def test_deadlock_is_possible_where_two_camps_can_stop_each_other(seed: int) -> None:
    model = made(seed)
    looked = Looked(model, "First")
    (found,) = portraits(model, "First")
    verdict = {tuple(c.items()): p for c, p in looked.all}
    opposite = {key: tuple((n, looked.counts[n] - k) for n, k in key) for key in verdict}
    stuck = any(not p and not verdict[opposite[key]] for key, p in verdict.items())
    if found.deadlock:
        assert found.deadlock.startswith("possible") is stuck
