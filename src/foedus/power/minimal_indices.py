"""Indices over minimal or vulnerable coalitions: Deegan-Packel, Holler, Johnston."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from foedus.errors import TooLarge
from foedus.power.game import Weighted, weighted
from foedus.power.profile import Budget
from foedus.rules.gates import Rule
from foedus.rules.minimal import minimal_winning
from foedus.rules.simplify import simplify

#: The most minimal coalitions (vectors of counts) listed for a rule of several gates.
LISTED = 300_000
#: The most table cells for a single gate, and vectors of counts for Johnston's index.
CELLS = 20_000_000
VECTORS = 1_000_000


@dataclass(frozen=True, slots=True)
class Minimal:
    """Minimal winning sets of members by size: `by_size[s]`, `with_member[t][s]` with one of t."""

    by_size: tuple[int, ...]
    with_member: tuple[tuple[int, ...], ...]
    engine: str


def count_minimal(rule: Rule, budget: Budget | None = None) -> Minimal:
    """Return the number of minimal winning sets by size, in all and with each member.

    Raises TooLarge where there are too many to list and the rule is not a single gate.
    """
    budget = budget or Budget()
    game = weighted(rule)
    if game is not None:
        n = sum(game.counts)
        if 0 < game.quota <= game.total and n * game.quota <= CELLS:
            return _by_table(game, n)
    return _by_list(rule, budget)


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


def johnston(rule: Rule, budget: Budget | None = None) -> tuple[Fraction, ...]:
    """Return Johnston's index of one member of each type, over every vector of counts.

    Each winning coalition with critical members gives each of them 1 / their number; the sums are
    divided by their total (Johnston 1978). Raises TooLarge beyond a million vectors.
    """
    budget = budget or Budget()
    short = simplify(rule)
    counts = [v.count for v in short.voters]
    if prod(c + 1 for c in counts) > VECTORS:
        raise TooLarge(
            f"Johnston's index would try more than {VECTORS:,} vectors of counts\n"
            "  help: ask for other indices; this one has no faster exact engine here"
        )
    found: list[dict[int, int]] = [{} for _ in counts]
    for k, x in enumerate(product(*(range(c + 1) for c in counts))):
        if not k % 10000:
            budget.check(0.0, "johnston")
        if not short.wins(x):
            continue
        critical = [t for t in range(len(x)) if x[t] and not short.wins(_less(x, t))]
        many = sum(x[t] for t in critical)
        if many:
            ways = prod(comb(c, v) for c, v in zip(counts, x, strict=True))
            for t in critical:
                found[t][many] = found[t].get(many, 0) + ways * x[t]
    raw = [
        sum((Fraction(v, many * c) for many, v in f.items()), Fraction(0))
        for f, c in zip(found, counts, strict=True)
    ]
    total = sum((r * c for r, c in zip(raw, counts, strict=True)), Fraction(0))
    return tuple(r / total if total else Fraction(0) for r in raw)


def _less(x: tuple[int, ...], t: int) -> list[int]:
    less = list(x)
    less[t] -= 1
    return less
