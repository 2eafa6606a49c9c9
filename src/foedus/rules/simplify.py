"""The same rule, said more shortly: every step keeps which coalitions pass."""

from __future__ import annotations

from collections import Counter
from math import gcd

from foedus.rules.draft import Draft, Part, assemble, take_apart
from foedus.rules.gates import Rule

#: Quotas are raised to the next attainable sum only up to this total weight (bits of an integer).
TIGHTEN_BITS = 1 << 20


def simplify(rule: Rule) -> Rule:
    """Return an equivalent rule: constants folded, single children lifted, implied quotas dropped,
    equal gates joined, weights divided by their common divisor, quotas raised to the next sum
    that some coalition attains, and weights capped at the quota where one gate uses the row.

    The voters stay, those without influence included. The root of a rule that always or never
    passes is a gate with no children and quota 0 or 1.
    """
    while True:
        draft = take_apart(rule)
        _fold(draft)
        shorter = assemble(draft)
        draft = take_apart(shorter)
        _drop_implied(draft)
        _scale(draft)
        _normalise_private_rows(draft)
        shorter = assemble(draft)
        if shorter == rule:
            return rule
        rule = shorter


def _fold(draft: Draft) -> None:
    """Replace decided gates by constants and gates with one child by the child."""
    n = len(draft.voters)
    value: dict[int, int | bool] = {k: k for k in range(n)}
    for index, part in enumerate(draft.parts):
        weights: dict[int, int] = {}
        for node, weight in part.weights.items():
            known = value[node]
            if known is True:
                part.quota -= weight
            elif known is not False:
                weights[known] = weights.get(known, 0) + weight
        part.weights = weights
        value[n + index] = _decide(draft, part, n + index)
    top = value[draft.root]
    if isinstance(top, bool):
        draft.parts.append(Part({}, 0 if top else 1, "always" if top else "never"))
        draft.root = n + len(draft.parts) - 1
    else:
        draft.root = top


def _decide(draft: Draft, part: Part, node: int) -> int | bool:
    if part.quota <= 0:
        return True
    if part.total(draft.voters) < part.quota:
        return False
    if len(part.weights) == 1:
        child = next(iter(part.weights))
        if child >= len(draft.voters) or draft.voters[child].count == 1:
            return child
    return node


def is_all(part: Part, total: int) -> bool:
    """Return whether the gate opens only with every child (and member) open."""
    return part.quota > total - min(part.weights.values(), default=0)


def is_any(part: Part) -> bool:
    """Return whether any one child (or member) opens the gate."""
    return all(w >= part.quota for w in part.weights.values())


def _drop_implied(draft: Draft) -> None:
    """In an AND keep the highest quota of each row, in an OR the lowest."""
    n = len(draft.voters)
    row_of = [frozenset(p.weights.items()) for p in draft.parts]
    quota_of = [p.quota for p in draft.parts]
    for part in draft.parts:
        every, any_ = is_all(part, part.total(draft.voters)), is_any(part)
        if not (every or any_):
            continue
        best: dict[frozenset[tuple[int, int]], int] = {}
        for node in [k for k in part.weights if k >= n]:
            row, quota = row_of[node - n], quota_of[node - n]
            if row not in best:
                best[row] = node
                continue
            other = best[row]
            keep = node if (quota > quota_of[other - n]) == every else other
            drop = other if keep == node else node
            best[row] = keep
            dropped = part.weights.pop(drop)
            if every:
                part.quota -= dropped


def _scale(draft: Draft) -> None:
    """Divide each row by its common divisor; raise each quota to the next attainable sum."""
    sums: dict[frozenset[tuple[int, int]], int] = {}
    for part in draft.parts:
        if not part.weights:
            continue
        divisor = gcd(*part.weights.values())
        part.weights = {k: w // divisor for k, w in part.weights.items()}
        part.quota = -(-part.quota // divisor)
        if not 0 < part.quota <= part.total(draft.voters) <= TIGHTEN_BITS:
            continue
        row = frozenset(part.weights.items())
        if row not in sums:
            sums[row] = _attainable(draft, part)
        above = sums[row] >> part.quota
        part.quota += (above & -above).bit_length() - 1


def _attainable(draft: Draft, part: Part) -> int:
    """Return the attainable sums of a row as the set bits of one integer."""
    bits = 1
    for node, weight in part.weights.items():
        left = draft.voters[node].count if node < len(draft.voters) else 1
        step = 1
        while left:
            take = min(step, left)
            bits |= bits << (weight * take)
            left -= take
            step *= 2
    return bits


def _normalise_private_rows(draft: Draft) -> None:
    """Where one gate uses a row: unit weights for AND and OR, weights capped at the quota."""
    uses = Counter(frozenset(p.weights.items()) for p in draft.parts)
    for part in draft.parts:
        if not part.weights or uses[frozenset(part.weights.items())] > 1:
            continue
        total = part.total(draft.voters)
        if not 0 < part.quota <= total:
            continue
        if is_all(part, total):
            part.weights = dict.fromkeys(part.weights, 1)
            part.quota = part.total(draft.voters)
        elif is_any(part):
            part.weights = dict.fromkeys(part.weights, 1)
            part.quota = 1
        else:
            part.weights = {k: min(w, part.quota) for k, w in part.weights.items()}
