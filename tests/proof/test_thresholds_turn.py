"""Thresholds a text leaves open: decided for all of them, and where the verdict turns."""

from __future__ import annotations

import pytest

from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.proof.check import check
from foedus.proof.verdicts import ClaimResult, Status

H, F, A, U = Status.HOLDS, Status.FAILS, Status.ANSWER, Status.UNDECIDED


def asked(sentence: str, members: int = 97, red: int = 34, text: str = "") -> ClaimResult:
    written = (
        text
        or f"""constitution Open
body Assembly: {members} members, of whom {members - red} Blue, {red} Red
procedure Secession under "Art. 9"
  passes when Assembly approve by undetermined from more than 1/2 to at most 1 of members
procedure Ordinary under "Art. 1"
  passes when Assembly approve by more than 1/2 of members
"""
    )
    kind = "question" if sentence.startswith("smallest") and " is " not in sentence else "guarantee"
    written += f'{kind} "G"\n  {sentence}\n'
    return check(Model(parse(written, "o.foedus"), file="o.foedus")).rulings[0].claims[0]


def verdicts(found: ClaimResult) -> list[tuple[Status, str]]:
    return [(f.status, f.where) for f in found.findings]


@pytest.mark.parametrize(("red", "turns"), [(34, 64), (33, 65), (1, 97), (48, 50)])
def test_a_group_cannot_be_outvoted_from_the_quota_that_needs_it(red: int, turns: int) -> None:
    # 97 members: more than half is 49; without `red` of them 97 - red can say yes.
    found = asked("Red cannot be outvoted in Secession", red=red)
    assert verdicts(found) == [
        (F, f"below a threshold of {turns} of 97"),
        (H, f"turns at {turns} of 97"),
    ]


def test_what_holds_at_both_ends_holds_for_every_threshold() -> None:
    found = asked("Blue cannot be outvoted in Secession")
    assert verdicts(found) == [(H, "for every threshold (49 to 97 of 97)")]
    found = asked("Secession implies Ordinary")
    assert [s for s, _ in verdicts(found)] == [H]
    assert "for every threshold" in verdicts(found)[0][1]


def test_an_amount_is_answered_at_both_ends() -> None:
    found = asked("smallest coalition that passes Secession")
    assert [f.value for f in found.findings] == [49, 97]
    assert [f.where for f in found.findings] == ["quota 49", "quota 97"]


def test_a_verdict_that_may_turn_twice_is_tried_at_every_quota() -> None:
    found = asked("smallest coalition that passes Secession is exactly 70")
    told = verdicts(found)
    assert [s for s, _ in told] == [F, H, F] or [s for s, _ in told] == [F, F]


def test_of_two_open_thresholds_both_ends_are_shown() -> None:
    text = """constitution Open
body Assembly: 9 members, of whom 6 Blue, 3 Red
body Senate: 5 members
procedure Both under "Art. 1"
  passes when all of
    Assembly approve by undetermined from more than 1/2 to at most 1 of members
    Senate approve by undetermined from more than 1/2 to at most 1 of members
"""
    found = asked("Red cannot be outvoted in Both", text=text)
    assert [s for s, _ in verdicts(found)] == [F, H]
    assert all(where.startswith("quotas ") for _, where in verdicts(found))


def test_each_quota_of_the_text_is_a_quota_of_the_search() -> None:
    """For every quota by itself: it is at the turn that the verdict changes, and only there."""
    for quota in range(49, 98):
        text = f"""constitution Fixed
body Assembly: 97 members, of whom 63 Blue, 34 Red
procedure Secession under "Art. 9"
  passes when Assembly approve by at least {quota} members
"""
        found = asked("Red cannot be outvoted in Secession", text=text)
        assert found.status is (H if quota >= 64 else F)
