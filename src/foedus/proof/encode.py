"""One integer program for a whole query: a literal for each gate, half-reified by direction."""

from __future__ import annotations

from foedus.proof.program import Constraint, Program
from foedus.proof.query import Claim, Query


def encode(query: Query) -> Program:
    """Return the query as one program: a gate's literal at 1 forces the gate open (or closed).

    A claim that the rule passes needs only "literal implies open" (the rule is monotone), one
    that it does not pass only "literal implies closed", so that each gate costs one constraint.
    """
    counts, box = query.counts(), query.box()
    position = {name: i for i, name in enumerate(counts)}
    low, high = [a for a, _ in box], [b for _, b in box]
    constraints: list[Constraint] = []
    for claim in query.claims:
        first = len(low)
        low += [0] * len(claim.rule.gates)
        high += [1] * len(claim.rule.gates)
        _gates(claim, position, first, constraints)
        if claim.rule.root >= len(claim.rule.voters):
            low[first + claim.rule.root - len(claim.rule.voters)] = 1
        else:
            constraints.append(_dictator(claim, position))
    cost = query.costs() + [0] * (len(low) - len(box))
    return Program(tuple(low), tuple(high), tuple(cost), tuple(constraints), len(box))


def _dictator(claim: Claim, position: dict[str, int]) -> Constraint:
    voter = claim.rule.voters[claim.rule.root]
    own = claim.extra.get(voter.name, 0)
    if claim.passes:
        return Constraint(((position[voter.name], 1),), voter.count - own, voter.name)
    return Constraint(((position[voter.name], -1),), own - voter.count + 1, voter.name)


def _gates(
    claim: Claim, position: dict[str, int], first: int, constraints: list[Constraint]
) -> None:
    rule, n = claim.rule, len(claim.rule.voters)
    sign = 1 if claim.passes else -1
    for index, gate in enumerate(rule.gates):
        items = rule.rows[gate.row].items
        need = gate.quota if claim.passes else rule.total(gate.row) - gate.quota + 1
        if need <= 0:
            continue
        # Missing votes are members minus yes votes; the constant moves to the right-hand side.
        terms, constant = [], 0
        for k, w in items:
            if k >= n:
                terms.append((first + k - n, w))
                continue
            voter = rule.voters[k]
            terms.append((position[voter.name], sign * w))
            own = claim.extra.get(voter.name, 0)
            constant += w * own if claim.passes else w * (voter.count - own)
        terms.append((first + index, -need))
        constraints.append(Constraint(tuple(terms), -constant, gate.label))
