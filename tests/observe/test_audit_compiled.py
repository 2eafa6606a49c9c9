"""Audits compiled from a procedure: the assertions imply the outcome that `tally` computes."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from audit_reference import HEADER, slow_passes, world

from conftest import FULL
from foedus.atlas.index import find
from foedus.cli.proof_shared import one_model
from foedus.errors import BadInput
from foedus.observe.audit.assertion import HALF
from foedus.observe.audit.compiled import Certificate, certificate, strata_of
from foedus.observe.audit.limbs import MARKS, Limbs, limbs_of
from foedus.observe.audit.plan import plan_from, plan_vote
from foedus.proof.ballots import Votes, read_ballots
from foedus.proof.recheck import passes
from foedus.proof.tally import tally

WORLD = world()
PEOPLE = ("Alpha", "Beta", "Gamma", "Delta")


def votes(rows: str) -> tuple[Votes, ...]:
    return read_ballots((HEADER + rows).encode(), "v.csv")


def random_votes(draw: random.Random) -> tuple[Votes, ...]:
    """Votes of the people by region and of the house by group, the president and the speaker."""
    rows = []
    for unit in PEOPLE:
        yes, no = draw.randint(0, 12), draw.randint(0, 12)
        blank, bad, away = (draw.randint(0, 3) for _ in range(3))
        rows.append(Votes("People", unit, _cells(yes, no, blank, away, bad)))
    for unit, seats in (("Blue", 6), ("Red", 4)):
        yes = draw.randint(0, seats)
        rows.append(Votes("House", unit, _cells(yes, seats - yes, 0, 0, 0)))
    for person in ("President", "Speaker"):
        yes = draw.randint(0, 1)
        rows.append(Votes(person, "", _cells(yes, 1 - yes, 0, 0, 0)))
    return tuple(rows)


def _cells(yes: int, no: int, blank: int, away: int, bad: int) -> dict[str, int | None]:
    return {"yes": yes, "no": no, "abstain": blank, "absent": away, "invalid": bad,
            "registered": yes + no + blank + away + bad}  # fmt: skip


def changed(draw: random.Random, rows: tuple[Votes, ...]) -> tuple[Votes, ...]:
    """The same cards in the same places, read differently."""
    found = []
    for row in rows:
        marks = [m for m in MARKS for _ in range(row.cells[m] or 0)]
        for _ in range(draw.randint(0, 4)):
            if marks:
                marks[draw.randrange(len(marks))] = draw.choice(["yes", "no"])
        cells = {**row.cells, **{m: marks.count(m) for m in MARKS}}
        found.append(Votes(row.body, row.unit, cells))
    return tuple(found)


def hold(found: Certificate, rows: tuple[Votes, ...]) -> bool:
    """Whether every assertion is true of these cards; what cards do not decide is as planned."""
    names = strata_of(rows)
    for part in found.parts:
        if part.assertion is None:
            continue
        total = cards = Fraction(0)
        for name, row in zip(names, rows, strict=True):
            if name in part.assertion.scope:
                for mark in MARKS:
                    n = row.cells[mark] or 0
                    total += n * part.assertion.value((mark,), name)
                    cards += n
        if not total > HALF * cards:
            return False
    return True


PROCEDURES = [
    ("Double", {}), ("Quorum", {}), ("Register", {}), ("Unless", {}), ("Either", {}), ("TwoOf", {}),
    ("Tie", {}), ("Groups", {}), ("Border", {"unit": "Beta"}), ("Read", {"reading": "Cast"}),
    ("Read", {"reading": "Valid"}),
]  # fmt: skip


def kept_worlds(procedure: str, how: dict[str, str], seed: int) -> int:
    """Check one reported vote; return in how many other readings of the cards the audit holds."""
    draw = random.Random(f"{procedure}{seed}")
    rows = random_votes(draw)
    reading = {"Count": how["reading"]} if "reading" in how else None
    unit = how.get("unit", "")
    read_as = how.get("reading", "")
    reported = tally(WORLD, procedure, rows, reading=reading, unit=unit).adopted
    assert reported is slow_passes(procedure, rows, read_as)
    limbs = limbs_of(WORLD, procedure, rows, reading=reading, unit=unit)
    if procedure == "Tie" and (rows[4].cells["yes"] or 0) + (rows[5].cells["yes"] or 0) == 5:
        # What somebody else decides at a tie leaves nothing that cards could settle.
        with pytest.raises(BadInput):
            certificate(limbs)
        return 0
    found = certificate(limbs)
    assert limbs.passed is reported is found.passed
    assert hold(found, rows)
    assert passes(found.proof["rule"], found.proof["yes"]) is reported
    kept = 0
    for _ in range(200 if FULL else 40):
        true = changed(draw, rows)
        if hold(found, true):
            kept += 1
            assert slow_passes(procedure, true, read_as) is reported
    return kept


@pytest.mark.parametrize("procedure,how", PROCEDURES)
def test_the_assertions_imply_the_outcome(procedure: str, how: dict[str, str]) -> None:
    kept = sum(kept_worlds(procedure, how, seed) for seed in range(60 if FULL else 8))
    assert kept >= 8, "too few worlds in which every assertion holds: the test shows nothing"


@pytest.mark.parametrize("procedure,how", PROCEDURES)
def test_the_tally_by_plain_sums(procedure: str, how: dict[str, str]) -> None:
    reading = {"Count": how["reading"]} if "reading" in how else None
    for seed in range(400 if FULL else 10):
        rows = random_votes(random.Random(f"{procedure} {seed}"))
        found = tally(WORLD, procedure, rows, reading=reading, unit=how.get("unit", ""))
        assert found.adopted is slow_passes(procedure, rows, how.get("reading", ""))


def swiss(name: str) -> Limbs:
    system = find("switzerland")
    data = (system.parent / "votes" / name).read_bytes()
    model = one_model("switzerland")
    return limbs_of(model, "Constitutional amendment", read_ballots(data, name))


#: file, passed, conditions audited. Federal Chancellery: 54.3 % yes and 10 of 23 cantons; 67.9 %
#: and 23 of 23; 50.7 % and 8 1/2 of 23.
SWISS = [
    ("2013-03-03.csv", False),
    ("2013-03-03-remuneration.csv", True),
    ("2020-11-29.csv", False),
]


@pytest.mark.parametrize("name,passed", SWISS)
def test_a_double_majority_by_the_widest_cantons(name: str, passed: bool) -> None:
    limbs = swiss(name)
    found = certificate(limbs)
    assert found.passed is passed
    national = [p for p in found.parts if p.sentence.startswith("People")]
    assert len(national) == (1 if passed else 0), "a majority of cantons alone stops it"
    weights = {k: 1 for k in limbs.limbs}
    data = found.proof["rule"]
    chosen = {p.sentence for p in found.parts}
    # Minimal: without any one of its conditions the certificate decides nothing.
    names = list(limbs.limbs)
    audited = [k for k in names if (k if passed else f"not met: {k}") in chosen]
    assert len(audited) == len(found.parts)
    for out in audited:
        rest = [k for k in audited if k != out]
        yes = dict.fromkeys(rest, 1) if passed else {k: 1 for k in weights if k not in rest}
        assert passes(data, yes) is not passed
    # Cheapest: exchanging any two cantons of one weight saves nothing.
    assert sum(p.expected for p in found.parts) < 40_000


def test_the_cheapest_certificate_by_trying_all() -> None:
    from itertools import combinations

    draw = random.Random(4)
    for _ in range(15):
        rows = random_votes(draw)
        limbs = limbs_of(WORLD, "Double", rows)
        found = certificate(limbs)
        from foedus.observe.audit.compiled import part_of
        from foedus.observe.audit.limbs import opposite

        sides = {k: x if found.passed else opposite(x) for k, x in limbs.limbs.items()}
        price = {k: part_of(x, limbs.rows, 0.05, False).expected
                 for k, x in sides.items() if x.met}  # fmt: skip
        best = min(
            sum(price[k] for k in chosen)
            for n in range(len(price) + 1) for chosen in combinations(price, n)
            if limbs.rule.passes(chosen if found.passed else
                                 [k for k in limbs.limbs if k not in chosen]) is found.passed
        )  # fmt: skip
        assert sum(p.expected for p in found.parts) == best


def test_a_turnout_quorum_rests_on_the_manifest_and_says_so() -> None:
    rows = "".join(f"People,{u},30,10,1,5,1,47\n" for u in PEOPLE)
    found = certificate(limbs_of(WORLD, "Quorum", votes(rows)))
    quorum = next(p for p in found.parts if "take part" in p.sentence)
    assert quorum.assertion is None
    assert "the number of cards" in quorum.trusted
    assert "registered of Alpha in People" in quorum.trusted
    assert "cards alone do not decide it" in quorum.note


@pytest.mark.parametrize(
    "procedure,rows,words",
    [
        ("Double", "People,Alpha,30,10,,,,50\n", "unknown are"),
        ("Border", "".join(f"People,{u},3,1,0,0,0,4\n" for u in PEOPLE), "not named"),
        ("Tie", "House,,5,5,0,0,0,10\nSpeaker,,1,0,,,,\n", "tied"),
        ("Never", "House,,10,0,0,0,0,10\n", "no condition"),
    ],
)
def test_what_cannot_be_audited_is_refused_with_the_reason(
    procedure: str, rows: str, words: str
) -> None:
    def plan() -> None:
        limbs = limbs_of(WORLD, procedure, votes(rows))
        plan_vote(
            limbs, certificate(limbs), risk_limit=Fraction(1, 20), mode="polling", design="simple"
        )

    with pytest.raises(BadInput) as caught:
        plan()
    assert words in str(caught.value)


def test_a_plan_survives_its_json_and_its_digest_commits_to_it() -> None:
    limbs = swiss("2013-03-03.csv")
    plan = plan_vote(limbs, certificate(limbs), risk_limit=Fraction(1, 20), mode="polling",
                     design="simple")  # fmt: skip
    import json

    data = json.loads(json.dumps({**plan.to_dict(), "digest": plan.digest}))
    again = plan_from(data, "p.json")
    assert again.digest == plan.digest
    assert again.scopes() == plan.scopes()
    assert [again.mean(a) for a in again.assertions] == [plan.mean(a) for a in plan.assertions]
    data["risk_limit"] = "1/2"
    with pytest.raises(BadInput, match="changed"):
        plan_from(data, "p.json")
