"""Every answer of `foedus seats --json` fits its schema in docs/schemas, ties included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from seats_folder import in_folder

from conftest import fits
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
FILES = {
    "t.csv": "name,people,later,seats,ally,direct\nA,6,7,2,x,0\nB,6,6,2,x,3\nC,2,2,1,,0\n",
    "v.csv": "d,X,Y\nN,1,1\nS,1,1\n",
    "d.csv": "d,seats\nN,1\nS,1\n",
    "p.csv": "p,seats\nX,1\nY,1\n",
    "l.csv": "party,region,votes\nA,N,60\nB,S,70\n",
    "c.csv": "who,list,group,votes\nAnn,L,g,9\nBen,M,h,9\nCid,L,h,4\nDea,M,g,4\nEva,L,g,1\n",
    "e.csv": "who,list,group,votes\nAnn,L,g,9\nBen,M,g,9\nCid,L,h,4\nDea,M,h,3\n",
    "s.csv": "list,seats\nL,1\nM,1\n",
    "g.csv": "group,seats\ng,1\nh,1\n",
    "w.csv": "district,party,region,won,valid\nd1,A,N,2,7\nd2,A,N,2,7\nd3,X,S,9,30\n",
}
CALLS = [
    ("seats", "sainte-lague 6 t.csv --population people"),
    ("seats", "sainte-lague 6 t.csv --population people --seed x --threshold 1/10"),
    ("seats", "huntington-hill 6 t.csv --population people --min 1 --max 3"),
    ("seats", "hare 8 t.csv --population people --min 1 --base 1"),
    ("seats", "droop-average 8 t.csv --population people"),
    ("seats", "cambridge 40 t.csv --population people"),
    ("seats", "equal 7 t.csv --population people"),
    ("seats", "dhondt 0 t.csv --population people"),
    ("seats-compare", "compare 7 t.csv --population people"),
    ("seats-compare", "compare 1 t.csv --population people"),
    ("seats-paradox", "paradox 10 t.csv --population people --to 11 --later later"),
    ("seats-equality", "equality t.csv --population people --seats seats --degressive"),
    ("seats-equality", "equality t.csv --population people --seats direct"),
    ("seats-methods", "methods"),
    ("seats-biproportional", "biproportional v.csv d.csv --party-seats p.csv"),
    ("seats-biproportional", "biproportional v.csv d.csv --party-seats p.csv --way cycles"),
    ("seats-mixed", "mixed level 6 t.csv --votes people --direct direct --method sainte-lague"),
    ("seats-mixed", "mixed parallel 6 t.csv --votes people --direct direct --method hare"),
    ("seats-mixed", "mixed bonus 6 t.csv --votes people --bonus 2 --method hare --seed x"),
    ("seats-cover", "cover 4 l.csv w.csv --method sainte-lague"),
    ("seats-cover", "cover 4 l.csv w.csv --method dhondt --threshold 3/5 --exempt A"),
    ("seats-alliances", "alliances 7 t.csv --votes people --alliance ally --method dhondt"),
    ("seats-reserved",
     "reserved 8 t.csv --votes people --group ally --reserve x=3 --method sainte-lague"),
    ("seats-reserved",
     "reserved 8 t.csv --votes people --group ally --reserve x=3 --method dhondt --on-top"),
    ("seats-ministries", "ministries t.csv --members people --office a --office b"),
    ("seats-ministries",
     "ministries t.csv --members people --office a --votes later --decline C"),
    ("seats-reserved",
     "reserved 4 l.csv --votes votes --group region --reserve N=1 --reserve S=3 "
     "--method dhondt --separate"),
    ("seats-list", "list 2 c.csv"),
    ("seats-list", "list 2 c.csv --preferences votes"),
    ("seats-list", "list 1 c.csv --preferences votes --equal-tied"),
    ("seats-list", "list 1 c.csv --preferences votes --equal-tied --seed x"),
    ("seats-list", "list 4 c.csv --preferences votes --least 5"),
    ("seats-confessional", "confessional c.csv s.csv g.csv --votes votes"),
    ("seats-confessional", "confessional e.csv s.csv g.csv --votes votes"),
    ("seats-confessional", "confessional e.csv s.csv g.csv --votes votes --seed x"),
    ("seats", "quotient 3 t.csv --population people --floor seats --floor direct"),
    ("seats-electorates", "electorates t.csv --population people --base A=4"),
    ("seats-co-opt", "co-opt t.csv --elected seats --share A=6/10 --share B=4/10 --set D=3"),
    ("errors", "dhondt 6 t.csv --population nobody"),
    ("errors", "biproportional v.csv d.csv --upper votes --party-seats p.csv"),
]  # fmt: skip

#: Answers that carry no certificate of seats.
WITHOUT = {"seats-equality", "seats-methods", "errors"}


def schema(kind: str) -> Any:
    data = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(data)
    return data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return in_folder(tmp_path, monkeypatch, FILES)


def output(words: str, **kwargs: Any) -> str:
    result = CliRunner().invoke(main, ["seats", *words.split(), "--json"], **kwargs)
    assert result.exit_code in (0, 2), result.output
    text: str = result.stdout
    return text


@pytest.mark.parametrize("kind, words", CALLS, ids=[w for _, w in CALLS])
def test_answers_fit_their_schema(folder: Path, kind: str, words: str) -> None:
    data = json.loads(output(words))
    assert data["format"] == f"foedus.{kind}/1"
    fits(data, schema(kind))
    for name, digest in data.get("inputs", {}).items():
        assert (folder / name).exists()
        assert len(digest) == 64


@pytest.mark.parametrize("kind, words", [c for c in CALLS if c[0] not in WITHOUT])
def test_the_certificate_is_verified_and_that_answer_fits_too(
    folder: Path, kind: str, words: str
) -> None:
    assert folder
    answer = json.loads(output(words))
    ran = CliRunner().invoke(main, ["seats", "check", "-", "--json"], input=json.dumps(answer))
    data = json.loads(ran.stdout)
    fits(data, schema("seats-check"))
    assert data["verified"] is True
    shown = next((k for k in ("seats", "names", "elected") if answer.get(k)), None)
    if shown is None:
        return
    # another answer beside the same certificate is not verified
    if isinstance(answer[shown], dict):
        answer[shown] = {"nobody": {"X": 9} if "biproportional" in kind else 9}
    else:
        answer[shown] = ["nobody"]
    ran = CliRunner().invoke(main, ["seats", "check", "-"], input=json.dumps(answer))
    assert (ran.exit_code, ran.output.splitlines()[-1]) == (1, "not verified: 1 faults")


@pytest.mark.parametrize(
    "kind, change",
    [
        ("seats", {"seats": {"A": -1}}),
        ("seats", {"label": "sure"}),
        ("seats", {"certificate": {"kind": "divisor"}}),
        ("seats", {"surprise": 1}),
    ],
)
def test_the_schema_refuses_what_is_no_answer(
    folder: Path, kind: str, change: dict[str, Any]
) -> None:
    assert folder
    data = json.loads(output("sainte-lague 6 t.csv --population people"))
    with pytest.raises(jsonschema.ValidationError):
        fits({**data, **change}, schema(kind))
