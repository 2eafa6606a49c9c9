"""What settlements prescribe: plurality, two rounds, spread rules, IRV, contingent, approval."""

from __future__ import annotations

from fractions import Fraction

import ballots_reference as slow
import pytest
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.elect.ballots.approval import approval, approvals, ranked_means_approved
from foedus.elect.ballots.contingent import contingent
from foedus.elect.ballots.firsts import Results, first_choices
from foedus.elect.ballots.instant_runoff import irv
from foedus.elect.ballots.plurality import plurality
from foedus.elect.ballots.profile import from_rankings
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.spread import Spread, spread, spread_rule
from foedus.elect.ballots.two_round import MAJORITY, Win, parse_win, two_round

F = Fraction


def one(votes: dict[str, int], cast: int | None = None) -> Results:
    return Results({"all": votes}, None if cast is None else {"all": cast})


# Votes of the presidential election of 4 March 2013 (totals as declared by the commission on
# 9 March 2013, of 12,338,667 ballots: 50.03 %; reference works give 50.51 % and 43.7 %, which are
# shares of the 12,221,053 that The Standard of Nairobi quotes in 2014 from the commission's final
# report, there as those who voted; in July 2013 it quoted 12,330,028 votes cast).
KENYA = {"Kenyatta": 6173433, "Odinga": 5340546}


@pytest.mark.parametrize(
    ("base", "percent"),
    [(12338667, "50.03"), (12330028, "50.07"), (12221053, "50.51")],
    ids=["declared on the day", "released in July 2013", "final report"],
)
def test_a_majority_on_every_published_base(base: int, percent: str) -> None:
    others = 12221053 - sum(KENYA.values())
    votes = {**KENYA, "six others": others}
    count = two_round(one(votes, base))
    assert count.winners == ("Kenyatta",)
    assert round(F(KENYA["Kenyatta"] * 100, base), 2) == F(percent)


def test_how_near_the_majority_was() -> None:
    # The press of the day: "a margin of 4,100 votes"; with so many fewer there is no majority.
    votes = {**KENYA, "others": 12338667 - sum(KENYA.values())}
    answer = spread(one(votes), Spread("majority", F(1, 4), F(1, 2), strict=True))
    assert answer.standings[0].national_margin == 4099
    less = {**votes, "Kenyatta": votes["Kenyatta"] - 4100, "others": votes["others"] + 4100}
    assert not spread(one(less), Spread("majority", F(1, 4), F(1, 2), strict=True)).winners


@pytest.mark.parametrize(
    ("rule", "regions", "needed"),
    [
        (Spread("majority", F(1, 4), F(1, 2), strict=True), 47, (24, 0)),  # more than half of 47
        (Spread(of_regions=F(2, 3), part="whole"), 19, (13, 0)),
        (Spread(of_regions=F(2, 3), part="fraction"), 19, (12, F(2, 3))),
        (Spread(of_regions=F(2, 3)), 36, (24, 0)),  # no fraction arises: nothing to say
        (Spread(of_regions=F(1, 2), strict=True), 4, (3, 0)),
        (Spread(of_regions=F(1, 2), part="whole"), 4, (2, 0)),
    ],
)
def test_how_many_regions_are_needed(
    rule: Spread, regions: int, needed: tuple[int, Fraction]
) -> None:
    assert rule.needed(regions) == needed


def test_a_fraction_of_a_region_is_never_defaulted() -> None:
    with pytest.raises(ValueError, match="whole region or not"):
        Spread(of_regions=F(2, 3)).needed(19)


# Shagari's share in per cent by state, 11 August 1979, as tabulated from "The Nigerian 1979
# Elections"; Kano: 243,423 of 1,220,763 votes (agreed facts in Awolowo v Shagari, 1979).
NIGERIA_1979 = {
    "Anambra": "13.50", "Bauchi": "62.48", "Bendel": "36.20", "Benue": "76.38", "Borno": "34.71",
    "Cross River": "64.40", "Gongola": "35.52", "Imo": "8.80", "Kaduna": "43.00",
    "Kwara": "53.62", "Lagos": "7.18", "Niger": "74.88", "Ogun": "6.23", "Ondo": "4.19",
    "Oyo": "12.75", "Plateau": "34.72", "Rivers": "72.65", "Sokoto": "66.58",
}  # fmt: skip


def nigeria() -> Results:
    """Shares by state as votes of 10,000; only the limb about states is read from them."""
    votes = {
        s: {"Shagari": int(F(p) * 100), "others": 10000 - int(F(p) * 100)}
        for s, p in NIGERIA_1979.items()
    }
    votes["Kano"] = {"Shagari": 243423, "others": 1220763 - 243423}
    return Results(votes)


@pytest.mark.parametrize(
    ("part", "met"),
    [("whole", False), ("fraction", True)],
    ids=["thirteen states (the petitioner)", "twelve and two thirds (the commission, the court)"],
)
def test_two_thirds_of_nineteen_states(part: str, met: bool) -> None:
    results = nigeria()
    rule = Spread("plurality", F(1, 4), F(2, 3), part=part)
    answer = spread(results, rule)
    shagari = answer.standings[0]
    assert len(shagari.regions) == 12
    # A quarter of two thirds of the votes in Kano is 203,460.5, as the judgment says.
    assert F(1, 4) * F(2, 3) * 1220763 == F(4069210, 20)
    assert shagari.short["Kano"] == 61768  # 305,190.75 rounded up, less 243,423
    # The limb of the regions alone: let everybody outside count as one rival each with less.
    gates = spread_rule(results, rule, "Shagari")
    votes = {r: v["Shagari"] for r, v in results.votes.items()}
    states = [g for g in range(len(gates.gates)) if "in at least" in gates.gates[g].label]
    more = [g for g in range(len(gates.gates)) if "one more" in gates.gates[g].label]
    opened = gates.open_nodes(votes)
    verdict = all(opened[len(gates.voters) + g] for g in [*states, *more])
    assert verdict is met


@FEW
@given(st.integers(1, 5), st.data())
def test_spread_gates_say_what_the_sentence_says(n: int, data: st.DataObject) -> None:
    draw = data.draw
    vote = st.integers(0, 8)
    table = {f"r{i}": {c: draw(vote) for c in "ABC"} for i in range(n)}
    rule = Spread(
        draw(st.sampled_from(["plurality", "majority"])),
        draw(st.sampled_from([F(1, 4), F(1, 3), F(1, 2)])),
        draw(st.sampled_from([F(2, 3), F(1, 2), F(1)])),
        part=draw(st.sampled_from(["whole", "fraction"])),
    )
    answer = spread(Results(table), rule)
    for s in answer.standings:
        assert s.wins == says(table, rule, s.candidate)


def says(table: dict[str, dict[str, int]], rule: Spread, c: str) -> bool:
    """The sentence of the rule, written anew."""
    totals = {k: sum(v[k] for v in table.values()) for k in "ABC"}
    if rule.national == "majority":
        first = 2 * totals[c] > sum(totals.values())
    else:
        first = all(totals[c] > totals[k] for k in "ABC" if k != c)
    shares = sorted(
        (F(v[c]) - rule.share * sum(v.values()), F(v[c]), sum(v.values())) for v in table.values()
    )
    reached = [s for s in shares if s[0] >= 0]
    want = rule.of_regions * len(table)
    if rule.part == "whole":
        return first and len(reached) >= want
    whole, rest = int(want), want - int(want)
    if len(reached) < whole:
        return False
    extra = sum(v >= rule.share * rest * total for _, v, total in shares)
    return first and (rest == 0 or extra >= whole + 1)


@pytest.mark.parametrize(
    ("kwargs", "word"),
    [
        ({"national": "luck"}, "plurality"),
        ({"part": "half"}, "whole"),
        ({"strict": True, "part": "fraction"}, "whole regions"),
        ({"share": F(5, 4)}, "between"),
    ],
)
def test_spread_refuses_what_no_statute_says(kwargs: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Spread(**kwargs)  # type: ignore[arg-type]


ARGENTINE = (parse_win("more than 9/20"), parse_win("at least 2/5 and more than 1/10 ahead"))


@pytest.mark.parametrize(
    ("votes", "wins", "winner"),
    [
        ((51, 49, 0), MAJORITY, "A"),
        ((50, 30, 20), MAJORITY, None),
        ((50, 30, 20), (parse_win("at least 1/2"),), "A"),
        ((50, 50, 0), (parse_win("at least 1/2"),), None),
        ((46, 45, 9), ARGENTINE, "A"),
        ((45, 44, 11), ARGENTINE, None),
        ((45, 34, 21), ARGENTINE, "A"),
        ((40, 30, 30), ARGENTINE, None),
        ((40, 29, 31), ARGENTINE, None),
        ((41, 30, 29), ARGENTINE, "A"),
        ((39, 20, 41), (parse_win("at least 2/5 and at least 1/50 ahead"),), "C"),
    ],
)
def test_the_first_round_by_every_threshold(
    votes: tuple[int, int, int], wins: tuple[Win, ...], winner: str | None
) -> None:
    count = two_round(one(dict(zip("ABC", votes, strict=True))), wins=wins)
    assert count.winners == ((winner,) if winner else ())
    assert count.decided == bool(winner)


def test_the_second_round() -> None:
    first = one({"A": 40, "B": 35, "C": 25})
    assert two_round(first, one({"A": 45, "B": 50})).winners == ("B",)
    due = two_round(first)
    assert "A and B" in due.stages[0].action
    with pytest.raises(ValueError, match="between A and B"):
        two_round(first, one({"A": 45, "C": 50}))
    tied = two_round(first, one({"A": 45, "B": 45}))
    assert (tied.decided, tied.ties[0].tied) == (False, ("A", "B"))
    place = two_round(one({"A": 40, "B": 30, "C": 30}))
    assert place.ties[0].what == "a place in the second round"
    assert two_round(one({"A": 40, "B": 30, "C": 30}), lot=Lot("s")).ties[0].chosen in "BC"


@pytest.mark.parametrize("text", ["50%", "more than 50", "more than 1/0", "over 1/2", ""])
def test_a_condition_that_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_win(text)


@pytest.mark.parametrize("text", ["more than 1/2", "at least 2/5 and more than 1/10 ahead"])
def test_a_condition_reads_back(text: str) -> None:
    assert str(parse_win(text)) == text


@pytest.mark.parametrize(
    ("votes", "seats", "winners", "decided"),
    [
        ({"A": 3, "B": 2}, 1, ("A",), True),
        ({"A": 3, "B": 3}, 1, (), False),
        ({"A": 5, "B": 3, "C": 3}, 2, ("A",), False),
        ({"A": 5, "B": 3, "C": 3}, 3, ("A", "B", "C"), True),
        ({"A": 3, "B": 3, "C": 1}, 2, ("A", "B"), True),
    ],
)
def test_plurality(
    votes: dict[str, int], seats: int, winners: tuple[str, ...], decided: bool
) -> None:
    count = plurality(one(votes), seats)
    assert (count.winners, count.decided) == (winners, decided)


TENNESSEE = slow.profile(*slow.letters({"ABCD": 42, "BCDA": 26, "CDBA": 15, "DCBA": 17}))


def test_tennessee() -> None:
    # A Memphis, B Nashville, C Chattanooga, D Knoxville.
    assert plurality(first_choices(TENNESSEE)).winners == ("A",)
    assert irv(TENNESSEE).winners == ("D",)
    assert contingent(TENNESSEE).winners == ("B",)


def slow_irv(m: int, ballots: slow.Ballots) -> int | None:
    standing = set(range(m))
    while True:
        votes = slow.tally(ballots, standing)
        total = sum(votes.values())
        for c, v in votes.items():
            if 2 * v > total or len(standing) == 1:
                return c
        last = [c for c in standing if votes[c] == min(votes.values())]
        if len(last) > 1:
            return None
        standing.discard(last[0])


@FEW
@given(slow.rankings())
def test_instant_runoff_and_a_second_counter(case: tuple[int, slow.Ballots]) -> None:
    m, ballots = case
    count = irv(slow.profile(m, ballots))
    winner = slow_irv(m, ballots)
    assert count.winners == (() if winner is None else (slow.names(m)[winner],))
    assert count.decided == (winner is not None)
    for stage in count.stages:
        assert sum(stage.votes.values()) + stage.exhausted == count.valid
    assert irv(slow.profile(m, ballots), Lot("x")).decided


@FEW
@given(slow.rankings())
def test_contingent_and_a_second_counter(case: tuple[int, slow.Ballots]) -> None:
    m, ballots = case
    votes = slow.tally(ballots, set(range(m)))
    count = contingent(slow.profile(m, ballots))
    ahead = [c for c in votes if 2 * votes[c] > sum(votes.values())]
    if ahead:
        assert count.winners == (slow.names(m)[ahead[0]],)
        return
    order = sorted(votes, key=lambda c: -votes[c])
    if m > 2 and votes[order[1]] == votes[order[2]]:
        assert not count.decided
        return
    last = slow.tally(ballots, set(order[:2]))
    a, b = order[:2]
    best = {True: a, False: b}[last[a] > last[b]] if last[a] != last[b] else None
    assert count.winners == (() if best is None else (slow.names(m)[best],))


@FEW
@given(slow.rankings())
def test_withdrawing_is_as_if_never_named(case: tuple[int, slow.Ballots]) -> None:
    m, ballots = case
    gone = from_rankings(slow.names(m), ballots, withdrawn=[0])
    without = [(tuple(c for c in b if c), n) for b, n in ballots]
    votes = first_choices(gone).totals()
    assert votes == {slow.names(m)[c]: v for c, v in slow.tally(without, set(range(1, m))).items()}


def test_approval() -> None:
    ballots = approvals("ABC", [({0, 1}, 3), ({1}, 2), ({2}, 4), (set(), 1)])
    count = approval(ballots)
    assert (count.winners, count.valid) == (("B",), 10)
    assert approval(ranked_means_approved(TENNESSEE), 4).decided
    assert not approval(ranked_means_approved(TENNESSEE), 3).decided
    with pytest.raises(ValueError, match="no approval ballot"):
        approvals("AB", [({2}, 1)])


def test_results_add_up_or_are_refused() -> None:
    with pytest.raises(ValueError, match="more votes than ballots"):
        one({"A": 3, "B": 2}, 4)
