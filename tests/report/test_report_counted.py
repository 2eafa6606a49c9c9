"""The section of votes over their bases: only what the counts allow, and nothing without votes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from foedus.case.counts import VoteRow
from foedus.case.model import Case
from foedus.report.blocks import Table
from foedus.report.numbers import percent
from foedus.report.sections.counted import BASES, counted


def packaged(name: str) -> Case:
    from importlib.resources import files

    from foedus.case.load import load

    return load(str(files("foedus.atlas").joinpath("cases", name)))


@pytest.fixture(scope="module")
def case() -> Case:
    return packaged("cyprus-2004")


def shares(case: Case) -> list[tuple[Any, ...]]:
    section = counted(case)
    assert section is not None
    table = section.blocks[1]
    assert isinstance(table, Table)
    return [tuple(row) for row in table.data.rows]


def test_published_shares_of_the_referendums(case: Case) -> None:
    # 24.17 % and 64.91 % of yes and no, as published for 24 April 2004.
    by = {(r[1], r[2]): r[5] for r in shares(case)}
    assert by["Greek Cypriot voters", "yes and no"] == percent(Fraction(99976, 413680))
    assert by["Turkish Cypriot voters", "yes and no"] == percent(Fraction(77646, 119619))
    assert ("Greek Cypriot voters", "ballots, invalid ones too") in by
    assert ("Turkish Cypriot voters", "ballots, invalid ones too") not in by


@pytest.mark.parametrize(
    ("counts", "bases"),
    [
        ((5, 5, None, None, None, None), 1),
        ((5, 5, 2, None, 1, 20), 4),
        ((5, None, None, None, None, 20), 1),
        ((None, 5, None, None, None, 20), 0),
        ((0, 0, None, None, None, None), 0),
    ],
)
def test_a_base_with_an_unknown_part_is_left_out(
    case: Case, counts: tuple[int | None, ...], bases: int
) -> None:
    row = VoteRow("Body", "", *counts)
    changed = replace(case, votes=(replace(case.votes[0], rows=(row,)),))
    section = counted(changed)
    assert (0 if section is None else len(shares(changed))) == bases
    assert bases <= len(BASES)


def test_a_case_without_votes_has_no_section(case: Case) -> None:
    assert counted(replace(case, votes=())) is None
