"""What the packaged case's constitutions answer: one table, title by title, model by model."""

from __future__ import annotations

import pytest

from foedus.case import load
from foedus.proof.check import check
from foedus.proof.verdicts import Report, Ruling

KEYS = ("text-1996", "text-2004", "model-a", "model-b", "model-c")

# guarantee -> the verdict in the two texts, then in Models A, B and C
MATRIX = [
    ("On language, regions where Russian reaches half cannot be outvoted",
     "fails fails fails fails fails"),
    ("On language, regions where Ukrainian reaches half cannot be outvoted",
     "fails fails fails holds fails"),
    ("On language, no community of residents can be outvoted",
     "no-vote no-vote no-vote no-vote holds"),
    ("Whoever declares none of these languages has a vote on language",
     "no-vote no-vote no-vote no-vote no-vote"),
    ("No region alone can stop an amendment", "holds holds holds holds holds"),
    ("Every region counts the same in an amendment", "fails fails fails holds fails"),
    ("Regions have a vote of their own on amendments", "no-vote no-vote no-vote holds no-vote"),
    ("No region leaves without an all-country vote", "holds holds holds holds holds"),
    ("A region's borders change only with its consent",
     "no-vote no-vote no-vote holds no-vote"),
    ("A region's powers change only with its consent",
     "no-vote no-vote no-vote fails no-vote"),
    ("151 vacant seats stop every amendment", "holds holds holds holds holds"),
    ("Nobody alone can appoint a majority of the Constitutional Court",
     "holds holds holds holds holds"),
]  # fmt: skip


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    case = load("ukraine-2014")
    return {key: check(case.constitution(key).model) for key in KEYS}


def ruling(report: Report, title: str) -> Ruling:
    return {r.title: r for r in report.rulings}[title]


@pytest.mark.parametrize("title,row", MATRIX)
def test_guarantees(reports: dict[str, Report], title: str, row: str) -> None:
    found = [ruling(reports[k], title).status.value.replace(" ", "-") for k in KEYS]
    assert found == row.split()


def test_every_guarantee_is_in_the_table_and_stands_as_its_file_says(
    reports: dict[str, Report],
) -> None:
    for report in reports.values():
        guarantees = [r.title for r in report.rulings if r.kind == "guarantee"]
        assert guarantees == [title for title, _ in MATRIX]
        assert report.exit == 0


# question, claim (begin of its sentence), values in the two texts and in Models A, B and C
NUMBERS = [
    ("How few can pass or stop it?", 'smallest coalition that passes "General amendment"',
     [300, 300, 300, 318, 300]),
    ("How few can pass or stop it?", 'smallest coalition that blocks "General amendment"',
     [151, 151, 151, 10, 151]),
    ("How few can pass or stop it?", 'smallest coalition that passes "Language law"',
     [227, 227, 227, 241, 279]),
    ("How many vacant seats stop a law?", "fewest vacancies", [225, 225, 225, 225, 225]),
]  # fmt: skip


@pytest.mark.parametrize("title,claim,values", NUMBERS)
def test_numbers(reports: dict[str, Report], title: str, claim: str, values: list[int]) -> None:
    for key, value in zip(KEYS, values, strict=True):
        (found,) = [a for a in ruling(reports[key], title).claims if a.sentence.startswith(claim)]
        assert [f.value for f in found.findings] == [value], key


def test_one_answer_of_model_b_turns_on_how_the_set_is_defined(reports: dict[str, Report]) -> None:
    found = ruling(
        reports["model-b"], "Can the regions of the law of 2012 be outvoted on language?"
    )
    (claim,) = found.claims
    verdicts = {f.where: f.coalition is not None for f in claim.findings}
    assert len(verdicts) == 2
    assert sorted(verdicts.values()) == [False, True]
