"""The fewest changed ballots against every change there is: trees, texts, units, ties, quorums."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.convene.flip import changes, fewest
from foedus.convene.flip_exact import alternatives, cheapest, serving
from foedus.convene.flip_tree import Leaf, Tree, constant, leaf, tree_of
from foedus.proof.ballots import Votes, read_ballots
from foedus.proof.forms import Form
from foedus.proof.limb_tree import Join, Negation
from foedus.proof.tally import tally

# ------------------------------------------------------------------ trees


def holds(tree: Tree, moved: tuple[int, ...]) -> bool | None:
    """Whether a tree holds after so many ballots of each row changed (None: open)."""
    match tree:
        case Negation():
            inner = holds(tree.item, moved)
            return None if inner is None else not inner
        case Leaf():
            shift = sum(step * moved[i] for i, step in tree.moves)
            if tree.up is not None and shift >= tree.up:
                return True
            return False if tree.down is not None and -shift >= tree.down else None
        case Join():
            sure = sum(w for w, i in tree.items if holds(i, moved) is True)
            maybe = sum(w for w, i in tree.items if holds(i, moved) is None)
            return True if sure >= tree.quota else None if sure + maybe >= tree.quota else False


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    rows = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True))
    moves = tuple((i, draw(st.sampled_from([1, 1, 1, -1]))) for i in sorted(rows))
    up = draw(st.integers(-4, 6))
    # Between the two a missing figure leaves it open.
    gap = draw(st.sampled_from([0, 0, 0, 2]))
    return Leaf(moves, up, 1 - up + gap)


def trees() -> st.SearchStrategy[Tree]:
    base = st.one_of(leaves(), st.sampled_from([constant(True), constant(False), constant(None)]))

    def grown(kids: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        items = st.lists(st.tuples(st.integers(1, 3), kids), min_size=1, max_size=3).map(tuple)
        return st.one_of(kids.map(Negation), st.builds(Join, items, st.integers(0, 7)))

    return st.recursive(base, grown, max_leaves=6)


CELLS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=3)


def rows_of(cells: list[tuple[int, int]]) -> tuple[Votes, ...]:
    return tuple(Votes(f"R{i}", "", {"yes": y, "no": n}) for i, (y, n) in enumerate(cells))


def every_change(rows: tuple[Votes, ...]) -> Iterator[tuple[int, ...]]:
    return product(*(range(-(r.cells["yes"] or 0), (r.cells["no"] or 0) + 1) for r in rows))


@settings(max_examples=2000 if FULL else 150)
@given(trees(), CELLS, st.booleans())
def test_the_cheapest_change_is_that_of_all_changes(
    tree: Tree, cells: list[tuple[int, int]], wanted: bool
) -> None:
    rows = rows_of(cells)
    costs = [sum(map(abs, m)) for m in every_change(rows) if holds(tree, m) is wanted]
    found = cheapest(tree, rows, wanted)
    assert found.done
    assert found.low == min(costs, default=None)
    if found.rows is not None:
        made = tuple((b.cells["yes"] or 0) - (a.cells["yes"] or 0)
                     for a, b in zip(rows, found.rows, strict=True))  # fmt: skip
        assert holds(tree, made) is wanted
        assert sum(map(abs, made)) == found.low
        for a, b in zip(rows, found.rows, strict=True):
            assert sum(v or 0 for v in a.cells.values()) == sum(v or 0 for v in b.cells.values())


@given(trees(), CELLS, st.booleans())
def test_any_alternative_gives_what_is_wanted_and_nothing_else_does(
    tree: Tree, cells: list[tuple[int, int]], wanted: bool
) -> None:
    ways = alternatives(tree, wanted)
    for moved in every_change(rows_of(cells)):
        given_ = any(holds(way, moved) is h for way, h in ways)
        assert given_ == (holds(tree, moved) is wanted)


@given(trees(), CELLS, st.booleans())
def test_a_change_that_serves_no_limb_never_helps(
    tree: Tree, cells: list[tuple[int, int]], wanted: bool
) -> None:
    useful = serving(tree, wanted)
    for moved in every_change(rows_of(cells)):
        kept = tuple(m if (i, 1 if m > 0 else -1) in useful else 0 for i, m in enumerate(moved))
        if holds(tree, moved) is wanted:
            assert holds(tree, kept) is wanted


@given(
    st.integers(0, 9), st.integers(0, 9),
    st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 5)]), st.booleans(),
)  # fmt: skip
def test_a_leaf_says_how_many_ballots_turn_it(
    yes: int, no: int, share: Fraction, strict: bool
) -> None:
    terms = {(0, "yes"): 1 - share, (0, "no"): -share}
    form = Form(terms, Fraction(0), strict)
    made = leaf(form, False, (Votes("A", "", {"yes": yes, "no": no}),))
    for d in range(-yes, no + 1):
        after = (Votes("A", "", {"yes": yes + d, "no": no - d}),)
        assert holds(made, (d,)) is form.met(after)
    assert leaf(form, True, (Votes("A", "", {"yes": yes, "no": no}),)).up is None


# ------------------------------------------------------------------ texts

HALF = "by more than 1/2 of votes cast"
RULES = {
    "both": f"all of\n    A approve {HALF}\n    B approve by at least 2/3 of votes cast",
    "either": f"any of\n    A approve by at least 2/3 of votes cast\n    B approve {HALF}",
    "together": f"all of\n    A, B together approve {HALF}\n"
                "    B approve by at least 2/3 of votes cast",
    "strict or joint": "any of\n    A approve by at least 3/4 of votes cast\n    all of\n"
                       f"      A approve {HALF}\n      B approve {HALF}",
    "two of three": f"at least 2 of\n    A approve {HALF}\n    B approve {HALF}\n"
                    "    A, B together approve by at least 3/5 of votes cast",
    "members": "any of\n    A approve by more than 1/2 of members\n"
               f"    all of\n      B approve by at least 3/4 of votes cast\n      A approve {HALF}",
    "unless": f"all of\n    A approve {HALF}\n    unless B reject by at least 2/3 of votes cast",
    "unless or": "any of\n    B approve by at least 4/5 of votes cast\n    all of\n"
                 f"      A approve {HALF}\n      unless B reject {HALF}",
    "quorum": f"all of\n    A attend by at least 5 of members\n    A approve {HALF}",
}  # fmt: skip


def text_of(kind: str) -> str:
    return (
        'constitution T\n  source "t"\nbody A: 8 members\nbody B: 8 members\n'
        f'procedure P under "t"\n  passes when {RULES[kind]}\n'
    )


@cache
def model_of(text: str) -> Model:
    return load("rules.foedus", text.encode())


def brute(model: Model, base: tuple[Votes, ...], adopted: bool | None) -> int | None:
    """The fewest changed ballots, by counting after every change of sides there is."""
    best = None
    for moved in every_change(base):
        cost = sum(map(abs, moved))
        if best is not None and cost >= best:
            continue
        after = tuple(
            Votes(r.body, r.unit, {**r.cells, "yes": (r.cells["yes"] or 0) + d,
                                   "no": (r.cells["no"] or 0) - d})
            for r, d in zip(base, moved, strict=True)
        )  # fmt: skip
        if tally(model, "P", after).adopted is (not adopted):
            best = cost
    return best


def agrees(model: Model, rows: str) -> None:
    base = read_ballots(rows.encode(), "v")
    found = tally(model, "P", base)
    if found.adopted is None:
        return
    tree = tree_of(model, "P", base, {}, "")
    assert holds(tree, (0,) * len(base)) is found.adopted
    flip = fewest(base, found, lambda r: tally(model, "P", r), tree)
    assert flip.label == "exact"
    assert flip.low == flip.high == brute(model, base, found.adopted)
    assert sum(c.ballots for c in flip.changes) == (flip.high or 0)
    if flip.high is None:
        assert flip.why == "no number of ballots changing sides turns it"


@settings(max_examples=400 if FULL else 45)
@given(st.sampled_from(sorted(RULES)), st.tuples(*(st.integers(0, 4) for _ in range(4))))
def test_a_text_is_turned_by_the_fewest_of_every_change(
    kind: str, cells: tuple[int, int, int, int]
) -> None:
    a, b, c, d = cells
    head = "body,yes,no,abstain,absent,invalid\n"
    agrees(model_of(text_of(kind)), f"{head}A,{a},{b},0,{8 - a - b},0\nB,{c},{d},0,{8 - c - d},0\n")


UNITS = {
    "double majority": f"all of\n    People approve {HALF}\n"
                       "    Cantons approve by more than 1/2 of units",
    "either majority": "any of\n    People approve by at least 2/3 of votes cast\n"
                       "    Cantons approve by more than 1/2 of units",
    "units alone": "all of\n    Cantons approve by at least 2/3 of units",
    "veto of units": f"all of\n    People approve {HALF}\n"
                     "    unless Cantons reject by more than 1/2 of units",
}  # fmt: skip


@cache
def of_units(kind: str, folder: str) -> Model:
    return load(f"{folder}/{UNITS_FILE[kind]}")


UNITS_FILE = {kind: f"{kind.replace(' ', '-')}.foedus" for kind in UNITS}


@pytest.fixture(scope="module")
def cantons(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cantons")
    (folder / "cantons.csv").write_text("canton,voters\nA,4\nB,4\nC,4\n")
    (folder / "cantons.meta.toml").write_text(
        'title = "Cantons"\nkey = "canton"\nkeys = "own"\nlabel = "canton"\n'
        '[columns.canton]\nwhat = "canton"\nunit = "canton"\nsource = "t"\ndate = "2000-01-01"\n'
        'confidence = "A"\nkind = "text"\nstatus = "verified"\n'
        '[columns.voters]\nwhat = "voters"\nunit = "persons"\nsource = "t"\n'
        'date = "2000-01-01"\nconfidence = "A"\nkind = "integer"\nstatus = "verified"\ntotal = 12\n'
    )
    for kind, rule in UNITS.items():
        (folder / UNITS_FILE[kind]).write_text(
            'constitution T\n  source "t"\nunits Cantons: table "cantons.csv"\n'
            f"  each decided by its people {HALF}\n"
            "electorate People: voters of Cantons as of 2000\n"
            f'procedure P under "t"\n  passes when {rule}\n'
        )
    return str(folder)


@settings(max_examples=200 if FULL else 25)
@given(st.sampled_from(sorted(UNITS)), st.tuples(*(st.integers(0, 3) for _ in range(6))))
def test_units_and_people_who_share_ballots_are_turned_together(
    cantons: str, kind: str, cells: tuple[int, ...]
) -> None:
    rows = [f"People,{u},{cells[2 * i]},{cells[2 * i + 1]},0,0,0" for i, u in enumerate("ABC")]
    head = "body,unit,yes,no,abstain,absent,invalid\n"
    agrees(of_units(kind, cantons), head + "\n".join(rows) + "\n")


CHAIR = f"""constitution T
  source "t"
body A: 8 members
person Chair
procedure P under "t"
  passes when all of
    A approve {HALF}, ties broken by Chair
"""


@settings(max_examples=60 if FULL else 15)
@given(st.integers(0, 4), st.integers(0, 4), st.booleans())
def test_a_chair_decides_a_tie_and_nothing_else(yes: int, no: int, chair: bool) -> None:
    head = "body,yes,no,abstain,absent,invalid\n"
    agrees(model_of(CHAIR), f"{head}A,{yes},{no},0,0,0\nChair,{chair:d},{not chair:d},0,0,0\n")


def test_a_large_file_is_turned_at_once() -> None:
    # 300 rows of a body of one kind: the fewest is the plain difference.
    rows = tuple(Votes("A", f"u{i}", {"yes": 100 + i, "no": 200}) for i in range(300))
    yes, no = sum(100 + i for i in range(300)), 200 * 300
    up = (no - yes) // 2 + 1
    made = Leaf(tuple((i, 1) for i in range(300)), up, 1 - up)
    wanted = up > 0
    found = cheapest(made, rows, wanted)
    assert found.done
    assert found.low == (up if wanted else 1 - up)
    assert found.rows is not None
    assert sum(c.ballots for c in changes(rows, found.rows)) == found.low
