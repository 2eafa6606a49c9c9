"""The documents keep up with the program: commands, options, codes and first commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from foedus.cli import COMMANDS, main
from foedus.codes import all_codes

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(p.read_text() for p in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


def every_command() -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []

    def walk(name: str, command: click.Command) -> None:
        found.append((name, command))
        if isinstance(command, click.Group):
            ctx = click.Context(command)
            for sub in command.list_commands(ctx):
                child = command.get_command(ctx, sub)
                assert child is not None
                walk(f"{name} {sub}", child)

    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        walk(f"foedus {name}", command)
    return found


ALL = every_command()


@pytest.mark.parametrize("name,command", ALL, ids=[n for n, _ in ALL])
def test_every_command_is_described(name: str, command: click.Command) -> None:
    assert name in DOCS, f"`{name}` is in no document"
    assert command.help, f"`{name}` has no help text"


@pytest.mark.parametrize("name,command", ALL, ids=[n for n, _ in ALL])
def test_every_option_is_described(name: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            longest = max(parameter.opts, key=len)
            assert longest in DOCS, f"{name} {longest} is in no document"
            assert parameter.help, f"{name} {longest} has no help text"


@pytest.mark.parametrize("name,command", ALL, ids=[n for n, _ in ALL])
def test_every_leaf_command_speaks_json_and_shows_an_example(
    name: str, command: click.Command
) -> None:
    if isinstance(command, click.Group) and not command.invoke_without_command:
        return
    assert any("--json" in p.opts for p in command.params), f"{name} has no --json"
    assert command.epilog, f"{name} -h ends without an example"


def test_every_code_that_the_source_raises_is_explained() -> None:
    known = set(all_codes())
    raised: set[str] = set()
    for path in (ROOT / "src" / "foedus").rglob("*.py"):
        raised |= set(re.findall(r"\"(E[0-9]{3})\"", path.read_text()))
    assert raised - known - {"E000"} == set()


def test_no_document_or_source_names_a_place_of_the_workshop() -> None:
    words = re.compile(r"/work/|/tmp/[a-z]|\.library|helper-\d|BRIEF\.md", re.IGNORECASE)
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".foedus", ".j2", ".cff"} and path.exists():
            if path == Path(__file__).resolve():
                continue
            assert not words.search(path.read_text()), name


def first_commands() -> list[str]:
    block = re.search(r"```(?:sh|bash|console)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    assert block, "README.md shows no commands"
    lines = [line.split("#")[0].strip().removeprefix("$ ") for line in block[1].splitlines()]
    return [line for line in lines if line]


def test_the_readme_begins_with_the_two_commands() -> None:
    assert first_commands()[:2] == ["make demo", "make test"]


def test_the_readme_demo_runs_in_a_copy_of_the_tree(tmp_path: Path) -> None:
    if shutil.which("make") is None or not (ROOT / ".git").exists():
        pytest.skip("needs make and a git checkout")
    copy = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL_ENV", "MAKE"))}
    done = subprocess.run(
        ["make", "demo"],
        cwd=copy,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    pages = list((copy / "build").glob("*.html"))
    assert pages
    assert str(pages[0].relative_to(copy)) in done.stdout
    again = subprocess.run(
        ["make", "-n", "demo"], cwd=copy, capture_output=True, text=True, env=env, check=True
    )
    assert "pip" not in again.stdout, "a second run sets up again"
