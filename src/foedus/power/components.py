"""Rules that fall apart: an AND or OR of parts that share no voter is counted part by part.

With winning sets W_m(x) and losing sets L_m(x) of part m by size, an AND has W = prod W_m and a
member's swings are its swings in its own part times the product of the other W; an OR takes the
losing sets instead (Owen 1995, compound games).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from operator import mul

from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.power.profile import Profile
from foedus.rules.draft import Draft, Part, assemble, take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import is_all, is_any

Count = Callable[[Rule], Profile]


def components(rule: Rule) -> tuple[bool, list[Rule]] | None:
    """Return whether the root is an AND (else an OR) and its parts, or None where it is one part.

    An AND of ANDs is one AND, an OR of ORs one OR. The rule should be simplified first. Voters
    without influence are in no part.
    """
    draft = take_apart(rule)
    n = len(draft.voters)
    if draft.root < n:
        return None
    root = draft.parts[draft.root - n]
    every = is_all(root, root.total(draft.voters))
    if not every and not is_any(root):
        return None
    below = _voters_below(draft)
    groups: list[tuple[int, list[int]]] = []
    for child in _flat(draft, root, every):
        bits, mine = below[child], [child]
        for other in [g for g in groups if g[0] & bits]:
            groups.remove(other)
            bits, mine = bits | other[0], other[1] + mine
        groups.append((bits, mine))
    if len(groups) < 2:
        return None
    return every, [_part(draft, bits, children, every) for bits, children in groups]


def _flat(draft: Draft, root: Part, every: bool) -> list[int]:
    """Return the children of an AND (or OR), those of ANDs (ORs) below it in their place."""
    n = len(draft.voters)
    found: dict[int, None] = {}
    waiting = list(root.weights)[::-1]
    while waiting:
        child = waiting.pop()
        part = draft.parts[child - n] if child >= n else None
        alike = part is not None and part.weights and (
            is_all(part, part.total(draft.voters)) if every else is_any(part)
        )  # fmt: skip
        if part is not None and alike:
            waiting += list(part.weights)[::-1]
        else:
            found[child] = None
    return list(found)


def _voters_below(draft: Draft) -> list[int]:
    below = [1 << k for k in range(len(draft.voters))]
    for part in draft.parts:
        bits = 0
        for child in part.weights:
            bits |= below[child]
        below.append(bits)
    return below


def _part(draft: Draft, bits: int, children: list[int], every: bool) -> Rule:
    n = len(draft.voters)
    kept = [k for k in range(n) if bits >> k & 1]
    at = {k: i for i, k in enumerate(kept)}
    shift = len(kept) - n
    below = _voters_below(draft)
    parts = [
        Part({at.get(k, k + shift): w for k, w in p.weights.items()}, p.quota)
        if not below[n + g] & ~bits
        else Part({}, 1)
        for g, p in enumerate(draft.parts)
    ]
    root = Part({at.get(k, k + shift): 1 for k in children}, 1)
    voters = [draft.voters[k] for k in kept]
    if every:
        root.quota = root.total(voters)
    return assemble(Draft(voters, [*parts, root], len(kept) + len(parts)))


def compose(rule: Rule, every: bool, parts: list[Rule], count: Count, *, sizes: bool) -> Profile:
    """Return the profile of an AND (`every`) or OR of parts, each counted by `count`."""
    n = rule.size
    slot = slot_bytes(n) if sizes else 0
    profiles = [count(part) for part in parts]
    free = n - sum(p.size for p in profiles)
    idle = binomials(free, 0, free, slot)
    outcomes = [_outcome(p, every, slot) for p in profiles]
    before = list(accumulate(outcomes, mul, initial=idle))
    behind = list(accumulate(reversed(outcomes), mul, initial=1))[::-1]
    whole = before[-1]
    found = dict.fromkeys(rule.names, 0)
    for m, profile in enumerate(profiles):
        others = before[m] * behind[m + 1]
        mine = _swings(profile, slot)
        known = {s: s * others for s in set(mine)}
        found.update(zip(profile.names, [known[s] for s in mine], strict=True))
    winning = whole if every else binomials(n, 0, n, slot) - whole
    counts = tuple(v.count for v in rule.voters)
    engine = " and ".join(dict.fromkeys(p.engine for p in profiles)) + " by components"
    if not sizes:
        return Profile(rule.names, counts, winning, tuple(found.values()), engine)
    by_size = unpack(winning, slot, n + 1)
    unpacked = {s: tuple(unpack(s, slot, n)) for s in set(found.values())}
    swings_by_size = tuple(unpacked[s] for s in found.values())
    totals = tuple(sum(s) for s in swings_by_size)
    return Profile(rule.names, counts, sum(by_size), totals, engine, tuple(by_size), swings_by_size)


def _pack(values: list[int], slot: int) -> int:
    if not slot:
        return sum(values)
    return int.from_bytes(b"".join(v.to_bytes(slot, "little") for v in values), "little")


def _outcome(profile: Profile, wins: bool, slot: int) -> int:
    n = profile.size
    if not slot:
        return profile.winning if wins else (1 << n) - profile.winning
    assert profile.winning_by_size is not None
    winning = _pack(list(profile.winning_by_size), slot)
    return winning if wins else binomials(n, 0, n, slot) - winning


def _swings(profile: Profile, slot: int) -> list[int]:
    if not slot:
        return list(profile.swings)
    assert profile.swings_by_size is not None
    known = {s: _pack(list(s), slot) for s in set(profile.swings_by_size)}
    return [known[s] for s in profile.swings_by_size]
