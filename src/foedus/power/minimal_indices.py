"""Indices over minimal winning coalitions: Deegan-Packel and Holler (public good)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, prod

from foedus.errors import TooLarge
from foedus.power.coalitions import Coalitions, Sets, together
from foedus.power.game import Weighted, weighted
from foedus.power.packing import slot_bytes, unpack
from foedus.power.profile import Budget
from foedus.rules.gates import Rule
from foedus.rules.minimal import minimal_winning
from foedus.rules.simplify import simplify

#: The most minimal coalitions (vectors of counts) listed for a rule of several gates.
LISTED = 300_000
#: The most table cells for a single gate.
CELLS = 20_000_000


def count_minimal(rule: Rule, budget: Budget | None = None) -> Sets:
    """Return the number of minimal winning sets by size, in all and with each member.

    A single gate by a table, parts that share no voter part by part (a minimal set of an AND is
    one of each part, of an OR one of any), else as `Coalitions.sets` does, else by a list. Raises
    TooLarge where there are too many for each.
    """
    return minimal_of(Coalitions(simplify(rule), budget or Budget()))


def minimal_of(found: Coalitions) -> Sets:
    """Return what `count_minimal` does, for a rule made ready."""
    gate = None if found.few else weighted(found.rule, simple=True)
    if gate is not None:
        n = sum(gate.counts)
        if 0 < gate.quota <= gate.total and n * gate.quota <= CELLS:
            return _by_table(gate, n)
    if found.parts is not None:
        every, parts = found.parts
        return _compose(found.rule, every, parts, [minimal_of(part) for part in parts])
    return found.sets(minimal=True) or _by_list(found.rule, found.budget)


def _compose(rule: Rule, every: bool, parts: list[Coalitions], found: list[Sets]) -> Sets:
    slot = slot_bytes(rule.size)
    whole = [_packed(f.every, slot) for f in found]
    members = dict.fromkeys(rule.names, 0)
    for m, (part, f) in enumerate(zip(parts, found, strict=True)):
        others = prod(w for k, w in enumerate(whole) if k != m) if every else 1
        for name, mine in zip(part.rule.names, f.with_member, strict=True):
            members[name] = _packed(mine, slot) * others
    joined = prod(whole) if every else sum(whole)
    length = rule.size + 1
    return Sets(
        tuple(unpack(joined, slot, length)),
        tuple(tuple(unpack(v, slot, length)) for v in members.values()),
        together([f.engine for f in found]),
    )


def _packed(values: Sequence[int], slot: int) -> int:
    return int.from_bytes(b"".join(v.to_bytes(slot, "little") for v in values), "little")


def _by_table(game: Weighted, n: int) -> Sets:
    """Members heaviest first: a set is minimal exactly when its last member makes it win.

    Sizes are packed into one integer a cell (Uno 2012; Staudacher et al. 2021).
    """
    pairs = sorted(((w, t) for t, w in enumerate(game.weights)), reverse=True)
    order = [(w, t) for w, t in pairs for _ in range(game.counts[t])]
    q, bits = game.quota, n + 1
    after = [[0] * q for _ in range(n + 1)]
    for k in range(n - 1, -1, -1):
        w = order[k][0]
        later = after[k + 1]
        after[k] = (
            later
            if not w
            else [later[s] + ((later[s + w] if s + w < q else 1) << bits) for s in range(q)]
        )
    found: dict[int, int] = {}
    before = [0] * q
    before[0] = 1
    for k, (w, t) in enumerate(order):
        if t not in found:
            found[t] = sum(
                b * (after[k + 1][s + w] << bits if s + w < q else 1 << bits)
                for s, b in enumerate(before)
                if b and w
            )
        for s in range(q - 1, w - 1, -1):
            if w and before[s - w]:
                before[s] += before[s - w] << bits
    return Sets(
        _digits(after[0][0], bits, n + 1),
        tuple(_digits(found[t], bits, n + 1) for t in range(len(game.weights))),
        "table of minimal coalitions",
    )


def _digits(packed: int, bits: int, length: int) -> tuple[int, ...]:
    mask = (1 << bits) - 1
    return tuple((packed >> (bits * k)) & mask for k in range(length))


def _by_list(rule: Rule, budget: Budget) -> Sets:
    counts = {v.name: v.count for v in rule.voters}
    by_size = [0] * (rule.size + 1)
    with_member = {name: [0] * (rule.size + 1) for name in counts}
    for k, coalition in enumerate(minimal_winning(rule)):
        if k >= LISTED:
            raise TooLarge(
                f"there are more than {LISTED:,} minimal winning coalitions\n"
                "  help: ask for indices that do not list them (banzhaf, shapley, coleman)"
            )
        if not k % 1000:
            budget.check(0.0, "list of minimal coalitions")
        size = sum(coalition.values())
        ways = prod(comb(counts[name], c) for name, c in coalition.items())
        by_size[size] += ways
        for name, c in coalition.items():
            with_member[name][size] += ways * c // counts[name]
    found = tuple(tuple(with_member[name]) for name in rule.names)
    return Sets(tuple(by_size), found, "list of minimal coalitions")


def deegan_packel(minimal: Sets) -> tuple[Fraction, ...]:
    """Return DP_i = (1/|M|) sum over minimal winning S with i of 1/|S| (Deegan & Packel 1978)."""
    total = sum(minimal.every)
    return tuple(
        sum((Fraction(k, s * total) for s, k in enumerate(mine) if k), Fraction(0))
        for mine in minimal.with_member
    )


def holler(minimal: Sets) -> tuple[Fraction, ...]:
    """Return |M_i| / sum_j |M_j|, the public good index (Holler & Packel 1983)."""
    total = sum(s * k for s, k in enumerate(minimal.every))
    return tuple(Fraction(sum(m), total) if total else Fraction(0) for m in minimal.with_member)
