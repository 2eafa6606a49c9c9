"""The house keeps its floors, starts fast, and knows no country outside the atlas."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "foedus"
FLOORS = [
    "rules", "power", "country", "elect", "constitution", "proof", "fiscal", "federation",
    "record",
    "settle", "convene", "observe", "atlas", "case", "report", "web", "cli",
]  # fmt: skip
#: Ground that every floor may stand on: it knows nothing of any of them.
GROUND = {"errors", "answer", "codes", "csvfile", "shares"}
MODULES = sorted(SRC.rglob("*.py"))
COUNTRIES = (
    "Ukraine|Switzerland|Canada|United States|Germany|Belgium|Bosnia|Northern Ireland|Cyprus|"
    "Iraq|Nepal|Spain|India|South Africa|Nigeria|Ethiopia|Kenya|Lebanon|Kosovo|Burundi|Austria|"
    "Australia|"
    "Scotland|Russia|Crimea|Donetsk|Luhansk|Sevastopol|Quebec|Ontario|Catalonia|Chile|Iceland"
)


def floor_of(path: Path) -> str:
    part = path.relative_to(SRC).parts[0]
    return part.removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names |= {f"{node.module}.{a.name}" for a in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_a_floor_imports_only_the_floors_below_it(path: Path) -> None:
    floor = floor_of(path)
    for name in imported(path):
        if not name.startswith("foedus."):
            continue
        other = name.split(".")[1]
        if other not in FLOORS:
            continue
        if floor in GROUND:
            pytest.fail(f"{floor} is the ground and imports {other}")
        if floor in FLOORS:
            assert FLOORS.index(other) <= FLOORS.index(floor), f"{floor} imports {other}"


def test_every_folder_is_a_floor_of_the_house() -> None:
    folders = {p.name for p in SRC.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_no_module_outside_the_atlas_mentions_a_country(path: Path) -> None:
    if floor_of(path) == "atlas":
        return
    found = re.findall(rf"\b(?:{COUNTRIES})\b", path.read_text(), flags=re.IGNORECASE)
    assert not found, f"{path.name} mentions {sorted(set(found))}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_a_file_holds_one_concept(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 500


COMPUTING = [p for p in MODULES if floor_of(p) in FLOORS[: FLOORS.index("atlas")]]


@pytest.mark.parametrize("path", COMPUTING, ids=lambda p: str(p.relative_to(SRC)))
def test_computing_code_never_prints(path: Path) -> None:
    calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
    assert not [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from foedus.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "heavy = {'numpy', 'lark', 'jinja2', 'rich', 'ortools', 'pysat', 'duckdb', 'cryptography',"
        " 'highspy', 'sqlite3', 'difflib', 'fractions'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_heavy_libraries_are_imported_inside_functions_or_on_their_own_floor(path: Path) -> None:
    if floor_of(path) not in {"cli", *GROUND, "__init__"}:
        return
    top = [
        n for n in ast.parse(path.read_text()).body if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    names = {a.name for n in top if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in top if isinstance(n, ast.ImportFrom)}
    light = ("click", "foedus.errors", "foedus.answer", "foedus.cli", "foedus")
    bad = [
        n
        for n in names
        if n not in sys.stdlib_module_names
        and n.split(".")[0] not in sys.stdlib_module_names
        and not n.startswith(light)
    ]
    assert not bad, f"import inside the command: {bad}"


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    """Test files and their helpers share one namespace: a second name would hide the first."""
    names = [p.name for p in (SRC.parents[1] / "tests").rglob("*.py")]
    assert sorted(n for n in set(names) if names.count(n) > 1) == []
