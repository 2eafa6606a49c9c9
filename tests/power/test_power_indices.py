"""Indices against their definitions, on random graphs; published axioms hold."""

from __future__ import annotations

import json
import sys
import types
from fractions import Fraction
from xml.etree import ElementTree

import power_reference as ref
import pytest

from conftest import FULL
from foedus.errors import MissingExtra
from foedus.power.indices import INDICES
from foedus.power.table import power
from foedus.rules.exchange import from_json
from foedus.rules.transform import dual

SEEDS = range(300 if FULL else 40)
CHECKED = ["shapley", "deegan_packel", "holler", "johnston"]


@pytest.mark.parametrize("seed", SEEDS)
def test_indices_follow_their_definitions(seed: int) -> None:
    data = ref.random_rule(seed, 7, 5)
    game, rule = ref.Members(data), from_json(data)
    table = power(rule, CHECKED)
    for index in CHECKED:
        expected = tuple(getattr(game, index)(name) for name in rule.names)
        assert table.column(index).values == expected, index


@pytest.mark.parametrize("seed", SEEDS)
def test_chances_are_what_a_count_of_votes_gives(seed: int) -> None:
    data = ref.random_rule(seed, 7, 5)
    game, rule = ref.Members(data), from_json(data)
    names = ["banzhaf_absolute", "rae", "success", "success_yes", "success_no", "decisiveness"]
    names += ["coleman_act", "coleman_prevent", "coleman_initiate", "banzhaf_share"]
    table = power(rule, names)
    both, sets = 1 << game.n, range(1 << game.n)
    won = [s for s in sets if game.wins(s)]
    for name in rule.names:
        k = game.first(name)
        decides = sum(game.wins(s | 1 << k) != game.wins(s & ~(1 << k)) for s in sets)
        agrees = sum(game.wins(s) == bool(s >> k & 1) for s in sets)
        assert table.value(name, "banzhaf_absolute") == Fraction(decides, both)
        assert table.value(name, "decisiveness") == Fraction(decides, both)
        assert table.value(name, "rae") == table.value(name, "success") == Fraction(agrees, both)
        yes = sum(s >> k & 1 for s in won)
        assert table.value(name, "success_yes") == Fraction(2 * yes, both)
        no = sum(not game.wins(s) and not s >> k & 1 for s in sets)
        assert table.value(name, "success_no") == Fraction(2 * no, both)
        assert table.value(name, "coleman_act") == Fraction(len(won), both)
        swings = decides // 2
        prevent = Fraction(swings, len(won)) if won else 0
        initiate = Fraction(swings, both - len(won)) if len(won) < both else 0
        assert table.value(name, "coleman_prevent") == prevent
        assert table.value(name, "coleman_initiate") == initiate


@pytest.mark.parametrize("seed", range(60 if FULL else 15))
def test_blocs_against_all_orders(seed: int) -> None:
    data = ref.random_rule(seed, 6, 4)
    game, rule = ref.Members(data), from_json(data)
    named = list(rule.names)
    blocs = {"first": named[: len(named) // 2], "second": named[len(named) // 2 :][:1]}
    blocs = {k: v for k, v in blocs.items() if v}
    taken = {n for members in blocs.values() for n in members}
    parts = [{k for k, n in enumerate(game.members) if n in members} for members in blocs.values()]
    parts += [{k} for k, n in enumerate(game.members) if n not in taken]
    table = power(rule, ["owen", "banzhaf_owen"], blocs=blocs)
    for name in rule.names:
        i = game.first(name)
        assert table.value(name, "owen") == game.owen(parts, i)
        assert table.value(name, "banzhaf_owen") == game.banzhaf_owen(parts, i)


@pytest.mark.parametrize("seed", SEEDS)
def test_axioms(seed: int) -> None:
    rule = from_json(ref.random_rule(seed, 9, 5))
    table, opposite = power(rule, ["shapley", "banzhaf_swings"]), power(dual(rule), "shapley")
    total = sum(v * c for v, c in zip(table.columns[0].values, table.counts, strict=True))
    decided = rule.passes([]) == rule.passes(rule.names)
    assert total == (0 if decided else 1)
    assert table.columns[0].values == opposite.columns[0].values
    for value, swings in zip(table.columns[0].values, table.columns[1].values, strict=True):
        assert (value == 0) == (swings == 0)


def test_every_index_has_a_source_and_can_be_asked_for() -> None:
    rule = from_json(ref.random_rule(3, 6, 4))
    blocs = {"all": rule.names}
    for index, info in INDICES.items():
        table = power(rule, index, blocs=blocs)
        assert info.source
        assert info.formula
        assert len(table.rows()) == len(rule.voters)
        assert index in repr(table)
        assert "<svg" in table.plot()
        assert "<table>" in table._repr_html_()
        assert table.to_dict()["label"] == "exact"


def test_what_is_asked_wrongly_is_said() -> None:
    rule = from_json(ref.random_rule(3, 6, 4))
    for kwargs, text in (
        ({"index": "banzaf_share"}, "banzhaf_share"),
        ({"index": "banhaf"}, 'did you mean "banzhaf"'),
        ({"index": "penros"}, 'did you mean "penrose"'),
        ({"index": "public_god"}, 'did you mean "public_good"'),
        ({"index": "owen"}, "needs blocs"),
        ({"index": []}, "no index"),
        ({"index": "shapley", "engine": "magic"}, "known: auto"),
    ):
        with pytest.raises(ValueError, match=text):
            power(rule, **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("short", "full"),
    [("banzhaf", "banzhaf_share"), ("penrose", "banzhaf_absolute"), ("public_good", "holler")],
)
def test_short_names_are_taken(short: str, full: str) -> None:
    rule = from_json(ref.random_rule(3, 6, 4))
    assert power(rule, short).columns == power(rule, full).columns


def test_every_table_states_its_assumptions_and_the_three_cohesions() -> None:
    rule = from_json(ref.random_rule(3, 6, 4))
    table = power(rule)
    for text in (repr(table), table._repr_html_(), json.dumps(table.to_dict())):
        assert "voters are independent" in text
        assert "nobody sets the agenda" in text
        assert all(f"cohesion_{k}" in text for k in ("0", "half", "1"))
    for name in rule.names:
        ends = Fraction(table.value(name, "cohesion_0")), Fraction(table.value(name, "cohesion_1"))
        assert table.value(name, "cohesion_half") == sum(ends) / 2
    assert table.column("cohesion_1").values == table.column("shapley").values
    assert repr(table).splitlines()[-1].startswith("exact; engine: ")


class Frame:
    """Stands for a data frame library: keeps what it was given."""

    def __init__(self, rows: list[dict[str, object]]) -> None:
        self.rows = rows


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_result_becomes_a_frame_html_and_a_plot(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = from_json(ref.random_rule(5, 6, 4))
    table = power(rule, ["shapley", "banzhaf"])
    for name in ("pandas", "polars"):
        module = types.ModuleType(name) if name == library else None
        if module is not None:
            module.DataFrame = Frame  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, module)
    frame = table.to_frame()
    assert [r["voter"] for r in frame.rows] == list(rule.names)
    assert set(frame.rows[0]) == {"voter", "members", "shapley", "banzhaf_share"}
    html = ElementTree.fromstring(f"<div>{table._repr_html_()}</div>")
    assert len(html.findall("./table/tbody/tr")) == len(rule.names)
    drawing = ElementTree.fromstring(table.plot("banzhaf_share"))
    bars = drawing.findall("{http://www.w3.org/2000/svg}rect")
    assert len(bars) == len(rule.names)
    with pytest.raises(KeyError):
        table.plot("holler")


def test_a_frame_without_a_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match="pandas or polars"):
        power(from_json(ref.random_rule(5, 6, 4)), "shapley").to_frame()
