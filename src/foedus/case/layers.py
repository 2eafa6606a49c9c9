"""Layers: what came after the as-of date is off by default, and so is every reference to it."""

from __future__ import annotations

from dataclasses import replace

from foedus.case.model import BASE, Case


def visible(case: Case, layers: frozenset[str]) -> Case:
    """Return the case with the base layer and `layers` only.

    References to hidden items drop out; a dispute or question left with nobody drops out too.
    """
    on = layers | {BASE}
    said = {k: s for k, s in case.statements.items() if s.layer in on}

    def keep(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(k for k in keys if k in said)

    questions = [replace(q, statements=keep(q.statements)) for q in case.questions if q.layer in on]
    disputes = [
        replace(
            d,
            texts=keep(d.texts),
            sides=tuple(
                replace(s, statements=keep(s.statements)) for s in d.sides if keep(s.statements)
            ),
        )
        for d in case.disputes
        if d.layer in on
    ]
    return replace(
        case,
        tables={k: t for k, t in case.tables.items() if case.table_layers.get(k, BASE) in on},
        constitutions=tuple(
            replace(c, in_force_by=keep(c.in_force_by), not_in_force_by=keep(c.not_in_force_by))
            for c in case.constitutions
            if c.layer in on
        ),
        statements=said,
        questions=tuple(q for q in questions if q.statements),
        comparisons=tuple(c for c in case.comparisons if c.layer in on),
        disputes=tuple(d for d in disputes if d.sides),
        commitments=tuple(
            replace(c, readings=keep(c.readings)) for c in case.commitments if c.layer in on
        ),
        surveys=tuple(
            replace(s, statements=keep(s.statements)) for s in case.surveys if s.layer in on
        ),
        votes=tuple(
            replace(v, rules=keep(v.rules), statements=keep(v.statements))
            for v in case.votes
            if v.layer in on
        ),
        sets=tuple(s for s in case.sets if s.layer in on),
        switches=tuple(
            replace(s, statements=keep(s.statements)) for s in case.switches if s.layer in on
        ),
        equality=tuple(e for e in case.equality if e.layer in on),
        layers=tuple(replace(x, on=x.key in on) for x in case.layers),
    )
