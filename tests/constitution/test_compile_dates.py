"""A date before the groups of a body were stated: the body is one, and the answer says so."""

from __future__ import annotations

import pytest

from foedus.constitution.compile import compile_procedure
from foedus.constitution.model import Model
from foedus.constitution.parse import parse

TEXT = """constitution C
body House: 60 members
  {groups}
procedure Law under "Art. 1"
  passes when House approve by at least 31 members
"""
ONE = "House is taken as one: its groups are stated as of {}."
TWO_DATES = "of whom 30 East, 30 West as of 2003\n  of whom 34 East, 26 West as of 2007-05"
#: groups, date asked, voters expected, date of the groups where they are said to be too late.
ROWS = [
    ("of whom 34 East, 26 West as of 2007", "", ["House: East", "House: West"], ""),
    ("of whom 34 East, 26 West as of 2007", "2007", ["House: East", "House: West"], ""),
    ("of whom 34 East, 26 West as of 2007", "2006-12-31", ["House"], "2007"),
    ("of whom 34 East, 26 West as of 2007-05", "2007", ["House: East", "House: West"], ""),
    ("of whom 34 East, 26 West as of 2007-05", "2007-04", ["House"], "2007-05"),
    (TWO_DATES, "1999", ["House"], "2003"),
    (TWO_DATES, "2004", ["House: East", "House: West"], ""),
    ("of whom 34 East, 26 West", "1999", ["House: East", "House: West"], ""),
    ('article "Art. 2"', "1999", ["House"], ""),
]


@pytest.mark.parametrize(("groups", "as_of", "voters", "later"), ROWS)
def test_groups_of_a_later_date_are_not_used_in_silence(
    groups: str, as_of: str, voters: list[str], later: str
) -> None:
    model = Model(parse(TEXT.format(groups=groups)), as_of=as_of)
    compiled = compile_procedure(model, "Law")
    assert [v.name for v in compiled.rule.voters] == voters
    said = [a for a in compiled.assumptions if "taken as one" in a]
    assert said == ([ONE.format(later)] if later else [])
    assert sum(v.count for v in compiled.rule.voters) == 60
