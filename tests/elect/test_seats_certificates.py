"""Every function that gives seats has a certificate; the checker verifies it, and no tampered one.

The functions are found in the package itself: a new one without a case here fails the test.
"""

from __future__ import annotations

import collections.abc
import copy
import importlib
import inspect
import json
import pkgutil
import typing
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import foedus.elect.seats as package
from conftest import FULL
from foedus.answer import Answer
from foedus.cli import main
from foedus.elect.seats import METHODS, Remedy, allocate, checker, lists
from foedus.elect.seats.biproportional import WAYS, biproportional
from foedus.elect.seats.checker import SIGNPOSTS, check
from foedus.elect.seats.co_optation import co_optation
from foedus.elect.seats.compare import compare
from foedus.elect.seats.confessional import Candidate, confessional
from foedus.elect.seats.cover import Winner, covered, covered_lists
from foedus.elect.seats.groups import by_share, electorates, reserved, separate
from foedus.elect.seats.house import by_quotient
from foedus.elect.seats.ministries import ministries
from foedus.elect.seats.mixed import OVERHANG, bonus, member_proportional, parallel
from foedus.elect.seats.paradox import alabama, new_state, population, seats_by
from foedus.elect.seats.positions import by_position
from foedus.elect.seats.regions import REGION_METHODS, between
from foedus.elect.seats.signposts import DIVISOR_METHODS, signposts
from foedus.errors import BadInput

FEW = settings(
    max_examples=500 if FULL else 12,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
#: Answers that give nobody a seat: verdicts on seats given, or on who takes part.
VERDICTS = {"Admitted", "Degressive", "Breach"}
#: Methods with a parameter, each with one that is no named method.
FAMILIES = ("stationary:1/3", "stationary:3/2", "power-mean:2", "power-mean:-3", "power-mean:7",
            "modified-sainte-lague:1.3", "power:1/3", "power:3/4")  # fmt: skip
EVERY = (*METHODS, *REGION_METHODS, *FAMILIES)

Draw = st.DataObject
SMALL = st.integers(1, 12) | st.integers(1, 10**6)


def table(data: Draw, least: int = 2, most: int = 5) -> dict[str, int]:
    votes = data.draw(st.lists(SMALL, min_size=least, max_size=most))
    return {f"p{i}": v for i, v in enumerate(votes)}


def some(data: Draw, low: int, high: int) -> int:
    return data.draw(st.integers(low, high))


def method(data: Draw) -> str:
    return data.draw(st.sampled_from(["sainte-lague", "dhondt", "hare", "danish", "droop"]))


def between_case(data: Draw) -> Answer:
    name = data.draw(st.sampled_from(sorted(REGION_METHODS)))
    least, most = (some(data, 1, 3), 20) if name == "parabolic" else (None, None)
    options = {"minimum": least, "maximum": most, "direct": None, "base": 0}
    people = table(data, 3)
    return between(name, some(data, 6 * len(people), 60), people, options)


def two_way(data: Draw) -> Answer:
    columns = [f"p{j}" for j in range(some(data, 2, 3))]
    votes = {f"r{i}": {c: data.draw(SMALL) for c in columns} for i in range(some(data, 2, 4))}
    rows = {r: some(data, 1, 4) for r in votes}
    parties = dict.fromkeys(columns, 0)
    for _ in range(sum(rows.values())):
        parties[data.draw(st.sampled_from(columns))] += 1
    signs = data.draw(st.sampled_from(["sainte-lague", "dhondt", "power-mean:2"]))
    first = data.draw(st.booleans()) and signs != "power-mean:2"
    way = data.draw(st.sampled_from(WAYS))
    return biproportional(votes, rows, parties, method=signs, winner_first=first, way=way)


def member_case(data: Draw) -> Answer:
    votes = {f"p{i}": some(data, 1, 40) for i in range(some(data, 2, 5))}
    direct = {k: some(data, 0, 3) for k in [*votes, *data.draw(st.sampled_from([[], ["X"]]))]}
    return member_proportional(
        direct, votes, some(data, 6, 20), data.draw(st.sampled_from(["sainte-lague", "hare"])),
        overhang=data.draw(st.sampled_from(OVERHANG)), unlevelled=some(data, 0, 2),
        tie=Remedy("lot", seed="x") if data.draw(st.booleans()) else None,
    )  # fmt: skip


def bonus_case(data: Draw) -> Answer:
    votes, size = table(data), some(data, 8, 20)
    if data.draw(st.booleans()):
        return bonus(votes, size, method(data), seats=some(data, 0, 4))
    return bonus(votes, size, method(data), majority=some(data, 1, 8))


def ally(data: Draw, votes: dict[str, int]) -> list[str]:
    return sorted(data.draw(st.sets(st.sampled_from(sorted(votes)), min_size=1)))


def alliance_case(data: Draw) -> Answer:
    votes = table(data, 3)
    within = data.draw(st.sampled_from([None, "dhondt", "hare"]))
    groups = {"G": ally(data, votes)}
    return lists.apparentement(votes, groups, some(data, 1, 15), method(data), within=within)


def reserved_case(data: Draw) -> Answer:
    votes = table(data, 3)
    groups = {"G": (some(data, 0, 3), ally(data, votes))}
    size, added = some(data, 4, 15), data.draw(st.booleans())
    return reserved(votes, size, method(data), groups, added=added)


def separate_case(data: Draw) -> Answer:
    votes = {g: {f"{g}{k}": v for k, v in table(data).items()} for g in ("x", "y", "z")}
    return separate({g: some(data, 1, 6) for g in votes}, votes, method(data))


def winners(data: Draw, parties: list[str]) -> list[Winner]:
    return [
        Winner(f"d{i}", data.draw(st.sampled_from(parties)), Fraction(some(data, 30, 36), 100))
        for i in range(some(data, 0, 8))
    ]


def covered_case(data: Draw) -> Answer:
    votes = table(data)
    return covered(winners(data, [*votes, "X"]), votes, some(data, 9, 15), "sainte-lague")


def covered_lists_case(data: Draw) -> Answer:
    votes = {f"p{i}": {r: data.draw(SMALL) for r in ("n", "s")} for i in range(2)}
    won: dict[tuple[str, str], list[Winner]] = {}
    for w in winners(data, list(votes)):
        won.setdefault((w.party, data.draw(st.sampled_from(["n", "s"]))), []).append(w)
    return covered_lists(votes, won, some(data, 1, 9), "sainte-lague")


def list_case(data: Draw) -> Answer:
    votes = {f"c{i}": some(data, 0, 6) for i in range(some(data, 1, 7))}
    return lists.open_list(
        votes, some(data, 0, len(votes)), least=some(data, 0, 4), ordered=data.draw(st.booleans()),
        tie=data.draw(st.sampled_from([None, Remedy("lot", seed="s")])),
    )  # fmt: skip


def confession_case(data: Draw) -> Answer:
    seats = {g: some(data, 1, 2) for g in ("m", "s", "d")}
    size = sum(seats.values())
    first = some(data, 0, size)
    persons = [
        Candidate(f"{on}{of}{i}", on, of, some(data, 0, 5))
        for on in ("L", "M") for of in seats for i in range(seats[of] + 1)
    ]  # fmt: skip
    remedy = data.draw(st.sampled_from([None, Remedy("lot", seed="s")]))
    return confessional(persons, {"L": first, "M": size - first}, seats, tie=remedy)


def co_opted_case(data: Draw) -> Answer:
    elected = {g: some(data, 0, 30) for g in ("h", "t", "z")}
    part = Fraction(some(data, 1, 9), 10)
    return co_optation(elected, {"h": part, "t": 1 - part}, {"twa": some(data, 0, 3)})


def ministries_case(data: Draw) -> Answer:
    strength, offices = table(data), [f"o{i}" for i in range(some(data, 0, 8))]
    remedy = data.draw(st.sampled_from([None, Remedy("lot", seed="s")]))
    decline = data.draw(st.sampled_from([[], ["p0"]]))
    return ministries(strength, offices, remedy=remedy, decline=decline)


def shares_case(data: Draw) -> Answer:
    part = Fraction(some(data, 0, 10), 10)
    return by_share(10 * some(data, 1, 9), {"a": part, "b": 1 - part})


def paradox_case(kind: str) -> Callable[[Draw], Any]:
    """A paradox that is there: those of Hamilton's method, found by hand."""

    def case(data: Draw) -> Any:
        times, hare = some(data, 1, 9), seats_by("hare")
        if kind == "alabama":
            return alabama("hare", {k: times * v for k, v in ALABAMA.items()}, range(10, 12), hare)
        if kind == "new-state":
            return new_state("hare", 13, {k: times * v for k, v in JOINS.items()}, hare)
        later = {**GROWS, "C": 181, "E": 296}
        return population("hare", 50, GROWS, later, hare)

    return case


ALABAMA = {"A": 6, "B": 6, "C": 2}
JOINS = {"A": 11, "B": 60, "C": 10}
GROWS = {"A": 150, "B": 78, "C": 173, "D": 204, "E": 295}


def allocation_case(data: Draw) -> Answer:
    votes = {**table(data), "none": 0}
    size = some(data, 5, 30)
    return allocate(data.draw(st.sampled_from(EVERY)), size, votes, over_award="withhold")


def position_case(data: Draw) -> Answer:
    votes = list(table(data).values())
    return by_position(data.draw(st.sampled_from(DIVISOR_METHODS)), some(data, 5, 30), votes)


def quotient_case(data: Draw) -> Answer:
    people = table(data)
    return by_quotient(people, some(data, 1, 50), {k: some(data, 0, 9) for k in people})


CASES: dict[str, Callable[[Draw], Any]] = {
    "allocate.allocate": allocation_case,
    "biproportional.biproportional": two_way,
    "co_optation.co_optation": co_opted_case,
    "compare.compare": lambda d: compare(["dhondt", "hare", "adams"], 9, table(d)),
    "confessional.confessional": confession_case,
    "cover.covered": covered_case,
    "cover.covered_lists": covered_lists_case,
    "groups.by_share": shares_case,
    "groups.electorates": lambda d: electorates(some(d, 1, 999), some(d, 1, 9), table(d)),
    "groups.reserved": reserved_case,
    "groups.separate": separate_case,
    "house.by_quotient": quotient_case,
    "lists.apparentement": alliance_case,
    "lists.closed": lambda d: lists.closed([f"c{i}" for i in range(6)], some(d, 0, 6)),
    "lists.open_list": list_case,
    "ministries.ministries": ministries_case,
    "mixed.bonus": bonus_case,
    "mixed.member_proportional": member_case,
    "mixed.parallel": lambda d: parallel(
        {"p0": some(d, 0, 4), "X": 1}, table(d), some(d, 0, 9), method(d)
    ),
    "paradox.alabama": paradox_case("alabama"),
    "paradox.new_state": paradox_case("new-state"),
    "paradox.population": paradox_case("population"),
    "positions.by_position": position_case,
    "regions.between": between_case,
}
#: What may refuse figures drawn at random: bounds, margins, nobody, too many quotas, ties.
REFUSALS = {"E404", "E406", "E407", "E409", "E410", "E411", "E414", "E415", "E416"}


def kinds(hint: Any) -> set[type]:
    """The answers within a return annotation."""
    if inspect.isclass(hint) and issubclass(hint, Answer):
        return {hint}
    if typing.get_origin(hint) is collections.abc.Callable:
        return set()  # what it returns is called by a function with a case of its own
    return {k for one in typing.get_args(hint) for k in kinds(one)}


def givers() -> dict[str, set[type]]:
    """Every public function of the package that returns an answer, with the kinds of it."""
    out = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"foedus.elect.seats.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found = kinds(typing.get_type_hints(function).get("return"))
                found = {k for k in found if k.__name__ not in VERDICTS}
                if found:
                    out[f"{info.name}.{name}"] = found
    return out


def drawn(name: str, data: Draw) -> list[Any]:
    """The answers of a case; figures that the method refuses for a known reason are left out."""
    refused: set[str] = set()
    try:
        found = CASES[name](data)
    except BadInput as exc:
        found, refused = [], {d.code for d in exc.diagnostics}
    assert refused <= REFUSALS
    assume(not refused)
    return found if isinstance(found, list) else [found]


def printed(certificate: Any) -> Any:
    """The certificate as it leaves the program."""
    return json.loads(json.dumps(certificate))


def test_every_function_that_gives_seats_has_a_case() -> None:
    assert set(givers()) == set(CASES)


def test_every_kind_of_answer_has_a_certificate() -> None:
    for name, found in givers().items():
        for kind in found:
            has = "certificate" in getattr(kind, "__dataclass_fields__", {})
            assert has or hasattr(kind, "certificate"), name


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=500 if FULL else 10)
@given(st.data())
def test_the_checker_verifies_every_answer(name: str, data: Draw) -> None:
    for answer in drawn(name, data):
        assert check(printed(answer.certificate)) == []


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=300 if FULL else 5)
@given(st.data())
def test_the_checker_verifies_every_method(name: str, data: Draw) -> None:
    people = table(data, 3)
    low, high = (1, 20) if name == "parabolic" else (some(data, 0, 1), None)
    size = some(data, 1, 8) + 6 * len(people) * (name in REGION_METHODS)
    try:
        found = allocate(name, size, people, minimum=low, maximum=high, over_award="withhold")
    except BadInput as exc:
        refused = {d.code for d in exc.diagnostics}
    else:
        refused = set()
        assert check(printed(found.certificate)) == []
    assert refused <= REFUSALS


def test_the_methods_listed_are_the_methods_checked() -> None:
    listed = json.loads(CliRunner().invoke(main, ["seats", "methods", "--json"]).stdout)
    names = {m["method"] for m in listed["methods"]}
    assert names - set(FAMILIES) == set(METHODS) | set(REGION_METHODS)
    used = {signposts(n).family.partition(":")[0] for n in (*DIVISOR_METHODS, *FAMILIES)
            if signposts(n)}  # type: ignore[union-attr]  # fmt: skip
    assert used == set(SIGNPOSTS)


@pytest.mark.parametrize("n", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("name", [*DIVISOR_METHODS, *(f for f in FAMILIES if signposts(f))])
def test_the_signposts_of_the_checker_are_those_of_the_method(name: str, n: int) -> None:
    posts = signposts(name)
    assert posts is not None
    family, _, p = posts.family.partition(":")
    assert SIGNPOSTS[family](Fraction(p or 0), n) == (Fraction(*posts.at(n)), posts.power)


def test_the_checker_stands_alone_in_sixty_lines() -> None:
    text = Path(checker.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imports = [line for line in text.splitlines() if line.startswith(("import", "from"))]
    assert not [line for line in imports if "foedus" in line]
    assert max(map(len, text.splitlines())) <= 100


def parts(certificate: Any) -> Iterator[Any]:
    """A certificate and every stage in it."""
    yield certificate
    for stage in certificate.get("stages", []):
        yield from parts(stage)


def settled(part: Any, a: str, b: str) -> bool:
    """Whether a seat passing from a to b may be right too: they are equal at the edge.

    Equal values with equal right, or two quotients equal to the divisor (a tie that was decided).
    """
    if part["kind"] == "stages":
        return False
    family, _, p = part["signposts"].partition(":")

    def quotient(k: str, n: int) -> Fraction | None:
        s, root = SIGNPOSTS[family](Fraction(p or 0), n - part["base"])
        power = int(Fraction(part["exponent"]) * part["power"])
        post = s ** (part["power"] // root)
        return Fraction(part["values"][k]) ** power / post if post else None

    return quotient(a, part["seats"][a] - 1) == quotient(b, part["seats"][b])


def refuses(certificate: Any) -> bool:
    """Whether the checker finds a fault, or a figure missing (an error at the command line)."""
    try:
        return bool(check(certificate))
    except LookupError:
        return True


def tampered(whole: Any, i: int) -> tuple[Any, Any]:
    """A copy of a certificate, and its part number i to alter."""
    wrong = copy.deepcopy(whole)
    return wrong, list(parts(wrong))[i]


def picked(name: str, data: Draw) -> tuple[Any, int, Any]:
    """A certificate of a case, and one part of it that has seats, with its number."""
    answer = data.draw(st.sampled_from(drawn(name, data)))
    whole = printed(answer.certificate)
    able = [(i, part) for i, part in enumerate(parts(whole)) if part["seats"]]
    assume(able)
    i, part = data.draw(st.sampled_from(able))
    return whole, i, part


@pytest.mark.parametrize("name", CASES)
@FEW
@given(st.data())
def test_a_seat_more_or_fewer_anywhere_is_refused(name: str, data: Draw) -> None:
    whole, i, part = picked(name, data)
    key = data.draw(st.sampled_from(sorted(part["seats"])))
    for change in (1, -1, 1000):
        wrong, one = tampered(whole, i)
        one["seats"][key] += change
        assert refuses(wrong), (part, key, change)


@pytest.mark.parametrize("name", CASES)
@FEW
@given(st.data())
def test_a_seat_moved_anywhere_is_refused(name: str, data: Draw) -> None:
    whole, i, part = picked(name, data)
    moves = [
        (a, b)
        for a, n in part["seats"].items()
        for b in part["seats"]
        if n > part.get("base", 0) and a != b and not settled(part, a, b)
    ]
    assume(moves)
    a, b = data.draw(st.sampled_from(moves))
    wrong, one = tampered(whole, i)
    one["seats"][a] -= 1
    one["seats"][b] += 1
    assert refuses(wrong), (part, a, b)


@pytest.mark.parametrize("name", CASES)
@FEW
@given(st.data())
def test_a_house_a_claimant_or_a_tie_changed_is_refused(name: str, data: Draw) -> None:
    whole, i, part = picked(name, data)
    assume(part["kind"] != "stages")
    key = data.draw(st.sampled_from(sorted(part["seats"])))
    wrong, one = tampered(whole, i)
    one["size"] += 1
    assert refuses(wrong)
    wrong, one = tampered(whole, i)
    del one["seats"][key]
    assert refuses(wrong), "a claimant left out"
    wrong, one = tampered(whole, i)
    one["seats"]["nobody"] = 0
    assert refuses(wrong), "a claimant without figures"
    for number, tie in enumerate(part["ties"]):
        wrong, one = tampered(whole, i)
        among = one["ties"][number]["among"]
        among.remove(key) if key in among else among.append(key)
        assert refuses(wrong), ("tie", tie, key)
        wrong, one = tampered(whole, i)
        one["ties"].pop(number)
        assert refuses(wrong)


@pytest.mark.parametrize("link", ["seats", "votes", "house", "short"])
@FEW
@given(st.data())
def test_a_stage_that_does_not_follow_from_another_is_refused(link: str, data: Draw) -> None:
    case = {"seats": "lists.apparentement", "votes": "lists.apparentement",
            "house": "co_optation.co_optation", "short": "mixed.member_proportional"}  # fmt: skip
    (answer,) = drawn(case[link], data)
    whole = printed(answer.certificate)
    mine = [x for x in whole["links"] if x[0] == link]
    assume(mine)
    _, i, _, k = mine[data.draw(st.integers(0, len(mine) - 1))]
    stage = whole["stages"][i]
    if link == "votes":
        name = data.draw(st.sampled_from(sorted(stage["values"])))
        stage["values"][name] = int(stage["values"][name]) + 1
    elif link == "seats":
        stage["size"] += 1
    elif link == "house":
        stage["level"] = str(Fraction(stage["level"]) * 2)
    else:
        mine[0][3] = k + 1000
    assert refuses(whole)


def test_a_quota_that_is_not_the_rule_s_is_refused() -> None:
    for name in (m for m in METHODS if signposts(m) is None and not m.endswith("-average")):
        votes = {"A": 503, "B": 301, "C": 197}
        found = printed(allocate(name, 9, votes, over_award="withhold").certificate)
        assert check(found) == []
        other = "hare" if name != "hare" else "droop"
        assert "quota" in check({**found, "quota_rule": other})


@pytest.mark.parametrize("row", [0, 1])
def test_a_divisor_out_of_place_is_refused(row: int) -> None:
    votes = {"n": {"A": 60, "B": 30}, "s": {"A": 20, "B": 50}}
    whole = printed(biproportional(votes, {"n": 4, "s": 5}, {"A": 5, "B": 4}).certificate)
    assert check(whole) == []
    scaled = copy.deepcopy(whole)
    scaled["stages"][row]["level"] = str(2 * Fraction(scaled["stages"][row]["level"]))
    assert refuses(scaled)
    moved = copy.deepcopy(whole)
    moved["scale"]["A"] = str(3 * Fraction(moved["scale"]["A"]))
    assert refuses(moved)
