"""One sentence through the grammar: a parse tree, or where and why it got stuck."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput

from foedus.constitution.words import Word

#: The start rules of grammar.lark, one for each context a line can stand in.
STARTS = (
    "top", "head_line", "body_line", "units_line", "procedure_line", "condition_line",
    "order_line", "reading_line", "view_line", "claim_line", "expect_line", "clause_line",
    "chamber_line", "tax_line", "equalisation_line",
)  # fmt: skip

_OPEN_KINDS = {"NAME", "COLUMN", "STRING", "DATE", "FRACTION", "INTEGER", "ARROW"}
_PUNCT = {":": "COLON", ",": "COMMA"}


@dataclass(frozen=True, slots=True)
class Stuck:
    """No sentence goes on from here: `at` is the word refused (len(words) at the line's end).

    `accepted` are the terminals that would have been accepted.
    """

    at: int
    accepted: frozenset[str]


@cache
def grammar() -> Lark:
    """Return the parser of grammar.lark (LALR, built once; the words are found by `words`)."""
    text = files("foedus.constitution").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer="basic",
        start=list(STARTS),
        propagate_positions=True,
        maybe_placeholders=True,
    )


@cache
def _literals() -> tuple[dict[str, frozenset[str]], dict[str, tuple[str, ...]]]:
    """Return word -> the terminals it can be, and terminal -> its words."""
    terminals: dict[str, tuple[str, ...]] = {}
    for terminal in grammar().terminals:
        if terminal.name not in _OPEN_KINDS:
            pattern = str(terminal.pattern.value).replace("\\", "")
            terminals[terminal.name] = tuple(re.findall(r"[a-z][a-z-]*", pattern))
    words: dict[str, set[str]] = {}
    for name, found in terminals.items():
        for word in found:
            words.setdefault(word, set()).add(name)
    return {w: frozenset(t) for w, t in words.items()}, terminals


def terminal_words(terminal: str) -> tuple[str, ...]:
    """Return the words of the language that a terminal stands for (none for names, numbers)."""
    return _literals()[1].get(terminal, ())


def kinds(word: Word) -> list[str]:
    """Return the terminals a token can be, the most particular first."""
    if word.kind == "STRING":
        return ["STRING"]
    if word.kind == "WORD":
        known = sorted(_literals()[0].get(word.text, ()))
        return [*known, "NAME" if word.is_name else "COLUMN"]
    if word.kind == "PUNCT":
        return [_PUNCT[word.text]]
    if word.kind == "INTEGER" and len(word.text) == 4:
        return ["INTEGER", "DATE"]
    return [word.kind]


def parse_words(words: list[Word], start: str) -> Tree[Any] | Stuck:
    """Return the parse tree of a sentence, or where it got stuck; do not change it."""
    return _parse_words(tuple(words), start)


# Long files and drafts side by side repeat their sentences; places are within the line.
@lru_cache(maxsize=4096)
def _parse_words(words: tuple[Word, ...], start: str) -> Tree[Any] | Stuck:
    machine: Any = grammar().parse_interactive(start=start)
    fed: list[Token] = []
    for word in words:
        choices = machine.choices()
        terminal = next((k for k in kinds(word) if k in choices), None)
        if terminal is None:
            return _stuck(fed, start)
        token = _token(word, terminal)
        try:
            machine.feed_token(token)
        except UnexpectedInput:
            return _stuck(fed, start)
        fed.append(token)
    if "$END" not in machine.choices():
        return _stuck(fed, start)
    try:
        tree: Tree[Any] = machine.feed_eof()
    except UnexpectedInput:
        return _stuck(fed, start)
    return tree


def _token(word: Word, terminal: str) -> Token:
    return Token(
        terminal, word.text, start_pos=word.start, line=1, column=word.start + 1, end_line=1,
        end_column=word.end + 1, end_pos=word.end,
    )  # fmt: skip


def _stuck(fed: list[Token], start: str) -> Stuck:
    """Walk up to the refused word again: a failed step leaves the machine in between."""
    machine: Any = grammar().parse_interactive(start=start)
    for token in fed:
        machine.feed_token(token)
    return Stuck(len(fed), frozenset(machine.accepts()))
