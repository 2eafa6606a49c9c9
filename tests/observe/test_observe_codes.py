"""Every error code of this part: raised by a small wrong input, explained, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from forms_world import FORM, INCIDENTS, export
from observe_runs import SEED, run_all
from observe_world import MAPPING, SMALL

from foedus.cli import main
from foedus.observe.codes import CODES

RESULTS = ["results", "t.csv", "--columns", "m.toml"]
SAMPLE = ["sample", "t.csv", "--columns", "m.toml", "--stations", "4", "--seed", "s"]
AUDIT = ["audit", "contest", "c.csv", "--manifest", "man.csv"]
DRAW = ["audit", "draw", "t/a.json", "--manifest", "t/t/manifest.csv", "--seed", SEED]
RISK = ["audit", "risk", "t/a.json", "t/s.csv", "--manifest", "t/t/manifest.csv", "--seed", SEED]
SCREEN = ["screen", "t.csv", "--columns", "m.toml", "--declaration", "d.toml", "--control", "t.csv"]
FORMS = ["checklists", "e.csv", "--form", "f.toml"]
TOLD = ["incidents", "i.csv", "--form", "f.toml"]

#: code, file to spoil, what is replaced, by what, command
FAULTS: list[tuple[str, str, str, str, list[str]]] = [
    ("E900", "t.csv", "s1,north", 's1,"north', RESULTS),
    ("E900", "t.csv", "s1,north,100", "s1,north", RESULTS),
    ("E900", "", "", "", ["results", "gone.csv", "--columns", "m.toml"]),
    ("E900", "", "", "", ["simulate", "--turnout", "1", "-o", "x"]),
    ("E901", "m.toml", "station =", "staton =", RESULTS),
    ("E901", "m.toml", '"A" = "a"', '"A" = 3', RESULTS),
    ("E901", "m.toml", "[candidates]", "[candidates", RESULTS),
    ("E901", "m.toml", 'ballots = "box"', 'ballots = "ok"', RESULTS),
    ("E902", "t.csv", ",reg,", ",register,", RESULTS),
    ("E903", "t.csv", "60,58", "sixty,58", RESULTS),
    ("E903", "t.csv", "60,58", "-6,58", RESULTS),
    ("E904", "t.csv", "s2,", "s1,", RESULTS),
    ("E904", "t.csv", "s2,", ",", RESULTS),
    ("E905", "", "", "", [*SAMPLE[:-3], "1", "--seed", "s"]),
    ("E905", "", "", "", [*SAMPLE, "--confidence", "2"]),
    ("E905", "", "", "", ["plan", "t.csv", "--columns", "m.toml", "--choice", "Z"]),
    ("E905", "", "", "", ["estimate", "m.toml", "t.csv", "--columns", "m.toml"]),
    ("E906", "", "", "", ["estimate", "t/p.json", "t.csv", "--columns", "m.toml"]),
    ("E906", "", "", "", [*SAMPLE, "--release", "x"]),
    ("E910", "c.csv", "A,60", "A,40", AUDIT),
    ("E910", "", "", "", [*AUDIT, "--rule", "supermajority", "--choice", "A", "--share", "3/5"]),
    ("E910", "", "", "", [*AUDIT, "--rule", "supermajority", "--choice", "Z"]),
    ("E910", "", "", "", [*AUDIT, "--rule", "divisor", "--method", "huntington-hill"]),
    ("E910", "", "", "", [*AUDIT, "--seats", "2"]),
    ("E910", "", "", "", [*AUDIT, "--share", "half"]),
    ("E911", "man.csv", "120", "many", AUDIT),
    ("E911", "man.csv", "cards", "papers", AUDIT),
    ("E911", "", "", "", [*DRAW, "--cards", "all=99999999"]),
    ("E912", "", "", "", [*DRAW[:-1], "12345"]),
    ("E912", "", "", "", [*RISK[:-1], "my favourite number"]),
    ("E913", "man.csv", "120", "90", AUDIT),
    ("E913", "", "", "", [*AUDIT, "--risk-limit", "0"]),
    ("E913", "t/a.json", '"polling"', '"asking"', DRAW),
    ("E913", "t/a.json", '"risk_limit": "1/20"', '"risk_limit": "1/2"', DRAW),
    ("E913", "t/a.json", "{", "[", DRAW),
    ("E914", "t/s.csv", "seen", "saw", RISK),
    ("E914", "t/s.csv", "all,2,", "all,3,", RISK),
    ("E915", "", "", "", [*RISK, "--test", "kaplan-markov"]),
    ("E916", "c.csv", "A,60", "A,sixty", AUDIT),
    ("E916", "c.csv", "B,40", "A,40", AUDIT),
    ("E920", "", "", "", ["screen", "t.csv", "--columns", "m.toml"]),
    ("E920", "", "", "", SCREEN[:-2]),
    ("E921", "d.toml", "turnout", "turnip", SCREEN),
    ("E921", "d.toml", "redraws = 49", "redraws = 1", SCREEN),
    ("E922", "d.toml", "redraws = 49", "most = 0.0\nredraws = 49", SCREEN),
    ("E922", "m.toml", '"A" = "a"\n"B" = "b"\n', "", SCREEN),
    ("E930", "f.toml", "station =", "staton =", FORMS),
    ("E930", "f.toml", '[incidents]\nid = "no"', "[incidents]", TOLD),
    ("E931", "e.csv", "neutral", "natural", FORMS),
    ("E931", "e.csv", "count/ballots", "count/papers", FORMS),
    ("E932", "i.csv", ",seen,", ",heard,", TOLD),
    ("E932", "i.csv", "severity", "gravity", TOLD),
    ("E933", "", "", "", [*FORMS, "--identities", "gone/who.csv"]),
    ("E933", "", "", "", [*TOLD, "--names", "gone.txt"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every file as text, none of them wrong."""
    folder = tmp_path_factory.mktemp("clean")
    run_all(folder)
    files = {
        "t.csv": SMALL, "m.toml": MAPPING, "f.toml": FORM, "e.csv": export(), "i.csv": INCIDENTS,
        "c.csv": "card,ballots\nA,60\nB,40\n", "man.csv": "stratum,batch,cards\nall,1,120\n",
        "d.toml": "redraws = 49\ncalibration = 5\nvoters = 1\n[families]\na = ['turnout']\n",
    }  # fmt: skip
    for name in ("p.json", "a.json", "s.csv", "t/manifest.csv"):
        files[f"t/{name}"] = (folder / name).read_text()
    return files


@pytest.mark.parametrize("code,file,old,new,words", FAULTS,
                         ids=[f"{c} {i}" for i, (c, *_) in enumerate(FAULTS)])  # fmt: skip
def test_the_code_of_each_fault(
    code: str, file: str, old: str, new: str, words: list[str], clean: dict[str, str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, text in clean.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == file:
            assert old in text, "the fault must change something"
            text = text.replace(old, new, 1)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["observe", *words])
    assert done.exit_code == 2, done.output
    assert f"error[{code}]" in done.output
    assert "Traceback" not in done.output
    assert "expected:" in done.output or "help:" in done.output


def test_every_code_has_a_fault() -> None:
    assert {c for c, *_ in FAULTS} == set(CODES)


@pytest.mark.parametrize("code", list(CODES))
def test_every_code_is_explained(code: str) -> None:
    done = CliRunner().invoke(main, ["explain", code])
    assert done.exit_code == 0
    assert CODES[code].title in done.output
