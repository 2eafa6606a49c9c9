"""Every kind of claim on a small country: the verdict, and what a person can check by hand."""

from __future__ import annotations

import pytest
from proof_world import checked, claim

from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.errors import BadInput, Exit
from foedus.proof.check import check
from foedus.proof.verdicts import Status

H, F, N, U = Status.HOLDS, Status.FAILS, Status.NO_VOTE, Status.UNDECIDED

#: sentence, verdict, words that the reason must hold
CLAIMS = [
    ("Law can pass against President", H, "passes with 6 of 6 House: Blue, 1 of 4 House: Red"),
    ("Law cannot pass without House", H, "0 of 10; 6 needed"),
    ("Law passes only with House", H, "0 of 10; 7 needed"),
    ("Law passes only with President", F, "passes with"),
    ("Change passes only with Alpha or Beta", H, "more than 1/2 of units: 2 of 4; 3 needed"),
    ("Change passes only with Alpha and Beta", F, "passes with"),
    ("Change can pass without Alpha or Beta", H, "passes with"),
    ("Change cannot pass without Alpha or Beta", F, "passes with"),
    ("House alone can pass Law", H, "nobody else: Art. 1: House approve by at least 2/3"),
    ("President alone cannot pass Law", H, "0 of 10"),
    ("Alpha alone can block Change", F, "Beta, Gamma, Delta"),
    ("Alpha and Beta together can block Change", H, "3 needed"),
    ("South cannot be outvoted in Change", H, "2 of 4; 3 needed"),
    ("Gamma can be outvoted in Change", H, "passes with"),
    ("every unit of Regions is interchangeable in Change", H, "symmetric in the game"),
    ("every unit of Regions is interchangeable in Ask", F, "passes when Alpha joins, not when"),
    ("smallest coalition that passes Law is exactly 7", H, "7 of 11 voters"),
    ("smallest coalition that blocks Law is at most 4", F, "5 of 11 voters"),
    ("smallest coalition that passes Never is at least 1", F, "no coalition can pass it"),
    (
        "smallest share of people as of 2000, counting everyone, that passes Change"
        " is more than 2/5",
        H,
        "50 of 100 people, 50.000 %",
    ),
    (
        "smallest share of people as of 2000, counting bare majorities, that passes Change"
        " is exactly 27/100",
        H,
        "27 of 100 people in bare majorities",
    ),
    (
        "smallest share of people as of 2000, counting bare majorities, that blocks Change"
        " is exactly 11/100",
        H,
        "Gamma, Delta",
    ),
    ("Change implies Law", H, 'whatever passes "Change" passes "Law"'),
    ("Law implies Change", F, '6 of 6 House: Blue, 1 of 4 House: Red: passes "Law" but not'),
    ("Law does not imply Change", H, "units: 0 of 4; 3 needed"),
    ("Law is the same as Law", H, "whatever passes"),
    ("Law is the same as Change", F, "but not"),
    ("Law is not the same as Change", H, "but not"),
    ("Law is not the same as Law", F, "whatever passes"),
    ("vetoers of Law are nobody", H, "nobody alone; as a whole: House: Blue"),
    ("dictators of Law are nobody", H, "nobody alone"),
    ("dummies of Change are nobody", H, "nobody alone"),
    ("dummies of Change are Alpha", F, "nobody alone"),
    ("dummies of Change are President", N, "no vote for President under Art. 2"),
    ("for each of Regions: Change can pass without it", H, "for example Alpha"),
    ("for each of South: Change can pass without it", H, "for example Gamma"),
    ("for each of Towns: Change can pass without it", N, "no vote for X under Art. 2"),
    ('taking "language" from Alpha needs House', H, 'Art. 2): needs the consent of'),
    ('taking "language" from Alpha needs Alpha', F, "Alpha cannot stop it alone"),
    ('taking "rights" from Alpha needs House', H, "never, whoever agrees"),
    ('taking "hunting" from Alpha needs House', H, "as the residual rule"),
    ("leaving by Alpha needs House", H, '"Change" (Art. 2)'),
    ("changing borders of Alpha needs Alpha", H, "Alpha can stop it alone"),
    ("changing borders of Alpha needs Beta", N, "no vote for Beta"),
    ("Speaker has no vote in Law", H, "no vote for Speaker under Art. 1"),
    ("President has no vote in Law", F, "President votes through President"),
    ("Speaker cannot be outvoted in Law", N, "no vote for Speaker under Art. 1"),
    ("Quorum is boycott-sensitive", H, "with one of Senate staying away it fails"),
    ("Law is boycott-sensitive", F, "nobody defeats it by staying away"),
    ("President cannot appoint a majority of Court", H, "President and House"),
    ("President and Senate cannot appoint a majority of Court", F, "President and Senate"),
    ("fewest vacancies in House that stop Change is exactly 4", H, "6 of 10; 7 needed"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "status", "words"), CLAIMS, ids=[c[0] for c in CLAIMS])
def test_a_claim_has_its_verdict_and_its_reason(sentence: str, status: Status, words: str) -> None:
    result = claim(sentence)
    assert result.status is status
    assert any(words in f.reason for f in result.findings), [f.reason for f in result.findings]


def test_readings_are_told_apart() -> None:
    result = claim("Doubt cannot pass against Red")
    assert result.spread == "only under Groups"
    assert [f.status for f in result.findings] == [H, F]
    assert claim("Doubt cannot pass against Blue").spread == "under every reading"
    assert claim("Doubt can pass against Blue").spread == "under no reading"


def test_a_set_with_two_definitions_is_answered_for_each() -> None:
    result = claim("Two cannot be outvoted in Change")
    assert [f.where for f in result.findings] == ["Two as large", "Two as small"]


def test_an_open_threshold_is_decided_for_all_of_it() -> None:
    (every,) = claim("Vague cannot pass without Senate").findings
    assert "for every threshold (3 to 5 of 5)" in every.where
    turning = claim("smallest coalition that passes Vague is at least 4")
    assert [(f.status, f.where) for f in turning.findings] == [
        (F, "below a threshold of 4 of 5"),
        (H, "turns at 4 of 5"),
    ]
    exactly = claim("smallest coalition that passes Vague is exactly 4")
    assert [(f.status, f.where) for f in exactly.findings] == [
        (F, "from a threshold of 3 of 5"),
        (H, "from a threshold of 4 of 5"),
        (F, "from a threshold of 5 of 5"),
    ]


def test_the_unit_concerned_is_quantified_over() -> None:
    result = claim("Border cannot pass without House")
    assert [f.where for f in result.findings] == [
        f"for {r}" for r in ("Alpha", "Beta", "Gamma", "Delta")
    ]
    assert result.status is H


QUESTIONS = [
    ("vetoers of Change", "nobody alone"),
    ("dummies of Doubt", "nobody alone"),
    ("smallest coalition that passes Law", "7 of 11 voters"),
    ("who can appoint a majority of Court", "5 of 9 members are a majority"),
    ('taking "language" from Alpha', "needs the consent of"),
    ("intervention in Alpha", "as the residual rule"),
    ("fewest vacancies in House that stop Law", "of 10 seats of House empty"),
]


@pytest.mark.parametrize(("sentence", "words"), QUESTIONS, ids=[q[0] for q in QUESTIONS])
def test_a_question_is_answered(sentence: str, words: str) -> None:
    result = claim(sentence, "question")
    assert result.status is Status.ANSWER
    assert words in result.findings[0].reason


def test_exit_codes_count_what_the_text_says() -> None:
    good = 'guarantee "A"\n  Law cannot pass without House\n'
    known = 'guarantee "B" fails because "no veto"\n  Law passes only with President\n'
    wrong = 'guarantee "C"\n  Law passes only with President\n'
    though = 'guarantee "D" fails because "who knows"\n  Law cannot pass without House\n'
    assert checked(good + known).exit is Exit.OK
    assert checked(good + wrong).exit is Exit.FAILS
    assert checked(though).exit is Exit.FAILS
    assert [r.as_expected for r in checked(good + known + wrong + though).rulings] == [
        True, True, False, False,
    ]  # fmt: skip


def test_certify_names_the_second_engine() -> None:
    result = claim("Law does not imply Change", certify=True)
    assert result.findings[0].certified == "enumeration"
    result = claim("smallest coalition that passes Law is exactly 7", certify=True)
    assert result.findings[0].certified == "enumeration"


def test_all_unknown_columns_are_reported_at_once() -> None:
    share = "smallest share of {} as of {}, counting everyone, that passes Change"
    text = f'question "A"\n  {share.format("wealth", 2000)}\n'
    text += f'question "B"\n  {share.format("people", 1999)}\n'
    with pytest.raises(BadInput) as caught:
        checked(text)
    assert [d.code for d in caught.value.diagnostics] == ["E252", "E252"]


def test_a_report_is_plain_data_with_verdicts() -> None:
    data = checked('guarantee "A"\n  Law cannot pass without House\n').to_dict()
    assert data["exit"] == 0
    assert data["rulings"][0]["status"] == "holds"
    assert data["rulings"][0]["claims"][0]["findings"][0]["article"] == "Art. 1"


def test_a_boycott_does_not_assume_that_everyone_is_present() -> None:
    """Ballots stay away in the witness, so what coalitions assume is not printed beside it."""
    (found,) = claim("Quorum is boycott-sensitive").findings
    told = " ".join(found.assumptions)
    assert "abstention" in told
    assert "is present" not in told
    assert "are met" not in told


def test_seats_filled_are_obeyed_by_boycotts_too() -> None:
    """Four of five must be present: with all four seats filled, one who stays away defeats it."""
    text = (
        'constitution T\nbody House: 5 members\nprocedure Law under "Art. 1"\n'
        "  passes when all of\n    House attend by at least 4 members\n"
        "    House approve by more than 1/2 of members present\n"
        'question "Q"\n  Law is boycott-sensitive\n'
    )
    tree = parse(text, "t.foedus")
    said = {
        filled: check(Model(tree, {}, file="t.foedus"), filled={"House": filled})
        .rulings[0].claims[0].findings[0].reason
        for filled in (5, 4, 3)
    }  # fmt: skip
    assert "with 3 yes, 1 no, 1 stay away it passes" in said[5]
    assert "with 3 yes, 1 no it passes" in said[4]
    assert said[3] == "nobody defeats it by staying away instead of voting no"
