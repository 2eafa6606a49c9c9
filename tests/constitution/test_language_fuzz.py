"""Broken texts: whatever is typed, the answer is a tree or diagnostics with true places."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import FULL
from foedus.constitution.codes_federation import CODES as FEDERATION
from foedus.constitution.codes_meaning import CODES as MEANING
from foedus.constitution.codes_sentences import CODES as SENTENCES
from foedus.constitution.fmt import format_text
from foedus.constitution.parse import parse
from foedus.errors import BadInput, Diagnostic

HERE = Path(__file__).resolve()
GUIDE = (HERE.parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
TEXTS = re.findall(r"```foedus\n(.*?)```", GUIDE, re.S)
WORDS = sorted(set(re.findall(r'"[^"\n]*"|[\w/-]+|[:,]|=>', "\n".join(TEXTS))))


def errors_of(text: str) -> list[Diagnostic]:
    try:
        parse(text, "t.foedus")
    except BadInput as exc:
        return list(exc.diagnostics)
    return []


def assert_true(error: Diagnostic, text: str) -> None:
    """The code is explained, and the place lies in the line that is shown."""
    assert error.code in SENTENCES | MEANING | FEDERATION
    assert error.expected
    lines = text.splitlines()
    if error.code == "E009":
        return
    assert 1 <= error.place.line <= len(lines)
    line = lines[error.place.line - 1]
    assert error.source == line
    assert 1 <= error.place.column < error.place.end_column <= len(line) + 2


def damaged(text: str, rng: random.Random) -> str:
    """Return the text with one to three slips of a typist."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text))
        tokens = re.split(r"(\s+|[:,])", text)
        here = rng.randrange(len(tokens))
        slip = rng.randrange(6)
        if slip == 0:
            text = text[:at] + text[at + 1 :]
        elif slip == 1:
            text = text[:at] + rng.choice('"#%\t\n:,é“\\0=') + text[at:]
        elif slip == 2:
            text = "".join(tokens[:here] + tokens[here + 1 :])
        elif slip == 3:
            text = "".join([*tokens[:here], rng.choice(WORDS), *tokens[here + 1 :]])
        elif slip == 4:
            text = "".join([*tokens[:here], " ", rng.choice(WORDS), " ", *tokens[here:]])
        else:
            lines = text.splitlines()
            where = rng.randrange(len(lines))
            lines[where] = " " * rng.randrange(7) + lines[where].lstrip()
            text = "\n".join(lines) + "\n"
    return text


@pytest.mark.parametrize("seed", range(400 if FULL else 60))
def test_slips_are_answered_with_true_places(seed: int) -> None:
    rng = random.Random(seed)
    text = damaged(rng.choice(TEXTS), rng)
    for error in errors_of(text):
        assert_true(error, text)


@given(st.text(max_size=60))
def test_any_text_at_all_is_answered(text: str) -> None:
    for error in errors_of(text):
        assert_true(error, text)


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.integers(0, 6))
def test_any_words_at_all_are_answered(words: list[str], indent: int) -> None:
    text = f"constitution X\n{' ' * indent}{' '.join(words)}\n"
    for error in errors_of(text):
        assert_true(error, text)


@pytest.mark.parametrize("seed", range(40))
def test_one_slip_never_hides_another(seed: int) -> None:
    """The errors of two broken sentences are those of each, broken alone."""
    rng = random.Random(seed)
    sentences = [
        "House approve by more than 50 % of members",
        "House aprove by more than 1/2 of members",
        "House approve by 1/2 of members",
        "House approve by more than 1/2",
        "House reject by all members",
        "Huose approve by all members",
        "House approve by at least 11 members",
        "Lord Speaker assents",
    ]
    first, second = rng.sample(sentences, 2)
    head = 'constitution X\nbody House: 10 members\nprocedure P under "1"\n  passes when all of\n'

    def said(*lines: str) -> list[str]:
        body = "".join(f"    {x}\n" for x in lines)
        return sorted(e.code + e.what for e in errors_of(head + body))

    good = "House approve by all members"
    assert said(first, good, second) == sorted(said(first, good) + said(second, good))
    assert said(first, good)
    assert said(second, good)


@given(st.text(max_size=80))
def test_formatting_any_text_answers_or_is_stable(text: str) -> None:
    try:
        once = format_text(text)
    except BadInput:
        return
    assert format_text(once) == once
