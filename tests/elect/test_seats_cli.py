"""`foedus seats` as a person types it: answers, JSON, pictures, and every bad table named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main
from foedus.codes import all_codes

GOOD = "code,name,people,later,seats,direct\nA,Ay,6,7,2,0\nB,Be,6,6,2,3\nC,Ce,2,2,1,0\n"


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "regions.csv"
    path.write_text(GOOD)
    return str(path)


def run(*args: str, data: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["seats", *args], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_json(*args: str, data: str | None = None) -> Any:
    result = run(*args, "--json", data=data)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_seats_certificate_and_ties_in_json(good: str) -> None:
    answer = as_json("sainte-lague", "7", good, "--population", "people")
    assert answer["seats"] == {"A": 3, "B": 3, "C": 1}
    assert answer["ties"] == []
    assert answer["certificate"]["kind"] == "divisor"
    assert answer["format"] == "foedus.seats/1"
    assert good in answer["inputs"]
    assert set(answer["measures"]) >= {"gallagher", "loosemore_hanby", "rae", "sainte_lague"}
    named = as_json("sainte-lague", "7", good, "--population", "people", "--key", "name")
    assert named["seats"] == {"Ay": 3, "Be": 3, "Ce": 1}


def test_the_certificate_goes_to_the_checker(good: str) -> None:
    answer = as_json("huntington-hill", "7", good, "--population", "people")
    done = run("check", "-", data=json.dumps(answer))
    assert (done.exit_code, done.output) == (0, "verified\n")
    answer["certificate"]["seats"]["A"] += 1
    wrong = run("check", "-", data=json.dumps(answer))
    assert wrong.exit_code == 1
    assert "does not follow: A" in wrong.output
    for broken in ("{}", "[1]", "no json"):
        assert run("check", "-", data=broken).exit_code == 2


def test_a_tie_is_shown_and_decided_by_a_recorded_lot(good: str) -> None:
    shown = run("dhondt", "1", good, "--population", "people")
    assert shown.exit_code == 0
    assert "TIE: 1 seat tied among 2 (A, B) at quotient 6" in shown.output
    assert shown.output.splitlines()[-1] == "0 of 1 seats by dhondt, 1 tied."
    lot = as_json("dhondt", "1", good, "--population", "people", "--tie", "lot", "--seed", "x")
    assert sum(lot["seats"].values()) == 1
    how = {"kind": "lot", "seed": "x", "order": [], "record": ""}
    assert lot["resolutions"][0]["remedy"] == how
    order = as_json("dhondt", "1", good, "--population", "people", "--order", "B,A")
    assert order["seats"]["B"] == 1
    assert run("dhondt", "1", good, "--population", "people", "--tie", "lot").exit_code == 2


@pytest.mark.parametrize(
    "args, seats",
    [
        (("--min", "2"), {"A": 3, "B": 3, "C": 2}),
        (("--max", "3"), {"A": 3, "B": 3, "C": 2}),
        (("--base", "1"), {"A": 3, "B": 3, "C": 2}),
        (("--direct", "direct"), {"A": 3, "B": 4, "C": 1}),
        (("--threshold", "1/5"), {"A": 4, "B": 4}),
        (("--without", "C"), {"A": 4, "B": 4}),
    ],
)
def test_bounds_thresholds_and_rows_left_out(
    good: str, args: tuple[str, ...], seats: dict[str, int]
) -> None:
    answer = as_json("hare", "8", good, "--population", "people", "--order", "B,A", *args)
    assert answer["ties"] == []
    assert answer["seats"] == seats


def test_compare_prints_and_draws(good: str, tmp_path: Path) -> None:
    svg = tmp_path / "c.svg"
    shown = run("compare", "7", good, "--population", "people", "--svg", str(svg))
    assert shown.exit_code == 0
    assert svg.read_text().startswith("<svg ")
    assert "seats - share" in shown.output
    assert "Seats minus exact share for 7 seats by 5 methods" in shown.output.splitlines()[-1]
    answer = as_json("compare", "7", good, "--population", "people", "--method", "hamilton")
    assert answer["methods"]["hare"]["seats"] == {"A": 3, "B": 3, "C": 1}
    assert run("compare", "7", good, "--population", "people", "--svg", "/none/x").exit_code == 2


def test_paradox_finds_alabama(good: str) -> None:
    shown = run("paradox", "10", good, "--population", "people", "--to", "11", "--later", "later")
    assert "Alabama, hare: from 10 to 11 seats: C 2 -> 1, A 4 -> 5, B 4 -> 5" in shown.output
    answer = as_json("paradox", "10", good, "--population", "people", "--to", "11")
    assert [p["kind"] for p in answer["paradoxes"]] == ["alabama"]
    none = as_json("paradox", "10", good, "--population", "people", "--method", "dhondt")
    assert none["paradoxes"] == []


def test_equality_of_citizens(good: str) -> None:
    shown = run("equality", good, "--population", "people", "--seats", "seats", "--degressive")
    assert shown.output.splitlines()[-1].endswith("of 5 seats.")
    answer = as_json("equality", good, "--population", "people", "--seats", "seats")
    assert answer["equality"]["ratio"] == "3/2"


def test_methods_are_listed() -> None:
    names = {m["method"] for m in as_json("methods")["methods"]}
    assert {"huntington-hill", "sainte-lague", "hare", "cambridge", "macanese"} <= names
    assert "jefferson" in run("methods").output


HEAD = "name,people\n"


@pytest.mark.parametrize(
    "text, args, code, place",
    [
        (HEAD + "A,1\nB,-2\n", (), "E402", ":3:2"),
        (HEAD + "A,1\nB,\n", (), "E402", ":3:2"),
        (HEAD + "A,NaN\nB,2\n", (), "E402", ":2:2"),
        (HEAD + 'A,"1,000"\nB,2\n', (), "E402", ":2:2"),
        (HEAD + "A,1e6\nB,2\n", (), "E402", ":2:2"),
        (HEAD + "A,1\nA,2\n", (), "E403", ":3:1"),
        (HEAD + "A,1\n,2\n", (), "E403", ":3:1"),
        (HEAD + "A,1\nB,2\nTotal,4\n", (), "E405", ":4:2"),
        (HEAD + "A,1\nB,2\n", ("--total", "4"), "E405", ":1:2"),
        (HEAD + "A,1\nB,2\n", ("--min", "3"), "E404", ":1:2"),
        (HEAD + "A,1\nB,2\n", ("--max", "1"), "E404", ":1:2"),
        (HEAD + "A,1\nB,2\n", ("--min", "-1"), "E401", ":1:2"),
        (HEAD + "A,0\nB,0\n", (), "E406", ":1:2"),
        (HEAD, ("--key", "name"), "E406", "t.csv"),
        (HEAD + "A,1\nB\n", (), "E408", ":3:1"),
        (HEAD + "A,1\n", ("--key", "nom"), "E408", ":1"),
        (HEAD + "A,1\n", ("--without", "Z"), "E413", ":1:1"),
        ("", (), "E408", "t.csv"),
        (HEAD + "A,1\n", ("--threshold", "x"), "E402", "--threshold"),
    ],
)
def test_bad_tables_are_named_by_row_and_column(
    tmp_path: Path, text: str, args: tuple[str, ...], code: str, place: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    result = run("sainte-lague", "5", str(path), "--population", "people", *args)
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr
    assert place in result.stderr
    assert result.stdout == ""


def test_all_errors_of_a_table_come_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "A,-1\nA,x\nB,\n")
    result = run("dhondt", "5", str(path), "--population", "people", "--json")
    assert [e["code"] for e in json.loads(result.stdout)["errors"]] == ["E402"] * 2 + [
        "E403",
        "E402",
    ]


TWO = "name,people,other\nA,1,x\nB,,2\nB,3,-1\n"


@pytest.mark.parametrize(
    "args",
    [
        ("dhondt", "5", "-", "--direct", "other"),
        ("paradox", "5", "-", "--later", "other"),
        ("equality", "-", "--seats", "other"),
    ],
)
def test_the_errors_of_two_columns_and_of_the_rows_left_out_come_at_once(
    args: tuple[str, ...],
) -> None:
    words = (*args, "--population", "people", "--without", "Q", "--json")
    errors = json.loads(run(*words, data=TWO).stdout)["errors"]
    assert [(e["code"], e["line"], e["column"]) for e in errors] == [
        ("E413", 1, 1), ("E402", 3, 2), ("E403", 4, 1), ("E402", 2, 3), ("E402", 4, 3),
    ]  # fmt: skip


def test_a_row_left_out_may_be_blank_unless_a_total_needs_it() -> None:
    blank = "name,people\nA,10\nB,20\nC,\n"
    words = ("dhondt", "3", "-", "--population", "people", "--without", "C")
    assert as_json(*words, data=blank)["seats"] == {"A": 1, "B": 2}
    refused = run(*words, "--total", "30", data=blank)
    assert (refused.exit_code, "error[E402]" in refused.stderr) == (2, True)


def test_indices_are_over_all_votes_where_a_threshold_keeps_some_out() -> None:
    # 6 and 4 seats for 50 and 40 of 100 votes: gaps 10, 0, 6, 4
    votes = "party,votes\nA,50\nB,40\nC,6\nD,4\n"
    found = as_json("dhondt", "10", "-", "--votes", "votes", "--threshold", "1/10", data=votes)
    assert found["seats"] == {"A": 6, "B": 4}
    assert found["measures"]["loosemore_hanby"] == "1/10"
    assert found["measures"]["gallagher_squared"] == "19/2500"
    # their shares of the seats among themselves are 5 5/9 and 4 4/9
    assert (found["measures"]["below_quota"], found["measures"]["above_quota"]) == ([], [])
    shown = run("dhondt", "10", "-", "--votes", "votes", "--threshold", "1/10", data=votes)
    assert "Gallagher 8.718 %, Loosemore-Hanby 10.000 %" in shown.output


@pytest.mark.parametrize(
    "words, code, named",
    [
        ("--tie more-votes --seed x", "E411", "--seed"),
        ("--tie lot --seed x --order A,B", "E411", "--order"),
        ("--order A,B --seed x", "E411", "--order"),
        ("--over-award withhold", "E409", "--over-award"),
        ("--threshold 3/4", "E406", "nobody reaches 3/4"),
    ],
)
def test_an_option_without_effect_is_refused(words: str, code: str, named: str) -> None:
    table = "name,people\nA,1\nB,1\n"
    result = run("dhondt", "3", "-", "--population", "people", *words.split(), data=table)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.stderr
    assert named in result.stderr


@pytest.mark.parametrize(
    "args, code",
    [
        (("saint-lague", "5"), "E400"),
        (("dhondt", "many"), "E401"),
        (("adams", "1"), "E407"),
        (("droop", "5000"), "E416"),
        (("parabolic", "5"), "E414"),
    ],
)
def test_bad_methods_and_houses(good: str, args: tuple[str, str], code: str) -> None:
    result = run(*args, good, "--population", "people")
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr


def test_a_missing_file_or_column_is_named() -> None:
    assert "cannot read" in run("dhondt", "5", "/none.csv", "--population", "p").stderr
    result = run("dhondt", "5", "-", "--population", "peple", data=GOOD)
    assert 'did you mean "people"?' in result.stderr


@pytest.mark.parametrize(
    "words, line",
    [
        ("equality - --population people --seats seats", "of 5 seats."),
        ("paradox 10 - --population people --to 11 --later later", "1 paradox found"),
        ("hare 8 - --population people --direct direct --order B,A", "8 of 8 seats by hare."),
    ],
)
def test_a_table_from_standard_input_is_read_once_for_every_column(words: str, line: str) -> None:
    shown = run(*words.split(), data=GOOD)
    assert shown.exit_code == 0, shown.output
    assert line in shown.output.splitlines()[-1]


def test_every_certificate_of_a_comparison_and_of_paradoxes_is_checked(good: str) -> None:
    for words in (("compare", "7"), ("paradox", "10")):
        answer = run(*words, good, "--population", "people", "--json").stdout
        assert run("check", "-", data=answer).output == "verified\n"
        data = json.loads(answer)
        first = (data.get("paradoxes") or list(data.get("methods", {}).values()))[0]
        first["certificate"]["seats"]["A"] += 1
        assert run("check", "-", data=json.dumps(data)).exit_code == 1


def test_a_row_that_states_the_total_is_left_out() -> None:
    answer = as_json(
        "dhondt", "3", "-", "--population", "people", data=HEAD + "A,2\nB,1\nTotal,3\n"
    )
    assert answer["seats"] == {"A": 2, "B": 1}


def test_every_code_used_is_explained() -> None:
    known = all_codes()
    assert {f"E4{n:02d}" for n in range(17)} <= set(known)
    root = Path(__file__).resolve().parents[2] / "src/foedus"
    used = set()
    for path in [*(root / "elect/seats").glob("*.py"), root / "cli/seats.py"]:
        text = path.read_text()
        used |= {text[i + 1 : i + 5] for i in range(len(text)) if text.startswith('"E4', i)}
    assert used <= set(known)


def test_the_base_and_cap_of_cambridge_are_said_and_a_base_of_none_is_obeyed() -> None:
    # 20 seats: 5 each and 5 upward over 60, 29, 10: by the divisor 29.5 they are 3, 1, 1
    table = "name,people\nA,60\nB,29\nC,10\n"
    words = ("cambridge", "20", "-", "--population", "people")
    plain = as_json(*words, data=table)
    assert (plain["seats"], plain["certificate"]["base"]) == ({"A": 8, "B": 6, "C": 6}, 5)
    assert "5 seats each, then upward rounding, at most 96" in run(*words, data=table).output
    # without a base 20 upward over 60, 29, 10: the divisor 5 gives 12, 6, 2
    none = as_json(*words, "--base", "0", "--max", "12", data=table)
    assert none["seats"] == {"A": 12, "B": 6, "C": 2}
    assert none["rule"].startswith("0 seats each, then upward rounding, at most 12")


def test_paradox_refuses_a_last_house_below_the_first() -> None:
    table = "name,people\nA,60\nB,30\n"
    result = run("paradox", "10", "-", "--population", "people", "--to", "9", data=table)
    assert (result.exit_code, "error[E401]" in result.stderr) == (2, True)
