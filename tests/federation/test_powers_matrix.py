"""The matrix of powers: who holds what, where, and what the checks leave open."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from federation_world import HEAD, POWERS, PROCEDURES, model, write
from hypothesis import given
from hypothesis import strategies as st

from foedus.constitution.load import load
from foedus.constitution.parse import parse
from foedus.constitution.syntax import Function, Level
from foedus.errors import BadInput
from foedus.federation.checks import Kind, checks
from foedus.federation.matrix import Matrix, known_matter, matrix, unit
from foedus.federation.standard import ALIASES, SOURCES, STANDARD, standard

RESIDUAL = 'power over any other matter: region may legislate under "Art. 30"\n'
CONFLICT = 'conflict rule: centre prevails under "Art. 31"\n'
MONEY = 'power "income tax": region may legislate, finance under "Art. 40"\n'


def levels(powers: Matrix, matter: str, function: str, where: str = "") -> list[str]:
    return [str(c.level) for c in powers.of(matter, Function(function), where)]


@pytest.mark.parametrize(
    "matter, function, where, expected",
    [
        ("police", "legislate", "", ["region"]),
        ("police", "execute", "West", ["region"]),
        ("police", "finance", "", []),
        ("schools", "legislate", "", ["centre"]),
        ("schools", "legislate", "North", ["centre", "region"]),
        ("schools", "legislate", "West", ["centre"]),
        ("schools", "execute", "West", []),
        ("schools", "execute", "South", ["region"]),
        ("mines", "legislate", "", ["concurrent"]),
        ("fishing", "legislate", "", ["none"]),
        ("space", "legislate", "", ["region"]),
        ("space", "execute", "", []),
    ],
)
def test_a_matter_is_held_by_level_function_and_unit(
    tmp_path: Path, matter: str, function: str, where: str, expected: list[str]
) -> None:
    powers = matrix(model(tmp_path, HEAD, PROCEDURES, POWERS, RESIDUAL))
    assert levels(powers, matter, function, where) == expected


def test_the_matters_of_procedures_are_matters_too(tmp_path: Path) -> None:
    powers = matrix(model(tmp_path, HEAD, PROCEDURES, POWERS))
    assert powers.matters == (
        "police", "schools", "defence", "mines", "fishing", "regional language",
        "amending procedure", "republic", "accession",
    )  # fmt: skip


def test_asymmetry_is_told_apart(tmp_path: Path) -> None:
    powers = matrix(model(tmp_path))
    (special,) = powers.special("schools")
    assert special.units == ("North", "South")
    assert powers.special("police") == ()


def test_rows_hold_each_function_with_its_article(tmp_path: Path) -> None:
    rows = matrix(model(tmp_path)).rows()
    assert [r["function"] for r in rows if r["matter"] == "police"] == ["legislate", "execute"]
    assert {r["article"] for r in rows if r["matter"] == "schools"} == {"Art. 21", "Art. 22"}


def test_a_unit_is_known_by_key_name_and_alias(tmp_path: Path) -> None:
    text = model(tmp_path, HEAD, 'power "x": region may legislate in N, Nord under "Art. 1"\n')
    assert [unit(text, n) for n in ("N", "North", "Nord")] == ["North"] * 3
    assert matrix(text).cells[0].units == ("North", "North")
    with pytest.raises(BadInput) as caught:
        unit(text, "Nort")
    (error,) = caught.value.diagnostics
    assert error.code == "E871"
    assert "North" in error.help


def test_a_power_in_an_unknown_unit_is_named_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        model(tmp_path, HEAD, 'power "x": region may legislate in Este under "Art. 1"\n')
    (error,) = caught.value.diagnostics
    assert (error.code, error.place.line) == ("E874", 9)


# ------------------------------------------------------------------------- checks


@pytest.mark.parametrize(
    "more, kind, matters",
    [
        (RESIDUAL, Kind.NOBODY, ["fishing"]),
        (RESIDUAL, Kind.NO_RULE, ["schools", "schools", "mines"]),
        (RESIDUAL, Kind.NO_RESIDUAL, []),
        (RESIDUAL, Kind.NO_MONEY, ["police", "schools"]),
        (CONFLICT, Kind.NO_RULE, []),
        (CONFLICT, Kind.NO_RESIDUAL, ["any other matter"]),
        (RESIDUAL + MONEY, Kind.NO_MONEY, []),
        ('power "police": region may finance under "Art. 41"\n', Kind.NO_MONEY, []),
        ("", Kind.UNREAD, []),
    ],
)
def test_what_is_left_open(tmp_path: Path, more: str, kind: Kind, matters: list[str]) -> None:
    text = model(tmp_path, HEAD, PROCEDURES, POWERS, more)
    found = [o for o in checks(text, matrix(text)) if o.kind is kind]
    assert [o.matter for o in found] == matters


def test_without_a_residual_clause_what_only_procedures_name_is_nobodys(tmp_path: Path) -> None:
    text = model(tmp_path)
    found = {o.matter for o in checks(text, matrix(text)) if o.kind is Kind.NOBODY}
    assert found == {"fishing", "regional language", "amending procedure", "republic", "accession"}


def test_an_overlap_names_the_unit_and_both_articles(tmp_path: Path) -> None:
    text = model(tmp_path)
    found = [o for o in checks(text, matrix(text)) if o.matter == "schools"]
    clash = [o for o in found if o.kind is Kind.NO_RULE]
    assert [o.unit for o in clash] == ["North", "South"]
    assert clash[0].articles == ("Art. 21", "Art. 22")


def test_a_tax_share_gives_a_level_means(tmp_path: Path) -> None:
    tax = (
        'tax VAT under "Art. 50"\n  yields population as of 2020 in Regions\n'
        "  1/2 to region where raised\n"
    )
    text = model(tmp_path, HEAD, PROCEDURES, POWERS, tax)
    assert not [o for o in checks(text, matrix(text)) if o.kind is Kind.NO_MONEY]


def slow_overlaps(cells: list[tuple[Level, Function, str]]) -> set[str]:
    """Return the units in which two levels of their own legislate, by enumeration."""
    own = {Level.CENTRE, Level.REGION, Level.LOCAL, Level.COMMUNITY}
    found = set()
    for where in ("", "North", "South", "West"):
        held = [x for x in cells if x[1] is Function.LEGISLATE and x[2] in ("", where)]
        two = len({x[0] for x in held} & own) > 1
        joint = any(x[0] in (Level.CONCURRENT, Level.PARALLEL) for x in held)
        if two or joint:
            found.add(where)
    return found


CELL = st.tuples(
    st.sampled_from(list(Level)),
    st.sampled_from(list(Function)),
    st.sampled_from(["", "North", "South", "West"]),
)


@given(st.lists(CELL, min_size=1, max_size=6, unique=True))
def test_overlaps_are_those_that_enumeration_finds(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[Level, Function, str]]
) -> None:
    lines = "".join(
        f'power "x": {level} may {function}{f" in {where}" if where else ""} under "Art. 1"\n'
        for level, function, where in cells
    )
    text = model(tmp_path_factory.mktemp("w"), HEAD, lines, RESIDUAL)
    found = {o.unit for o in checks(text, matrix(text)) if o.kind is Kind.NO_RULE}
    expected = slow_overlaps(cells)
    named = {x[2] for x in cells if x[2]}
    # A unit that no entry names has what every unit has: it is told once, for all of them.
    assert found == {w for w in expected if w == "" or w in named}


# ------------------------------------------------------------------------- tables of powers


def test_a_table_says_the_same_as_sentences(tmp_path: Path) -> None:
    rows = (
        "matter,functions,level,article,units,residual,status,note\n"
        "police,legislate execute,region,Art. 20,,,verified,\n"
        "schools,legislate,centre,Art. 21,,,unverified,basic rules\n"
        "schools,legislate execute,region,Art. 22,North; South,,,\n"
        "defence,legislate execute,centre,Art. 23,,,,\n"
        "mines,legislate,concurrent,Art. 24,,,,\n"
        "fishing,legislate,none,Art. 25,,yes,,\n"
        ",legislate,region,Art. 30,,yes,,\n"
    )
    (tmp_path / "powers.csv").write_text(rows)
    table = matrix(model(tmp_path, HEAD, PROCEDURES, 'powers: table "powers.csv"\n'))
    said = matrix(model(tmp_path, HEAD, PROCEDURES, POWERS, RESIDUAL))
    plain = [(c.matter, c.level, c.functions, c.article, c.units) for c in said.cells]
    assert [(c.matter, c.level, c.functions, c.article, c.units) for c in table.cells] == plain
    assert [c.article for c in table.residual] == ["Art. 30"]
    assert [c.status for c in table.cells][:3] == ["verified", "unverified", ""]
    assert table.cells[-1].note == "by the residual clause"


def test_articles_not_read_are_counted(tmp_path: Path) -> None:
    (tmp_path / "powers.csv").write_text(
        "matter,functions,level,article,status\na,legislate,centre,1,unverified\n"
        "b,legislate,centre,2,verified\n"
    )
    text = model(tmp_path, HEAD, 'powers: table "powers.csv"\n')
    (unread,) = [o for o in checks(text, matrix(text)) if o.kind is Kind.UNREAD]
    assert unread.text.startswith("1 of 2")


@pytest.mark.parametrize(
    "rows, codes, line, column",
    [
        ("matter,functions,level\na,legislate,centre\n", ["E157"], 1, 0),
        ("matter,functions,level,article,who\na,legislate,centre,1,x\n", ["E157"], 1, 5),
        ("matter,functions,level,article\na,legislate,middle,1\n", ["E157"], 2, 3),
        ("matter,functions,level,article\na,legislat,centre,1\n", ["E157"], 2, 2),
        ("matter,functions,level,article\na,,centre,1\n", ["E157"], 2, 2),
        ("matter,functions,level,article\n,legislate,centre,1\n", ["E157"], 2, 1),
        ("matter,functions,level,article\na,legislate,centre,\n", ["E157"], 2, 4),
        ("matter,functions,level,article,status\na,legislate,centre,1,seen\n", ["E157"], 2, 5),
        ("matter,functions,level,article,residual\na,legislate,centre,1,no\n", ["E157"], 2, 5),
        ("matter,functions,level,article\na,legislate,centre,1\na,legislate,centre,2\n",
         ["E069"], 3, 1),
        ("matter,functions,level,article\na,legislate,middle,1\nb,rule,centre,2\n",
         ["E157", "E157"], 2, 3),
        ("", ["E157"], 0, 0),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_cell(
    tmp_path: Path, rows: str, codes: list[str], line: int, column: int
) -> None:
    (tmp_path / "powers.csv").write_text(rows)
    with pytest.raises(BadInput) as caught:
        model(tmp_path, HEAD, 'powers: table "powers.csv"\n')
    found = caught.value.diagnostics
    assert [d.code for d in found] == codes
    assert found[0].place.file.endswith("powers.csv")
    assert (found[0].place.line, found[0].place.column) == (line, column)
    assert found[0].expected


def test_a_row_that_repeats_a_sentence_points_at_it(tmp_path: Path) -> None:
    (tmp_path / "powers.csv").write_text(
        "matter,functions,level,article\npolice,execute,region,2\n"
    )
    with pytest.raises(BadInput) as caught:
        model(tmp_path, HEAD, PROCEDURES, POWERS, 'powers: table "powers.csv"\n')
    (error,) = caught.value.diagnostics
    assert error.code == "E069"
    ((place, _),) = error.related
    assert place.file.endswith("federation.foedus")


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD, 'powers: table "gone.csv"\n')
    with pytest.raises(BadInput) as caught:
        load(file)
    assert [d.code for d in caught.value.diagnostics] == ["E114"]


# ------------------------------------------------------------------------- the standard list


def test_the_standard_list_has_a_name_title_and_group_for_each_matter() -> None:
    assert len(STANDARD) == 65
    assert len({m.title for m in STANDARD.values()}) == 65
    assert {m.group for m in STANDARD.values()} == {
        "state", "justice", "culture", "social", "land", "economy", "money", "local", "rules",
    } or all(m.group for m in STANDARD.values())  # fmt: skip
    assert len(SOURCES) == 4


@pytest.mark.parametrize("name, meant", sorted(ALIASES.items()))
def test_other_names_stand_for_a_standard_matter(name: str, meant: str) -> None:
    found = standard(name)
    assert found is not None
    assert found.name == meant
    assert standard(meant) == found


def test_names_of_the_list_can_stand_in_a_text_as_they_are() -> None:
    lines = "".join(
        f'power "{m}": {level} may legislate under "Art. 1"\n'
        for m, level in product(STANDARD, ["centre", "region"])
    )
    assert len(parse(f"constitution X\n{lines}", "x").statements) == 130


def test_an_unknown_matter_is_answered_with_the_nearest(tmp_path: Path) -> None:
    powers = [matrix(model(tmp_path))]
    assert known_matter(powers, "police") == "police"
    assert known_matter(powers, "vat") == "vat"
    assert known_matter(powers, "schools") == "schools"
    with pytest.raises(BadInput) as caught:
        known_matter(powers, "polise")
    (error,) = caught.value.diagnostics
    assert error.code == "E870"
    assert 'did you mean "police"?' in error.help
