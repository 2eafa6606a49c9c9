"""What sentences on powers, chambers, communities and money say together."""

from __future__ import annotations

from fractions import Fraction

from foedus.constitution import syntax as s
from foedus.constitution.scope import Scope

#: The ten components of the Regional Authority Index and the highest score of each
#: (Hooghe, Marks, Schakel, Chapman Osterkatz, Niedzwiecki & Shair-Rosenfield 2016, Table 1.1).
COMPONENTS: dict[str, Fraction] = {
    "institutional depth": Fraction(3),
    "policy scope": Fraction(4),
    "fiscal autonomy": Fraction(4),
    "borrowing autonomy": Fraction(3),
    "representation": Fraction(4),
    "law making": Fraction(2),
    "executive control": Fraction(2),
    "fiscal control": Fraction(2),
    "borrowing control": Fraction(2),
    "constitutional reform": Fraction(4),
}


def check_federation(scope: Scope, constitution: s.Constitution) -> None:
    """Report powers given twice, shares above one, and names that nothing declares."""
    _powers_once(scope, constitution)
    taxes = {t.name for t in constitution.all(s.Tax)}
    for node in constitution.statements:
        match node:
            case s.SecondChamber():
                _chamber(scope, node)
            case s.LanguageDecision():
                _units(scope, node.of, node)
                _unit_names(scope, node.units, node)
            case s.Community():
                _units(scope, node.of, node)
            case s.Authority():
                _authority(scope, node)
            case s.Tax():
                _tax(scope, node)
            case s.Transfer():
                _unit_names(scope, node.to, node)
            case s.Equalisation():
                _equalisation(scope, node, taxes)
            case s.Borrowing() if node.of:
                _units(scope, node.of, node)
            case s.Body() | s.Organ() | s.Person() | s.Electorate():
                _communities(scope, node, constitution)
            case _:
                pass


def _powers_once(scope: Scope, constitution: s.Constitution) -> None:
    """A function of a matter is given to one level in one unit by one sentence."""
    seen: dict[tuple[str, ...], s.Powers] = {}
    for node in constitution.all(s.Powers):
        for function in node.functions:
            for unit in node.units or ("",):
                key = (node.matter, str(node.level), str(function), unit)
                first = seen.setdefault(key, node)
                if first is node:
                    continue
                where = f" in {unit}" if unit else ""
                what = f'"{node.matter or "any other matter"}": {node.level} may {function}{where}'
                scope.report(
                    "E069", f"{what} stands twice", node.place,
                    "each function of a matter once for a level and unit",
                    "name both articles in one sentence", "",
                    ((first.place, "it stands here first"),),
                )  # fmt: skip


def _chamber(scope: Scope, node: s.SecondChamber) -> None:
    if node.name not in scope.voters:
        scope.unknown("E040", "body, organ or units", node.name, node.place, set(scope.voters))
    seen: dict[str, s.VetoOn] = {}
    for veto in s.pick(node.details, s.VetoOn):
        for matter in veto.matters or ("any other matter",):
            if scope.matters is not None and veto.matters and matter not in scope.matters:
                scope.unknown("E056", "matter", matter, veto.place, scope.matters)
            first = seen.setdefault(matter, veto)
            if first is not veto:
                scope.report(
                    "E069", f'the veto on "{matter}" stands twice', veto.place,
                    "one veto for each matter", "", matter,
                    ((first.place, "it stands here first"),),
                )  # fmt: skip


def _units(scope: Scope, name: str, node: s.Node) -> None:
    units = {n for n, v in scope.voters.items() if isinstance(v, s.Units)}
    if name not in units:
        scope.unknown("E040", "units", name, node.place, units)


def _unit_names(scope: Scope, names: tuple[str, ...], node: s.Node) -> None:
    """A unit or a list of units; what stands in tables is looked up when they are read."""
    known = set(scope.voters) | scope.listed()
    tables = any(isinstance(v, s.Units) and v.table for v in scope.voters.values())
    for name in names:
        if name not in known and not tables:
            scope.unknown("E040", "unit", name, node.place, known)


def _authority(scope: Scope, node: s.Authority) -> None:
    _units(scope, node.of, node)
    if node.component not in COMPONENTS:
        known = set(COMPONENTS)
        scope.unknown("E072", "component of the index", node.component, node.place, known)
    elif node.score > COMPONENTS[node.component]:
        scope.report(
            "E072", f"{node.component} is scored {node.score}", node.place,
            f"0 to {COMPONENTS[node.component]}",
        )  # fmt: skip


def _tax(scope: Scope, node: s.Tax) -> None:
    total = sum((p.share for p in s.pick(node.details, s.ShareTo)), Fraction(0))
    if total > 1:
        scope.report(
            "E074", f'the shares of "{node.name}" add up to {total}', node.place,
            "shares that add up to at most 1", "lower one of them", node.name,
        )  # fmt: skip
    yields = s.pick(node.details, s.Yields)
    for line in yields:
        _units(scope, line.units, line)
    whole = node.place.line not in scope.holes
    if len(yields) > 1 or (not yields and whole):
        what = f'"{node.name}" says {len(yields)} times what it yields'
        scope.report(
            "E077", what, node.place, "one line `yields COLUMN as of DATE in UNITS`", "", node.name
        )


def _equalisation(scope: Scope, node: s.Equalisation, taxes: set[str]) -> None:
    _units(scope, node.of, node)
    for line in s.pick(node.details, s.Capacity):
        for name in line.taxes:
            if name not in taxes:
                scope.unknown("E040", "tax or resource", name, line.place, taxes)
    for changed in s.pick(node.details, s.ChangedBy):
        if changed.procedure not in scope.procedures:
            known = set(scope.procedures)
            scope.unknown("E040", "procedure", changed.procedure, changed.place, known)
    methods, fills = s.pick(node.details, s.Method), s.pick(node.details, s.Fills)
    whole = node.place.line not in scope.holes
    if len(methods) + bool(fills) > 1 or (whole and not (methods or fills)):
        scope.report(
            "E078", f'"{node.name}" has no single formula', node.place,
            "one line `formula ...`, or lines `fills ...`", "", node.name,
        )  # fmt: skip
    for part, need in ((s.Capacity, "capacity"), (s.Need, "need")):
        if whole and not s.pick(node.details, part):
            scope.report(
                "E078", f'"{node.name}" has no {need}', node.place,
                f"a line `{need} COLUMN as of DATE`", "", node.name,
            )  # fmt: skip


def _communities(
    scope: Scope, node: s.Body | s.Organ | s.Person | s.Electorate, constitution: s.Constitution
) -> None:
    known = {c.name for c in constitution.all(s.Community)}
    for line in s.pick(node.details, s.ForCommunity):
        if line.community not in known:
            scope.unknown("E040", "community", line.community, line.place, known)
