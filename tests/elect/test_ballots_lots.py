"""Lots drawn in public and recorded: they decide as a seed does, and each fits its tie."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import ballots_reference as slow
import pytest
from click.testing import CliRunner, Result
from every_rule_reference import Election, count, elections
from hypothesis import given, settings
from seats_folder import in_folder

from conftest import FULL, ROOT, fits
from foedus.cli import main
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.countback import countback
from foedus.elect.ballots.result import Lot, PublicLots, Tie
from foedus.elect.lots import Record, record_of
from foedus.errors import BadInput

#: Rules under which nothing is ever drawn.
NEVER = {"spread"}


def table(ties: list[Tie]) -> str:
    """Return drawn ties as the record that a returning officer would write."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["stage", "for", "tied", "drawn"])
    for t in ties:
        drawn = t.chosen.split(", then ")
        writer.writerow([t.stage or "", t.what, "|".join(t.tied), "|".join(drawn)])
    return out.getvalue()


def record(text: str) -> Record:
    return record_of(text.encode(), "lots.csv", "E533")


def by_lot(answer: Any) -> list[Tie]:
    return [t for t in answer.ties if t.how.startswith("lot, ")]


@pytest.mark.parametrize("rule", sorted(set(CATALOGUE) - NEVER))
@settings(max_examples=200 if FULL else 15)
@given(election=elections())
def test_a_record_of_what_a_seed_drew_brings_the_same_count(rule: str, election: Election) -> None:
    if not CATALOGUE[rule].many:
        election = Election(election.m, election.ballots, 1)
    seeded = count(rule, election, Lot("s"))
    rows = by_lot(seeded)
    written = record(table(rows))
    again = count(rule, election, PublicLots("s", written))
    assert again.winners == seeded.winners
    assert again.stages == seeded.stages
    assert [replace(t, how="") for t in again.ties] == [replace(t, how="") for t in seeded.ties]
    assert not written.faults([])
    public = [t.how for t in again.ties if t.how.startswith("public lot")]
    assert public == [f"public lot, lots.csv:{i}" for i in range(2, len(rows) + 2)]
    if rows:
        # Without its last row the count stops at that tie, which the errors name.
        short = record(table(rows[:-1]))
        stopped = count(rule, election, PublicLots("s", short))
        open_ = stopped.ties[-1]
        assert not stopped.decided
        assert (open_.what, open_.stage, open_.tied) == (
            rows[-1].what, rows[-1].stage, rows[-1].tied
        )  # fmt: skip
        (fault,) = short.faults([(str(open_.stage or ""), open_.what, open_.tied)])
        assert fault.place.file == "lots.csv"
        assert "no row says who was drawn" in fault.what


HEAD = "stage,for,tied,drawn\n"


@pytest.mark.parametrize(
    ("text", "what", "line", "column"),
    [
        (HEAD + "2,exclusion,A,A\n", "at least two names", 2, 3),
        (HEAD + "2,exclusion,,\n", "at least two names", 2, 3),
        (HEAD + "2,exclusion,A|B|A,B\n", '"A" stands twice', 2, 3),
        (HEAD + "2,exclusion,A|B,C\n", '"C" was drawn and is not among the tied', 2, 4),
        (HEAD + "2,exclusion,A|B,\n", "nobody was drawn", 2, 4),
        (HEAD + "2,exclusion,A|B,B|B\n", '"B" stands twice', 2, 4),
        (HEAD + "2,exclusion,A|B,B\n\n2,exclusion,B|A,A\n", "has a row above", 4, 0),
        ("stage,for,tied\n2,x,A|B\n", 'no column "drawn"', 1, 0),
        ("tied,drawn,seed\nA|B,B,7\n", 'a column "seed"', 1, 3),
        ("", "the table is empty", 0, 0),
    ],
)
def test_a_record_that_cannot_be_read(text: str, what: str, line: int, column: int) -> None:
    with pytest.raises(BadInput) as caught:
        record(text)
    found = caught.value.diagnostics[0]
    assert what in found.what
    assert (found.code, found.place.line, found.place.column) == ("E533", line, column)


def test_every_fault_of_a_record_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        record(HEAD + "2,x,A,A\n3,x,A|B,C\n4,x,A|B,\n")
    assert [d.place.line for d in caught.value.diagnostics] == [2, 3, 4]


def test_stage_and_purpose_may_be_left_out_where_one_tie_fits() -> None:
    found = record("tied,drawn\nA|B,B\n")
    assert found.find(("B", "A"), "3", "exclusion")
    assert not found.faults([])
    # A second tie among the same two would leave open which of them was drawn for.
    assert found.find(("A", "B"), "5", "exclusion")
    (fault,) = found.faults([])
    assert "answers 2 ties among A, B" in fault.what
    assert "3 exclusion; 5 exclusion" in fault.expected


PARISH = '3 1\n4 1 2 0\n4 2 0\n4 3 2 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n'
FILES = {
    "parish.blt": PARISH,
    "cy.csv": HEAD + "2,exclusion,Ada|Ben|Cy,Cy\n",
    "ada.csv": HEAD + "2,exclusion,Cy|Ben|Ada,Ada\n",
    "two.csv": HEAD + "2,exclusion,Ada|Ben,Ada\n",
    "late.csv": HEAD + "2,exclusion,Ada|Ben|Cy,Ben\n3,exclusion,Ada|Cy,Ada\n",
    "idle.csv": HEAD + "2,exclusion,Ada|Ben|Cy,Cy\n9,exclusion,Ada|Ben,Ada\n",
    "all.csv": HEAD + "2,exclusion,Ada|Ben|Cy,Cy|Ada|Ben\n",
    "more.csv": HEAD + "2,exclusion,Ada|Ben|Cy,Cy|Ada\n",
    "r.csv": "region,A,B\nx,5,5\n",
    "seat.csv": HEAD + ",the last seat,A|B,B\n",
    "none.csv": HEAD,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return in_folder(tmp_path, monkeypatch, FILES)


def run(words: str) -> Result:
    result = CliRunner().invoke(main, ["count", *words.split()])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("words", "line", "last"),
    [
        ("irv parish.blt --lots cy.csv", "Cy (public lot, cy.csv:2)", "Elected by irv: Ben."),
        ("irv parish.blt --lots ada.csv", "Ada (public lot, ada.csv:2)", "Elected by irv: Ben."),
        ("irv parish.blt --lots all.csv", "Cy (public lot, all.csv:2)", "Elected by irv: Ben."),
        ("irv parish.blt --lots late.csv", "Ada (public lot, late.csv:3)", "Elected by irv: Cy."),
        ("plurality r.csv --region region --lots seat.csv", "B (public lot, seat.csv:2)",
         "Elected by plurality: B."),
        ("copeland parish.blt --lots none.csv", "", "Elected by copeland: Ben."),
    ],
)  # fmt: skip
def test_a_public_lot_decides(folder: Path, words: str, line: str, last: str) -> None:
    result = run(words)
    assert result.exit_code == 0, result.output
    assert line in result.output
    assert result.output.rstrip().splitlines()[-1] == last


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("irv parish.blt --lots two.csv",
         ["error[E533]: no row says who was drawn for stage 2, exclusion among Ada, Ben, Cy",
          "a row such as 2,exclusion,Ada|Ben|Cy,NAME",
          "no such tie arises: stage 2, exclusion among Ada, Ben", "two.csv:2", "2 errors"]),
        ("irv parish.blt --lots idle.csv", ["idle.csv:3", "no such tie arises", "1 error;"]),
        ("irv parish.blt --lots more.csv", ["more.csv:2", "one name, or all 3 in the order"]),
        ("irv parish.blt --lots absent.csv", ["E533", "absent.csv", "cannot read"]),
        ("irv parish.blt --lots cy.csv --lot-seed 7", ["E502", "--lots", "one of the two"]),
        ("copeland parish.blt --lots cy.csv", ["E533", "no such tie arises"]),
        ("spread r.csv --region region --share 1/4 --of-regions 1 --lots seat.csv",
         ["E502", "--lots", "spread does not read this option"]),
    ],
)  # fmt: skip
def test_a_record_that_does_not_fit(folder: Path, words: str, parts: list[str]) -> None:
    result = run(words)
    assert result.exit_code == 2
    for part in parts:
        assert part in result.output


def test_the_row_that_an_open_tie_shows_decides_it(folder: Path) -> None:
    stopped = run("irv parish.blt")
    assert stopped.exit_code == 3
    row = next(x.strip() for x in stopped.output.splitlines() if x.strip().startswith("2,"))
    (folder / "drawn.csv").write_text(HEAD + row.replace("NAME", "Ben") + "\n")
    second = run("irv parish.blt --lots drawn.csv")
    assert second.exit_code == 2
    assert "a row such as 3,exclusion,Ada|Cy,NAME" in second.output


def test_the_record_is_an_input_of_the_answer(folder: Path) -> None:
    data = json.loads(run("irv parish.blt --lots late.csv --json").stdout)
    assert set(data["inputs"]) == {"parish.blt", "late.csv"}
    assert [(t["stage"], t["what"], t["chosen"], t["how"]) for t in data["ties"]] == [
        (2, "exclusion", "Ben", "public lot, late.csv:2"),
        (3, "exclusion", "Ada", "public lot, late.csv:3"),
    ]
    schema = json.loads((ROOT / "docs/schemas/count.json").read_text(encoding="utf-8"))
    fits(data, schema)


def test_papers_are_mixed_by_a_seed_and_ties_drawn_in_public(folder: Path) -> None:
    assert run("irish parish.blt --lots cy.csv --lot-seed 7").exit_code == 0
    assert run("irish parish.blt --lots cy.csv").exit_code == 0


def test_no_row_can_stand_for_the_mixing_of_papers() -> None:
    # A has 12 papers and a surplus of 4: of the nine that name B next, of two kinds, three move.
    papers = [((0, 1, 2), 5), ((0, 1), 4), ((0, 2), 3), ((1,), 4), ((2,), 5)]
    profile = slow.profile(3, papers)
    plain = CATALOGUE["irish"].load()(profile, 2, PublicLots("", record(HEAD)))
    assert plain == CATALOGUE["irish"].load()(profile, 2, None)
    assert not plain.decided
    assert (plain.ties[-1].tied, plain.ties[-1].stage) == ((), 2)
    assert CATALOGUE["irish"].load()(profile, 2, PublicLots("s", record(HEAD))).decided


def test_a_countback_keeps_its_own_ties_apart() -> None:
    text = {"AC": 10, "AD": 10, "B": 21, "C": 3, "D": 3}
    profile = slow.profile(*slow.letters(text))
    seeded = countback(profile, 2, "A", "CD", Lot("s"))
    assert [t.what for t in seeded.ties] == ["exclusion in the countback"]
    written = record(table(list(seeded.ties)))
    again = countback(profile, 2, "A", "CD", PublicLots("", written))
    assert again.winners == seeded.winners
    assert not written.faults([])


def test_the_order_of_equal_majorities_is_recorded_whole() -> None:
    cycle = [((0, 1, 2), 1), ((1, 2, 0), 1), ((2, 0, 1), 1)]
    e = Election(3, cycle, 1)
    seeded = count("ranked-pairs", e, Lot("s"))
    assert sorted(seeded.ties[0].chosen.split(", then ")) == ["A over B", "B over C", "C over A"]
    rows = table(list(seeded.ties)).replace("A over B|B over C|C over A", "C over A|A over B", 1)
    with pytest.raises(BadInput, match="is not among the tied"):
        record(rows)
    one = "stage,for,tied,drawn\n,,A over B|B over C|C over A,B over C\n"
    with pytest.raises(BadInput, match="3 names, or all 3"):
        count("ranked-pairs", e, PublicLots("", record(one)))
    order = one.replace(",B over C\n", ",B over C|A over B|C over A\n")
    assert count("ranked-pairs", e, PublicLots("", record(order))).winners == ("A",)
