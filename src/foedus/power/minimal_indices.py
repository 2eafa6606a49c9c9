"""Indices over minimal winning coalitions: Deegan-Packel and Holler (public good)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod

from foedus.errors import TooLarge
from foedus.power import ordered
from foedus.power.components import components
from foedus.power.game import Weighted, weighted
from foedus.power.packing import slot_bytes, unpack
from foedus.power.profile import Budget
from foedus.power.vectors import few, fits, minimal
from foedus.rules.gates import Rule
from foedus.rules.minimal import minimal_winning
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse

#: The most minimal coalitions (vectors of counts) listed for a rule of several gates.
LISTED = 300_000
#: The most table cells for a single gate.
CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Minimal:
    """Minimal winning sets of members by size: `by_size[s]`, `with_member[t][s]` with one of t."""

    by_size: tuple[int, ...]
    with_member: tuple[tuple[int, ...], ...]
    engine: str


def count_minimal(rule: Rule, budget: Budget | None = None) -> Minimal:
    """Return the number of minimal winning sets by size, in all and with each member.

    A single gate by a table, parts that share no voter part by part (a minimal set of an AND is
    one of each part, of an OR one of any), heads and one row of weights by halves in order, else by
    every vector of counts or by a list. Raises TooLarge where there are too many for each.
    """
    return _minimal(simplify(rule), budget or Budget())


def _minimal(rule: Rule, budget: Budget) -> Minimal:
    gate = weighted(rule, simple=True)
    if gate is not None:
        n = sum(gate.counts)
        if 0 < gate.quota <= gate.total and n * gate.quota <= CELLS:
            return _by_table(gate, n)
    parts = components(rule)
    if parts is not None:
        every, rules = parts
        return _compose(rule, every, rules, [_minimal(part, budget) for part in rules])
    short = collapse(rule)
    game = None if few(short.rule) else ordered.ordered(rule)
    if game is not None:
        return Minimal(*ordered.minimal(rule, game, budget), "halves in order")
    if not fits(short.rule):
        return _by_list(rule, budget)
    by_size, members = minimal(short.rule, budget)
    place = {k: t for t, group in enumerate(short.groups) for k in group}
    found = tuple(members[place[k]] for k in range(len(rule.voters)))
    return Minimal(by_size, found, "enumeration")


def _compose(rule: Rule, every: bool, parts: list[Rule], found: list[Minimal]) -> Minimal:
    slot = slot_bytes(rule.size)
    whole = [_packed(f.by_size, slot) for f in found]
    members = dict.fromkeys(rule.names, 0)
    for m, (part, f) in enumerate(zip(parts, found, strict=True)):
        others = prod(w for k, w in enumerate(whole) if k != m) if every else 1
        for name, mine in zip(part.names, f.with_member, strict=True):
            members[name] = _packed(mine, slot) * others
    together = prod(whole) if every else sum(whole)
    length = rule.size + 1
    engines = " and ".join(dict.fromkeys(f.engine for f in found))
    return Minimal(
        tuple(unpack(together, slot, length)),
        tuple(tuple(unpack(v, slot, length)) for v in members.values()),
        engines if "by components" in engines else f"{engines} by components",
    )


def _packed(values: Sequence[int], slot: int) -> int:
    return int.from_bytes(b"".join(v.to_bytes(slot, "little") for v in values), "little")


def _by_table(game: Weighted, n: int) -> Minimal:
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
    return Minimal(
        _digits(after[0][0], bits, n + 1),
        tuple(_digits(found[t], bits, n + 1) for t in range(len(game.weights))),
        "table of minimal coalitions",
    )


def _digits(packed: int, bits: int, length: int) -> tuple[int, ...]:
    mask = (1 << bits) - 1
    return tuple((packed >> (bits * k)) & mask for k in range(length))


def _by_list(rule: Rule, budget: Budget) -> Minimal:
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
    return Minimal(tuple(by_size), found, "list of minimal coalitions")


def deegan_packel(minimal: Minimal) -> tuple[Fraction, ...]:
    """Return DP_i = (1/|M|) sum over minimal winning S with i of 1/|S| (Deegan & Packel 1978)."""
    total = sum(minimal.by_size)
    return tuple(
        sum((Fraction(k, s * total) for s, k in enumerate(mine) if k), Fraction(0))
        for mine in minimal.with_member
    )


def holler(minimal: Minimal) -> tuple[Fraction, ...]:
    """Return |M_i| / sum_j |M_j|, the public good index (Holler & Packel 1983)."""
    total = sum(s * k for s, k in enumerate(minimal.by_size))
    return tuple(Fraction(sum(m), total) if total else Fraction(0) for m in minimal.with_member)
