"""Who may start a proposal, who can keep it off: constructed texts, and counts made by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.case import load
from foedus.case.access import Access, access, units_starting
from foedus.constitution.load import load as load_text
from foedus.constitution.model import Model

HEAD = """constitution Lakes
  source "made for a test"

body Chamber: 60 members, of whom 34 East, 26 West
  presided over by Speaker, who votes
body Senate: 9 members
person President
person "Council of the Islands"
organ Court: court
organ Bank: bank
units Regions: North, South, Islands
electorate People
"""


def text(tmp_path: Path, *procedures: str, head: str = HEAD) -> Model:
    file = tmp_path / "lakes.foedus"
    file.write_text(head + "\n" + "\n".join(procedures))
    return load_text(str(file))


def one(tmp_path: Path, *lines: str) -> Access:
    body = 'procedure Amendment under "Art. 90"\n' + "".join(f"  {x}\n" for x in lines)
    (found,) = access(text(tmp_path, body))
    return found


VOTE = ("passes when Chamber approve by more than 1/2 of members",)

# what is written -> who may start it; who can keep it from a vote, and how
STARTS = [
    ((), (), ()),
    (("proposed by President",), ("President",), ("President: no proposal",)),
    (("proposed by President, Court",), ("President", "Court"),
     ("President + Court: no proposal",)),
    (("proposed when Chamber petition by at least 1/3 of members",), ("20 of 60 Chamber",),
     ("41 of 60 Chamber: no proposal",)),
    (("proposed when Chamber petition by more than 1/3 of members",), ("21 of 60 Chamber",),
     ("40 of 60 Chamber: no proposal",)),
    (("proposed when Chamber petition by at least 1 members",), ("1 of 60 Chamber",),
     ("all 60 Chamber: no proposal",)),
    (("proposed when Chamber petition by all members",), ("all 60 Chamber",),
     ("1 of 60 Chamber: no proposal",)),
    (("proposed when Regions petition by at least 2 units", "proposed by President"),
     ("2 of 3 Regions", "President"), ("2 of 3 Regions + President: no proposal",)),
    (("proposed when People petition by at least 50000 registered voters",),
     ("People by at least 50000 registered voters",), ("too few of People: no proposal",)),
    (("proposed when East in Chamber petition by at least 1/2 of members",),
     ("17 of 34 East in Chamber",), ("18 of 34 East in Chamber: no proposal",)),
]  # fmt: skip


def told(found: Access) -> tuple[str, ...]:
    return tuple(f"{k.who}: {k.how}" for k in found.keepers)


@pytest.mark.parametrize("lines, starts, keepers", STARTS)
def test_who_may_start_and_who_must_hold_back(
    tmp_path: Path, lines: tuple[str, ...], starts: tuple[str, ...], keepers: tuple[str, ...]
) -> None:
    found = one(tmp_path, *lines, *VOTE)
    assert tuple(x.text for x in found.starts) == starts
    assert told(found) == keepers


# the condition -> who can keep a proposal from a vote that it needs
ORDERS = [
    # nothing stands before the only vote, whoever must agree to it
    (("passes when Chamber approve by at least 2/3 of members",), ()),
    (("passes when all of", "  Chamber approve by more than 1/2 of members",
      "  President assents"), ()),
    # a court that gives no opinion, a first vote that is lost
    (("passes when in order", "  opinion of Court",
      "  Chamber approve by more than 1/2 of members"), ("Court: no opinion",)),
    (("passes when in order", "  Chamber approve by more than 1/2 of members",
      "  opinion of Court, Bank", "  People approve by more than 1/2 of votes cast"),
     ("30 of 60 Chamber: an earlier vote", "Court: no opinion", "Bank: no opinion")),
    # what comes after the last vote keeps nothing from it
    (("passes when in order", "  Chamber approve by more than 1/2 of members",
      "  opinion of Court"), ()),
    # a wait and a session are nobody's step
    (("passes when in order", "  Senate approve by at least 2/3 of members", "  wait 30 days",
      "  next session of Chamber", "  Chamber approve by more than 1/2 of members"),
     ("4 of 9 Senate: an earlier vote",)),
    (("passes when in order", "  President assents",
      "  Chamber approve by more than 1/2 of members"), ("President: an earlier vote",)),
    (("passes when in order", "  Regions approve by all units",
      "  Chamber approve by more than 1/2 of members"), ("1 of 3 Regions: an earlier vote",)),
    # each of several groups can, and each is named
    (("passes when in order",
      "  each of East, West in Chamber approve by more than 1/2 of members",
      "  People approve by more than 1/2 of votes cast"),
     ("17 of 34 East in Chamber: an earlier vote", "13 of 26 West in Chamber: an earlier vote")),
    # of alternatives only who can stop each; of conditions that all hold, whoever can stop one
    (("passes when any of", "  in order", "    opinion of Court",
      "    Chamber approve by more than 1/2 of members",
      "  Chamber approve by at least 2/3 of members"), ()),
    (("passes when any of", "  in order", "    opinion of Court",
      "    Chamber approve by more than 1/2 of members", "  in order", "    opinion of Court",
      "    Senate approve by at least 2/3 of members"), ("Court: no opinion",)),
    (("passes when all of", "  in order", "    opinion of Court",
      "    Chamber approve by more than 1/2 of members",
      "  Senate approve by at least 2/3 of members"), ("Court: no opinion",)),
]  # fmt: skip


@pytest.mark.parametrize("lines, keepers", ORDERS)
def test_who_can_keep_it_from_a_vote(
    tmp_path: Path, lines: tuple[str, ...], keepers: tuple[str, ...]
) -> None:
    assert told(one(tmp_path, *lines)) == keepers


def test_one_actor_is_told_from_many(tmp_path: Path) -> None:
    found = one(
        tmp_path, "proposed by President", "passes when in order", "  opinion of Court",
        "  Regions approve by all units", "  Chamber approve by more than 1/2 of members",
        "  People approve by more than 1/2 of votes cast",
    )  # fmt: skip
    assert [(k.who, k.alone) for k in found.keepers] == [
        ("President", True), ("Court", True), ("1 of 3 Regions", True),
        ("30 of 60 Chamber", False),
    ]  # fmt: skip


def test_times_and_states_in_which_nothing_is_put(tmp_path: Path) -> None:
    found = one(tmp_path, "not again for 1 year", 'not during "a siege"', "not after 2 years",
                "not before 30 days", *VOTE)  # fmt: skip
    assert found.limits == ("not again for 1 year", "not during a siege", "not before 30 days")


def test_who_presides_is_named_only_where_that_body_votes(tmp_path: Path) -> None:
    assert one(tmp_path, *VOTE).chairs == ("Speaker of Chamber",)
    assert one(tmp_path, "passes when Senate approve by more than 1/2 of members").chairs == ()


def test_a_procedure_inside_another_brings_its_starts_and_its_steps(tmp_path: Path) -> None:
    law = """procedure Law under "Art. 1"
  proposed by Bank
  passes when in order
    opinion of Court
    Chamber approve by more than 1/2 of members
"""
    wider = """procedure "Wider law" under "Art. 2"
  passes when all of
    procedure Law passes
    Senate approve by more than 1/2 of members
"""
    either = """procedure Either under "Art. 3"
  passes when any of
    procedure Law passes
    Senate approve by all members
"""
    own = """procedure Own under "Art. 4"
  proposed by President
  passes when procedure Law passes
"""
    model = text(tmp_path, law, wider, either, own)
    found = {a.procedure: a for a in access(model)}
    started = {name: [x.text for x in a.starts] for name, a in found.items()}
    assert started == {"Law": ["Bank"], "Wider law": ["Bank"], "Either": [], "Own": ["President"]}
    assert told(found["Wider law"]) == ("Bank: no proposal", "Court: no opinion")
    assert told(found["Either"]) == ()
    assert told(found["Own"]) == ("President: no proposal", "Court: no opinion")


def test_two_models_differ_by_who_may_start_and_by_who_comes_first(tmp_path: Path) -> None:
    # The same majority of the same body: only access tells the two apart.
    closed = one(tmp_path, "proposed by President", "passes when in order", "  opinion of Court",
                 "  Chamber approve by more than 1/2 of members")  # fmt: skip
    petition = "proposed when Regions petition by at least 1 units"
    wide = one(tmp_path, "proposed by President", petition, *VOTE)
    assert [k.who for k in closed.keepers if k.alone] == ["President", "Court"]
    assert [k.who for k in wide.keepers if k.alone] == []


def test_units_start_by_their_name_their_organ_or_their_list(tmp_path: Path) -> None:
    vote = "  passes when Chamber approve by more than 1/2 of members\n"
    procedures = (
        f'procedure A under "1"\n  proposed by "Council of the Islands"\n{vote}',
        f'procedure B under "2"\n  proposed when Regions petition by at least 2 units\n{vote}',
        f'procedure C under "3"\n  proposed by President\n{vote}',
    )
    model = text(tmp_path, *procedures)
    assert units_starting(model, access(model)) == (
        (("Islands",), ("A", "B")),
        (("North", "South"), ("B",)),
    )


def test_no_unit_starts_anything(tmp_path: Path) -> None:
    found = text(tmp_path, f'procedure C under "3"\n  proposed by President\n  {VOTE[0]}\n')
    assert units_starting(found, access(found)) == ((("North", "South", "Islands"), ()),)


# ------------------------------------------------------------------------- the second way


@settings(max_examples=400 if FULL else 30)
@given(st.integers(1, 60), st.integers(1, 60), st.booleans())
def test_signatures_are_counted_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory, top: int, bottom: int, more: bool
) -> None:
    top, bottom = min(top, bottom), max(top, bottom)
    if more and top == bottom:
        top, bottom = 1, 2
    word = "more than" if more else "at least"
    share = f"{word} {top}/{bottom} of members" if top < bottom else "all members"
    found = one(tmp_path_factory.mktemp("lakes"), f"proposed when Chamber petition by {share}",
                *VOTE)  # fmt: skip
    enough = [k for k in range(61) if (Fraction(k, 60) > Fraction(top, bottom)) or
              (not more and Fraction(k, 60) == Fraction(top, bottom))]  # fmt: skip
    need = enough[0]
    keeps = next(k for k in range(61) if 60 - k not in enough)
    (start,) = found.starts
    assert (start.need, start.members) == (need, 60)
    assert start.keeps == (f"{keeps} of 60 Chamber" if keeps < 60 else "all 60 Chamber")


STEP = {
    "opinion of Court": "Court: no opinion",
    "Senate approve by at least 2/3 of members": "4 of 9 Senate: an earlier vote",
    "President assents": "President: an earlier vote",
    "Chamber approve by more than 1/2 of members": "30 of 60 Chamber: an earlier vote",
    "wait 30 days": "",
    "next session of Chamber": "",
}


@settings(max_examples=400 if FULL else 30)
@given(st.lists(st.sampled_from(sorted(STEP)), min_size=2, max_size=6, unique=True))
def test_all_that_stands_before_the_last_vote_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    votes = [k for k, x in enumerate(steps) if "approve" in x or "assents" in x]
    if not votes:
        return
    lines = ("passes when in order", *(f"  {x}" for x in steps))
    found = one(tmp_path_factory.mktemp("lakes"), *lines)
    assert told(found) == tuple(STEP[x] for x in steps[: votes[-1]] if STEP[x])


# ------------------------------------------------------------------------- the packaged case

# text, procedure -> who may start it; who alone can keep it from a vote
CASE = [
    ("text-1996", "Ordinary law",
     "President, Cabinet of Ministers, National Bank, 1 of 450 Verkhovna Rada", ""),
    ("text-2004", "Ordinary law", "President, Cabinet of Ministers, 1 of 450 Verkhovna Rada", ""),
    ("text-2004", "General amendment", "President, 150 of 450 Verkhovna Rada",
     "Constitutional Court"),
    ("text-2004", "Amendment of Titles I, III and XIII", "President, 300 of 450 Verkhovna Rada",
     "Constitutional Court"),
    ("text-2004", "Removal of the President", "226 of 450 Verkhovna Rada",
     "Constitutional Court, Supreme Court"),
    ("text-2004", "Constitution of the Autonomous Republic",
     "Verkhovna Rada of the Autonomous Republic of Crimea",
     "Verkhovna Rada of the Autonomous Republic of Crimea"),
    ("text-2004", "Appointment of the Prime Minister", "President", "President"),
    ("model-a", "General amendment", "President, 150 of 450 Verkhovna Rada",
     "Constitutional Court"),
    ("model-b", "General amendment", "President, 150 of 450 Verkhovna Rada, 9 of 27 Regions",
     "Constitutional Court"),
    ("model-c", "General amendment", "President, 150 of 450 Verkhovna Rada",
     "Constitutional Court"),
    ("model-a", "Alteration of the territory", "Verkhovna Rada", "Verkhovna Rada"),
]  # fmt: skip


@pytest.fixture(scope="module")
def packaged() -> dict[str, dict[str, Access]]:
    case = load("ukraine-2014")
    return {t.key: {a.procedure: a for a in access(t.model)} for t in case.constitutions}


@pytest.mark.parametrize("text, procedure, starts, alone", CASE)
def test_the_packaged_case(
    packaged: dict[str, dict[str, Access]], text: str, procedure: str, starts: str, alone: str
) -> None:
    found = packaged[text][procedure]
    assert ", ".join(x.text for x in found.starts) == starts
    assert ", ".join(dict.fromkeys(k.who for k in found.keepers if k.alone)) == alone
