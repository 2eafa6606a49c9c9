"""Votes under thresholds that a text leaves open: every quota one by one, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from proof_world import HEAD, META, TABLE, checked, model

from conftest import fits
from foedus.cli import main
from foedus.constitution.compile import compile_procedure
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.constitution.readings import walk
from foedus.constitution.syntax import Undetermined
from foedus.errors import BadInput
from foedus.proof.ballots import Votes, read_ballots
from foedus.proof.open_tally import settled, thresholds
from foedus.proof.tally import Tally, tally

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
COLUMNS = "body,unit,yes,no,abstain,absent,invalid,registered\n"
SEATS = 20
WORDS = {True: "adopted", False: "rejected"}


def text(condition: str) -> Model:
    written = f"""constitution Test
body House: {SEATS} members
body Senate: 9 members
procedure Change under "Art. 1"
  passes when {condition}
"""
    return Model(parse(written, "t.foedus"), file="t.foedus")


def voted(yes: int, no: int, abstain: int = 0, body: str = "House", seats: int = SEATS) -> Votes:
    cells = {"yes": yes, "no": no, "abstain": abstain, "absent": seats - yes - no - abstain,
             "invalid": 0, "registered": seats}  # fmt: skip
    return Votes(body, "", cells)


def quotas(low: str, low_strict: bool, high: str, base: int) -> range:
    """Return every number of votes that the words can mean, on paper."""
    a, b = (int(x) for x in low.split("/"))
    c, d = (int(x) for x in high.split("/"))
    # Nobody's votes are a share of nothing: at least one vote is needed.
    first = a * base // b + 1 if low_strict else max(1, -(-a * base // b))
    return range(first, max(first, -(-c * base // d)) + 1)


ENDS = [("1/2", True, "2/3"), ("1/2", True, "1/1"), ("3/5", False, "3/4"), ("2/3", False, "2/3")]
BASES = ("members", "votes cast", "members present")


def counted(base: str, yes: int, no: int, abstain: int) -> int:
    return {"members": SEATS, "votes cast": yes + no, "members present": yes + no + abstain}[base]


@given(
    st.sampled_from(ENDS),
    st.sampled_from(BASES),
    st.tuples(st.integers(0, SEATS), st.integers(0, SEATS), st.integers(0, SEATS)).filter(
        lambda c: sum(c) <= SEATS
    ),
    st.booleans(),
)
def test_every_quota_the_words_can_mean(
    ends: tuple[str, bool, str], base: str, cells: tuple[int, int, int], refused: bool
) -> None:
    """With `unless` the same votes are the noes, and reaching the quota rejects."""
    low, strict, high = ends
    op = "more than" if strict else "at least"
    shown = "1" if high == "1/1" else high
    open_ = f"undetermined from {op} {low} to at most {shown} of {base}"
    if refused:
        made = text(f"unless House reject by {open_}")
        votes = voted(cells[1], cells[0], cells[2])
    else:
        made = text(f"House approve by {open_}")
        votes = voted(*cells)
    whole = counted(base, *cells)
    reached = {q: (cells[0] >= q) is not refused for q in quotas(low, strict, high, whole)}
    found = tally(made, "Change", (votes,))
    (limb,) = found.limbs
    if len(set(reached.values())) == 1:
        assert found.adopted is limb.met is next(iter(reached.values()))
        assert found.turns == "for every threshold"
        assert limb.turns_at is None
    else:
        turn = next(q for q, met in reached.items() if met is refused)
        assert (found.adopted, limb.met, limb.turns_at, limb.base) == (None, None, turn, f"{whole}")
        first = WORDS[not refused]
        assert found.turns.startswith(f"{first} below a threshold of {turn} of {whole}; turns at")


def test_the_quotas_are_those_of_the_compiler() -> None:
    """Votes of a full house say what `compile_procedure` says of the same threshold."""
    made = text("House approve by undetermined from more than 1/2 to at most 3/4 of members")
    (quota,) = compile_procedure(made, "Change", quotas={"Change": 11}).open_quotas
    assert (quota.low, quota.high) == (11, 15)
    for yes in range(SEATS + 1):
        found = tally(made, "Change", (voted(yes, SEATS - yes),))
        reached = {yes >= q for q in quota.quotas()}
        assert {found.adopted} == (reached if len(reached) == 1 else {None})


BOTH = """all of
    House approve by undetermined from more than 1/2 to at most 3/4 of members
    Senate approve by undetermined from more than 1/2 to at most 1 of members
"""
#: Yes votes of House (11 to 15 needed) and Senate (5 to 9), the outcome and what is said of it.
TWO = [
    (15, 9, True, "for every threshold"),
    (10, 9, False, "for every threshold"),
    (10, 6, False, "for every threshold"),
    (15, 6, None, "adopted below a threshold of 7 of 9; turns at 7 of 9: rejected"),
    (12, 6, None, "it turns on thresholds left open: adopted with all at their lowest, rejected"),
]


@pytest.mark.parametrize(("house", "senate", "adopted", "turns"), TWO)
def test_two_thresholds_left_open(
    house: int, senate: int, adopted: bool | None, turns: str
) -> None:
    votes = (voted(house, SEATS - house), voted(senate, 9 - senate, 0, "Senate", 9))
    found = tally(text(BOTH), "Change", votes)
    assert found.adopted is adopted
    assert found.turns.startswith(turns)


def test_one_way_that_is_open_and_one_that_is_sure() -> None:
    """A second way that is met for sure decides whatever the first threshold is."""
    made = text(
        "any of\n"
        "    House approve by undetermined from more than 1/2 to at most 3/4 of members\n"
        "    Senate approve by at least 2/3 of members\n"
    )
    sure = (voted(12, 8), voted(6, 3, 0, "Senate", 9))
    found = tally(made, "Change", sure)
    assert (found.adopted, found.turns) == (True, "for every threshold")
    assert [x.met for x in found.limbs] == [None, True]
    unsure = (voted(12, 8), voted(5, 4, 0, "Senate", 9))
    assert tally(made, "Change", unsure).adopted is None


def test_more_thresholds_than_are_tried_in_every_combination() -> None:
    limb = "House approve by undetermined from more than 1/2 to at most 3/4 of members\n"
    made = text("all of\n" + f"    {limb}" * 7)
    assert tally(made, "Change", (voted(15, 5),)).adopted is True
    assert tally(made, "Change", (voted(10, 10),)).adopted is False
    found = tally(made, "Change", (voted(12, 8),))
    assert found.adopted is None
    assert found.turns.endswith("rejected with all at their highest")


def test_an_unknown_cell_leaves_open_what_it_decides_beside_the_threshold() -> None:
    made = text("House approve by undetermined from more than 1/2 to at most 3/4 of members")
    cells = {"yes": None, "no": 3, "abstain": 0, "absent": 0, "invalid": 0, "registered": 20}
    found = tally(made, "Change", (Votes("House", "", cells),))
    assert found.adopted is None
    assert found.limbs[0].unknown == ("yes of House",)


def units(threshold: str, each: str = "") -> Tally:
    """Alpha (3 votes) and Beta (2) say yes, Gamma (2) and Delta (1) no."""
    made = model(
        f'procedure Weigh under "Art. 9"\n  passes when Regions approve by {threshold}{each}\n'
    )
    lines = "Regions,Alpha,40,10,,,,50\nRegions,Beta,16,14,,,,30\n"
    lines += "Regions,Gamma,5,10,,,,15\nRegions,Delta,0,5,,,,5\n"
    return tally(made, "Weigh", read_ballots((COLUMNS + lines).encode(), "v.csv"))


UNITS = [
    ("undetermined from more than 1/2 to at most 3/4 of votes as of 2000", "", None, 6, "8"),
    ("undetermined from at least 1/4 to at most 1/2 of units", "", True, None, ""),
    ("undetermined from more than 1/2 to at most 1 of units", "", False, None, ""),
    ("undetermined from at least 1/2 to at most 3/4 of people as of 2000", "", True, None, ""),
    ("undetermined from at least 1/2 to at most 9/10 of people as of 2000", "", None, 81, "100"),
]


@pytest.mark.parametrize(("threshold", "each", "adopted", "turn", "base"), UNITS)
def test_units_by_number_and_by_weight(
    threshold: str, each: str, adopted: bool | None, turn: int | None, base: str
) -> None:
    found = units(threshold, each)
    (limb,) = found.limbs
    assert (found.adopted, limb.turns_at, limb.base) == (adopted, turn, base)


def test_a_threshold_left_open_inside_each_unit() -> None:
    """Beta's 16 of 30 is more than half and less than 3/4; with it two of four units are for."""
    each = ", each by undetermined from more than 1/2 to at most 3/4 of votes cast"
    found = units("at least 2 units", each)
    assert found.adopted is None
    assert found.limbs[0].text.endswith("at the highest")
    assert "adopted with all at their lowest" in found.turns
    assert units("at least 1 units", each).adopted is True


def test_a_tree_is_settled_at_its_ends_and_nothing_else_changes() -> None:
    made = text(BOTH)
    opened = thresholds(walk(made.constitution))
    assert len(opened) == 2
    for high in (False, True):
        whole = settled(made.constitution, high=high)
        assert not [n for n in walk(whole) if isinstance(n, Undetermined)]
    plain = model().constitution.procedures[0]
    assert settled(plain, high=True) is plain


def test_an_expected_vote_under_an_open_threshold() -> None:
    head = "body,unit,yes,no,abstain\n"
    for yes, status in ((5, "holds"), (4, "UNDECIDED"), (2, "FAILS")):
        report = checked(
            'expect Vague with votes "v.csv" => adopted\n',
            {"v.csv": f"{head}Senate,,{yes},{5 - yes},0\n".encode()},
        )
        (finding,) = report.rulings[0].claims[0].findings
        assert finding.status.value.casefold() == status.casefold()


@pytest.mark.parametrize(
    ("yes", "code", "words"),
    [
        (5, 0, "adopted for every threshold"),
        (4, 3, "open: adopted below a threshold of 5 of 5; turns at 5 of 5: rejected"),
        (2, 1, "rejected for every threshold"),
    ],
)
def test_in_the_terminal_and_as_json(tmp_path: Path, yes: int, code: int, words: str) -> None:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "a.foedus").write_text(HEAD)
    (tmp_path / "v.csv").write_text(f"{COLUMNS}Senate,,{yes},{5 - yes},0,0,0,5\n")
    arguments = ["tally", str(tmp_path / "a.foedus"), "Vague", str(tmp_path / "v.csv")]
    shown = CliRunner().invoke(main, arguments)
    assert (shown.exit_code, shown.output.splitlines()[-1]) == (code, words)
    assert "3 to 5 needed, as the text leaves open" in shown.output
    given_ = CliRunner().invoke(main, [*arguments, "--json"])
    data = json.loads(given_.stdout)
    fits(data, json.loads((SCHEMAS / "tally.json").read_text()))
    assert given_.exit_code == code
    assert data["tallies"][0]["limbs"][0]["turns_at"] == (5 if code == 3 else None)


def test_names_that_nobody_bears_are_errors_here_too() -> None:
    made = text("House approve by undetermined from more than 1/2 to at most 3/4 of members")
    with pytest.raises(BadInput) as caught:
        tally(made, "Change", (Votes("Hose", "", {"yes": 1}),))
    assert [d.code for d in caught.value.diagnostics] == ["E262"]
