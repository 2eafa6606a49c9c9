"""Constitutions built from several questions, and what they keep as facts for the solver."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
import settle_case as sc
import settle_reference as slow
from hypothesis import given, settings

from foedus.case import positions_texts
from foedus.case.load import load
from foedus.case.positions import guarantee_facts, load_positions
from foedus.constitution.load import load as load_text
from foedus.settle.asks import ABSENT, FAILS, HOLDS, UNDECIDED, money, power, verdict
from foedus.settle.assembly import assemble, combinations, institutional, sentences
from foedus.settle.demands import Absent, literal, problem
from foedus.settle.facts import Fact
from foedus.settle.model import Take
from foedus.settle.outcome import settle


@pytest.fixture
def case(tmp_path: Path):
    return load(sc.write(tmp_path / "case"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOEDUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_eight_texts_from_three_questions(case) -> None:
    negotiation, _ = load_positions(case)
    assert institutional(negotiation) == ("rule", "police", "oil")
    texts = {c.key: c.text for c in case.constitutions}
    files = positions_texts.variants(case)
    built = [assemble(negotiation, o, texts, files) for o in combinations(negotiation)]
    assert len({b.text for b in built if b}) == 8
    plain = next(b for b in built if set(b.options.values()) == {"two", "centre", "quarter"})
    assert plain.text.split() == sc.TEXT.split()
    both = next(b for b in built if set(b.options.values()) == {"all", "region", "half"})
    assert both.text.count("procedure Amendment") == 1
    assert "at least 3 units" in both.text
    assert "centre may execute" not in both.text
    assert both.text.count("1/2 to region") == 1


def test_each_line_knows_where_it_came_from(case) -> None:
    negotiation, _ = load_positions(case)
    files = positions_texts.variants(case)
    built = assemble(negotiation, {"rule": "all", "police": "region", "oil": "half"},
                     {"text": sc.TEXT}, files)  # fmt: skip
    assert built is not None
    for line, (file, number) in zip(built.text.splitlines(), built.origins, strict=True):
        source = files[file] if file else sc.TEXT
        assert source.splitlines()[number - 1] == line


def test_sentences_begin_with_their_words_and_name() -> None:
    heads = [s.head for s in sentences(sc.TEXT)]
    assert "procedure Amendment" in heads
    assert "power police" in heads
    assert "guarantee North cannot be outvoted" in heads
    assert "power over" in heads[heads.index("power police") + 1]
    assert "\n".join(line for s in sentences(sc.TEXT) for line in s.lines) == sc.TEXT.rstrip("\n")


def test_facts_are_what_each_text_says_by_itself(case, tmp_path: Path) -> None:
    """Each assembled text written to a file of its own and decided there."""
    from foedus.proof.court import Court
    from foedus.proof.games import Games
    from foedus.proof.judge import rule_on

    negotiation, _ = load_positions(case)
    facts = guarantee_facts(case, negotiation)
    files = positions_texts.variants(case)
    by_key = {p.key: p for p in negotiation.positions}
    for options in combinations(negotiation):
        built = assemble(negotiation, options, {"text": sc.TEXT}, files)
        assert built is not None
        path = Path(case.folder) / "constitutions" / "built.foedus"
        path.write_text(built.text)
        model = load_text(path)
        for key in ("a-north", "c-stop"):
            node = next(g for g in model.constitution.statements
                        if getattr(g, "title", "") == by_key[key].asks)  # fmt: skip
            status = str(rule_on(Court(Games(model)), node).status)
            assert dict(facts[key].verdicts)[tuple(options.values())] == status


def test_red_lines_on_guarantees_powers_and_money_bind_the_solver(case) -> None:
    negotiation, _ = load_positions(case)
    facts = guarantee_facts(case, negotiation)
    found = settle(negotiation, facts)
    assert found.way(Absent.HARD).conflicts == (("a-north", "c-stop"),)
    way = found.way(Absent.IGNORED)
    assert [o.options for o in way.offers] == [{"rule": "all", "police": "region", "oil": "half"}]
    assert way.offers[0].kept == {
        "a-north": ("rule = all",), "b-police": ("police = region",), "b-oil": ("oil = half",)
    }  # fmt: skip
    assert way.offers[0].needs_consent_of == ("c",)
    assert found.only_because_absent == ("c",)
    assert {f.position for f in found.facts} == {"a-north", "b-police", "b-oil", "c-stop"}


def test_without_facts_nothing_is_known_to_be_kept(case) -> None:
    negotiation, _ = load_positions(case)
    assert not settle(negotiation, {}).way(Absent.IGNORED).feasible


@given(slow.seeds)
@settings(max_examples=60)
def test_cubes_cover_exactly_the_choices_that_do_not_keep_it(seed: int) -> None:
    rng = random.Random(seed)
    questions = tuple(f"q{i}" for i in range(rng.randint(1, 3)))
    words = (HOLDS, FAILS, ABSENT, UNDECIDED)
    choices = list(itertools.product("xyz", repeat=len(questions)))
    fact = Fact("p", "g", questions, tuple((c, rng.choice(words)) for c in choices))
    for choice, word in fact.verdicts:
        at = dict(zip(questions, choice, strict=True))
        hit = any(all(at[q] == o for q, o, _ in cube) for cube in fact.broken())
        assert hit is (word != HOLDS)


@pytest.mark.parametrize(
    "text,wanted",
    [
        ("police: region may execute", ("police", "region", "execute", "")),
        ('"police": region may execute in "Alpha"', ("police", "region", "execute", "Alpha")),
        ("police: nobody may execute", None),
        ("police: region may rule", None),
        ("police", None),
    ],
)
def test_powers_are_read(text: str, wanted: object) -> None:
    assert power(text) == wanted


def test_money_is_read() -> None:
    found = money("Oil levy: at least 45/100 to region")
    assert found is not None
    assert (found[0], str(found[1]), str(found[2])) == ("Oil levy", "9/20", "region")
    assert money("Oil levy: 45 % to region") is None
    assert money("Oil levy: at least 3/2 to region") is None
    assert money("North: at least 120") == ("North", 120, None)
    assert money("Oil levy: at least 1/0 to region") is None


ASKS = [
    (Take.POWER, "police: centre may execute", HOLDS),
    (Take.POWER, "police: region may execute", FAILS),
    (Take.POWER, "schools: centre may legislate", HOLDS),
    (Take.POWER, "schools: region may legislate", FAILS),
    (Take.MONEY, "Oil levy: at least 1/4 to region", HOLDS),
    (Take.MONEY, "Oil levy: at least 26/100 to region", FAILS),
    (Take.POWER, "schools: region may execute", FAILS),
    (Take.MONEY, "East: at least 35/2", HOLDS),
    (Take.MONEY, "EA: at least 35/2", HOLDS),
    (Take.MONEY, "East: at least 18", FAILS),
    (Take.MONEY, "West: at least 1", ABSENT),
    (Take.MONEY, "Salt tax: at least 1/4 to region", ABSENT),
    (Take.GUARANTEE, "Nobody wrote this", ABSENT),
]


@pytest.mark.parametrize("take,asks,wanted", ASKS)
def test_what_a_text_keeps(case, take: Take, asks: str, wanted: str) -> None:
    model = case.constitution("text").model
    assert verdict(model, take, asks, lambda *_: UNDECIDED) == wanted


def test_powers_in_a_table_count_as_sentences_do(tmp_path: Path) -> None:
    folder = sc.write(tmp_path / "table")
    text = sc.TEXT.replace('power "police": centre may execute under "Art. 3"\n',
                           'powers: table "powers.csv"\n')  # fmt: skip
    (folder / "constitutions/text.foedus").write_text(text)
    (folder / "constitutions/powers.csv").write_text(
        "matter,functions,level,article\npolice,execute,region,Art. 9\n"
    )
    model = load(folder).constitution("text").model
    for asks, wanted in (("region", HOLDS), ("centre", FAILS)):
        found = verdict(model, Take.POWER, f"police: {asks} may execute", lambda *_: UNDECIDED)
        assert found == wanted


def test_verdicts_are_remembered_by_content_and_not_undecided_ones(
    case, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    negotiation, _ = load_positions(case)
    first = guarantee_facts(case, negotiation)
    files = sorted(p.name for p in (cache / "texts").iterdir())
    assert len(files) == 32
    assert all(len(name) == 64 for name in files)
    words = {p.read_text() for p in (cache / "texts").iterdir()}
    assert words == {HOLDS, FAILS}

    def never(*_: object) -> str:
        raise AssertionError("decided again")

    monkeypatch.setattr(positions_texts, "_decide", never)
    assert guarantee_facts(case, negotiation) == first
    path = Path(case.folder) / "settle/variants/unanimous.foedus"
    path.write_text(path.read_text().replace("at least 2/3", "at least 3/4"))
    monkeypatch.setattr(positions_texts, "_decide", lambda *_: UNDECIDED)
    again = guarantee_facts(case, negotiation)
    changed = {w for o, w in again["a-north"].verdicts if o[0] == "all"}
    assert changed == {UNDECIDED}
    assert len(list((cache / "texts").iterdir())) == 32 + 8


def test_a_cache_that_cannot_be_written_is_no_error(
    case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOEDUS_CACHE", str(tmp_path / "file"))
    negotiation, _ = load_positions(case)
    assert guarantee_facts(case, negotiation)
    monkeypatch.setenv("FOEDUS_CACHE", "")
    assert guarantee_facts(case, negotiation)


def test_an_asked_text_of_an_absent_party_is_measured_against_the_status_quo(
    tmp_path: Path,
) -> None:
    quo = '\n[[status_quo]]\nstatement = "a-6"\nis = ["rule = two", "police = centre"]\n'
    case = load(sc.write(tmp_path / "quo", quo))
    negotiation, _ = load_positions(case)
    facts = guarantee_facts(case, negotiation)
    found = problem(negotiation, facts, absent=Absent.NO_WORSE)
    assert "c-stop" in {d.name for d in found.demands}
    assert found.unsettled == ()
    assert literal(negotiation, ("rule", "all", False)) in found.demands[-1].clauses[0]
