"""Quotes, levels and agreement, views and sealed notes."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import BadInput
from foedus.record.alpha import ordinal_alpha
from foedus.record.entries import LEVELS
from foedus.record.quotes import find_quote
from foedus.record.sealed import MAGIC, add_note, read_notes, seal, unseal
from foedus.record.status import status
from foedus.record.view import Item, timeline

TEXT = (
    "The parties agreed:\n  to “disarm” all irregular\u00a0forces – at once. Nothing else was said."
)
QUOTES = [
    ("to “disarm” all irregular forces", True),
    ('to "disarm" all irregular forces - at once', True),
    ("The parties agreed: to", True),
    ("agreed [...] at once.", True),
    ("at once [...] agreed", False),
    ("to “disarm” all iregular forces", False),
    ("to “disarm” All irregular", False),
    ("at once. Nothing else was said!", False),
    ("[...]", False),
    ("", False),
]


@pytest.mark.parametrize("quote,found", QUOTES)
def test_a_quote_is_found_letter_by_letter(quote: str, found: bool) -> None:
    match = find_quote(quote, TEXT)
    assert match.found is found
    assert ("stands in" in match.explain()) is found


def test_an_altered_letter_is_shown_with_its_place() -> None:
    match = find_quote("to “disarm” all iregular forces", TEXT)
    assert match.common.endswith("all ir")
    assert match.quote_goes_on.startswith("egular")
    assert match.source_goes_on.startswith("regular")


@given(st.integers(0, 40), st.sampled_from("xQ7"))
def test_every_single_altered_letter_is_found(at: int, letter: str) -> None:
    quote = "to disarm all irregular forces at once and for all"
    altered = quote[:at] + letter + quote[at + 1 :]
    source = f"They agreed {quote}, it was said."
    assert find_quote(quote, source).found
    assert find_quote(altered, source).found == (altered == quote)


#: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section D: four observers,
#: twelve units, missing data; ordinal alpha = 0.815.


def krippendorff_example() -> dict[str, dict[str, str]]:
    rows = ["1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3",
            "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *"]  # fmt: skip
    table = [r.split() for r in rows]
    return {
        str(u): {"ABCD"[o]: table[o][u] for o in range(4) if table[o][u] != "*"} for u in range(12)
    }


def test_the_published_value_of_alpha() -> None:
    alpha = ordinal_alpha(krippendorff_example(), list("12345"))
    assert alpha is not None
    assert round(float(alpha), 3) == 0.815


def slow_alpha(ratings: dict[str, dict[str, str]], levels: list[str]) -> Fraction | None:
    """Alpha from the coincidence matrix, as section D of the paper goes step by step."""
    values = range(len(levels))
    o = {(c, k): Fraction(0) for c in values for k in values}
    for unit in ratings.values():
        given_levels = [levels.index(v) for v in unit.values()]
        if len(given_levels) > 1:
            for a, b in permutations(range(len(given_levels)), 2):
                o[given_levels[a], given_levels[b]] += Fraction(1, len(given_levels) - 1)
    n = {c: sum(o[c, k] for k in values) for c in values}
    total = sum(n.values())

    def delta(c: int, k: int) -> Fraction:
        low, high = min(c, k), max(c, k)
        return (sum(n[g] for g in range(low, high + 1)) - Fraction(n[c] + n[k], 2)) ** 2

    below = sum(n[c] * n[k] * delta(c, k) for c in values for k in values)
    if not below:
        return None
    above = sum(o[c, k] * delta(c, k) for c in values for k in values)
    return 1 - (total - 1) * above / below


RATINGS = st.dictionaries(
    st.sampled_from("uvwxyz"),
    st.dictionaries(st.sampled_from("ABC"), st.sampled_from(LEVELS), max_size=3),
    max_size=6,
)


@given(RATINGS)
def test_alpha_agrees_with_the_coincidence_matrix(ratings: dict[str, dict[str, str]]) -> None:
    assert ordinal_alpha(ratings, LEVELS) == slow_alpha(ratings, list(LEVELS))


def test_a_level_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="no such level"):
        ordinal_alpha({"u": {"A": "nearly done"}}, LEVELS)


def entry(seq: int, kind: str, replaced_by: str = "", **body: object) -> Item:
    return Item(seq, {"id": f"e{seq}", "kind": kind, **body}, replaced_by)


PROMISES = [
    entry(0, "commitment", text="withdraw", obligor="both", deadline="2014-03-20",
          agreed_on="2014-03-01"),
    entry(1, "assessment", commitment="e0", level="minimal", assessor="X", date="2014-03-10",
          reasons="two of nine left"),
    entry(2, "assessment", commitment="e0", level="complete", assessor="X", date="2014-03-25",
          reasons="all left"),
    entry(3, "assessment", commitment="e0", level="not initiated", assessor="Y", date="2014-03-22",
          reasons="none seen leaving", evidence=["src"]),
    entry(4, "step", commitment="e0", what="first battery", date="2014-03-09", stage="stored",
          count=9, unit="guns"),
    entry(5, "commitment", text="vote", obligor="one", agreed_on="2014-05-01"),
    entry(6, "commitment", replaced_by="e7", text="old", obligor="one"),
    entry(7, "commitment", text="new", obligor="one", deadline="2014-04"),
]  # fmt: skip


@pytest.mark.parametrize(
    "as_of,spread,overdue",
    [
        ("2014-03-05", "unknown: nobody assessed it", False),
        ("2014-03-20", "minimal", False),
        ("2014-03-22", "not initiated to minimal (assessors differ)", True),
        ("2014-03-31", "not initiated to complete (assessors differ)", True),
    ],
)
def test_a_commitment_shows_every_assessor_and_no_verdict(
    as_of: str, spread: str, overdue: bool
) -> None:
    result = status(PROMISES, as_of=as_of)
    assert [c.id for c in result.commitments] == ["e0", "e7"]
    assert (result.commitments[0].spread, result.commitments[0].overdue) == (spread, overdue)
    assert not result.commitments[1].overdue, "a deadline of the month 2014-04 ends with it"


def test_a_count_without_a_counter_says_so() -> None:
    result = status(PROMISES, as_of="2014-03-31")
    assert result.commitments[0].steps == (
        "2014-03-09: first battery; stored; 9 guns; nobody is named as having counted",
    )


def test_the_timeline_filters_and_counts_what_it_leaves_out() -> None:
    found = timeline(PROMISES, as_of="2014-03-15")
    assert [i.id for i in found.items] == ["e0", "e4", "e1"]
    assert found.left_out == 4
    assert [i.id for i in timeline(PROMISES, party="y", kinds=["assessment"]).items] == ["e3"]
    assert timeline(PROMISES).rows()[0]["what"] == "withdraw"


@settings(max_examples=60 if FULL else 6)
@example(b"foedus-s", "0")
@given(st.binary(max_size=200), st.text(min_size=1, max_size=10))
def test_a_sealed_file_opens_with_its_passphrase_only(plain: bytes, word: str) -> None:
    sealed = seal(plain, word)
    assert unseal(sealed, word, "f") == plain
    assert len(plain) < 8 or plain not in sealed.removeprefix(MAGIC)
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), b"x" + sealed, b""):
        with pytest.raises(BadInput) as caught:
            unseal(broken, word, "f")
        assert caught.value.diagnostics[0].code == "E642"
    with pytest.raises(BadInput):
        unseal(sealed, word + "x", "f")


def test_notes_are_added_and_never_readable_without_the_passphrase() -> None:
    first = add_note(None, {"text": "they may accept point 3"}, "word", "f")
    both = add_note(first, {"text": "zażółć"}, "word", "f")
    assert [n["text"] for n in read_notes(both, "word", "f")] == [
        "they may accept point 3",
        "zażółć",
    ]
    assert b"point 3" not in both
    assert json.dumps("zażółć").encode() not in both
    with pytest.raises(ValueError, match="empty"):
        seal(b"x", "")
