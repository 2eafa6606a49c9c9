"""Votes held against thresholds that a text leaves open: for every one, or where it turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from foedus.constitution.syntax import Op, Threshold, Undetermined
from foedus.proof.tally_result import LimbResult, Tally, Truth

#: So many open thresholds are tried in every combination of their ends; of more, both ends only.
MOST = 6
#: The threshold chosen for each open one, by the identity of its node.
Chosen = Mapping[int, Threshold]


@dataclass(frozen=True, slots=True)
class Held:
    """A tally under chosen thresholds, and which of its limbs (by place) had one left open."""

    tally: Tally
    opened: Mapping[int, Undetermined]


def thresholds(nodes: Iterable[object]) -> list[Undetermined]:
    """Return the open thresholds among nodes, each node once."""
    return list({id(n): n for n in nodes if isinstance(n, Undetermined)}.values())


def end(threshold: Undetermined, *, high: bool) -> Threshold:
    """Return the lowest or the highest threshold that the text allows.

    At most a share b means quotas up to ceil(b x base): at the upper end, at least b.
    """
    op, amount = (Op.AT_LEAST, threshold.high) if high else (threshold.low_op, threshold.low)
    return Threshold(op, amount, threshold.base, True, threshold.column, threshold.as_of,
                     place=threshold.place)  # fmt: skip


def settled(node: Any, *, high: bool) -> Any:
    """Return a syntax tree with every open threshold at its lowest or highest."""
    if isinstance(node, Undetermined):
        return end(node, high=high)
    if isinstance(node, tuple):
        return tuple(settled(x, high=high) for x in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {f.name: getattr(node, f.name) for f in fields(node) if f.init}
    new = {name: settled(part, high=high) for name, part in parts.items() if name != "place"}
    changed = {name: part for name, part in new.items() if part is not parts[name]}
    same = all(part == parts[name] for name, part in changed.items())
    return node if same else replace(node, **changed)


def for_every(opened: list[Undetermined], hold: Callable[[Chosen], Held]) -> Tally:
    """Return one tally for all thresholds: limbs that turn are open, and it says where.

    A limb changes once as its threshold rises, so that both ends of each threshold decide; the
    outcome is looked at in every combination of ends.
    """
    runs = [hold(chosen) for chosen in _choices(opened)]
    low, high = runs[0].tally, runs[-1].tally
    known = len(opened) <= MOST
    limbs = tuple(
        _limb(a, b, runs[0].opened.get(i))
        for i, (a, b) in enumerate(zip(low.limbs, high.limbs, strict=True))
    )
    outcomes = {run.tally.adopted for run in runs}
    turning = [limb for limb in limbs if limb.turns_at is not None]
    agreed = len(outcomes) == 1 and (known or not turning)
    adopted = low.adopted if agreed else None
    assumed = tuple(dict.fromkeys(a for run in runs for a in run.tally.assumptions))
    told = "for every threshold" if agreed and adopted is not None else ""
    if not agreed:
        told = _turns(turning, low, high)
    return replace(low, adopted=adopted, limbs=limbs, assumptions=assumed, turns=told)


def _choices(opened: list[Undetermined]) -> Iterator[Chosen]:
    sides = (False, True)
    combos = product(sides, repeat=len(opened)) if len(opened) <= MOST else (
        (side,) * len(opened) for side in sides
    )  # fmt: skip
    for combo in combos:
        yield {id(t): end(t, high=high) for t, high in zip(opened, combo, strict=True)}


def _turns(turning: list[LimbResult], low: Tally, high: Tally) -> str:
    if len(turning) == 1 and low.adopted is not high.adopted:
        at = f"{turning[0].turns_at:,} of {turning[0].base}"
        return f"{low.word} below a threshold of {at}; turns at {at}: {high.word}"
    return (
        f"it turns on thresholds left open: {low.word} with all at their lowest, {high.word} with "
        "all at their highest"
    )


def _limb(low: LimbResult, high: LimbResult, threshold: Undetermined | None) -> LimbResult:
    if low == high:
        return low
    met: Truth = low.met if low.met is high.met else None
    changes = None
    if met is not None and low.changes is not None and high.changes is not None:
        changes = min(low.changes, high.changes)
    one = replace(low, met=met, margin=None, changes=changes, boycott=None)
    alike = low.sentence == high.sentence and low.margin is not None and high.margin is not None
    if threshold is None or not alike:
        text = f"{low.text} at the lowest threshold, {high.text} at the highest"
        return replace(one, text=text)
    return _reached(one, low, high, threshold)


def _reached(
    one: LimbResult, low: LimbResult, high: LimbResult, threshold: Undetermined
) -> LimbResult:
    """Return the limb with what was reached of its base: margin = reached - share x base."""
    assert low.margin is not None
    assert high.margin is not None
    # A limb under "unless" is turned round, its margin with it.
    sign = -1 if low.margin < high.margin else 1
    base = abs(low.margin - high.margin) / (threshold.high - threshold.low)
    reached = sign * low.margin + threshold.low * base
    least = threshold.low * base
    first = floor(least) + 1 if threshold.low_op is Op.MORE_THAN else ceil(least)
    last = max(first, ceil(threshold.high * base))
    head = f"{_amount(reached)} of {_amount(base)}; {first:,} to {last:,} needed, as the text"
    if one.met is not None:
        return replace(one, text=f"{head} leaves open; {_word(low)} for every threshold")
    turns = floor(reached) + 1
    text = f"{head} leaves open; {_word(low)} below {turns:,}, turns at {turns:,}"
    return replace(one, text=text, turns_at=turns, base=_amount(base))


def _word(limb: LimbResult) -> str:
    return limb.text.rpartition("; ")[2]


def _amount(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else str(value)
