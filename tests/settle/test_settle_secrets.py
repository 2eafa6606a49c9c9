"""Planted secrets: nothing of a sealed sheet reaches an output, a file or a cache."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import settle_case as sc
from click.testing import CliRunner

from foedus.cli import main

PHRASE = "correct horse battery"
WORDS = ("ZEBRA4711", "OKAPI4712", "TAPIR4713", "QUAGGA4714", "CIVET4715", "31337")
SHEET = """coded_by = "CIVET4715"

[[statement]]
key = "OKAPI4712"
date = "2021-03-05"
speaker = "Delegation B"
capacity = "delegation"
document = "QUAGGA4714"
quote = "TAPIR4713 we could give up"
source = "QUAGGA4714"
status = "recorded"

[[position]]
key = "ZEBRA4711"
party = "b"
kind = "accepts only"
question = "rule"
options = ["two"]
strength = "red line"
statement = "OKAPI4712"
words = "TAPIR4713"
cost = 31337
note = "CIVET4715"

[[position]]
key = "ZEBRA4711-asks"
party = "b"
kind = "power"
power = "ZEBRA4711 police: region may execute"
strength = "demand"
statement = "OKAPI4712"
"""


def secret_in(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [w for w in WORDS if w.encode() in data]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case whose B has sealed a sheet; the open sheet is deleted."""
    root = tmp_path_factory.mktemp("planted")
    folder = sc.write(root / "case", sc.VALUES, sc.DRAFTS)
    (root / "sheet.toml").write_text(SHEET)
    done = call(root, "settle", str(folder), "--for", "b", "--seal", str(root / "sheet.toml"),
                "-o", str(folder / "settle" / "b.sealed"))  # fmt: skip
    assert done.returncode == 0, done.stderr
    (root / "sheet.toml").unlink()
    return root


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def call(root: Path, *args: str, phrase: str | None = PHRASE) -> Done:
    env: dict[str, str | None] = {
        "FOEDUS_CACHE": str(root / "cache"), "HOME": str(root / "home"),
        "XDG_CACHE_HOME": str(root / "xdg"), "TMPDIR": str(root / "tmp"),
        "FOEDUS_PASSPHRASE": phrase,
    }  # fmt: skip
    for name in ("home", "xdg", "tmp"):
        (root / name).mkdir(exist_ok=True)
    found = CliRunner().invoke(main, list(args), env=env)
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Done(found.exit_code, found.stdout, found.stderr)


def nothing(root: Path, done: Done) -> None:
    assert "Traceback" not in done.stderr
    assert secret_in(done.stdout) == []
    assert secret_in(done.stderr) == []
    for path in root.rglob("*"):
        if path.is_file():
            assert secret_in(path.read_bytes()) == [], path
            assert secret_in(path.name) == [], path


@pytest.mark.parametrize("json_", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.parametrize("more", [(), ("--numbers",), ("--what-if",)], ids=str)
def test_a_print_for_another_party(
    planted: Path, more: tuple[str, ...], json_: tuple[str, ...]
) -> None:
    case, sealed = str(planted / "case"), str(planted / "case/settle/b.sealed")
    with_sheet = call(planted, "settle", case, "--open", sealed, "--for", "a", *more, *json_)
    nothing(planted, with_sheet)
    assert with_sheet.returncode == 0
    assert "outputs withheld" in with_sheet.stderr
    assert "would differ" in with_sheet.stderr
    asked = {"--numbers": ": numbers", "--what-if": ": what if"}
    for option, name in asked.items():
        assert (name in with_sheet.stderr) == (option in more)
    without = call(planted, "settle", case, "--for", "a", *more, *json_)
    assert without.stdout == with_sheet.stdout
    assert "0 outputs withheld" in without.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("settle", "{case}"),
        ("settle", "{case}", "--json"),
        ("settle", "{case}", "--numbers", "--json"),
        ("settle", "text", "{case}"),
        ("settle", "text", "{case}", "--json"),
        ("report", "{case}", "-o", "{root}/page.html"),
        ("report", "{case}", "-o", "{root}/page2.html", "--json"),
        ("check", "{case}/constitutions/text.foedus"),
        ("check", "{case}/constitutions/text.foedus", "--json"),
        ("explain", "E718"),
        ("explain", "E718", "--json"),
        ("record", "init", "{root}/talks"),
        ("record", "export", "{root}/talks", "-o", "{root}/exported"),
        ("record", "status", "{root}/talks", "--json"),
        ("show", "{case}/constitutions/text.foedus"),
    ],
    ids=" ".join,
)
def test_every_command_over_a_folder_that_holds_the_sealed_sheet(
    planted: Path, args: tuple[str, ...]
) -> None:
    words = [a.format(case=planted / "case", root=planted) for a in args]
    nothing(planted, call(planted, *words))


@pytest.mark.parametrize(
    "more",
    [
        ("--drop", "ZEBRA"),
        ("--drop", "b-oill", "--json"),
        ("--without", "bb"),
        ("--for", "a", "--drop", "ZEBRA4710"),
        ("--for", "aa"),
    ],
    ids=" ".join,
)
def test_mistakes_with_an_open_sheet_on_a_print_for_another(
    planted: Path, more: tuple[str, ...]
) -> None:
    sealed = str(planted / "case/settle/b.sealed")
    both = more if "--for" in more else ("--for", "a", *more)
    done = call(planted, "settle", str(planted / "case"), "--open", sealed, *both)
    assert done.returncode == 2
    nothing(planted, done)


def test_the_mediator_may_drop_a_sealed_demand_but_an_error_names_none(planted: Path) -> None:
    case, sealed = str(planted / "case"), str(planted / "case/settle/b.sealed")
    wrong = call(planted, "settle", case, "--open", sealed, "--drop", "ZEBRA47")
    assert wrong.returncode == 2
    assert "c-stop" in wrong.stderr
    nothing(planted, wrong)
    assert call(planted, "settle", case, "--open", sealed, "--drop", "ZEBRA4711").returncode == 0
    own = call(planted, "settle", case, "--open", sealed, "--for", "b", "--drop", "ZEBRA47")
    assert secret_in(own.stderr) == ["ZEBRA4711"]


def test_a_wrong_passphrase_and_an_altered_file(planted: Path) -> None:
    case, sealed = str(planted / "case"), planted / "case/settle/b.sealed"
    for phrase in ("wrong", "", None):
        done = call(planted, "settle", case, "--open", str(sealed), phrase=phrase)
        assert done.returncode == 2
        nothing(planted, done)
    (planted / "altered").mkdir(exist_ok=True)
    data = bytearray(sealed.read_bytes())
    data[-1] ^= 1
    (planted / "altered/b.sealed").write_bytes(bytes(data))
    done = call(planted, "settle", case, "--open", str(planted / "altered/b.sealed"))
    assert done.returncode == 2
    assert "E642" in done.stderr
    nothing(planted, done)


def test_a_sheet_that_no_longer_fits_the_case_names_nothing_of_it(planted: Path) -> None:
    """The question it speaks of is gone: the error says so of the sheet, not of its content."""
    folder = sc.write(planted / "changed")
    path = folder / "settle/positions.toml"
    path.write_text(path.read_text().replace('key = "two"', 'key = "pair"'))
    sealed = str(planted / "case/settle/b.sealed")
    for more in ((), ("--json",), ("--for", "a")):
        done = call(planted, "settle", str(folder), "--open", sealed, *more)
        assert done.returncode == 2
        assert "E718" in done.stdout + done.stderr
        nothing(planted, done)


def test_a_text_that_only_the_sealed_sheet_builds_names_nothing_of_it(planted: Path) -> None:
    """Public positions ask nothing, a variant has an error: found for the sealed one alone."""
    bare = sc.POSITIONS[: sc.POSITIONS.index('[[position]]\nkey = "a-north"')]
    folder = sc.write(planted / "broken", positions=bare)
    (folder / "settle/variants/oil.foedus").write_text('tax "Oil levy" nonsense\n')
    sealed = str(planted / "case/settle/b.sealed")
    done = call(planted, "settle", str(folder), "--open", sealed, "--for", "a")
    assert done.returncode == 2
    assert "E718" in done.stderr
    nothing(planted, done)


def test_what_only_a_sealed_position_asks_is_not_remembered(planted: Path) -> None:
    case, sealed = str(planted / "case"), str(planted / "case/settle/b.sealed")
    call(planted, "settle", case)
    before = sorted(p.name for p in (planted / "cache/texts").iterdir())
    done = call(planted, "settle", case, "--open", sealed, "--json")
    assert done.returncode == 0
    assert sorted(p.name for p in (planted / "cache/texts").iterdir()) == before


def test_the_mediator_sees_it_and_is_warned(planted: Path) -> None:
    """The other side of the tests above: with every sheet open the secrets are there."""
    case, sealed = str(planted / "case"), str(planted / "case/settle/b.sealed")
    text = call(planted, "settle", case, "--open", sealed).stdout
    assert "HOLDS SEALED POSITIONS" in text
    assert {"ZEBRA4711", "TAPIR4713"} <= set(secret_in(text))
    own = call(planted, "settle", case, "--open", sealed, "--for", "b")
    assert "ZEBRA4711" in own.stdout
    assert "0 outputs withheld" in own.stderr
    data = json.loads(call(planted, "settle", case, "--open", sealed, "--json").stdout)
    assert "ZEBRA4711" in data["demands"]


FOREIGN = [
    SHEET.replace('party = "b"', 'party = "a"', 1),
    SHEET + '\n[[question]]\nkey = "new"\ntext = "?"\n',
    SHEET.replace('options = ["two"]', 'options = ["three"]'),
    "not toml at all [",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_sheet_is_checked_before_it_is_sealed(planted: Path, tmp_path: Path, text: str) -> None:
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(text)
    done = call(planted, "settle", str(planted / "case"), "--for", "b", "--seal", str(sheet),
                "-o", str(tmp_path / "out.sealed"))  # fmt: skip
    assert done.returncode == 2
    assert not (tmp_path / "out.sealed").exists()


def test_a_sealed_statement_cannot_take_the_place_of_a_public_one(
    planted: Path, tmp_path: Path
) -> None:
    text = SHEET.replace('key = "OKAPI4712"', 'key = "a-1"').replace(
        'statement = "OKAPI4712"', 'statement = "a-1"'
    )
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(text)
    done = call(planted, "settle", str(planted / "case"), "--for", "b", "--seal", str(sheet),
                "-o", str(tmp_path / "out.sealed"))  # fmt: skip
    assert done.returncode == 2
    assert "E718" in done.stderr
    from foedus.case.load import load
    from foedus.case.positions import with_sheets
    from foedus.errors import BadInput

    with pytest.raises(BadInput) as caught:
        with_sheets(load(planted / "case"), {"b": text.encode()})
    assert [d.code for d in caught.value.diagnostics] == ["E718"]


def test_what_is_known_to_another_party_holds_nothing_of_the_sheet(planted: Path) -> None:
    """Not only what is printed: the whole object that a print for A is computed from."""
    from foedus.case.load import load
    from foedus.case.positions import load_positions, with_sheets
    from foedus.settle.leak import known_to

    case = load(planted / "case")
    public, _ = load_positions(case)
    unused = SHEET.replace("OKAPI4712 ", "") + '\n[[statement]]\nkey = "OKAPI4712-b"\n' + "".join(
        f'{k} = "QUAGGA4714"\n' for k in ("capacity", "document", "quote", "source")
    ) + 'date = "2021"\nspeaker = "Delegation B"\nstatus = "recorded"\n'  # fmt: skip
    whole = with_sheets(case, {"b": unused.encode()})
    assert len(whole.positions) == len(public.positions) + 2
    seen = known_to(whole, "a")
    assert seen == public
    assert set(seen.said) == set(public.said)
    assert secret_in(repr(seen) + repr(dict(seen.said))) == []
    assert set(known_to(whole, "b").said) == set(whole.said)


@pytest.mark.parametrize("text", ["position = 5\n", 'values = "x"\n', "position = [3]\n"])
def test_a_sheet_of_the_wrong_shape_is_an_error(planted: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "sheet.toml").write_text(text)
    done = call(planted, "settle", str(planted / "case"), "--for", "b", "--seal",
                str(tmp_path / "sheet.toml"), "-o", str(tmp_path / "o.sealed"))  # fmt: skip
    assert done.returncode == 2
    assert "E718" in done.stderr
