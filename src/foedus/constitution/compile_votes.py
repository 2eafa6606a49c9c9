"""Threshold sentences: the counted weights, the base, the integer quota, ties and quorums."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from foedus.constitution.bind_bodies import Cell
from foedus.constitution.compile_gates import Bound
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.compile_types import Flag, OpenQuota
from foedus.constitution.syntax import (
    AnyThreshold,
    Base,
    DecidedBy,
    Node,
    Op,
    Seats,
    Threshold,
    Undetermined,
    pick,
)
from foedus.errors import BadInput, Diagnostic
from foedus.rules.gates import Node as GateNode

_ONE = Fraction(1)
_COUNTS = {Base.SWORN: Seats.SWORN, Base.REGISTERED: Seats.REGISTERED}


def threshold_gate(
    scope: Scope,
    counted: Pool,
    threshold: AnyThreshold,
    label: str,
    *,
    among: Pool | None = None,
    each_by: AnyThreshold | None = None,
    dual: bool = False,
) -> GateNode:
    """Return the gate "yes votes of `counted` reach the threshold of its base in `among`"."""
    whole = among or counted
    scope.articles.setdefault(label, scope.article)
    weights = cell_weights(whole, threshold)
    extra = [c for c in counted.cells if c.voter not in weights]
    weights.update(dict.fromkeys((c.voter for c in extra), _ONE))
    bound = _bound(scope, whole, threshold, weights, label)
    row: dict[GateNode, Fraction | int] = {}
    for c in counted.cells:
        if c.silent or not c.filled:
            continue
        node = _voter(scope, counted, c, each_by, dual)
        votes = c.filled if c.bloc or c.fixed is not None else 1
        row[node] = row.get(node, 0) + _whole(weights[c.voter]) * votes
    gate = scope.gates.reach(row, bound, label, dual=dual)
    _flag_fixed(scope, gate, label)
    return gate


def cell_weights(pool: Pool, threshold: AnyThreshold) -> dict[str, Fraction]:
    """Return the weight of one vote of each cell: its unit's column where one is named, else 1."""
    if threshold.base is not Base.WEIGHT:
        return {c.voter: _ONE for c in pool.cells}
    if pool.units is None or pool.kind != "units":
        what = f'{pool.name} has no weights, so not "{threshold.column}"'
        raise BadInput(Diagnostic("E133", what, threshold.place, "units of a table"))
    column = pool.units.weights(threshold.column, threshold.as_of, threshold)
    return {c.voter: column[c.unit] for c in pool.cells}


def _whole(weight: Fraction) -> Fraction | int:
    """Return a whole weight as an int, whose arithmetic is much faster."""
    return weight.numerator if weight.denominator == 1 else weight


def _bound(
    scope: Scope,
    pool: Pool,
    threshold: AnyThreshold,
    weights: dict[str, Fraction],
    label: str,
) -> Bound:
    total = base_total(pool, threshold, weights)
    if threshold.base is Base.FILLED and all(c.filled == c.seats for c in pool.cells):
        scope.assume(f"All seats of {pool.name} are filled.")
    if isinstance(threshold, Undetermined):
        return _open_bound(scope, threshold, total, weights, label)
    if threshold.op not in (Op.MORE_THAN, Op.AT_LEAST):
        what = f'a vote cannot be won by "{threshold.op.value}"'
        raise BadInput(Diagnostic("E134", what, threshold.place, "more than, or at least"))
    strict = threshold.op is Op.MORE_THAN
    if threshold.share:
        return Bound(threshold.amount * total, strict)
    if not pool.sized:
        return Bound(Fraction(1))
    return Bound(threshold.amount, strict)


def base_total(pool: Pool, threshold: AnyThreshold, weights: dict[str, Fraction]) -> Fraction:
    """Return the base in the coalition layer, where everyone who can take part votes yes or no.

    members, units, weight: by law; filled, present: who can take part; cast: those less a chair
    who votes only on ties; sworn, registered: as stated, else everyone.
    """
    base = threshold.base
    voting = [
        c for c in pool.cells if not (c.silent and base in (Base.CAST, Base.CAST_AND_INVALID))
    ]
    by_law = Fraction(sum(c.seats for c in voting))
    if base is Base.WEIGHT:
        return Fraction(sum(_whole(weights[c.voter]) * c.seats for c in voting))
    if base is Base.UNITS and pool.kind != "units":
        what = f"{pool.name} does not vote by units"
        raise BadInput(Diagnostic("E135", what, threshold.place, "members, or votes cast"))
    if base in (Base.MEMBERS, Base.UNITS):
        return by_law
    if base in _COUNTS:
        if pool.kind == "electorate" and base is Base.REGISTERED:
            return by_law
        stated = (pool.counts or {}).get(_COUNTS[base])
        if stated is not None:
            return Fraction(stated)
        if pool.kind != "body":
            what = f"{pool.name} has no {base.value}"
            raise BadInput(Diagnostic("E135", what, threshold.place, "another base"))
    return Fraction(sum(c.filled for c in voting))


def _open_bound(
    scope: Scope,
    threshold: Undetermined,
    total: Fraction,
    weights: dict[str, Fraction],
    label: str,
) -> Bound:
    """Return the bound of a threshold left open: the quota chosen, which `open_quotas` records.

    The text allows every share t between its ends; quotas run from the least q reached at the
    lower end to ceil(b * total) at the upper, on weights scaled to integers.
    """
    factor = lcm(*(w.denominator for w in weights.values()))
    low = Bound(threshold.low * total * factor, threshold.low_op is Op.MORE_THAN).quota()
    high = max(low, Bound(threshold.high * total * factor).quota())
    key = (
        scope.procedure
        if not scope.open_quotas
        else f"{scope.procedure}#{len(scope.open_quotas) + 1}"
    )
    scope.open_quotas.append(OpenQuota(key, label, low, high, int(total * factor)))
    chosen = (scope.quotas or {}).get(key)
    if chosen is None:
        scope.unchosen.append((scope.open_quotas[-1], threshold))
        chosen = low
    elif not low <= chosen <= high:
        what = f"the quota {chosen} is not one the text allows"
        raise BadInput(Diagnostic("E136", what, threshold.place, f"{low} to {high}"))
    return Bound(Fraction(chosen, factor))


def _voter(
    scope: Scope, pool: Pool, of: Cell, each_by: AnyThreshold | None, dual: bool
) -> GateNode:
    """Return a cell's node; with citizens as voters, a unit's is the gate of its inner vote."""
    if pool.kind != "units" or pool.units is None or of.fixed is not None:
        return scope.voter(of)
    return unit_gate(scope, pool, of, each_by, dual)


def unit_gate(
    scope: Scope, pool: Pool, of: Cell, each_by: AnyThreshold | None, dual: bool
) -> GateNode:
    """Return a unit as a voter, or as the vote of its own citizens."""
    units = pool.units
    people = scope.decided_by_people(units) if units and scope.citizens else ""
    if not people or units is None:
        return scope.voter(of)
    rule = each_by or next((d.threshold for d in pick(units.decl.details, DecidedBy)), None)
    if rule is None:
        return scope.voter(of)
    whole = scope.pool(people, rule)
    part = whole.part(of.label, [c for c in whole.cells if c.unit == of.unit])
    return threshold_gate(scope, part, rule, f"{of.voter}: its people", dual=dual)


def _flag_fixed(scope: Scope, gate: GateNode, label: str) -> None:
    fixed = scope.gates.is_constant(gate)
    if fixed is None:
        return
    word = "always" if fixed else "never"
    can = "is met whatever the votes" if fixed else "cannot be met by those who can vote"
    scope.flags.setdefault(Flag(word, f"{label}: {can}"))


def quorum(scope: Scope, pool: Pool, threshold: AnyThreshold, label: str, *, turnout: bool) -> bool:
    """Return whether a quorum of presence or turnout is met when all who can take part do.

    Records the flag boycott-sensitive with how many, staying away, break it.
    """
    weights = cell_weights(pool, threshold)
    bound = _bound(scope, pool, threshold, weights, label)
    row = {c.voter: weights[c.voter] for c in pool.cells}
    there = sum((row[c.voter] * c.filled for c in pool.cells), Fraction(0))
    met = there > bound.value if bound.strict else there >= bound.value
    if not met:
        scope.flags.setdefault(Flag("never", f"{label}: fewer can take part than it asks for"))
        return False
    spare = there - bound.value
    away = spare.__ceil__() if bound.strict else spare.__floor__() + 1
    who = "citizens" if turnout else "members"
    text = f"{label}: it fails when {away} {who} stay away"
    plain = pool.sized and threshold.base is not Base.WEIGHT
    if not plain:
        text = f"{label}: it fails when enough {who} stay away"
    scope.flags.setdefault(Flag("boycott-sensitive", text, away if plain else None))
    return True


def breaks_ties(threshold: AnyThreshold) -> bool:
    """Return whether a tie can arise: the sentence asks for more than half of the votes."""
    cast = (Base.CAST, Base.CAST_AND_INVALID, Base.PRESENT)
    return (
        isinstance(threshold, Threshold)
        and threshold.op is Op.MORE_THAN
        and threshold.share
        and threshold.amount == Fraction(1, 2)
        and threshold.base in cast
    )


def tie_gate(
    scope: Scope, pool: Pool, threshold: Threshold, breaker: GateNode, label: str, dual: bool
) -> GateNode:
    """Return the gate "at least half, and the one who breaks ties"."""
    half = Threshold(Op.AT_LEAST, threshold.amount, threshold.base, True, place=threshold.place)
    tied = threshold_gate(scope, pool, half, f"{label}: at least a tie", dual=dual)
    return scope.gates.every([tied, breaker], f"{label}: the tie is broken", dual=dual)


def one_voter(scope: Scope, name: str, node: Node, *, dual: bool = False) -> GateNode:
    """Return the node of a person, or of a unit or chair who is one voter (E137 otherwise)."""
    pool = scope.pool(name, node)
    if len(pool.cells) != 1 or not (pool.cells[0].bloc or pool.cells[0].fixed is not None):
        what = f"{name} is not one voter"
        raise BadInput(Diagnostic("E137", what, node.place, "a person or a unit"))
    of = pool.cells[0]
    if not of.filled:
        scope.flags.setdefault(Flag("never", f"{name}: no vote can be held there"))
        return scope.gates.constant(False, dual=dual)
    return scope.voter(of) if of.fixed is not None else unit_gate(scope, pool, of, None, dual)
