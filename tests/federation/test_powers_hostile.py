"""What a hostile or hurried user types: every error named with its place, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from federation_world import HEAD, POWERS, PROCEDURES, write
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.cli import main

TAX = """tax "T" under "5"
  yields 1/10 of population as of 2020 in Regions
"""


def said(folder: Path, *words: str, code: int = 2) -> str:
    done = CliRunner().invoke(main, [*words, str(folder / "federation.foedus")])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


@pytest.mark.parametrize(
    "more, command, code, at",
    [
        # A matter twice, a level nobody defined, a unit nobody knows.
        (
            'power "tea": region may legislate under "2"\n'
            'power "tea": region may legislate under "3"\n',
            "powers",
            "E069",
            'power "tea": region may legislate under "3"',
        ),
        ('power "tea": kingdom may legislate under "2"\n', "powers", "E011", "kingdom"),
        ('power "tea": region may brew under "2"\n', "powers", "E011", "brew"),
        ('power "tea": region may legislate in Atlantis under "2"\n', "powers", "E874", "Atlantis"),
        # Shares that sum to more than one, a transfer to nobody, a division by zero.
        (TAX + "  3/4 to centre\n  1/2 to region where raised\n", "fiscal", "E074", '"T"'),
        ('transfer "G": 120 to Atlantis from centre under "9"\n', "fiscal", "E851", '"G"'),
        (
            TAX + '  1/1 to region where raised\nequalisation "E" of Regions under "6"\n'
            '  capacity of "T"\n  need nothing as of 2020\n'
            "  fills 1/2 of the gap to 1 of average, paid by region\n",
            "fiscal",
            "E852",
            '"E" divides by zero',
        ),
    ],
)
def test_each_bad_input_is_named_with_its_place(
    tmp_path: Path, more: str, command: str, code: str, at: str
) -> None:
    from federation_world import CSV, META

    csv = "\n".join(
        f"{line},{'nothing' if line.startswith('code') else 0}" for line in CSV.strip().split("\n")
    )
    meta = META + (
        '\n[columns.nothing]\nwhat = "nobody"\nunit = "persons"\nsource = "made"\ndate = "2020"\n'
        'confidence = "A"\nkind = "integer"\ntotal = 0\nstatus = "verified"\n'
    )
    write(tmp_path, HEAD, PROCEDURES, more, csv=csv + "\n", meta=meta)
    told = said(tmp_path, command)
    assert f"[{code}]" in told
    assert "federation.foedus:" in told
    assert at in told


@pytest.mark.parametrize(
    "words, told",
    [
        (("powers", "matrix", "--matter", "polic"), "police"),
        (("powers", "matrix", "--unit", "Nort"), "North"),
        (("powers", "matrix", "--matter", ""), ""),
        (("powers", "part"), "single text has no switch"),
        (("powers", "part", "--switch", "x"), "single text has no switch"),
        (("powers", "part", "--displaced", "perhaps"), "perhaps"),
        (("powers", "part", "--votes", "nowhere.csv"), "belong together"),
        (("fiscal", "--model", "Z"), ""),
    ],
)
def test_words_of_no_meaning_are_answered(
    tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    write(tmp_path, HEAD, PROCEDURES, POWERS)
    done = CliRunner().invoke(main, [*words, str(tmp_path / "federation.foedus")])
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code in (0, 2)
    assert told in done.output


TABLE = (
    "matter,functions,level,article,units,residual,status,note,source\n"
    'police,legislate execute,region,"Art. 1",North;South,,verified,a note,a source (site)\n'
    "mines,legislate,centre,2,,yes,unverified,,\n"
    ",execute,centre,4,,yes,,,\n"
)
LETTERS = st.sampled_from([*',;"\n\r\t \x00é∑01/.%-ab{}[]#\\', "verified", "regon", "yes"])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, len(TABLE)), LETTERS, st.booleans()), min_size=1, max_size=6)
)
def test_a_table_with_letters_changed_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str, bool]]
) -> None:
    table = TABLE
    for at, letter, instead in changes:
        table = table[:at] + letter + table[at + instead :]
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, HEAD, PROCEDURES, 'powers: table "p.csv"\n')
    (folder / "p.csv").write_bytes(table.encode())
    done = CliRunner().invoke(main, ["powers", str(folder / "federation.foedus")])
    assert done.exit_code in (0, 2), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    if done.exit_code == 2:
        assert "error[" in done.output
        assert "p.csv" in done.output or "federation.foedus" in done.output


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"matter\n" * 3, b"\x00" * 50, b'"', b"matter,functions,level,article"],
)
def test_a_table_that_is_none_is_an_error_or_empty(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, HEAD, PROCEDURES, 'powers: table "p.csv"\n')
    (tmp_path / "p.csv").write_bytes(content)
    done = CliRunner().invoke(main, ["powers", str(tmp_path / "federation.foedus")])
    assert done.exit_code in (0, 2)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output


def test_a_table_that_is_a_folder_is_named(tmp_path: Path) -> None:
    write(tmp_path, HEAD, PROCEDURES, 'powers: table "p.csv"\n')
    (tmp_path / "p.csv").mkdir()
    done = CliRunner().invoke(main, ["powers", str(tmp_path / "federation.foedus")])
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit), repr(done.exception)


def test_a_power_in_an_unknown_unit_comes_with_the_errors_of_the_table(tmp_path: Path) -> None:
    write(
        tmp_path, HEAD, PROCEDURES,
        'powers: table "p.csv"\npower "tea": region may legislate in Atlantis under "2"\n',
    )  # fmt: skip
    (tmp_path / "p.csv").write_text(
        "matter,functions,level,article,units,status\n"
        "police,brew,kingdom,,,maybe\nmines,legislate,centre,2,Lemuria,\n"
    )
    told = said(tmp_path, "powers")
    for code, what in (
        ("E157", 'no level "kingdom"'), ("E157", 'no function "brew"'), ("E157", "article is"),
        ("E157", 'status is "maybe"'), ("E874", '"Lemuria"'), ("E874", '"Atlantis"'),
    ):  # fmt: skip
        assert any(f"[{code}]" in line and what in line for line in told.splitlines()), what
    assert "6 errors" in told
