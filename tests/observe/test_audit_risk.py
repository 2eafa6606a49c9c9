"""The risk limit kept in simulated wrong outcomes; the draw, the sample file, rounds and words."""

from __future__ import annotations

import hashlib
import random
from fractions import Fraction

import pytest
from audit_play import LIMIT, outcome, play, reads, wrong_pair

from conftest import FULL
from foedus.errors import BadInput
from foedus.observe.audit.contest import Contest, plan_of, read_reported
from foedus.observe.audit.draw import (
    Manifest,
    check_seed,
    draw_cards,
    numbers,
    read_manifest,
)
from foedus.observe.audit.plan import AuditPlan, card_from
from foedus.observe.audit.risk import assess
from foedus.observe.audit.sample import GONE, read_sample

SEED = "31415926535897932384"
CONTESTS = {
    "plurality": Contest("plurality"),
    "two winners": Contest("plurality", seats=2, most=2),
    "supermajority": Contest("supermajority", choice="A", share=Fraction(2, 5)),
    "dhondt": Contest("divisor", seats=4),
    "irv": Contest("irv"),
}
PLAYS = 10_000 if FULL else 250


@pytest.mark.parametrize("mode", ["polling", "comparison"])
@pytest.mark.parametrize("name", list(CONTESTS))
def test_wrong_outcomes_are_confirmed_no_more_often_than_the_limit(name: str, mode: str) -> None:
    confirmed = sum(play(CONTESTS[name], mode, seed) for seed in range(PLAYS))
    assert confirmed <= LIMIT * PLAYS


def test_the_wrong_outcomes_are_wrong_and_close() -> None:
    for contest in CONTESTS.values():
        true, reported = wrong_pair(random.Random(1), contest)
        assert outcome(contest, true) != outcome(contest, reported)
        assert sum(true.values()) == sum(reported.values())


def small(mode: str = "polling", design: str = "simple") -> tuple[AuditPlan, Manifest]:
    tally = {"north": {"A": 300, "B": 160}, "south": {"A": 250, "B": 200}}
    manifest = read_manifest(
        b"stratum,batch,cards\nnorth,1,200\nnorth,2,270\nsouth,1,460\n", "m.csv"
    )
    counts = {"north": 470, "south": 460}
    plan = plan_of("Mayor", Contest("plurality"), tally, counts, risk_limit=Fraction(1, 20),
                   mode=mode, design=design)  # fmt: skip
    return plan, manifest


def sheet(plan: AuditPlan, manifest: Manifest, wanted: dict[str, int], *, wrong: int = 0) -> str:
    """The sample file of right cards, the first `wrong` of them read as B where A is reported."""
    draw = random.Random(5)
    pops = {
        h: [m for m, n in t.items() for _ in range(n)] + [""] * (plan.cards[h] - sum(t.values()))
        for h, t in plan.tally.items()
    }
    for p in pops.values():
        draw.shuffle(p)
    head = (
        "scope,number,card,seen" + (",reported" if plan.mode == "comparison" else "") + ",round\n"
    )
    lines = []
    for c in draw_cards(manifest, SEED, plan.scopes(), wanted):
        mark = pops[c.stratum].pop()
        seen = "B" if mark == "A" and len(lines) < wrong else mark
        extra = f",{mark}" if plan.mode == "comparison" else ""
        lines.append(f"{c.scope},{c.number},{c.card},{seen}{extra},{1 + (c.number > 150)}\n")
    return head + "".join(lines)


def run(plan: AuditPlan, manifest: Manifest, text: str, test: str = "alpha"):  # type: ignore[no-untyped-def]
    return assess(plan, read_sample(text.encode(), "s.csv", plan, manifest, SEED), test)


@pytest.mark.parametrize(
    "mode,design,test",
    [("polling", "simple", "alpha"), ("polling", "simple", "bravo"),
     ("comparison", "simple", "alpha"), ("comparison", "simple", "kaplan-markov"),
     ("polling", "stratified", "alpha"), ("comparison", "stratified", "alpha")],
)  # fmt: skip
def test_a_right_outcome_is_confirmed_by_every_test(mode: str, design: str, test: str) -> None:
    plan, manifest = small(mode, design)
    wanted = dict.fromkeys(plan.scopes(), 330 if design == "simple" else 280)
    found = run(plan, manifest, sheet(plan, manifest, wanted), test)
    assert found.confirmed, found.sentence
    assert found.sentence.startswith("outcome confirmed at risk limit 5 %")
    assert [n for n, _ in found.rounds] == [1, 2]
    assert found.rounds[1][1] <= found.rounds[0][1]


@pytest.mark.parametrize("mode", ["polling", "comparison"])
def test_a_short_sample_says_not_yet_and_how_many_more(mode: str) -> None:
    plan, manifest = small(mode)
    found = run(plan, manifest, sheet(plan, manifest, {"all": 10}))
    assert not found.confirmed
    assert found.sentence.startswith("not yet: 1 of 1 assertions are open")
    assert found.assertions[0].more is not None
    assert found.assertions[0].more > 0
    assert "read the next round" in found.sentence or "full hand count" in found.sentence


def test_errors_in_a_comparison_raise_the_risk() -> None:
    plan, manifest = small("comparison")
    risks = [
        run(plan, manifest, sheet(plan, manifest, {"all": 80}, wrong=w)).assertions[0].risk
        for w in (0, 1, 4, 12)
    ]
    assert risks == sorted(risks)
    assert risks[0] < 0.05 < risks[-1]


def test_every_card_read_is_a_hand_count() -> None:
    tally = {"all": {"A": 26, "B": 24}}
    plan = plan_of("t", Contest("plurality"), tally, {"all": 50}, risk_limit=Fraction(1, 20),
                   mode="polling", design="simple")  # fmt: skip
    draw = random.Random(1)
    for true, confirmed, words in (
        ({("A",): 26, ("B",): 24}, True, "outcome confirmed"),
        ({("A",): 25, ("B",): 25}, False, "the result of the hand count stands"),
        ({("A",): 20, ("B",): 30}, False, "the result of the hand count stands"),
    ):
        rows = [r for r in reads(draw, plan, true, true)]
        seen = [c for c, n in true.items() for _ in range(n)]
        every = [type(rows[0])("all", "all", 1, c, c) for c in draw.sample(seen, len(seen))]
        found = assess(plan, every)
        assert found.confirmed is confirmed
        assert words in found.sentence
        assert found.assertions[0].holds is confirmed


def test_a_card_that_cannot_be_found_counts_against_every_assertion() -> None:
    plan, manifest = small()
    text = sheet(plan, manifest, {"all": 100})
    found = run(plan, manifest, text).assertions[0].risk
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.split(",")[3] == "A")
    parts = lines[at].split(",")
    parts[3] = GONE
    lines[at] = ",".join(parts)
    missing = run(plan, manifest, "\n".join(lines)).assertions[0].risk
    assert missing > found


@pytest.mark.parametrize("test,mode", [("bravo", "comparison"), ("kaplan-markov", "polling")])
def test_tests_that_do_not_fit_are_refused(test: str, mode: str) -> None:
    plan, manifest = small(mode)
    with pytest.raises(BadInput) as caught:
        run(plan, manifest, sheet(plan, manifest, {"all": 5}), test)
    assert caught.value.diagnostics[0].code == "E915"


# ---------------------------------------------------------------------- the draw


def test_the_recipe_by_hand() -> None:
    found = list(numbers(SEED, "all", 930, 5))
    by_hand: list[int] = []
    i = 0
    while len(by_hand) < 5:
        i += 1
        digest = hashlib.sha256(f"{SEED},all,{i}".encode()).hexdigest()
        number = int(digest, 16) % 930
        if number not in by_hand:
            by_hand.append(number)
    assert found == by_hand
    _, manifest = small()
    cards = draw_cards(manifest, SEED, {"all": ("north", "south")}, {"all": 5})
    for card, n in zip(cards, by_hand, strict=True):
        batch, place = ("1", n + 1) if n < 200 else ("2", n - 199) if n < 470 else ("1", n - 469)
        assert (card.batch, card.place) == (batch, place)
        assert card.stratum == ("north" if n < 470 else "south")


def test_every_card_is_drawn_once_and_about_alike() -> None:
    assert sorted(numbers(SEED, "x", 500, 500)) == list(range(500))
    first = [next(numbers(str(10**20 + k), "x", 4, 1)) for k in range(2000)]
    counts = [first.count(k) for k in range(4)]
    assert max(abs(c - 500) for c in counts) < 4 * (2000 * 0.25 * 0.75) ** 0.5
    with pytest.raises(ValueError):
        list(numbers(SEED, "x", 3, 4))


@pytest.mark.parametrize(
    "seed", ["", "7", "1234567890123456789", "abcdefghijklmnopqrstu", "-" * 20]
)
def test_a_seed_that_no_ceremony_gave_is_refused(seed: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_seed(seed)
    assert caught.value.diagnostics[0].code == "E912"


@pytest.mark.parametrize(
    "text,errors",
    [("stratum,batch\nn,1\n", 1), ("stratum,batch,cards\nn,1,x\nn,1,0\nn,2,5\nn,2,6\n", 3),
     ("stratum,batch,cards\n", 1), ("", 1)],
)  # fmt: skip
def test_broken_manifests(text: str, errors: int) -> None:
    with pytest.raises(BadInput) as caught:
        read_manifest(text.encode(), "m.csv")
    assert [d.code for d in caught.value.diagnostics] == ["E911"] * errors


SAMPLE_FAULTS = [
    (lambda s: s.replace("scope,", "where,"), "columns"),
    (lambda s: s.replace("all,1,", "all,2,", 1), "not the card that was drawn"),
    (lambda s: "\n".join(s.splitlines()[:1] + s.splitlines()[2:]), "not the card that was drawn"),
    (lambda s: s.replace(",A,", ",Z,", 1), "nobody stands for"),
    (lambda s: s.replace("all,1,", "west,1,", 1), "no scope"),
    (lambda s: s.replace(",1\n", ",x\n", 1), "no round"),
    (lambda s: s.replace(",1\n", ",9\n", 1), "comes after round 9"),
]


@pytest.mark.parametrize("change,words", SAMPLE_FAULTS, ids=[f[1] for f in SAMPLE_FAULTS])
def test_samples_that_are_not_what_was_drawn(change, words: str) -> None:  # type: ignore[no-untyped-def]
    plan, manifest = small()
    text = change(sheet(plan, manifest, {"all": 40}))
    with pytest.raises(BadInput) as caught:
        read_sample(text.encode(), "s.csv", plan, manifest, SEED)
    assert words in str(caught.value)
    assert {d.code for d in caught.value.diagnostics} == {"E914"}


def test_another_manifest_is_refused() -> None:
    plan, manifest = small()
    other = read_manifest(b"stratum,batch,cards\nnorth,1,470\nsouth,1,461\n", "m.csv")
    with pytest.raises(BadInput, match="461 cards of south"):
        read_sample(sheet(plan, manifest, {"all": 4}).encode(), "s.csv", plan, other, SEED)


def test_reported_cards() -> None:
    found = read_reported(b"card,ballots,stratum\nA,5,n\nB,4,n\nA,1,s\n", "r.csv")
    assert found == {"n": {"A": 5, "B": 4}, "s": {"A": 1}}
    assert card_from("A>B > C") == ("A", "B", "C")
    assert card_from(" A ; B ") == ("A", "B")
    assert card_from("") == ()
    with pytest.raises(BadInput) as caught:
        read_reported(b"card,ballots\nA,x\nA,3\nB,2\nB,2\n", "r.csv")
    assert len(caught.value.diagnostics) == 2
    with pytest.raises(BadInput):
        read_reported(b"name,votes\nA,3\n", "r.csv")


def test_a_ranking_that_names_a_choice_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="names a choice twice"):
        plan_of("t", Contest("irv"), {"all": {"A>B>A": 5, "B": 2}}, {"all": 9},
                risk_limit=Fraction(1, 20), mode="polling", design="simple")  # fmt: skip


@pytest.mark.parametrize(
    "tally,cards,words",
    [({"A": 60, "B": 50}, 100, "110 ballots are reported on 100 cards"),
     ({"A": 50, "B": 50}, 100, "tied")],
)  # fmt: skip
def test_reports_that_give_no_outcome(tally: dict[str, int], cards: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        plan_of("t", Contest("plurality"), {"all": tally}, {"all": cards},
                risk_limit=Fraction(1, 20), mode="polling", design="simple")  # fmt: skip
