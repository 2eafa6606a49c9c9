"""Programs made smaller before a search: tighter boxes, equal columns merged, choices fixed."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.proof.program import Constraint, Program


def propagate(rows: Sequence[Constraint], low: list[int], high: list[int]) -> bool:
    """Tighten the box by every constraint until nothing moves; False where it is empty."""
    moved = True
    while moved:
        moved = False
        for row in rows:
            reach = sum(a * (high[j] if a > 0 else low[j]) for j, a in row.terms)
            slack = reach - row.least
            if slack < 0:
                return False
            for j, a in row.terms:
                span = high[j] - low[j]
                if abs(a) * span <= slack:
                    continue
                if a > 0:
                    low[j] = high[j] - slack // a
                else:
                    high[j] = low[j] + slack // -a
                moved = True
    return all(a <= b for a, b in zip(low, high, strict=True))


def min_cost(program: Program) -> int:
    """Return the least cost in the box, constraints aside."""
    box = zip(program.cost, program.low, program.high, strict=True)
    return sum(c * (a if c > 0 else b) for c, a, b in box)


def max_cost(program: Program) -> int:
    """Return the largest cost in the box, constraints aside."""
    box = zip(program.cost, program.low, program.high, strict=True)
    return sum(c * (b if c > 0 else a) for c, a, b in box)


def merge(program: Program) -> tuple[Program, list[list[int]]]:
    """Return the program with equal columns of equal cost added up, and who was added."""
    columns: list[list[tuple[int, int]]] = [[] for _ in program.cost]
    for i, row in enumerate(program.constraints):
        for j, a in row.terms:
            columns[j].append((i, a))
    seen: dict[tuple[object, ...], list[int]] = {}
    for j, column in enumerate(columns):
        literal = j if j >= program.voters else -1
        seen.setdefault((literal, program.cost[j], tuple(column)), []).append(j)
    groups = list(seen.values())
    at = {members[0]: g for g, members in enumerate(groups)}
    rows = tuple(
        Constraint(tuple((at[j], a) for j, a in c.terms if j in at), c.least, c.label)
        for c in program.constraints
    )
    low = tuple(sum(program.low[j] for j in g) for g in groups)
    high = tuple(sum(program.high[j] for j in g) for g in groups)
    cost = tuple(program.cost[g[0]] for g in groups)
    voters = sum(1 for g in groups if g[0] < program.voters)
    return Program(low, high, cost, rows, voters), groups


def dominated(program: Program) -> Program:
    """Return the program with every variable fixed that only helps (or only harms) at no cost.

    Where more of it costs nothing and loosens every constraint it reads, its upper end is as good
    as any other value; where it costs and only tightens them, its lower end is.
    """
    signs: list[set[bool]] = [set() for _ in program.cost]
    for row in program.constraints:
        for j, a in row.terms:
            signs[j].add(a > 0)
    low, high = list(program.low), list(program.high)
    for j, cost in enumerate(program.cost):
        if cost <= 0 and signs[j] <= {True}:
            low[j] = high[j]
        elif cost >= 0 and signs[j] <= {False}:
            high[j] = low[j]
    return Program(tuple(low), tuple(high), program.cost, program.constraints, program.voters)


def spread(program: Program, groups: list[list[int]], point: Sequence[int]) -> tuple[int, ...]:
    """Return the point over the program's own variables, each group filled in order."""
    full = list(program.low)
    for members, total in zip(groups, point, strict=True):
        rest = total - sum(program.low[j] for j in members)
        for j in members:
            take = min(rest, program.high[j] - program.low[j])
            full[j] += take
            rest -= take
    return tuple(full)
