"""Agendas against definitions written out, the convention's rules, and the paradox."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from convene_reference import plurality_of_yes
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.cli import main
from foedus.convene.agenda import (
    Clause,
    Voter,
    amendment,
    condorcet,
    first_choices,
    majority,
    outcomes,
    successive,
    top_cycle,
)
from foedus.convene.agenda_reading import read_plan
from foedus.convene.agenda_whole import agendas
from foedus.errors import BadInput, TooLarge


@st.composite
def clauses(draw: st.DrawFn, strict: bool = False) -> Clause:
    n = draw(st.integers(2, 5))
    voters = []
    for i in range(draw(st.integers(1, 7))):
        ranks = st.permutations(range(n)) if strict else st.lists(
            st.integers(0, n - 1), min_size=n, max_size=n
        )  # fmt: skip
        votes = 1 if strict else draw(st.integers(0, 9))
        voters.append(Voter(f"v{i}", votes, tuple(draw(ranks))))
    if strict and len(voters) % 2 == 0:
        voters.pop()
    return Clause("c", tuple("abcde"[:n]), draw(st.integers(0, n - 1)), tuple(voters))


# ------------------------------------------------------------------ by definition


@given(clauses())
def test_the_matrix_counts_each_pair(c: Clause) -> None:
    matrix = c.matrix()
    for i, j in permutations(range(len(c.options)), 2):
        wanted = sum(v.votes for v in c.voters if v.rank[i] < v.rank[j])
        assert matrix[i][j] == wanted
        equal = sum(v.votes for v in c.voters if v.rank[i] == v.rank[j])
        assert matrix[i][j] + matrix[j][i] + equal == sum(v.votes for v in c.voters)


@given(clauses())
def test_the_top_cycle_is_the_smallest_undominated_set(c: Clause) -> None:
    beats = majority(c)
    n = range(len(c.options))

    def dominant(group: frozenset[int]) -> bool:
        return all(beats(i, j) for i in group for j in n if j not in group)

    subsets = [frozenset(i for i in n if mask >> i & 1) for mask in range(1, 1 << len(c.options))]
    smallest = min((g for g in subsets if dominant(g)), key=len)
    assert set(top_cycle(c, beats)) == smallest
    winner = condorcet(c, beats)
    assert (winner is not None) == (len(smallest) == 1)


def simulate_amendment(c: Clause, order: tuple[int, ...]) -> int | None:
    """One agenda played out ballot by ballot; None where a tie comes up."""
    holder = order[0]
    for new in order[1:]:
        stay = sum(v.votes for v in c.voters if v.rank[holder] < v.rank[new])
        go = sum(v.votes for v in c.voters if v.rank[new] < v.rank[holder])
        if stay == go:
            return None
        holder = holder if stay > go else new
    return holder


def simulate_successive(c: Clause, order: tuple[int, ...]) -> int | None:
    left = list(order)
    while len(left) > 1:
        option, rest = left[0], left[1:]
        yes = sum(v.votes for v in c.voters if all(v.rank[option] < v.rank[o] for o in rest))
        no = sum(v.votes for v in c.voters if any(v.rank[o] < v.rank[option] for o in rest))
        if yes == no:
            return None
        if yes > no:
            return option
        left = rest
    return left[0]


@given(clauses())
def test_each_agenda_ends_as_its_votes_say(c: Clause) -> None:
    beats, passes = majority(c), plurality_of_yes(c)
    for order in permutations(range(len(c.options))):
        for found, wanted in (
            (amendment(order, beats), simulate_amendment(c, order)),
            (successive(order, passes), simulate_successive(c, order)),
        ):
            if wanted is not None:
                assert found == {wanted}
            else:
                assert len(found) >= 1


@settings(max_examples=2000 if FULL else 100)
@given(clauses(strict=True))
def test_amendment_winners_over_all_agendas_are_the_top_cycle(c: Clause) -> None:
    # Miller 1977: without ties, every member of the top cycle is the outcome of some agenda, and
    # nothing else is; a Condorcet winner wins under each.
    beats = majority(c)
    found = {o.option for o in outcomes(c, lambda order: amendment(order, beats))}
    assert found == {c.options[i] for i in top_cycle(c, beats)}


def test_the_successive_procedure_depends_on_the_agenda_despite_a_condorcet_winner() -> None:
    # b beats a and c in pairs and is nobody's majority: put first, it falls.
    c = Clause("c", ("a", "b", "c"), 0, (
        Voter("x", 4, (0, 1, 2)), Voter("y", 3, (2, 0, 1)), Voter("z", 4, (2, 1, 0)),
    ))  # fmt: skip
    beats = majority(c)
    assert condorcet(c, beats) == 1
    found = outcomes(c, lambda order: successive(order, plurality_of_yes(c)))
    # Put first, b falls and a two-way vote of a and c is left: c. Put after another, b carries.
    assert {o.option for o in found} == {"b", "c"}


@given(clauses())
def test_an_example_brings_its_outcome_about_and_counts_add_up(c: Clause) -> None:
    beats = majority(c)
    found = outcomes(c, lambda order: amendment(order, beats))
    for o in found:
        order = tuple(c.options.index(x) for x in o.agenda)
        result = amendment(order, beats)
        assert c.options.index(o.option) in result
        if o.sure:
            assert len(result) == 1
        assert o.sure <= o.agendas
        assert o.with_status_quo_last <= o.agendas
    assert sum(o.sure for o in found) <= len(list(permutations(c.options)))


def test_sincere_votes_on_one_option_against_the_rest() -> None:
    c = Clause("c", ("a", "b", "c"), 0, (
        Voter("x", 5, (0, 1, 2)), Voter("y", 3, (0, 0, 1)), Voter("z", 2, (1, 0, 2)),
    ))  # fmt: skip
    assert first_choices(c, 0, (1, 2)) == (5, 2, 3)


def test_nine_options_are_too_many() -> None:
    c = Clause("c", tuple("abcdefghi"), 0, (Voter("x", 1, tuple(range(9))),))
    with pytest.raises(TooLarge, match="E809"):
        outcomes(c, lambda order: frozenset({order[0]}))


# ------------------------------------------------------------------ the command

TOML = """
title = "A convention"
procedure = "amendment"
chair = "South"
[[clause]]
key = "language"
text = "Which languages?"
status_quo = "one"
order = ["two", "regional", "one"]
[[clause.option]]
key = "one"
[[clause.option]]
key = "two"
[[clause.option]]
key = "regional"
"""
CYCLE = """voter,votes,unit,clause,ranking
North,40,North,language,two > regional > one
East,35,East,language,regional > one > two
South,25,South,language,one > two > regional
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "c.toml").write_text(TOML)
    (tmp_path / "r.csv").write_text(CYCLE)
    (tmp_path / "rules.foedus").write_text(
        'constitution Convention\n  source "Rules of procedure"\n'
        "body Plenary: 100 members\n"
        'procedure Clauses under "rule 12"\n'
        "  passes when Plenary approve by at least 2/3 of members\n"
    )
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    ends = (".csv", ".toml", ".foedus")
    args = [str(folder / w) if w.endswith(ends) else w for w in words]
    return CliRunner().invoke(main, ["convene", "agenda", *args])


def test_a_cycle_is_shown_with_what_the_chair_gains(files: Path) -> None:
    done = run(files, "c.toml", "r.csv")
    assert done.exit_code == 0
    assert "no Condorcet winner; top cycle: one, two, regional" in done.output
    assert "the rules impose two - regional - one:" in done.output
    assert "outcome: one" in done.output
    assert "chair South (25): rank 1 as imposed" in done.output
    assert "North (40): rank 3 as imposed; with the agenda in hand 1" in done.output
    assert "worth 2 ranks" in done.output
    assert done.output.splitlines()[-1] == "1 clause; the agenda decides language."


def test_the_convention_s_own_rule_decides_against_the_status_quo(files: Path) -> None:
    plain = json.loads(run(files, "c.toml", "r.csv", "--json").output)
    ruled = json.loads(
        run(files, "c.toml", "r.csv", "--rules", "rules.foedus", "--procedure", "Clauses",
            "--body", "Plenary", "--json").output
    )  # fmt: skip
    # 75 of 100 for "regional" over "one" meet two thirds, 40 for "two" do not.
    assert ruled["clauses"][0]["matrix"] == plain["clauses"][0]["matrix"]
    assert ruled["rule"].endswith("at least 2/3 of members")
    assert len(ruled["inputs"]) == 3
    weaker = CYCLE.replace("East,35", "East,20").replace("South,25", "South,40")
    (files / "r.csv").write_text(weaker)
    again = json.loads(
        run(files, "c.toml", "r.csv", "--rules", "rules.foedus", "--procedure", "Clauses",
            "--body", "Plenary", "--json").output
    )  # fmt: skip
    # 60 of 100 are a majority and no two thirds: the status quo beats both.
    assert again["clauses"][0]["condorcet"] == "one"
    assert again["clauses"][0]["passed"] is False


def paradox_files(folder: Path, extra: str = "") -> None:
    clause = "".join(
        f'[[clause]]\nkey = "c{i}"\nstatus_quo = "old"\n[[clause.option]]\nkey = "old"\n'
        f'[[clause.option]]\nkey = "new"\n'
        for i in (1, 2, 3)
    )
    (folder / "c.toml").write_text('title = "T"\n' + clause)
    # Each clause has three of five for it; every delegate loses two of three, two lose all.
    likes = {"a": (1, 0, 0), "b": (0, 1, 0), "c": (0, 0, 1), "d": (1, 1, 1), "e": (1, 1, 1)}
    rows = [
        f"{v},c{i + 1},{'new > old' if like else 'old > new'}"
        for v, given_ in likes.items()
        for i, like in enumerate(given_)
    ]
    (folder / "r.csv").write_text("voter,clause,ranking\n" + "\n".join(rows) + "\n" + extra)


def test_each_clause_passes_and_the_package_fails(files: Path) -> None:
    paradox_files(files)
    done = run(files, "c.toml", "r.csv", "--json")
    data = json.loads(done.output)
    assert done.exit_code == 1
    assert data["paradox"]
    assert [c["passed"] for c in data["clauses"]] == [True] * 3
    # Anscombe's paradox: three of five are outvoted on most clauses.
    assert (data["whole"]["yes"], data["whole"]["no"]) == (2, 3)
    assert data["whole"]["adopted"] is False
    assert "PARADOX: each clause passes and the package fails" in run(
        files, "c.toml", "r.csv"
    ).output  # fmt: skip


def test_stated_ballots_on_the_whole_are_what_counts(files: Path) -> None:
    whole = "".join(f"{v},whole,text > status quo\n" for v in "abcde")
    paradox_files(files, whole)
    done = run(files, "c.toml", "r.csv", "--json")
    data = json.loads(done.output)
    assert done.exit_code == 0
    assert not data["paradox"]
    assert data["whole"]["stated"]
    assert data["whole"]["adopted"] is True


def test_a_tie_is_no_silent_outcome(files: Path) -> None:
    (files / "c.toml").write_text(TOML.replace('chair = "South"', ""))
    (files / "r.csv").write_text(
        "voter,clause,ranking\na,language,two > one\nb,language,one > two\n"
    )
    done = run(files, "c.toml", "r.csv")
    assert done.exit_code == 3
    assert "a tie" in done.output
    data = json.loads(run(files, "c.toml", "r.csv", "--json").output)
    assert len(data["clauses"][0]["imposed"]) > 1
    assert data["whole"] is None


def test_a_tie_on_the_whole_is_no_silent_outcome(files: Path) -> None:
    ballots = "a,whole,text > status quo\nb,whole,status quo > text\n"
    paradox_files(files, ballots + "".join(f"{v},whole,text = status quo\n" for v in "cde"))
    done = run(files, "c.toml", "r.csv")
    assert done.exit_code == 3
    assert "1 for, 1 against, 3 equal: open (a tie)" in done.output


def test_a_text_that_is_the_status_quo_is_not_voted_on_against_itself(files: Path) -> None:
    """South's agenda ends with the status quo: everybody would be indifferent, which is no tie."""
    done = run(files, "c.toml", "r.csv")
    assert done.exit_code == 0
    assert "outcome: one" in done.output
    assert "the whole is the status quo: there is nothing to adopt" in done.output
    assert "a tie" not in done.output
    assert json.loads(run(files, "c.toml", "r.csv", "--json").output)["whole"] is None


BAD = [
    ("c.toml", TOML.replace("status_quo", "statusquo"), "E808", 'did you mean "status_quo"?'),
    ("c.toml", TOML.replace('"one"]', '"on"]'), "E808", "the order is not of all options"),
    ("c.toml", TOML.replace('"amendment"', '"borda"'), "E808", "amendment or successive"),
    ("c.toml", TOML.replace('"South"', '"Sout"'), "E808", 'did you mean "South"?'),
    ("c.toml", "title = 3 =", "E808", "this is not TOML"),
    ("c.toml", 'title = "x"\n', "E808", "there is no [[clause]]"),
    ("c.toml", "clause = [3]\n", "E808", "a clause is not a table"),
    ("c.toml", "[[clause]]\nkey = 3\noption = 4\n", "E808", "options need keys"),
    ("c.toml", '[[clause]]\nkey = "a"\norder = 3\noption = [1, 2]\n', "E808", "no option"),
    ("r.csv", CYCLE + "South,1,S,language,one\n", "E802", "ranks language twice"),
    ("r.csv", CYCLE + "West,1,W,langage,one\n", "E808", 'did you mean "language"?'),
    ("r.csv", CYCLE + "West,x,W,language,one\n", "E801", '"x" is not a number of votes'),
    ("r.csv", CYCLE + "West,1,W,language,one > won\n", "E808", '"won" is no option'),
    ("r.csv", CYCLE + "West,1,W,language,one > one\n", "E808", "ranked twice"),
    ("r.csv", "voter,ranking\nA,one\n", "E800", 'no column "clause"'),
]


@pytest.mark.parametrize("file,text,code,words", BAD, ids=[w for *_, w in BAD])
def test_bad_agendas_get_named_errors(
    files: Path, file: str, text: str, code: str, words: str
) -> None:
    (files / file).write_text(text)
    done = run(files, "c.toml", "r.csv")
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output
    assert words in done.output


def test_votes_by_unit_meet_a_rule_of_units(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text("region,population\nNorth,60\nEast,30\nSouth,10\n")
    (tmp_path / "regions.meta.toml").write_text(
        'title = "R"\nkey = "region"\nkeys = "own"\nlabel = "region"\n'
        '[columns.region]\nwhat = "region"\nunit = "region"\nsource = "s"\ndate = "2024-01-01"\n'
        'confidence = "A"\nkind = "text"\nstatus = "verified"\n'
        '[columns.population]\nwhat = "people"\nunit = "persons"\nsource = "s"\n'
        'date = "2024-01-01"\nconfidence = "A"\nkind = "integer"\nstatus = "verified"\n'
        "total = 100\n"
    )
    (tmp_path / "c.toml").write_text(TOML)
    (tmp_path / "r.csv").write_text(CYCLE)
    (tmp_path / "rules.foedus").write_text(
        'constitution C\n  source "s"\nunits Regions: table "regions.csv"\n'
        "  each decided by its delegation by more than 1/2 of votes cast\n"
        'procedure Clauses under "r"\n  passes when Regions approve by at least 2/3 of units\n'
    )
    done = run(tmp_path, "c.toml", "r.csv", "--rules", "rules.foedus", "--procedure", "Clauses",
               "--body", "Regions", "--by-unit", "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    clause = json.loads(done.output)["clauses"][0]
    # North and East (two of three units) are for "regional" against "one"; South alone is not.
    assert "regional" in {o["option"] for o in clause["outcomes"]}


def test_a_plan_read_twice_is_the_same() -> None:
    first = read_plan(TOML.encode(), "c", CYCLE.encode(), "r")
    assert first == read_plan(TOML.encode(), "c", CYCLE.encode(), "r")
    assert agendas(first) == agendas(first)


def test_every_error_of_a_file_comes_at_once() -> None:
    bad = TOML.replace('"one"]', '"on"]').replace("chair", "chare")
    with pytest.raises(BadInput) as caught:
        read_plan(bad.encode(), "c", CYCLE.encode(), "r")
    assert len(caught.value.diagnostics) == 2
