"""`foedus power`: words, numbers, exit codes, JSON against its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from conftest import fits
from foedus.cli import main
from foedus.codes import all_codes
from foedus.power.codes import CODES

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
TABLE = "member,votes,people,side\nA,4,400,left\nB,4,100,left\nC,2,300,right\nD,1,200,right\n"


@pytest.fixture
def weights(tmp_path: Path) -> str:
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return str(path)


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["power", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_bare_game(weights: str) -> None:
    result = run("--quota", "6", "--weights", weights, "--column", "votes", "--index", "shapley")
    assert result.exit_code == 0, result.output
    assert "[at least 6 of 11] votes" in result.stdout
    assert "0.333333" in result.stdout
    assert "nobody sets the agenda" in result.stdout
    assert result.stdout.rstrip().splitlines()[-1].startswith("4 voters, ")
    assert "exact; engine: packed" in result.stdout


def test_json_fits_its_schema_and_is_exact(weights: str) -> None:
    args = ["--quota", "more than 1/2", "--weights", weights, "--column", "votes"]
    for more in ([], ["--engine", "sampling", "--draws", "50"], ["--by", "side"],
                 ["--citizens", "people"], ["--engine", "bounds"]):  # fmt: skip
        result = run(*args, *more, "--json")
        assert result.exit_code == 0, result.output
        data = json.loads(result.stdout)
        schema = json.loads((SCHEMAS / "power.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        fits(data, schema)
    data = json.loads(run(*args, "--index", "banzhaf", "--json").stdout)
    assert data["rules"][0]["columns"][0]["values"] == ["1/3", "1/3", "1/3", "0"]
    assert next(iter(data["inputs"].values()))


def test_groups_and_citizens(weights: str) -> None:
    base = ["--quota", "6", "--weights", weights, "--column", "votes"]
    grouped = run(*base, "--by", "side", "--index", "owen", "--index", "banzhaf_owen")
    assert grouped.exit_code == 0, grouped.output
    assert "members apart (sum), and as one bloc" in grouped.stdout
    level = run(*base, "--citizens", "people")
    assert "x mean" in level.stdout
    assert "each region votes as one bloc" in level.stdout


def test_citizens_have_both_indices(weights: str) -> None:
    base = ["--quota", "6", "--weights", weights, "--column", "votes", "--citizens", "people"]
    text = run(*base, "--index", "banzhaf").stdout
    assert "Shapley-Shubik of citizens: estimate, a region's to +-" in text
    assert "one common chance" in text
    level = json.loads(run(*base, "--index", "banzhaf", "--json").stdout)["rules"][0]["citizens"]
    assert level["shapley_label"] == "estimate"
    whole = sum(r["population"] * r["citizen_shapley"] for r in level["regions"])
    assert whole == pytest.approx(1, abs=1e-9)


def test_a_large_row_is_bounded_at_once_and_the_reason_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from foedus.cli.power_subjects import Subject
    from foedus.cli.power_text import written
    from foedus.power import engines
    from foedus.power.table import power
    from foedus.rules.gates import Builder

    # as 47 voters are where 46 may be counted at once
    monkeypatch.setattr(engines, "AT_ONCE", 24)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(25)]
    row = b.gate({v: 700_001 + 90_011 * k * k % 999_983 for k, v in enumerate(voters)}, 14_000_000)
    rule = b.build(b.all_of([b.at_least(13, voters), row]))
    text = written(Subject("two rows", rule), power(rule, "coleman_act"), None, None)
    assert "certified bound, at most +-" in text
    assert "note: not exact: one large row and 25 members" in text
    assert text.splitlines()[-1].startswith("25 voters; bound; engine: bounds")


def test_an_interrupt_ends_without_a_traceback(
    weights: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import foedus.power.table

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(foedus.power.table, "power", stop)
    result = run("--quota", "6", "--weights", weights, "--column", "votes")
    assert result.exit_code != 0
    assert "Traceback" not in result.output


def test_a_procedure_with_its_readings() -> None:
    result = run("un-security-council", "Substantive decision", "--index", "shapley")
    assert result.exit_code == 0, result.output
    assert "0.196270" in result.stdout
    assert "Everyone who can take part is present" in result.stdout
    data = json.loads(
        run("un-security-council", "Substantive decision", "--index", "shapley", "--json").stdout
    )
    assert "421/2145" in data["rules"][0]["columns"][0]["values"]


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        ([], "E356", "nothing to measure"),
        (["--quota", "6"], "E356", "lacks --weights, --column"),
        (["belgium", "--quota", "6"], "E356", "at once"),
        (["--quota", "50%", "--weights", "T", "--column", "votes"], "E353", "at least 50%"),
        (["--quota", "6", "--weights", "T", "--column", "vote"], "E351", "votes"),
        (["--quota", "6", "--weights", "T", "--column", "side"], "E352", "is not a weight"),
        (["--quota", "6", "--weights", "T.none", "--column", "x"], "E350", "cannot read"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--by", "x"], "E357", "member"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--index", "banzaf"], "E354",
         "banzhaf"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--index", "banhaf"], "E354",
         'did you mean "banzhaf"'),
        (["--quota", "85%", "--weights", "T", "--column", "votes"], "E353", "more than 85%"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--engine", "magic"], "E354",
         "known: auto"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--index", "owen"], "E354",
         "needs blocs"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--engine", "limbs",
          "--index", "shapley"], "E355", "totals"),
        (["--quota", "6", "--weights", "T", "--column", "votes", "--citizens", "side"], "E352",
         "number of citizens"),
        (["un-security-council", "Substantive decision", "--by", "clan"], "E357", "one of: set"),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_its_code(
    args: list[str], code: str, text: str, weights: str
) -> None:
    filled = [a.replace("T", weights) if a.startswith("T") else a for a in args]
    result = run(*filled)
    assert result.exit_code == 2
    assert f"error[{code}]" in result.output
    assert text in result.output
    assert "Traceback" not in result.output
    as_json = run(*filled, "--json")
    assert code in {e["code"] for e in json.loads(as_json.stdout)["errors"]}


def test_all_errors_at_once(weights: str) -> None:
    result = run("--quota", "50%", "--weights", weights, "--column", "side")
    assert result.output.count("error[") == 5
    assert "5 errors" in result.output


def test_a_limit_is_kept_and_said(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    rows = "\n".join(f"m{k},{7919 * k * k % 1000003}" for k in range(190))
    path.write_text(f"member,votes\n{rows}\n")
    result = run("--quota", "more than 1/2", "--weights", str(path), "--column", "votes",
                 "--limit", "0.01")  # fmt: skip
    assert result.exit_code == 2
    assert "--limit" in result.output


def test_the_list_names_every_index_and_code(weights: str) -> None:
    from foedus.power.indices import INDICES

    result = run("--list")
    assert all(name in result.stdout for name in INDICES)
    assert set(CODES) <= set(all_codes())
    docs = (SCHEMAS.parent / "power.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in docs for name in INDICES)
