"""Every command, its exit code, its last line, and its JSON against the schema in docs/schemas."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result
from observe_runs import SEED, fill, invoke, run_all, runs

from conftest import fits
from foedus.cli.observe import SUBCOMMANDS
from foedus.cli.observe_audit import AUDITS

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
NAMES = [*(s for s in SUBCOMMANDS if s != "audit"), *(f"audit {a}" for a in AUDITS)]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    return run_all(tmp_path_factory.mktemp("text"))


@pytest.fixture(scope="module")
def jsons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    return run_all(tmp_path_factory.mktemp("json"), "--json")


def schema(kind: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    return found


def validate(result: Result) -> dict[str, object]:
    data: dict[str, object] = json.loads(result.stdout)
    kind = str(data["format"]).removeprefix("foedus.").removesuffix("/1")
    fits(data, schema(kind))
    return data


@pytest.mark.parametrize("name", NAMES)
def test_json_fits_its_schema(name: str, jsons: dict[str, Result]) -> None:
    assert jsons[name].exit_code in (0, 3), jsons[name].output
    data = validate(jsons[name])
    assert all(len(d) == 64 for d in data["inputs"].values())  # type: ignore[attr-defined]


def test_the_schemas_refuse_what_is_none() -> None:
    for path in sorted(SCHEMAS.glob("observe-*.json")):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))
        with pytest.raises(jsonschema.ValidationError):
            fits({"format": f"foedus.{path.stem}/2", "inputs": {}}, schema(path.stem))


#: Command -> exit code and what its last line begins with or holds.
LAST = {
    "simulate": (0, "SIMULATED: no such election took place"),
    "results": (0, "A broken row names no cause"),
    "trace": (0, "A difference names no cause"),
    "plan": (0, "never a margin"),
    "sample": (0, "publish before the vote"),
    "estimate": (0, "stations returned; the leader"),
    "replay": (0, "coverage"),
    "screen": (0, "does not identify a cause"),
    "checklists": (0, "entered twice"),
    "incidents": (0, "read them before you publish them"),
    "audit sizes": (0, "sizes, each an expectation"),
    "audit plan": (0, "publish before the seed is made"),
    "audit contest": (0, "publish before the seed is made"),
    "audit draw": (0, f"seed {SEED}"),
    "audit risk": (3, "not yet"),
}


@pytest.mark.parametrize("name", NAMES)
def test_text_ends_with_its_summary(name: str, texts: dict[str, Result]) -> None:
    code, words = LAST[name]
    assert texts[name].exit_code == code, texts[name].output
    assert words in texts[name].output.splitlines()[-1]


def test_the_audit_prints_trusted_inputs_ceremony_and_recipe(texts: dict[str, Result]) -> None:
    for name in ("audit plan", "audit contest"):
        text = texts[name].output
        assert "trusted: the manifest" in text
        assert "trusted: custody" in text
        assert "roll ten-sided dice" in text
        assert "SHA-256(seed + ',' + scope" in text
        assert "Why this is enough" in text
    assert "cards alone do not decide it" in texts["audit plan"].output
    assert "registered of People" in texts["audit plan"].output


def test_no_output_names_an_observer(texts: dict[str, Result], jsons: dict[str, Result]) -> None:
    for name in ("checklists", "incidents"):
        for result in (texts[name], jsons[name]):
            assert not any(n in result.output for n in ("Lovelace", "Bo Ek", "Cy Dee"))


def test_identities_go_to_a_file_of_their_owner_alone(tmp_path: Path) -> None:
    words = runs(tmp_path)
    assert invoke(words["simulate"]).exit_code == 0
    private = tmp_path / "who.csv"
    for name in ("checklists", "incidents"):
        done = invoke([*words[name], "--identities", str(private)])
        assert done.exit_code == 0, done.output
        assert private.stat().st_mode & 0o777 == 0o600
        assert "O001,Ada Lovelace" in private.read_text()
    gone = invoke([*words["incidents"], "--identities", str(tmp_path / "no" / "where.csv")])
    assert gone.exit_code == 2
    assert "E933" in gone.output


@pytest.mark.parametrize("rule,options", [
    ("irv", []), ("divisor", ["--seats", "5", "--method", "sainte-lague", "--bar", "1/20"]),
    ("supermajority", ["--choice", "A", "--share", "2/5"]),
    ("plurality", ["--seats", "2", "--most", "2"]),
    ("plurality", ["--mode", "comparison", "--design", "stratified", "--risk-limit", "1/10"]),
])  # fmt: skip
def test_contests_of_every_rule(rule: str, options: list[str], tmp_path: Path) -> None:
    cards = {
        "irv": "A>B>C,300\nB>A,260\nC>B,140\nC>A,20\n", "divisor": "A,500\nB,310\nC,155\nD,20\n",
    }.get(rule, "A,500\nB,300\nC,100\n")  # fmt: skip
    if "--most" in options:
        cards += "A;B,60\n"
    (tmp_path / "c.csv").write_text("card,ballots\n" + cards)
    (tmp_path / "m.csv").write_text("stratum,batch,cards\nall,box 1,600\nall,box 2,500\n")
    words = ["audit", "contest", str(tmp_path / "c.csv"), "--manifest", str(tmp_path / "m.csv"),
             "--rule", rule, *options, "-o", str(tmp_path / "a.json")]  # fmt: skip
    data = validate(invoke([*words, "--json"]))
    assert data["assertions"]
    assert data["title"] == "c.csv", "no path of this machine stands in a plan"
    drawn = ["--manifest", str(tmp_path / "m.csv"), "--seed", SEED]
    sheet = tmp_path / "s.csv"
    done = invoke(["audit", "draw", str(tmp_path / "a.json"), *drawn, "-o", str(sheet)])
    assert done.exit_code == 0, done.output
    fill(sheet, ["A"])
    risk = invoke(["audit", "risk", str(tmp_path / "a.json"), str(sheet), *drawn, "--json"])
    assert risk.exit_code in (0, 1, 3), risk.output
    validate(risk)


BAD = [
    (["audit", "plan", "{c.foedus}", "Change", "none.csv"], "E265"),
    (["audit", "plan", "{c.foedus}", "Change", "{v.csv}", "--risk-limit", "2"], "E913"),
    (["audit", "plan", "{c.foedus}", "Change", "{v.csv}", "--risk-limit", "x"], "E913"),
    (["audit", "contest", "{t}/cards.csv", "--manifest", "{v.csv}"], "E911"),
    (["audit", "contest", "{v.csv}", "--manifest", "{t}/manifest.csv"], "E916"),
    (["audit", "draw", "{v.csv}", "--manifest", "{t}/manifest.csv", "--seed", SEED], "E913"),
    (["audit", "draw", "{a.json}", "--manifest", "{t}/manifest.csv", "--seed", "7"], "E912"),
    (["audit", "draw", "{a.json}", "--manifest", "{t}/manifest.csv", "--seed", SEED, "--cards",
      "al=3"], "E913"),
    (["audit", "draw", "{a.json}", "--manifest", "{t}/manifest.csv", "--seed", SEED, "--cards",
      "all=999999999"], "E911"),
    (["audit", "risk", "{a.json}", "{v.csv}", "--manifest", "{t}/manifest.csv", "--seed", SEED],
     "E914"),
    (["audit", "sizes", "--margin", "2"], "E913"),
    (["screen", "{t}/stations.csv", "--columns", "{t}/columns.toml"], "E920"),
    (["screen", "{t}/stations.csv", "--columns", "{t}/columns.toml", "--declaration", "{d.toml}"],
     "E920"),
    (["screen", "{t}/stations.csv", "--columns", "{t}/columns.toml", "--declaration", "{f.toml}",
      "--control", "{t}/past.csv"], "E921"),
    (["checklists", "{i.csv}", "--form", "{f.toml}"], "E931"),
    (["checklists", "{e.csv}", "--form", "{d.toml}"], "E930"),
    (["checklists", "{e.csv}", "--form", "{f.toml}", "--plan", "{e.csv}"], "E905"),
    (["incidents", "{e.csv}", "--form", "{f.toml}"], "E932"),
    (["simulate", "--stations", "5", "-o", "{t}2"], "E900"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("bad")
    run_all(where)
    return where


@pytest.mark.parametrize("words,code", BAD, ids=[" ".join(w[:2]) + c for w, c in BAD])
def test_bad_input_is_exit_code_2_with_its_code(words: list[str], code: str, folder: Path) -> None:
    filled = [
        w.replace("{t}", str(folder / "t")) if "{t}" in w
        else str(folder / w.strip("{}")) if w.startswith("{") else w
        for w in words
    ]  # fmt: skip
    done = invoke(filled)
    assert done.exit_code == 2, done.output
    assert code in done.output
    assert "Traceback" not in done.output
    as_json = invoke([*filled, "--json"])
    assert as_json.exit_code == 2
    assert code in {e["code"] for e in json.loads(as_json.stdout)["errors"]}


def test_the_pictures_of_a_screen(folder: Path) -> None:
    words = runs(folder)["screen"]
    done = invoke([*words, "--picture", str(folder / "pic")])
    assert done.exit_code == 0
    svg = (folder / "pic1.svg").read_text()
    assert svg.startswith("<svg xmlns=")
    assert "A picture, not a test." in svg
    assert (folder / "pic3.svg").exists()
