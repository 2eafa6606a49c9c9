"""`foedus fmt` on files: what is written, what is said, exit codes, JSON against its schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import fits
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
UGLY = """constitution   "Lakes"   # head
body  House:  9  members

procedure "P" under "Art. 1"
   passes when "House" approve by at least 13/20 of members# why
"""
NEAT = """constitution Lakes  # head
body House: 9 members

procedure P under "Art. 1"
  passes when House approve by at least 65/100 of members  # why
"""
BROKEN = "constitution X\nbody House: nine members\n"


def run(*args: str, stdin: str | None = None) -> Result:
    done = CliRunner().invoke(main, ["fmt", *args], input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def ugly(tmp_path: Path) -> Path:
    file = tmp_path / "ugly.foedus"
    file.write_text(UGLY, encoding="utf-8")
    return file


def test_a_file_is_written_in_the_authored_form(ugly: Path) -> None:
    done = run(str(ugly))
    assert (done.exit_code, ugly.read_text(encoding="utf-8")) == (0, NEAT)
    assert done.stdout.splitlines()[-1] == "1 changed, 0 in the authored form"
    assert run(str(ugly)).stdout == "0 changed, 1 in the authored form\n"


def test_check_writes_nothing_and_fails_where_a_file_would_change(ugly: Path) -> None:
    done = run("--check", str(ugly))
    assert (done.exit_code, ugly.read_text(encoding="utf-8")) == (1, UGLY)
    assert f"would change {ugly}" in done.stdout
    run(str(ugly))
    assert run("--check", str(ugly)).exit_code == 0


def test_standard_input_is_printed() -> None:
    done = run("-", stdin=UGLY)
    assert (done.exit_code, done.stdout) == (0, NEAT)


def test_nothing_is_written_where_any_file_has_an_error(ugly: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.foedus"
    broken.write_text(BROKEN, encoding="utf-8")
    done = run(str(ugly), str(broken), str(broken))
    assert done.exit_code == 2
    assert ugly.read_text(encoding="utf-8") == UGLY
    assert "broken.foedus:2:13" in done.stderr


def test_check_says_what_sentences_say_wrongly_together_and_plain_fmt_does_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.foedus"
    file.write_text('constitution X\nprocedure P under "1"\n  decides "a"\n', encoding="utf-8")
    assert run(str(file)).exit_code == 0
    done = run("--check", str(file))
    assert done.exit_code == 2
    assert "E045" in done.stderr


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "w.foedus"
    file.write_bytes(b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode())
    assert run(str(file)).exit_code == 0
    assert file.read_bytes() == NEAT.encode()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = run(str(tmp_path / "none.foedus"))
    assert done.exit_code == 2
    assert "none.foedus" in done.stderr
    assert "No such file" in done.stderr


def test_a_folder_that_cannot_be_written_leaves_the_file(
    ugly: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    done = run(str(ugly))
    assert done.exit_code == 2
    assert "cannot write" in done.stderr
    assert [p.name for p in ugly.parent.iterdir()] == ["ugly.foedus"]
    assert ugly.read_text(encoding="utf-8") == UGLY


def test_json_fits_its_schema(ugly: Path) -> None:
    done = run("--check", "--json", str(ugly))
    data = json.loads(done.stdout)
    fits(data, json.loads((SCHEMAS / "fmt.json").read_text(encoding="utf-8")))
    assert data["files"] == [{"file": str(ugly), "changed": True, "text": NEAT}]
    assert done.exit_code == 1


def test_errors_are_json_too(tmp_path: Path) -> None:
    file = tmp_path / "broken.foedus"
    file.write_text(BROKEN, encoding="utf-8")
    data = json.loads(run("--json", str(file)).stdout)
    assert [(e["code"], e["line"], e["column"]) for e in data["errors"]] == [("E011", 2, 13)]


def test_a_tree_goes_out_and_comes_back(ugly: Path, tmp_path: Path) -> None:
    done = run("--tree", str(ugly))
    data = json.loads(done.stdout)
    fits(data, json.loads((SCHEMAS / "syntax.json").read_text(encoding="utf-8")))
    file = tmp_path / "tree.json"
    file.write_text(done.stdout, encoding="utf-8")
    back = run("--from-tree", str(file))
    assert back.exit_code == 0
    assert back.stdout == NEAT.replace("  # head", "").replace("  # why", "")


def test_a_tree_of_nonsense_is_checked_like_a_text(tmp_path: Path) -> None:
    file = tmp_path / "tree.json"
    tree = {"format": "foedus.syntax/1", "node": "Constitution", "name": "X"}
    tree["statements"] = [{"node": "Procedure", "name": "P", "article": "1"}]  # type: ignore[assignment]
    file.write_text(json.dumps(tree), encoding="utf-8")
    done = run("--from-tree", str(file))
    assert done.exit_code == 2
    assert "E045" in done.stderr
