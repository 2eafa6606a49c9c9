"""Before and after: shares, transfers, equalisation in exact fractions; properties; errors."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from fiscal_world import CSV, EVEN, META, TAX, column, model
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import BadInput
from foedus.fiscal.answer import Money, has_money, money
from foedus.fiscal.arrangement import arrangement
from foedus.fiscal.flows import Flows, flows
from foedus.fiscal.properties import Property, about

F = Fraction


def flow(tmp_path: Path, *parts: str, csv: str = CSV) -> Flows:
    bound = arrangement(model(tmp_path, *parts, csv=csv))
    assert bound is not None
    return flows(bound)


def balanced(found: Flows) -> bool:
    """Return whether raised = after + centre + unassigned (within what a formula may be off by)."""
    total = sum(found.raised.values(), F(0))
    rest = sum(found.after.values(), F(0)) + found.centre + found.unassigned
    return abs(total - rest) <= found.off * len(found.units)


@pytest.mark.parametrize(
    "lines, after, centre, unassigned",
    [
        ("  1 to centre\n", (0, 0, 0), 480, 0),
        ("  1 to region where raised\n", (90, 150, 240), 0, 0),
        ("  1 to region by population as of 2020\n", (120, 120, 240), 0, 0),
        ("  1/2 to centre\n  1/4 to region where raised\n", ("45/2", "75/2", 60), 240, 120),
        ("  1/2 to region\n  1/2 to local where raised\n", (90, 150, 240), 0, 0),
        ("  1/2 to shared\n  1/2 to centre\n", (0, 0, 0), 240, 240),
        ("  1/2 to region by population as of 2020\n  1/3 to centre\n", (60, 60, 120), 160, 80),
    ],
)
def test_a_tax_is_shared_between_levels(
    tmp_path: Path, lines: str, after: tuple[object, ...], centre: int, unassigned: int
) -> None:
    tax = 'tax T under "1"\n  yields 1/10 of tax_power as of 2020 in Regions\n' + lines
    found = flow(tmp_path, tax)
    assert tuple(found.after.values()) == tuple(F(str(a)) for a in after)
    assert (found.centre, found.unassigned) == (centre, unassigned)
    assert tuple(found.raised.values()) == (90, 150, 240)
    assert balanced(found)


def test_resource_revenue_is_a_tax_of_its_own(tmp_path: Path) -> None:
    oil = (
        'resource Oil under "7"\n  yields oil as of 2020 in Regions\n  3/4 to region where raised\n'
    )
    found = flow(tmp_path, oil)
    assert [t.resource for t in found.taxes] == [True]
    assert tuple(found.after.values()) == (0, 60, 15)


def test_columns_per_head_and_in_thousands_are_written_out(tmp_path: Path) -> None:
    tax = (
        'tax T under "1"\n  yields product_per_head as of 2020 in Regions\n'
        "  1 to region where raised\n"
    )
    found = flow(tmp_path, tax)
    # 9 thousand crowns for each of 100 residents.
    assert tuple(found.raised.values()) == (900_000, 1_500_000, 2_400_000)
    assert found.money == "crowns"
    assert found.per_head(found.raised) == {"Alpha": 9000, "Beta": 15000, "Gamma": 12000}


@pytest.mark.parametrize(
    "line, amounts",
    [
        ('transfer G: 50 to Alpha from centre under "1"\n', (50, 0, 0)),
        ('transfer G: 50 to First, C from centre under "1"\n', (50, 0, 50)),
        ('transfer G: 1/2 per population as of 2020 to Regions from centre under "1"\n',
         (50, 50, 100)),
        ('transfer G: 2 per population as of 2020 to Beta from centre under "1"\n', (0, 200, 0)),
    ],
)  # fmt: skip
def test_transfers_go_to_units_by_any_name_or_to_all(
    tmp_path: Path, line: str, amounts: tuple[int, ...]
) -> None:
    found = flow(tmp_path, TAX, line)
    assert tuple(found.transfers.values()) == amounts
    assert found.centre == 240 - sum(amounts)
    assert balanced(found)


def test_the_first_example_of_the_guide(tmp_path: Path) -> None:
    found = flow(tmp_path, TAX, EVEN)
    assert tuple(found.shares.values()) == (45, 75, 120)
    assert tuple(found.evened.values()) == (F(15, 2), -F(15, 2), 0)
    assert tuple(found.after.values()) == (F(105, 2), F(135, 2), 120)
    assert found.centre == 240


def test_lines_apply_one_after_the_other(tmp_path: Path) -> None:
    two = (
        'equalisation Fund of Regions under "6"\n  capacity tax_power as of 2020\n'
        "  need population as of 2020\n"
        "  fills 1/2 of the gap to 1 of average, paid by region\n"
        "  fills 1 of the gap to 95/100 of average, paid by centre\n"
    )
    (step,) = flow(tmp_path, two).steps
    # Average 12 a head: Alpha 900 of 1200 gets 150 from Beta, then 90 more to 1140.
    assert step.paid.by_unit == {"Alpha": 240, "Beta": -150, "Gamma": 0}
    assert step.paid.centre == 90
    assert step.relative(step.after)["Alpha"] == F(95, 100)


def test_capacities_of_taxes_and_columns_are_added_up(tmp_path: Path) -> None:
    both = EVEN.replace("  need", "  capacity oil as of 2020\n  need")
    (step,) = flow(tmp_path, TAX, both).steps
    assert step.capacity == {"Alpha": 45, "Beta": 155, "Gamma": 140}


AMOUNT = st.integers(0, 5000)


@settings(max_examples=1000 if FULL else 50)
@given(
    st.lists(st.tuples(st.integers(1, 400), AMOUNT, AMOUNT), min_size=2, max_size=5),
    st.fractions(0, 1, max_denominator=12),
    st.fractions(0, 1, max_denominator=12),
    st.sampled_from(["where raised", "by population as of 2020"]),
    st.booleans(),
)
def test_nothing_is_lost_and_nothing_is_made(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, int, int]],
    one: Fraction,
    two: Fraction,
    key: str,
    evened: bool,
) -> None:
    one, two = one / 2, two / 2
    csv = "code,name,population,tax_power,oil\n" + "".join(
        f"U{i},U{i},{p},{t},{o}\n" for i, (p, t, o) in enumerate(rows)
    )
    people = sum(p for p, _, _ in rows)
    meta = META.split("[aliases]")[0] + column("population", "persons", str(people))
    meta += column("tax_power") + column("oil")
    shares = f"  {one} to centre\n" if one else ""
    shares += f"  {two} to region {key}\n" if two else ""
    text = 'tax T under "1"\n  yields tax_power as of 2020 in Regions\n' + shares
    text += (
        'resource O under "2"\n  yields oil as of 2020 in Regions\n  1/3 to local where raised\n'
    )
    if evened:
        text += (
            'equalisation E of Regions under "3"\n  capacity oil as of 2020\n'
            "  need population as of 2020\n"
            "  fills 1/2 of the gap to 9/10 of average, paid by centre\n"
        )
    bound = arrangement(model(tmp_path_factory.mktemp("w"), text, csv=csv, meta=meta))
    assert bound is not None
    found = flows(bound)
    assert balanced(found)
    total = sum(found.after.values(), F(0)) + found.centre + found.unassigned
    assert total == sum(t + o for _, t, o in rows)
    # The slow way: each unit from its own row.
    raised = sum(t for _, t, _ in rows)
    for i, (p, t, o) in enumerate(rows):
        share = F(t) if key == "where raised" else F(p, people) * raised
        slow = two * share + F(o, 3) if raised or two == 0 else F(o, 3)
        assert found.shares[f"U{i}"] == slow


# ------------------------------------------------------------------------- properties


def answers(tmp_path: Path, *parts: str) -> Money:
    return money(model(tmp_path, *parts))


def by_name(found: Money) -> dict[str, Property]:
    return {p.name: p for p in found.properties}


def test_floors_and_caps_are_guarantees_with_the_unit_that_breaks_them(tmp_path: Path) -> None:
    found = by_name(answers(tmp_path, TAX, EVEN))
    assert (found["below"].holds, found["below"].witness) == (False, ("Alpha",))
    assert "87.50 %" in found["below"].text
    assert (found["above"].holds, found["above"].witness) == (True, ("Beta",))
    assert (found["loses"].holds, found["loses"].witness) == (True, ("Beta",))
    assert "10.00 %" in found["loses"].text
    assert found["below"].stated == "no unit below 9/10 of average"


def test_an_equalisation_of_units_is_zero_sum_in_order_and_in_the_right_direction(
    tmp_path: Path,
) -> None:
    found = by_name(answers(tmp_path, TAX, EVEN))
    assert [found[n].holds for n in ("sum", "direction", "order", "own effort")] == [True] * 4
    assert "zero-sum" in found["sum"].text


def test_filling_more_than_the_gap_lets_the_poor_overtake(tmp_path: Path) -> None:
    over = EVEN.replace("fills 1/2 of the gap to 1 ", "fills 1 of the gap to 11/10 ")
    found = by_name(answers(tmp_path, TAX, over))
    # Alpha and Gamma come to 1.1 of the average; Beta alone pays the 33 and falls to 42.
    assert (found["order"].holds, found["order"].witness) == (False, ("Gamma", "Beta"))
    assert (found["loses"].holds, found["loses"].witness) == (False, ("Beta",))
    assert found["sum"].holds


def test_where_nobody_is_above_the_average_nobody_can_pay(tmp_path: Path) -> None:
    csv = CSV.replace("900", "1200").replace("1500", "1200")
    over = EVEN.replace("gap to 1 ", "gap to 11/10 ")
    with pytest.raises(BadInput) as caught:
        money(model(tmp_path, TAX, over, csv=csv))
    (error,) = caught.value.diagnostics
    assert (error.code, error.place.line) == ("E852", 20)
    assert "nobody can pay" in error.what
    assert "centre" in error.expected


def test_a_tax_on_effort_is_found(tmp_path: Path) -> None:
    # The centre fills the whole gap: one crown more of its own brings a poor unit nothing, and
    # since the average rises by less than a crown, it is never left with less.
    full = EVEN.replace("fills 1/2 of the gap to 1", "fills 1 of the gap to 1").replace(
        "paid by region", "paid by centre"
    )
    assert by_name(answers(tmp_path, TAX, full))["own effort"].holds


@pytest.mark.parametrize(
    "share, words",
    [("1/2", "50.00 %"), ("7/8", "87.50 %"), ("1/3", "about 33.33 %"), ("2/3", "about 66.67 %")],
)
def test_a_share_is_written_in_per_cent_marked_where_rounded(share: str, words: str) -> None:
    assert about(F(share)) == words


# ------------------------------------------------------------------------- who can change it


@pytest.mark.parametrize(
    "line, procedure, consent",
    [
        ("  changed by Law\n", "Law", ("House",)),
        ("", "Fiscal pact", ("House", "Senate")),
    ],
)
def test_who_can_change_the_formula(
    tmp_path: Path, line: str, procedure: str, consent: tuple[str, ...]
) -> None:
    (change,) = answers(tmp_path, TAX, EVEN + line).changes
    assert (change.procedure, change.consent, change.possible) == (procedure, consent, True)
    assert "needs" in change.text


def test_a_formula_that_never_changes(tmp_path: Path) -> None:
    text = 'procedure Pact under "9"\n  passes when never\n'
    (change,) = answers(tmp_path, TAX, text, EVEN + "  changed by Pact\n").changes
    assert change.text.endswith("never, whoever agrees")


# ------------------------------------------------------------------------- borrowing


def test_who_is_above_a_borrowing_limit(tmp_path: Path) -> None:
    line = 'borrowing of Regions: debt as of 2020 at most 35/100 of revenue as of 2020 under "9"\n'
    (limit,) = answers(tmp_path, line).limits
    assert limit.ratios == {"Alpha": F(1, 2), "Beta": F(1, 10), "Gamma": F(35, 100)}
    assert limit.above == ("Alpha",)


def test_a_limit_in_words_is_recorded(tmp_path: Path) -> None:
    (limit,) = answers(tmp_path, 'borrowing: region "none" under "9"\n').limits
    assert (limit.text, limit.level, limit.above) == ("none", "region", ())


def test_a_text_without_money_says_so(tmp_path: Path) -> None:
    text = model(tmp_path)
    assert not has_money(text)
    assert money(text).flows is None
    assert has_money(model(tmp_path, 'borrowing: region "none" under "9"\n'))


# ------------------------------------------------------------------------- errors

NEED_ZERO = EVEN.replace("need population", "need nothing")


@pytest.mark.parametrize(
    "parts, code, words, line",
    [
        ((TAX, 'transfer G: 5 to Delta from centre under "1"\n'), "E851", "goes to", 17),
        ((TAX, NEED_ZERO), "E852", "divides by zero", 19),
        ((TAX.replace("1/2 to region where raised", "1/2 to region by nothing as of 2020"),),
         "E852", "0 in every unit", 16),
        ((TAX, EVEN.replace("fills 1/2 of the gap to 1 of average, paid by region",
                            'formula "linear-64"')), "E853", "no formula", 20),
        ((TAX, EVEN.replace("fills 1/2 of the gap to 1 of average, paid by region",
                            'formula "resources-apart"')), "E854", "2 capacities", 20),
        ((TAX.replace("tax_power", "tax_powr"),), "E212", "no column", 14),
        ((TAX.replace("as of 2020 in", "as of 2019 in"),), "E213", "no figures", 14),
        (('borrowing of Regions: debt as of 2020 at most 1/2 of nothing as of 2020 under "9"\n',),
         "E852", "is 0 in", 13),
        (('units Others: Alpha, Beta\ntax T under "1"\n  yields oil as of 2020 in Others\n',),
         "E850", "list of names", 15),
        ((TAX, 'units Others: table "isles.csv"\n', EVEN.replace("of Regions", "of Others")),
         "E856", "beside money of", 18),
    ],
)  # fmt: skip
def test_bad_money_is_named_with_its_line(
    tmp_path: Path, parts: tuple[str, ...], code: str, words: str, line: int
) -> None:
    with pytest.raises(BadInput) as caught:
        money(model(tmp_path, *parts))
    error = caught.value.diagnostics[0]
    assert (error.code, error.place.line) == (code, line)
    assert words in error.what
    assert error.expected


def test_all_errors_of_a_text_are_told_at_once(tmp_path: Path) -> None:
    parts = (
        TAX.replace("tax_power", "gone"),
        'transfer G: 5 to Delta from centre under "1"\n',
        EVEN.replace("fills 1/2 of the gap to 1 of average, paid by region", 'formula "x"'),
    )
    with pytest.raises(BadInput) as caught:
        money(model(tmp_path, *parts))
    assert [d.code for d in caught.value.diagnostics] == ["E212", "E851", "E853"]


def test_without_a_population_nothing_is_told_per_head(tmp_path: Path) -> None:
    from fiscal_world import HEAD, write

    from foedus.constitution.load import load

    file = write(tmp_path, HEAD.replace(", weight population as of 2020", ""), TAX)
    found = money(load(file)).flows
    assert found is not None
    assert found.people == {}
    assert found.per_head(found.after) == {}
