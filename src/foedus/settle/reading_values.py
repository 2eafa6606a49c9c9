"""A party's own numbers from a record: weights that sum to 100 and points of every option."""

from __future__ import annotations

from collections.abc import Mapping

from foedus.settle.model import Values
from foedus.settle.records import Names, Record, known, options_of, statement


def values(r: Record, names: Names) -> Values | None:
    """Return a party's weights, points and value of no deal; None where the party is unknown."""
    party, said = r.text("party"), r.text("statement", "")
    fits = known(r, "E706", party, names.parties, "party", "party")
    statement(r, names, said)
    weights = _weights(r, names)
    points: dict[tuple[str, str], int] = {}
    for record in r.records("points"):
        points |= _points(record, names)
    for question in weights:
        _pointed(r, names, question, points)
    no_deal = r.integer("no_deal")
    if no_deal is None or no_deal > 100:
        r.fail("E711", "the value of no deal is missing or above 100", "no_deal",
               expected="no_deal = 0 to 100")  # fmt: skip
    r.done(("weights",))
    return Values(party, said, weights, points, no_deal or 0) if fits else None


def _points(r: Record, names: Names) -> dict[tuple[str, str], int]:
    question, table = r.text("question"), r.data.get("of")
    r.done(("of",))
    if not known(r, "E704", question, names.questions, "question", "question"):
        return {}
    if not isinstance(table, dict):
        r.fail("E711", f'the points of "{question}" are missing', "of", expected="{ option = 50 }")
        return {}
    options_of(r, names, question, table, "of")
    return {(question, o): v for o, v in table.items()}


def _weights(r: Record, names: Names) -> dict[str, tuple[int, int]]:
    raw = r.data.get("weights")
    if not isinstance(raw, dict) or not raw:
        r.fail("E710", "the weights are missing", expected="weights = { question = 40, ... }")
        return {}
    found: dict[str, tuple[int, int]] = {}
    for question, value in raw.items():
        pair = value if isinstance(value, list) else [value, value]
        whole = len(pair) == 2 and all(type(v) is int and 0 <= v <= 100 for v in pair)
        if not whole or pair[0] > pair[1]:
            what = f'the weight of "{question}" is no percent'
            r.fail("E710", what, "weights", expected="a whole number or [low, high], 0 to 100")
        elif known(r, "E704", question, names.questions, "question", "weights"):
            found[question] = (pair[0], pair[1])
    low, high = sum(v[0] for v in found.values()), sum(v[1] for v in found.values())
    if len(found) == len(raw) and not low <= 100 <= high:
        total = str(low) if low == high else f"{low} to {high}"
        r.fail("E710", f"the weights sum to {total}", "weights", expected="100")
    return found


def _pointed(r: Record, names: Names, question: str, points: Mapping[tuple[str, str], int]) -> None:
    for option in names.questions[question].options:
        value = points.get((question, option.key))
        if type(value) is not int or not 0 <= value <= 100:
            what = f'option "{option.key}" of "{question}" has no points'
            r.fail("E711", what, "points", expected="a whole number from 0 to 100")
