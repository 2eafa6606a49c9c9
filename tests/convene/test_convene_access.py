"""Participation, thresholds, submissions and delegates: counts by hand, history, bad data."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from foedus.cli import main
from foedus.convene.access import participation, read_participation, read_regions
from foedus.convene.delegates import by_rule, delegation, equal, read_delegates, read_roll
from foedus.convene.submissions import Submission, normal, read_submissions, runs, submissions
from foedus.convene.support import Threshold, read_support, support, threshold
from foedus.errors import BadInput


def run(folder: Path, *words: str) -> Result:
    args = [str(folder / w) if w.endswith(".csv") else w for w in words]
    return CliRunner().invoke(main, ["convene", *args])


# ------------------------------------------------------------------ participation

PEOPLE = "person,region,sex,invited,answered,voted\n" + "".join(
    f"p{i},{'North' if i < 60 else 'South'},{'w' if i % 2 else 'm'},yes,"
    f"{'yes' if i % 3 else 'no'},{'yes' if i % 6 == 1 else ''}\n"
    for i in range(90)
)


def test_each_stage_is_a_share_of_the_one_before() -> None:
    found = participation(read_participation(PEOPLE.encode(), "f"))
    region = found.breakdowns[0]
    north, south = region.rows
    assert [r.count for r in north.rates] == [60, 40, 10]
    assert [r.count for r in south.rates] == [30, 20, 5]
    assert [r.share for r in north.rates] == [None, 40 / 60, 10 / 40]
    assert north.rates[1].low is not None
    assert north.rates[1].low < 40 / 60
    assert [r.count for r in region.whole.rates] == [90, 60, 15]
    assert [b.feature for b in found.breakdowns] == ["region", "sex"]
    # Both regions take part alike: no dissimilarity, no inequality.
    assert region.spread[2].dissimilarity == pytest.approx(0)
    assert region.spread[2].gini == pytest.approx(0)


def test_small_cells_and_the_one_that_would_give_them_away_are_withheld() -> None:
    table = "region,invited,voted\nA,100,50\nB,100,3\nC,100,20\nD,100,0\n"
    found = participation(read_participation(table.encode(), "f")).breakdowns[0]
    assert [r.rates[1].count for r in found.rows] == [50, None, None, 0]
    assert found.whole.rates[1].count == 73
    assert found.spread[1].gini is None
    shown = participation(read_participation(table.encode(), "f"), cell=1).breakdowns[0]
    assert [r.rates[1].count for r in shown.rows] == [50, 3, 20, 0]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_what_is_withheld_cannot_be_found_from_the_total(counts: list[int]) -> None:
    text = "region,invited\n" + "".join(f"R{i},{n}\n" for i, n in enumerate(counts))
    found = participation(read_participation(text.encode(), "f")).breakdowns[0]
    hidden = [n for n, r in zip(counts, found.rows, strict=True) if r.rates[0].count is None]
    assert not any(0 < n < 5 and r.rates[0].count is not None
                   for n, r in zip(counts, found.rows, strict=True))  # fmt: skip
    positive = [n for n in counts if n]
    assert len(hidden) != 1 or len(positive) == 1


def test_regions_nobody_came_from_are_named() -> None:
    regions = read_regions(b"region,population\nNorth,600\nSouth,300\nIsles,9\n", "r")
    found = participation(read_participation(PEOPLE.encode(), "f", regions))
    assert found.absent == ("Isles",)
    assert found.breakdowns[0].rows[0].rates[0].share == 60 / 600
    assert found.breakdowns[0].reference == "people"


def test_a_stage_larger_than_the_one_before_is_said() -> None:
    table = "region,invited,voted\nA,10,20\nB,30,20\n"
    found = participation(read_participation(table.encode(), "f"))
    assert found.warnings == ("A: 20 voted and only 10 invited",)


BAD = [
    (PEOPLE + "p3,North,w,yes,no,\n", "E802", "p3 is in the table twice"),
    (PEOPLE + "p99,North,w,yes,perhaps,\n", "E801", '"perhaps" is neither yes nor no'),
    (PEOPLE + "p99,Nort,w,yes,no,\n", "E803", 'did you mean "North"?'),
    ("region\nNorth\n", "E800", 'no column "invited"'),
    ("region,invited\nNorth,many\n", "E801", '"many" is not a number of people'),
    ("region,invited\nNorth,1\nNorth,2\n", "E802", "given twice"),
]


@pytest.mark.parametrize("text,code,words", BAD, ids=[w for *_, w in BAD])
def test_bad_participation_gets_named_errors(
    tmp_path: Path, text: str, code: str, words: str
) -> None:
    (tmp_path / "p.csv").write_text(text)
    (tmp_path / "r.csv").write_text("region,population\nNorth,5\nSouth,6\n")
    done = run(tmp_path, "participation", "p.csv", "--regions", "r.csv")
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output
    assert words in done.output


def test_the_participation_command_shows_intervals(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PEOPLE)
    done = run(tmp_path, "participation", "p.csv")
    assert "40 = 66.7 % (54.1-77.3)" in done.output
    assert done.output.splitlines()[-1].endswith("every region is represented.")


# ------------------------------------------------------------------ thresholds


@pytest.mark.parametrize(
    "text,wanted",
    [
        ("15000 from 4", Threshold(15000, 4)),
        ("15,000 from 4 with 100 each", Threshold(15000, 4, 100)),
        ("500", Threshold(500)),
    ],
)
def test_thresholds_as_written(text: str, wanted: Threshold) -> None:
    assert threshold(text) == wanted


@pytest.mark.parametrize("text", ["", "many from 4", "10 from few", "10 in 4", "-3"])
def test_a_threshold_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadInput, match="E807"):
        threshold(text)


def test_supporters_count_once_and_repeats_are_listed() -> None:
    table = "initiative,person,region\nA,p1,N\nA,p2,S\nA,p1,N\nB,p1,N\nA,p3,\n"
    found = support(read_support(table.encode(), "f"), Threshold(4, 2))
    a, b = found.initiatives
    assert (a.signatures, a.supporters, a.regions, a.of_no_region) == (4, 3, 2, 1)
    assert (a.reached, a.reached_by_signatures, a.short) == (False, True, 1)
    assert found.repeated == (("A", "p1", 2),)
    assert found.differ == ("A",)
    assert found.supporters == 3
    assert (b.supporters, b.largest, b.effective) == (1, 1.0, 1.0)


def chile() -> bytes:
    """Counts like those written of a convention of 2021-22: 2,460 initiatives, a threshold of
    15,000 supporters from at least four regions, support skewed to two of sixteen regions."""
    draw = np.random.default_rng(2022)
    weights = np.array([0.40, 0.18, *[0.03] * 14])
    lines = ["initiative,region,supporters"]
    for i in range(2460):
        total = int(draw.integers(15_000, 60_000)) if i < 78 else int(draw.integers(1, 14_900))
        counts = draw.multinomial(total, weights / weights.sum())
        lines += [f"i{i},R{r},{n}" for r, n in enumerate(counts) if n]
    return "\n".join(lines).encode()


def test_as_written_of_chile_78_of_2460_initiatives_pass_15000_from_four_regions() -> None:
    found = support(read_support(chile(), "f"), threshold("15000 from 4"))
    assert len(found.initiatives) == 2460
    assert found.reached == 78
    # The rule of four regions changes nothing there, and support is skewed to two regions.
    assert sum(i.enough for i in found.initiatives) == 78
    assert len(found.skewed) > 2000
    whole = sum(n for _, n in found.together)
    assert [r for r, _ in found.together[:2]] == ["R0", "R1"]
    assert sum(n for _, n in found.together[:2]) / whole > 0.55
    assert max(i.effective for i in found.initiatives if i.reached) < 6


def test_enough_supporters_from_too_few_regions_do_not_pass() -> None:
    table = (
        b"initiative,region,supporters\nA,N,20000\nA,S,100\nB,N,5000\nB,S,5000\nB,E,4999\nB,W,1\n"
    )
    found = support(read_support(table, "f"), threshold("15000 from 4"))
    by = {i.name: i for i in found.initiatives}
    assert (by["A"].enough, by["A"].spread, by["A"].reached, by["A"].regions_short) == (
        True, False, False, 2,
    )  # fmt: skip
    assert by["B"].reached
    stricter = support(read_support(table, "f"), threshold("15000 from 4 with 2 each"))
    assert not {i.name: i for i in stricter.initiatives}["B"].reached


@pytest.mark.parametrize(
    "text,code,words",
    [
        ("initiative,person,region\nA,p,N\nB,p,S\n", "E802", "signs from N and from S"),
        ("initiative,region,supporters\nA,N,x\n", "E801", "not a number of supporters"),
        ("initiative,region,supporters\nA,N,1\nA,N,2\n", "E802", "given twice"),
        ("initiative,region,supporters\nA,Nord,1\n", "E803", 'no region "Nord"'),
        ("initiative,region\nA,N\n", "E800", 'no column "supporters"'),
    ],
)
def test_bad_signatures_get_named_errors(tmp_path: Path, text: str, code: str, words: str) -> None:
    (tmp_path / "s.csv").write_text(text)
    (tmp_path / "r.csv").write_text("region\nN\nS\n")
    done = run(tmp_path, "support", "s.csv", "--threshold", "1 from 1", "--regions", "r.csv")
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output
    assert words in done.output


# ------------------------------------------------------------------ submissions


def letters(petition: int, own: int) -> bytes:
    """A petition handed in many times, a near copy of it, and letters of people's own."""
    text = "We the undersigned ask that the right to clean water for every household be written in"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "text", "person", "region"])
    for i in range(petition):
        # Case and spacing differ from copy to copy; the text does not.
        writer.writerow([f"a{i}", text.upper() if i % 2 else text + " ", f"p{i}", f"R{i % 3}"])
    writer.writerow(["n1", text + " now", "q1", "R1"])
    draw = np.random.default_rng(5)
    words = np.array(["land", "school", "court", "water", "language", "tax", "army", "road"])
    for i in range(own):
        body = " ".join(draw.choice(words, 14))
        writer.writerow([f"o{i}", f"{body} number {i}", f"s{i}", "R2"])
    return out.getvalue().encode()


def test_as_written_of_south_africa_most_submissions_are_petition_signatures() -> None:
    # About 1.7 million came in, mostly signatures under petitions: here the same mixture, smaller.
    found = submissions(read_submissions(letters(17_000, 300), "f"))
    assert found.total == 17_301
    assert found.own + found.in_petitions == found.total
    assert (found.own, found.in_petitions, len(found.petitions)) == (301, 17_000, 1)
    assert found.petitions[0].count == 17_000
    assert sum(n for _, n in found.petitions[0].regions) == 17_000
    # The near copy is named beside the petition and stays in the count.
    assert [(n.first, n.second) for n in found.near] == [("a0", "n1")]
    assert found.near_groups == (("a0", "n1"),)
    assert found.near[0].copies == 17_001


@given(st.lists(st.text("ab c", min_size=1, max_size=12), min_size=1, max_size=12))
def test_nothing_is_dropped(texts: list[str]) -> None:
    given_ = [Submission(str(i), t) for i, t in enumerate(texts)]
    found = submissions(given_)
    assert found.own + found.in_petitions == len(texts)
    counts = Counter(normal(t) for t in texts)
    assert found.own == sum(n for n in counts.values() if n == 1)
    assert sorted(p.count for p in found.petitions) == sorted(n for n in counts.values() if n > 1)


def test_near_copies_are_those_of_every_pair() -> None:
    draw = np.random.default_rng(3)
    words = [f"w{i}" for i in range(300)]
    texts = [" ".join(draw.choice(words, 60)) for _ in range(60)]
    for i in range(25):
        changed = texts[i].split()
        for _ in range(1 + i % 3):
            changed[int(draw.integers(60))] = "changed"
        texts.append(" ".join(changed))
    sets = [runs(normal(t)) for t in texts]
    wanted = {
        (f"{i}", f"{j}")
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= 0.8
    }
    assert len(wanted) >= 15
    found = submissions([Submission(str(i), t) for i, t in enumerate(texts)])
    assert {(n.first, n.second) for n in found.near} == wanted


def test_whoever_hands_in_twice_is_named(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("id,text,person\n1,one,p\n2,two,p\n3,two,q\n")
    done = run(tmp_path, "submissions", "l.csv", "--json")
    data = json.loads(done.output)
    assert data["twice"] == [["p", 2]]
    assert (data["own"], data["in_petitions"]) == (1, 2)


@pytest.mark.parametrize(
    "text,code",
    [("id,text\n1,a\n1,b\n", "E802"), ("id,text\n1,\n", "E801"), ("id,body\n1,a\n", "E800")],
)
def test_bad_submissions_get_named_errors(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "l.csv").write_text(text)
    done = run(tmp_path, "submissions", "l.csv")
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output


# ------------------------------------------------------------------ delegates


PEOPLE_OF = {"North": 600, "East": 300, "South": 100}


def test_equal_seats_and_seats_by_a_rule_stand_on_different_footings() -> None:
    units = delegation(equal(list(PEOPLE_OF), 5), PEOPLE_OF)
    citizens = delegation(by_rule(PEOPLE_OF, "sainte-lague", 20), PEOPLE_OF)
    assert units.equal_units
    assert not citizens.equal_units
    assert units.ratio == Fraction(600, 100)
    assert [s.seats for s in citizens.regions] == [12, 6, 2]
    assert citizens.ratio == 1
    # Two of three equal regions hold a majority with 400 of 1,000 people.
    assert units.majority == Fraction(400, 1000)
    assert set(units.majority_regions) == {"East", "South"}


def test_a_tied_seat_is_in_nobody_s_count() -> None:
    found = by_rule({"A": 1, "B": 1}, "sainte-lague", 3)
    assert sum(found.seats.values()) == 2
    assert len(found.tied) == 1


LIST = (
    "name,region,community,sex,age,way\n"
    "a,North,,w,30-44,delegation\nb,North,,m,60+,lot\nc,East,,w,,lot\nd,,River people,w,30-44,\n"
)


def test_delegates_fill_seats_by_delegation_and_by_lot() -> None:
    roll, note = read_roll(b"person,community\nx,River people\ny,River people\n", "r")
    who = read_delegates(LIST.encode(), "l", list(PEOPLE_OF), list(roll))
    found = delegation(equal(list(PEOPLE_OF), 1), PEOPLE_OF, communities=equal(list(roll), 2),
                       roll=roll, roll_note=note, delegates=who)  # fmt: skip
    by = {s.name: s for s in (*found.regions, *found.communities)}
    assert (by["North"].filled, by["North"].by_delegation, by["North"].by_lot) == (2, 1, 1)
    assert by["River people"].people == 2
    assert found.overfull == ("North",)
    assert found.empty == ("South",)
    sex = {s.value: s.delegates for s in found.shares if s.feature == "sex" and not s.region}
    assert sex == {"m": 1, "w": 3}
    age = {s.value: s.delegates for s in found.shares if s.feature == "age" and not s.region}
    assert age == {"30-44": 2, "60+": 1, "not said": 1}
    assert "nobody is counted into a community by others" in note


@pytest.mark.parametrize(
    "text,code,words",
    [
        (LIST + "e,Nort,,w,,\n", "E803", 'did you mean "North"?'),
        (LIST + "e,,Rivers,w,,\n", "E803", 'no community "Rivers"'),
        (LIST + "a,East,,w,,\n", "E802", "a is a delegate twice"),
        (LIST + "e,East,,w,,vote\n", "E801", "no way to become a delegate"),
        (LIST + "e,,,w,,\n", "E801", "sits for neither"),
    ],
)
def test_bad_lists_get_named_errors(tmp_path: Path, text: str, code: str, words: str) -> None:
    (tmp_path / "regions.csv").write_text(
        "region,population\n" + "".join(f"{r},{n}\n" for r, n in PEOPLE_OF.items())
    )
    (tmp_path / "roll.csv").write_text("person,community\nx,River people\n")
    (tmp_path / "list.csv").write_text(text)
    done = run(tmp_path, "delegates", "regions.csv", "--each", "2", "--list", "list.csv",
               "--roll", "roll.csv")  # fmt: skip
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output
    assert words in done.output


def test_nobody_is_on_two_rolls() -> None:
    with pytest.raises(BadInput, match="on two rolls"):
        read_roll(b"person,community\nx,A\nx,B\n", "r")


def test_the_delegates_command_prints_three_footings(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text(
        "region,population\n" + "".join(f"{r},{n}\n" for r, n in PEOPLE_OF.items())
    )
    (tmp_path / "list.csv").write_text("name,region\na,North\n")
    done = run(tmp_path, "delegates", "regions.csv", "--each", "5", "--list", "list.csv")
    assert done.exit_code == 0
    for words in ("units: every region has as many seats", "citizens: most to fewest people",
                  "access: no delegate yet for East, South"):  # fmt: skip
        assert words in done.output
    tied = run(tmp_path, "delegates", "regions.csv", "--rule", "sainte-lague", "--size", "0")
    assert tied.exit_code in (0, 2)
    assert run(tmp_path, "delegates", "regions.csv").exit_code == 2
