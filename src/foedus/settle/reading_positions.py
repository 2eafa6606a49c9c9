"""Positions from records: each kind with the keys it needs, each tied to a statement."""

from __future__ import annotations

from typing import Any

from foedus.settle.asks import money, power
from foedus.settle.model import Position, Standing, Strength, Take
from foedus.settle.records import (
    Names,
    Record,
    known,
    options_of,
    own_key,
    statement,
    terms,
    words_of,
)

#: The keys a kind needs besides those of every position.
_NEEDS = {
    Take.ACCEPTS: "options",
    Take.ONLY: "options",
    Take.REJECTS: "options",
    Take.PREFERS: "order",
    Take.LADDER: "rungs",
    Take.GUARANTEE: "guarantee",
    Take.POWER: "power",
    Take.MONEY: "money",
}


def position(r: Record, names: Names, coder: str) -> Position | None:
    """Return one position; None where its party or question is unknown."""
    key = own_key(r, names, "position")
    take = r.choice("kind", Take)
    party, said = r.text("party"), r.text("statement", "")
    fits = known(r, "E706", party, names.parties, "party", "party") if party else False
    question = _question(r, names, take)
    fits &= question is not None
    words = r.text("words", "")
    if statement(r, names, said):
        words_of(r, names, said, words, names.parties.get(party))
    asks = _asks(r, take)
    found = Position(
        key, party, take, said, words,
        r.choice("status", Standing, Standing.STATED),
        r.choice("strength", Strength),
        question or "",
        _options(r, names, question or ""),
        terms(r, names, "if", take is Take.CONDITIONAL),
        terms(r, names, "then", take is Take.CONDITIONAL),
        _groups(r, names, question or "", "rungs"),
        _groups(r, names, question or "", "order"),
        asks,
        r.text("untradeable", ""),
        r.integer("cost"),
        r.text("coded_by", coder),
        r.text("confidence", ""),
        r.text("note", ""),
    )  # fmt: skip
    if not _complete(r, key, take):
        return None
    r.done(("rungs", "order"))
    return found if fits else None


def _question(r: Record, names: Names, take: Take) -> str | None:
    """Return the question, "" where the kind has none, None where it is unknown."""
    if take is Take.CONDITIONAL:
        return ""
    question = r.text("question", "" if take.of_text else None)
    if not question:
        return "" if take.of_text else None
    fits = known(r, "E704", question, names.questions, "question", "question")
    return question if fits else None


def _complete(r: Record, key: str, take: Take) -> bool:
    needed = _NEEDS.get(take)
    if needed is None or r.data.get(needed):
        return True
    what = f'position "{key}" of kind "{take}" has no "{needed}"'
    r.fail("E716", what, "kind", expected=f"{needed} = ...")
    return False


def _asks(r: Record, take: Take) -> str:
    texts = {k: r.text(str(k), "") for k in (Take.GUARANTEE, Take.POWER, Take.MONEY)}
    asks = texts.get(take, "")
    for kind, reads, example in (
        (Take.POWER, power, "police: region may execute"),
        (Take.MONEY, money, "Value added tax: at least 45/100 to region"),
    ):
        if take is kind and asks and reads(asks) is None:
            r.fail("E725", f'"{asks}" cannot be read', str(kind), word=asks, expected=example)
    return asks


def _options(r: Record, names: Names, question: str) -> tuple[str, ...]:
    found = r.texts("options")
    options_of(r, names, question, found, "options")
    return found


def _groups(r: Record, names: Names, question: str, key: str) -> tuple[tuple[str, ...], ...]:
    """Return rungs or an order: a list whose items are options or lists of options."""
    raw = r.data.get(key)
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(_group(g) for g in raw):
        r.fail("E304", f'"{key}" is of the wrong kind', key, expected='[["one"], ["two"]]')
        return ()
    groups = tuple(tuple(g) if isinstance(g, list) else (g,) for g in raw)
    flat = [o for g in groups for o in g]
    options_of(r, names, question, flat, key)
    if len(set(flat)) < len(flat):
        what = f'"{key}" names an option twice'
        r.fail("E715", what, key, expected="each option once")
    return groups


def _group(item: Any) -> bool:
    if isinstance(item, list):
        return bool(item) and all(isinstance(o, str) for o in item)
    return isinstance(item, str)
