"""A chamber whose seats come from a rule follows the country table, and power follows the seats."""

from __future__ import annotations

import pytest

from conftest import SIDECAR
from foedus.constitution.bind_bodies import Switch, body_cells
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.constitution.render import text as render_text
from foedus.constitution.syntax import Body
from foedus.country import parse_table
from foedus.elect.seats import allocate
from foedus.errors import BadInput

META = (
    SIDECAR.encode()
    + b"""[columns.people_2000]
name = "people"
kind = "integer"
[columns.people_2020]
name = "people"
date = "2020"
kind = "integer"
"""
)
TABLE = b"region,people_2000,people_2020\nAlpha,60,30\nBeta,30,60\nGamma,10,10\n"


def model(lines: str, members: int) -> Model:
    text = f"""constitution Test
body House: {members} members
{lines}
units Regions: table "regions.csv", weight people as of 2000, weight people as of 2020
"""
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    return Model(parse(text, "test.foedus"), {"regions.csv": table}, {})


def seats(lines: str, members: int) -> dict[str, int]:
    m = model(lines, members)
    cells = body_cells(m, m.constitution.all(Body)[0], Switch(), ())
    assert all(c.unit for c in cells)
    return {c.label: c.seats for c in cells}


RULE = '  10 seats for Regions by "sainte-lague" on people as of {}'


@pytest.mark.parametrize(
    "lines, members, expected",
    [
        (RULE.format(2000), 10, {"Alpha": 6, "Beta": 3, "Gamma": 1}),
        (RULE.format(2020), 10, {"Alpha": 3, "Beta": 6, "Gamma": 1}),
        (RULE.format(2000) + ", at least 3 each", 10, {"Alpha": 4, "Beta": 3, "Gamma": 3}),
        ("  2 seats for each of Regions", 6, {"Alpha": 2, "Beta": 2, "Gamma": 2}),
        (
            RULE.format(2000) + "\n  2 seats for each of Regions",
            16,
            {"Alpha": 8, "Beta": 5, "Gamma": 3},
        ),
    ],
)
def test_the_seats_follow_the_table(lines: str, members: int, expected: dict[str, int]) -> None:
    assert seats(lines, members) == expected


def test_the_rule_is_the_same_function_as_on_the_command_line() -> None:
    people = {"Alpha": 60, "Beta": 30, "Gamma": 10}
    found = allocate("sainte-lague", 10, people, minimum=3).seats
    assert seats(RULE.format(2000) + ", at least 3 each", 10) == found


@pytest.mark.parametrize(
    "lines, members, code",
    [
        ('  10 seats for Regions by "sainte-laque" on people as of 2000', 10, "E400"),
        ('  5 seats for Regions by "hare" on people as of 2000, at least 2 each', 5, "E404"),
        ('  2 seats for Regions by "adams" on people as of 2000', 2, "E407"),
        ('  3 seats for Regions by "equal" on people as of 2000\n'
         '  1 seats for Regions by "equal" on people as of 2000', 4, "E411"),
        ("  2 seats for each of Regions", 7, "E120"),
    ],
)  # fmt: skip
def test_a_rule_that_gives_no_seats_is_an_error_at_its_line(
    lines: str, members: int, code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        seats(lines, members)
    assert {d.code for d in caught.value.diagnostics} == {code}
    assert all(
        d.place.file == "test.foedus" and d.place.line >= 3 for d in caught.value.diagnostics
    )


def test_the_rule_renders_back_to_its_sentence() -> None:
    m = model(RULE.format(2000) + ", at least 3 each\n  2 seats for each of Regions", 16)
    text = render_text(m.constitution)
    assert "seats for Regions by" in text
    assert "on people as of 2000, at least 3 each" in text
    assert "2 seats for each of Regions" in text
    assert render_text(parse(text, "again.foedus")) == text
