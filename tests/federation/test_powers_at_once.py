"""No fault of a text hides one of its tables, and none the other way round: all in one run."""

from __future__ import annotations

import sys
from itertools import chain, combinations
from pathlib import Path

from federation_world import CSV, HEAD, PROCEDURES, write

from cases_once import invoke
from conftest import FULL
from foedus.case import load as load_case
from foedus.constitution.load import load
from foedus.errors import BadInput, Diagnostic

ROWS = "matter,functions,level,article,units,residual\npolice,execute,region,1,North,\n"
SOUND = {
    "sentence": 'power "tea": region may legislate under "2"\n',
    "twice": 'power "fish": region may legislate under "3"\n',
    "row": "mines,legislate,centre,4,,\n",
    "row twice": "roads,legislate,centre,5,,\n",
    "cell": CSV,
    "missing": "",
}
#: What is written instead, the code, a word of the error, the file it stands in.
FAULTS = {
    "sentence": (SOUND["sentence"].replace("region", "kingdom"), "E011", "kingdom", ".foedus"),
    "twice": (SOUND["twice"] * 2, "E069", '"fish"', ".foedus"),
    "row": ("mines,brew,centre,4,,\n", "E157", '"brew"', "p.csv"),
    "row twice": ("roads,legislate,centre,5,,\nroads,legislate,centre,6,,\n", "E069", '"roads"',
                  "p.csv"),
    "cell": (CSV.replace("S,South,300000", "S,South,many"), "E2", "many", ".csv"),
    "missing": ('powers: table "gone.csv"\n', "E114", "gone.csv", ".foedus"),
}  # fmt: skip
SETS = list(chain.from_iterable(combinations(FAULTS, n) for n in range(len(FAULTS) + 1)))


def parts(wrong: tuple[str, ...]) -> dict[str, str]:
    return {k: FAULTS[k][0] if k in wrong else SOUND[k] for k in SOUND}


def told(folder: Path, wrong: tuple[str, ...]) -> list[Diagnostic]:
    given = parts(wrong)
    file = write(
        folder, HEAD, PROCEDURES, 'powers: table "p.csv"\n', given["sentence"], given["twice"],
        given["missing"], csv=given["cell"],
    )  # fmt: skip
    (folder / "p.csv").write_text(ROWS + given["row"] + given["row twice"], encoding="utf-8")
    try:
        load(file)
    except BadInput as problem:
        return list(problem.diagnostics)
    return []


def test_every_set_of_faults_of_a_text_and_its_tables_is_told_whole(tmp_path: Path) -> None:
    """64 sets of six faults in three files; by default none, each, each two, and all."""
    assert len(SETS) == 2 ** len(FAULTS) == 64
    for wrong in SETS if FULL else [x for x in SETS if len(x) in (0, 1, 2, len(FAULTS))]:
        found = told(tmp_path, wrong)
        for name in wrong:
            _, code, words, file = FAULTS[name]
            fits = [
                d
                for d in found
                if d.code.startswith(code) and words in d.what and d.place.file.endswith(file)
            ]
            assert len(fits) == 1, (wrong, name, [d.what for d in found])
            assert fits[0].place.line or name == "missing"
        assert bool(found) is bool(wrong)
        # A column whose cell is no number has no total either: that is told beside it.
        assert len(found) <= len(wrong) + ("cell" in wrong)


def broken_case(tmp_path: Path) -> Path:
    """A case of two texts with one fault each in a text, a table of powers and the statements."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))
    from three_regions import write_case

    folder = write_case(tmp_path / "case")
    text, model = (
        folder / "constitutions" / "text.foedus",
        folder / "constitutions" / "model-a.foedus",
    )
    told = text.read_text(encoding="utf-8")
    text.write_text(told.replace('"police": region may', '"police": kingdom may'), encoding="utf-8")
    told = model.read_text(encoding="utf-8")
    model.write_text(told + '\npowers: table "powers.csv"\n', encoding="utf-8")
    (folder / "constitutions" / "powers.csv").write_text(ROWS + FAULTS["row"][0], encoding="utf-8")
    statements = folder / "statements.toml"
    told = statements.read_text(encoding="utf-8")
    statements.write_text(told.replace('status = "recorded"', 'status = "reordered"', 1), "utf-8")
    return folder


def test_a_case_tells_of_its_texts_its_tables_and_its_statements_at_once(tmp_path: Path) -> None:
    done = invoke("powers", str(broken_case(tmp_path)))
    assert done.exit_code == 2
    for words in ('"kingdom" does not fit here', 'there is no function "brew"', 'is "reordered"'):
        assert done.output.count(words) == 1, done.output
    assert "3 errors" in done.output


def test_money_of_a_broken_case_is_refused_with_the_same_errors(tmp_path: Path) -> None:
    folder = str(broken_case(tmp_path))
    powers, fiscal = (invoke(command, folder) for command in ("powers", "fiscal"))
    assert fiscal.exit_code == powers.exit_code == 2
    assert fiscal.output == powers.output


def test_a_case_without_a_fault_is_read(tmp_path: Path) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))
    from three_regions import write_case

    folder = write_case(tmp_path / "case")
    assert len(load_case(folder).constitutions) == 2
    assert invoke("powers", str(folder)).exit_code == 0
