"""A case the test writes itself: three provinces, everything loaded, checked and computed once."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from case_writer import edit, write_case
from hypothesis import given
from hypothesis import strategies as st

from foedus.case import Case, load
from foedus.case.model import BASE, NOBODY_TABLED, Kind, Status
from foedus.errors import BadInput


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_case(tmp_path_factory.mktemp("case") / "three")


@pytest.fixture(scope="module")
def case(folder: Path) -> Case:
    return load(folder)


def test_the_title_page(case: Case) -> None:
    assert (case.meta.key, case.meta.title) == ("three", "Three provinces")
    assert case.as_of.isoformat() == "2020-06-30"
    assert case.meta.is_ == ("a test",)
    assert case.meta.is_not == ("a country",)
    assert case.gaps == ("the third letter",)


# what, how many in the base layer, how many with the layer "later"
COUNTS = [
    ("tables", 1, 2), ("constitutions", 2, 2), ("statements", 2, 3), ("questions", 1, 1),
    ("comparisons", 1, 1), ("disputes", 1, 2), ("commitments", 1, 1), ("surveys", 1, 1),
    ("votes", 1, 1), ("sets", 2, 2), ("switches", 0, 1), ("equality", 1, 1),
]  # fmt: skip


@pytest.mark.parametrize("part,base,later", COUNTS)
def test_the_later_layer_is_off_unless_asked_for(
    folder: Path, case: Case, part: str, base: int, later: int
) -> None:
    assert len(getattr(case, part)) == base
    assert len(getattr(load(folder, layers=["later"]), part)) == later


def test_references_to_the_later_layer_drop_out_with_it(folder: Path, case: Case) -> None:
    assert case.questions[0].statements == ("carl", "anna")
    assert case.disputes[0].texts == ()
    whole = load(folder, layers=["later"])
    assert whole.questions[0].statements == ("carl", "anna", "dora")
    assert whole.disputes[0].texts == ("dora",)
    assert [x.on for x in case.layers] == [True, False]
    assert [x.items for x in case.layers] == [14, 4]
    assert {x.key for x in case.layers} == {BASE, "later"}


def test_statements_and_sides_stand_in_the_order_of_their_dates(case: Case) -> None:
    assert list(case.statements) == ["carl", "anna"]
    assert [s.holds for s in case.disputes[0].sides] == ["some", "equal"]


def test_a_partial_date_spans_its_month(case: Case) -> None:
    when = case.statements["anna"].when
    assert (str(when), when.first.day, when.last.day) == ("2020-02", 1, 29)


def test_sets_are_computed_and_blank_cells_are_unknown(case: Case) -> None:
    half, tenth = case.sets
    assert (half.members, half.unknown, half.share) == (("A",), ("C",), Fraction(1, 10))
    assert tenth.members == ("A",)  # Birch stands at 10 exactly, and the test says "more than"


def test_residents_per_seat(case: Case) -> None:
    (found,) = case.equality
    assert dict(found.per_seat) == {"A": 50, "B": 100, "C": 120}
    assert (found.most, found.fewest, found.ratio) == ("C", "A", Fraction(12, 5))


def test_units_where_no_vote_was_held_are_left_out_and_named(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    edit(folder, "case.toml", 'seats = "seats"', 'seats = "seats"\nswitch = "september"')
    assert load(folder).equality == ()
    (found,) = load(folder, layers=["later"]).equality
    assert (found.left_out, found.ratio, found.layer) == (("B",), Fraction(12, 5), "later")


def test_sets_without_some_units_count_the_others_only(case: Case) -> None:
    half = case.sets_without(("C",))[0]
    assert (half.members, half.unknown, half.share) == (("A",), (), Fraction(1, 4))
    assert [s.share for s in case.sets_without(("A",))] == [0, 0]
    assert case.sets_without(()) == case.sets
    assert case.sets_without(("A", "B", "C"))[0].share is None


def test_vacant_seats_make_a_fixed_number_harder(folder: Path) -> None:
    (switch,) = load(folder, layers=["later"]).switches
    need = switch.need("Diet", 6)
    assert (need.share, need.possible, need.vacancies_that_stop_it) == (Fraction(3, 4), True, 5)
    assert not switch.need("Diet", 9).possible


def test_counts_that_are_not_known_stay_unknown(case: Case) -> None:
    (row,) = case.votes[0].rows
    assert (row.body, row.yes, row.no, row.abstain, row.registered) == ("Diet", 6, None, None, 10)


def test_shares_are_exact(case: Case) -> None:
    assert [r.share for r in case.surveys[0].questions[0].results] == [
        Fraction("45.2"),
        Fraction("54.8"),
    ]
    assert not case.surveys[0].questions[0].wording_seen


def test_constitutions_are_parsed_and_models_carry_their_banner(case: Case) -> None:
    charter, model = case.constitutions
    assert (charter.kind, charter.banner, model.banner) == (Kind.TEXT, "", NOBODY_TABLED)
    assert (charter.in_force_by, charter.not_in_force_by) == (("anna",), ("carl",))
    assert charter.model.constitution.name == "Charter"
    assert case.constitution("model-x") is model


def test_every_file_read_has_its_digest(folder: Path, case: Case) -> None:
    import hashlib

    for name, digest in case.digests.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {"case.toml", "statements.toml", "votes/accord.csv"} <= set(case.digests)


def test_a_statement_that_is_held_carries_its_copy(tmp_path: Path) -> None:
    import hashlib

    folder = write_case(tmp_path / "x")
    (folder / "sources").mkdir()
    (folder / "sources" / "one.txt").write_text("We agreed", encoding="utf-8")
    digest = hashlib.sha256(b"We agreed").hexdigest()
    held = f'1"\nstatus = "held"\ncopy = "sources/one.txt"\nsha256 = "{digest}"'
    edit(folder, "statements.toml", '1"\nstatus = "recorded"', held)
    assert load(folder).statements["anna"].status is Status.HELD


def test_a_case_is_found_by_its_title_file_and_split_files_are_read(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    (folder / "statements").mkdir()
    text = (folder / "statements.toml").read_text(encoding="utf-8")
    (folder / "statements.toml").unlink()
    early, late = text.split('[[statement]]\nkey = "dora"')
    (folder / "statements" / "early.toml").write_text(early, encoding="utf-8")
    late = 'layer = "later"\n[[statement]]\nkey = "dora"' + late.replace('layer = "later"', "")
    (folder / "statements" / "late.toml").write_text(late, encoding="utf-8")
    assert list(load(folder / "case.toml").statements) == ["carl", "anna"]
    assert load(folder, layers=["later"]).statements["dora"].layer == "later"


def test_a_case_may_leave_out_all_but_its_table_and_a_constitution(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "x")
    for name in ("statements", "questions", "comparisons", "disputes", "commitments", "surveys"):
        (folder / f"{name}.toml").unlink()
    edit(folder, "case.toml", 'in_force_by = ["anna"]\nnot_in_force_by = ["carl"]\n', "")
    case = load(folder)
    assert (len(case.statements), len(case.constitutions)) == (0, 2)


def test_an_unknown_layer_is_an_error(folder: Path) -> None:
    with pytest.raises(BadInput, match='no layer "latr"'):
        load(folder, layers=["latr"])


@given(
    cells=st.lists(st.integers(0, 100) | st.none(), min_size=3, max_size=3),
    threshold=st.integers(0, 100),
    strict=st.booleans(),
)
def test_sets_agree_with_a_plain_filter(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[int | None],
    threshold: int,
    strict: bool,
) -> None:
    from foedus.case import build_counts
    from foedus.case.reader import Record
    from foedus.case.tomlfile import parse_toml
    from foedus.country import parse_table

    rows = [
        f"{k},{k},{p},{'' if c is None else c}"
        for k, p, c in zip("ABC", (1, 3, 6), cells, strict=True)
    ]
    meta = (
        'title = "t"\nkey = "code"\nlabel = "name"\n[defaults]\nsource = "s"\ndate = "2019"\n'
        'confidence = "A"\nstatus = "verified"\nunit = "u"\nwhat = "w"\n[columns.p]\n'
        'kind = "integer"\ntotal = 10\n[columns.x]\nkind = "integer"\ntotal = "none: shares"\n'
    )
    csv = "code,name,p,x\n" + "\n".join(rows) + "\n"
    table = parse_table(csv.encode(), meta.encode(), "t.csv", "t.meta.toml")
    text = (
        f'[[set]]\nkey = "k"\nlabel = "l"\nfamily = "f"\ntable = "t"\ncolumn = "x"\n'
        f'as_of = "2019"\nattributed = "a"\nthreshold = {threshold}\npopulation = "p"\n'
        f'comparison = "{">" if strict else ">="}"\n'
    )
    file = parse_toml(text.encode(), "sets.toml")
    errors: list[object] = []
    record = Record(file, ("set", 0), file.data["set"][0], errors)  # type: ignore[arg-type]
    found = build_counts.unit_set(record, {"t": table})
    expected = [
        k
        for k, c in zip("ABC", cells, strict=True)
        if c is not None and (c > threshold if strict else c >= threshold)
    ]
    people = {"A": 1, "B": 3, "C": 6}
    assert errors == []
    assert list(found.members) == expected
    assert found.unknown == tuple(k for k, c in zip("ABC", cells, strict=True) if c is None)
    assert found.share == Fraction(sum(people[k] for k in expected), 10)
