"""Checks of thresholds: the base fits those who vote, the count can be reached."""

from __future__ import annotations

from foedus.constitution import syntax as s
from foedus.constitution.scope import Scope, Voters

_FITS: dict[type[s.Node], set[s.Base]] = {
    s.Body: {
        s.Base.CAST, s.Base.CAST_AND_INVALID, s.Base.PRESENT, s.Base.MEMBERS, s.Base.FILLED,
        s.Base.SWORN,
    },
    s.Electorate: {s.Base.CAST, s.Base.CAST_AND_INVALID, s.Base.REGISTERED},
    s.Units: {s.Base.CAST, s.Base.PRESENT, s.Base.UNITS, s.Base.WEIGHT},
}  # fmt: skip
_FITS[s.Organ] = _FITS[s.Body]

#: Short forms that people write, and the base that is meant.
_SHORT = {
    "present": "members present",
    "filled": "seats filled",
    "sworn": "members sworn",
    "registered": "registered voters",
    "voters": "registered voters",
    "cast": "votes cast",
    "seats": "members",
    "member": "members",
    "unit": "units",
    "deputies": "members",
}


def check_threshold(scope: Scope, node: s.AnyThreshold, kind: Voters | None) -> None:
    """Report a base that does not fit, a weight that is not declared, a count out of reach."""
    base = _set_base(scope, kind)
    if base is None:
        return
    if node.base is s.Base.WEIGHT and node.column in _SHORT and not _has(base, node.column):
        scope.report(
            "E058", f'"{node.column}" alone is no base', node.place,
            f"`{_SHORT[node.column]}`", f"write {_SHORT[node.column]}", node.column,
        )  # fmt: skip
        return
    if node.base not in _FITS.get(type(base), set()):
        fitting = sorted(str(b) for b in _FITS.get(type(base), set()) if b is not s.Base.WEIGHT)
        shown = node.column if node.base is s.Base.WEIGHT else str(node.base)
        scope.report(
            "E049", f'"{shown}" is no base for {base.name}', node.place,
            " or ".join(fitting) or "another sentence", _hint(base), shown,
        )  # fmt: skip
        return
    if node.base is s.Base.WEIGHT and isinstance(base, s.Units):
        check_weight(scope, node, base)
    if isinstance(base, s.Body | s.Organ):
        _seats(scope, node, base)


def _set_base(scope: Scope, kind: Voters | None) -> Voters | None:
    """Return the body, electorate or units behind a set; None where it is not known."""
    seen: set[str] = set()
    while isinstance(kind, s.SetOf) and kind.name not in seen:
        seen.add(kind.name)
        kind = scope.voters.get(kind.of)
    return None if isinstance(kind, s.SetOf) else kind


def _has(base: Voters, column: str) -> bool:
    return isinstance(base, s.Units) and column in {w.column for w in base.weights}


def _hint(base: Voters) -> str:
    if isinstance(base, s.Units):
        return "units count one each (`units`) or by a column (`weight population as of 2021`)"
    if isinstance(base, s.Electorate):
        return "an electorate is counted by votes cast or registered voters"
    return "a body is counted by its members; weights are columns of units"


def check_weight(scope: Scope, node: s.AnyThreshold | s.SeatRule, units: s.Units) -> None:
    """Report a column that the units do not declare, or whose date is not plain."""
    dates = [w.as_of for w in units.weights if w.column == node.column]
    known = {w.column for w in units.weights}
    if not dates:
        kind = f"weight of {units.name}"
        scope.unknown("E050", kind, node.column, node.place, known)
    elif node.as_of and node.as_of not in dates:
        scope.report(
            "E071", f"{units.name} has no {node.column} as of {node.as_of}", node.place,
            f"as of {' or '.join(dates)}",
            f"add `, weight {node.column} as of {node.as_of}` to the units", node.as_of,
        )  # fmt: skip
    elif not node.as_of and len(set(dates)) > 1:
        scope.report(
            "E073", f"{units.name} has {node.column} as of {' and of '.join(dates)}", node.place,
            f"`{node.column} as of` one of these dates", "", node.column,
        )  # fmt: skip


def _seats(scope: Scope, node: s.AnyThreshold, body: s.Body | s.Organ) -> None:
    needed = {s.Base.FILLED: s.Seats.FILLED, s.Base.SWORN: s.Seats.SWORN}.get(node.base)
    if needed and needed not in {c.kind for c in s.pick(body.details, s.SeatCount)}:
        scope.report(
            "E052", f"{body.name} does not say how many are {needed}", node.place,
            f"`{needed}: NUMBER as of DATE` below the body", "", str(node.base),
        )  # fmt: skip
    if isinstance(node, s.Threshold) and not node.share and body.members:
        least = node.amount + (1 if node.op is s.Op.MORE_THAN else 0)
        if least > body.members:
            scope.report(
                "E048", f"{body.name} has {body.members} members: {least} are never reached",
                node.place, f"a number up to {body.members}", "for never write `never`",
            )  # fmt: skip
