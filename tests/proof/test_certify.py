"""`--certify`: a second engine for every search, named, or the words that none fits."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from proof_reference import double_majority, random_query
from proof_world import HEAD, META, TABLE

from foedus.cli import main
from foedus.proof import cpsat, enumeration
from foedus.proof.court import Court
from foedus.proof.encode import encode
from foedus.proof.engine import Solution, Verdict, certify, decide
from foedus.proof.games import Games
from foedus.proof.query import Claim, Query
from foedus.proof.recheck import WitnessRejected

#: A multiple that no common divisor takes out again: one region more.
HUGE = 10**20 + 39


def run(folder: Path, text: str, *options: str) -> Result:
    path = folder / "a.foedus"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(path), "--certify", "-v", *options])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    return tmp_path


#: A sentence that needs a search, and the second engine that must be named beside it.
SEARCHES = [
    ("smallest coalition that passes Law is exactly 7", "again by enumeration"),
    ("smallest coalition that blocks Change", "again by enumeration"),
    ("smallest share of people as of 2000, counting everyone, that passes Change",
     "again by enumeration"),
    ("Law implies Doubt", "again by enumeration"),
    ("fewest vacancies in House that stop Law", "again by enumeration"),
    ("Law cannot pass without House", "again by evaluator over JSON"),
    ("every unit of Regions is interchangeable in Change", "again by enumeration"),
    ("dummies of Change", "again by enumeration"),
    ("Quorum is boycott-sensitive", "again by the count of both ballots"),
    ("Law is boycott-sensitive", "exact; no second engine fits"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "engine"), SEARCHES)
def test_the_second_engine_is_named(folder: Path, sentence: str, engine: str) -> None:
    result = run(folder, HEAD + f'question "Q"\n  {sentence}\n')
    assert result.exit_code in (0, 1), result.output
    assert engine in result.output


def test_units_of_equal_weight_need_no_search(folder: Path) -> None:
    text = 'procedure Twins under "Art. 9"\n  passes when Towns approve by all units\n'
    claim = 'guarantee "G"\n  every unit of Towns is interchangeable in Twins\n'
    result = run(folder, HEAD + text + claim)
    assert result.exit_code == 0, result.output
    assert "by evaluation, exact\n" in result.output


def test_where_no_second_engine_fits_it_is_said(folder: Path) -> None:
    rng = random.Random(1)
    rows = (
        "".join(f"R{i},{HUGE * int(rng.lognormvariate(5, 1))},1,x\n" for i in range(30))
        + "R,1,1,x\n"
    )
    (folder / "regions.csv").write_text("region,people,votes,type\n" + rows)
    text = (
        "constitution Huge\n"
        'units Regions: table "regions.csv", weight people as of 2000\n'
        'procedure A under "Art. 1"\n'
        "  passes when Regions approve by at least 2/3 of people as of 2000\n"
        'procedure B under "Art. 2"\n'
        "  passes when Regions approve by more than 1/2 of people as of 2000\n"
        'question "Fewest"\n  smallest coalition that passes A\n'
        'guarantee "Stricter"\n  A implies B\n'
    )
    result = run(folder, text)
    assert result.exit_code == 0, result.output
    assert result.output.count("exact; no second engine fits") == 2
    assert "certified: 0 of 2 answers proved again; for 2 no second engine fits" in result.output


@pytest.mark.parametrize("seed", range(30))
def test_certifying_agrees_with_the_first_engine(seed: int) -> None:
    rng = random.Random(seed)
    query = random_query(rng, members=8)
    first, second = decide(query, solver=False), certify(query)
    assert second is not None
    assert second.engine == "enumeration"
    assert (second.verdict, second.value) == (first.verdict, first.value)


@pytest.mark.parametrize("seed", range(3))
def test_beyond_enumeration_cp_sat_reads_another_encoding(seed: int) -> None:
    pytest.importorskip("ortools")
    rng = random.Random(seed)
    people = {f"u{i}": rng.randint(1, 10**6) for i in range(30)}
    query = Query((Claim(double_majority(people, 20), False),), price=people, most=True)
    assert not enumeration.fits(query)
    assert cpsat.fits(encode(query))
    first, second = decide(query), certify(query)
    assert second is not None
    assert second.engine == "cp-sat"
    assert second.value == first.value


def test_engines_that_disagree_are_a_defect_and_never_an_answer(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    from proof_world import model

    court = Court(Games(model()), certify=True)
    rule = double_majority({"a": 3, "b": 2, "c": 2}, 2)
    query = Query((Claim(rule, True),))
    assert court.decide(query)[1] == "enumeration"

    def wrong(query: Query, *, seconds: float) -> Solution:
        return Solution(Verdict.NONE, None, None, None, "a broken engine", 0, "wrong")

    monkeypatch.setattr("foedus.proof.court.certify", wrong)
    with pytest.raises(WitnessRejected, match="disagree"):
        court.decide(query)


def test_without_ortools_large_queries_have_no_second_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cpsat, "available", lambda: False)
    people = {f"u{i}": i + 1 for i in range(30)}
    query = Query((Claim(double_majority(people, 20), True),))
    assert certify(query) is None
    assert decide(query).verdict is Verdict.FOUND


def test_what_was_proved_again_is_counted(tmp_path: Path) -> None:
    text = (
        'guarantee "A"\n  Law does not imply Change\n'
        'guarantee "B"\n  Law is boycott-sensitive\n'
        'question "C"\n  who can appoint a majority of Court\n'
    )
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    path = tmp_path / "t.foedus"
    path.write_text(HEAD + text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--certify"])
    assert result.output.splitlines()[-2] == (
        "certified: 1 of 3 answers proved again (1 by enumeration); for 1 no second engine fits; "
        "1 read or counted without an engine, or undecided"
    )
    plain = CliRunner().invoke(main, ["check", str(path)])
    assert "certified: " not in plain.output
