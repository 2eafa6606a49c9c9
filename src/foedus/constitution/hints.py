"""Frequent slips of people who write the language for the first time, and what they meant."""

from __future__ import annotations

from foedus.constitution.sentences import terminal_words
from foedus.constitution.words import Word

#: Frequent slips: the word written, a terminal accepted there, and the sentence meant.
_HINTS = (
    ("block", "APPOINT", "write `X alone can block P` or `X, Y together can block P`"),
    ("pass", "ALONE", "write `X alone can pass P`"),
    ("without", "ONLY", "write `P can pass without X` or `P passes only with X`"),
    ("against", "ONLY", "write `P can pass against X` or `P cannot pass against X`"),
    ("votes", "VOTING", "write `voting yes`, `voting no`, `voting as one bloc` or `one by one`"),
    ("boycott", "BOYCOTT-SENSITIVE", "write it as one word: boycott-sensitive"),
    ("with", "BY", "a threshold is introduced by `by`"),
    ("and", "COMMA", "names are listed with commas: A, B"),
    ("or", "COMMA", "names are listed with commas: A, B"),
    ("vote", "APPROVE", "write `X approve by ...`"),
    ("consent", "APPROVE", "write `X approve by ...`, of one person `X assents`"),
    ("agrees", "ASSENTS", "write `X assents`"),
    ("signs", "ASSENTS", "write `X assents`"),
)

_FIGURES = {
    "half": "1/2", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "third": "1/3", "quarter": "1/4",
}  # fmt: skip


def hint(word: Word, accepted: frozenset[str]) -> str:
    """Return how the sentence is written that a refused word hints at, or an empty string."""
    possible = {*accepted, *(w.upper() for t in accepted for w in terminal_words(t))}
    meant = next((h for text, t, h in _HINTS if text == word.text and t in possible), "")
    figure = _FIGURES.get(word.text.lower().split("-")[0])
    if not meant and figure and "INTEGER" in accepted:
        return f"numbers are written in figures: {figure}"
    return meant
