"""Equal ranks (toc, toi): level in every pair, beside a counter that looks at each ballot."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.elect.ballots.catalogue import CATALOGUE, EQUAL_RANKS
from foedus.elect.ballots.marks import UNKNOWN, Handling, Marked, MarkedBallots, prepare
from foedus.elect.ballots.pairwise import pairs
from foedus.elect.ballots.profile import from_rankings, from_weak_rankings

NAMES = ("A", "B", "C", "D")
EQUAL = Handling(overvote="equal")


@st.composite
def weak_orders(draw: st.DrawFn) -> tuple[tuple[int, ...], ...]:
    order = draw(st.permutations(range(len(NAMES))))
    shown = order[: draw(st.integers(0, len(NAMES)))]
    ranks: list[tuple[int, ...]] = []
    for who in shown:
        if ranks and draw(st.booleans()):
            ranks[-1] = (*ranks[-1], who)
        else:
            ranks.append((who,))
    return tuple(ranks)


Ballots = list[tuple[tuple[tuple[int, ...], ...], int]]
PROFILES = st.lists(st.tuples(weak_orders(), st.integers(0, 9)), min_size=1, max_size=8)


def preferred(ballots: Ballots) -> list[list[int]]:
    """Count, ballot by ballot, who stands at an earlier rank than whom."""
    beats = [[0] * len(NAMES) for _ in NAMES]
    for ranks, count in ballots:
        rank = {who: r for r, group in enumerate(ranks) for who in group}
        for a, b in permutations(range(len(NAMES)), 2):
            if rank.get(a, 99) < rank.get(b, 99):
                beats[a][b] += count
    return beats


@FEW
@given(PROFILES)
def test_pairs_are_those_of_a_look_at_each_ballot(ballots: Ballots) -> None:
    assert pairs(from_weak_rankings(NAMES, ballots)).beats.tolist() == preferred(ballots)


def paths_by_winning_votes(beats: list[list[int]]) -> list[str]:
    """Name who beats or equals everybody by strongest paths (Schulze 2011, winning votes)."""
    m = range(len(NAMES))
    path = [[beats[a][b] if beats[a][b] > beats[b][a] else 0 for b in m] for a in m]
    for k, i, j in ((k, i, j) for k in m for i in m for j in m):
        path[i][j] = max(path[i][j], min(path[i][k], path[k][j]))
    return [NAMES[a] for a in m if all(path[a][b] >= path[b][a] for b in m if a != b)]


@FEW
@given(PROFILES)
def test_schulze_by_winning_votes(ballots: Ballots) -> None:
    answer = CATALOGUE["schulze"].load()(from_weak_rankings(NAMES, ballots))
    best = paths_by_winning_votes(preferred(ballots))
    assert list(answer.winners) == (best if len(best) == 1 else [])
    assert [sorted(t.tied) for t in answer.ties] == ([best] if len(best) > 1 else [])


@FEW
@given(PROFILES)
def test_every_rule_of_margins_reads_only_the_margins(ballots: Ballots) -> None:
    """Twice the margins of a weak profile are those of each ballot and its ties turned round."""
    strict = [
        (tuple(w for group in ranks for w in group[::way]), count)
        for ranks, count in ballots
        for way in (1, -1)
    ]
    weak = from_weak_rankings(NAMES, [(r, 2 * n) for r, n in ballots])
    both = from_rankings(NAMES, strict)
    for rule in sorted(EQUAL_RANKS - {"schulze"}):  # which measures by winning votes
        count = CATALOGUE[rule].load()
        assert count(weak).winners == count(both).winners, rule
        assert count(weak).ties == count(both).ties, rule


@FEW
@given(PROFILES)
def test_strict_ballots_are_counted_as_ever(ballots: Ballots) -> None:
    strict = [(tuple(w for g in ranks for w in g), n) for ranks, n in ballots]
    weak = from_weak_rankings(NAMES, [(tuple((w,) for w in r), n) for r, n in strict])
    assert (pairs(weak).beats == pairs(from_rankings(NAMES, strict)).beats).all()


@pytest.mark.parametrize(
    ("places", "pairs_won"),
    [
        # A and B level: neither is preferred; C below both, D not ranked and below all.
        (((0, 1), (2,)), {"AC", "AD", "BC", "BD", "CD"}),
        # All who were not ranked in a last brace: nobody below them.
        (((0,), (1, 2, 3)), {"AB", "AC", "AD"}),
        (((0, 1, 2, 3),), set()),
    ],
)
def test_braces_by_hand(places: tuple[tuple[int, ...], ...], pairs_won: set[str]) -> None:
    ready = prepare(MarkedBallots("x.toc", NAMES, (Marked(places, 1, 1),)), EQUAL)
    beats = pairs(ready.profile).beats
    found = {NAMES[i] + NAMES[j] for i, j in permutations(range(4), 2) if beats[i, j]}
    assert found == pairs_won
    assert (ready.cast, ready.profile.size, ready.blank) == (1, 1, 0)


@pytest.mark.parametrize(
    ("places", "handling", "why"),
    [
        (((0, 1), (1,)), Handling("equal", repeat="reject"), "repeat"),
        (((0, UNKNOWN), (1,)), Handling("equal", unknown="reject"), "unknown"),
        (((0, 1), (), (2,)), Handling("equal", skipped="reject"), "skipped"),
    ],
)
def test_other_marks_keep_their_rule(
    places: tuple[tuple[int, ...], ...], handling: Handling, why: str
) -> None:
    ready = prepare(MarkedBallots("x.toc", NAMES, (Marked(places, 3, 7),)), handling)
    assert [(r.line, r.count) for r in ready.rejected] == [(7, 3)]
    assert why in ready.rejected[0].why


TOC = """# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: A
# ALTERNATIVE NAME 2: B
# ALTERNATIVE NAME 3: C
4: {1,2},3
3: 2,{1,3}
2: 3,1,2
"""


def test_a_toc_file_by_hand(tmp_path: Path) -> None:
    """B:A 3 to 2, A:C 4 to 2 (three level), B:C 7 to 2: B beats both."""
    path = tmp_path / "x.toc"
    path.write_text(TOC, encoding="utf-8")
    for rule in sorted(EQUAL_RANKS):
        run = CliRunner().invoke(main, ["count", rule, str(path), "--overvote", "equal", "--json"])
        assert run.exit_code == 0, run.output
        found = json.loads(run.stdout)
        assert found["winners"] == ["B"], rule
        assert found["margins"]["B"] == {"A": 1, "C": 5}
        assert found["margins"]["A"]["C"] == 2


@pytest.mark.parametrize("rule", sorted(r for r, e in CATALOGUE.items() if e.reads == "ranked"))
def test_no_other_rule_takes_equal_ranks(rule: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toc"
    path.write_text(TOC, encoding="utf-8")
    run = CliRunner().invoke(main, ["count", rule, str(path), "--overvote", "equal"])
    assert (run.exit_code == 2) is (rule not in EQUAL_RANKS)
    assert ("reads no equal ranks" in run.output) is (rule not in EQUAL_RANKS)


@pytest.mark.parametrize(
    "ballots", [[(((0,), ()), 1)], [(((0, 0),), 1)], [(((4,),), 1)], [(((0,),), -1)]]
)
def test_what_is_no_ranking_is_refused(ballots: Ballots) -> None:
    with pytest.raises(ValueError, match="rank"):
        from_weak_rankings(NAMES, ballots)
