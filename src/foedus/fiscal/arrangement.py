"""The money sentences of a text bound to its table: amounts by unit, names checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer
from foedus.constitution import syntax as s
from foedus.constitution.bind_units import UnitList, bind_units
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic, did_you_mean
from foedus.fiscal.formulas import FORMULAS
from foedus.fiscal.people import amounts, people_of


@dataclass(frozen=True, slots=True)
class Raised(Answer):
    """A tax or resource: what is raised in each unit, and who gets which share by what key."""

    name: str
    article: str
    resource: bool
    raised: Mapping[str, Fraction]
    shares: tuple[s.ShareTo, ...] = field(repr=False)
    keys: tuple[Mapping[str, Fraction], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Granted(Answer):
    """A transfer: an amount for each unit that it goes to, from a level."""

    name: str
    article: str
    level: s.Level
    amounts: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Evening(Answer):
    """An equalisation: its capacities by unit (or the taxes that make one), need and formula."""

    node: s.Equalisation = field(repr=False)
    name: str
    article: str
    capacities: tuple[Mapping[str, Fraction], ...] = field(repr=False)
    taxes: tuple[str, ...]
    need: Mapping[str, Fraction] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrangement(Answer):
    """All money of one text, for one list of units; `people` are residents as of `people_as_of`."""

    text: str
    units: tuple[str, ...]
    money: str
    people: Mapping[str, Fraction]
    people_as_of: str
    taxes: tuple[Raised, ...]
    transfers: tuple[Granted, ...]
    evenings: tuple[Evening, ...]


def arrangement(model: Model) -> Arrangement | None:
    """Return the money of a text, or None where it has no money sentence that can be computed.

    Raises BadInput with every error: no table (E850), a transfer to an unknown region (E851), no
    such formula (E853), the wrong number of capacities (E854), two lists of units (E856), a unit
    without need (E852), and what the table lacks (E21x).
    """
    return _Binder(model).bind()


class _Binder:
    def __init__(self, model: Model) -> None:
        self.model, self.tree = model, model.constitution
        self.errors: list[Diagnostic] = []
        self.money = ""
        self.units: UnitList | None = None
        self.people: dict[str, Fraction] = {}

    def bind(self) -> Arrangement | None:
        """Bind everything, or raise with every error."""
        named = self._named_units()
        if named is None:
            return None
        self.units = bind_units(self.model, named)
        self.people, date = people_of(self.model, named)
        taxes = tuple(t for node in self.tree.all(s.Tax) if (t := self._tax(node)))
        transfers = tuple(self._transfer(node) for node in self.tree.all(s.Transfer))
        evenings = tuple(self._evening(node) for node in self.tree.all(s.Equalisation))
        if self.errors:
            raise BadInput(self.errors)
        return Arrangement(
            self.tree.name,
            tuple(self.units.labels.values()),
            self.money,
            self.people,
            date,
            taxes,
            transfers,
            evenings,
        )

    def _named_units(self) -> s.Units | None:
        names: dict[str, s.Node] = {}
        for tax in self.tree.all(s.Tax):
            for line in s.pick(tax.details, s.Yields):
                names.setdefault(line.units, line)
        for evening in self.tree.all(s.Equalisation):
            names.setdefault(evening.of, evening)
        book = self.model.book()
        for transfer in self.tree.all(s.Transfer):
            for name in transfer.to:
                if name in book.units:
                    names.setdefault(name, transfer)
        if not names and self.tree.all(s.Transfer) and len(book.units) == 1:
            names = {next(iter(book.units)): self.tree.all(s.Transfer)[0]}
        if len(names) > 1:
            first, second = list(names)[:2]
            what = f"money of {second} beside money of {first}"
            raise BadInput(Diagnostic("E856", what, names[second].place, "one list of units"))
        return book.units.get(next(iter(names))) if names else None

    def _column(self, column: str, as_of: str, node: s.Node) -> dict[str, Fraction]:
        assert self.units is not None
        try:
            found, money = amounts(self.units, column, as_of, node, self.people)
        except BadInput as exc:
            self.errors += exc.diagnostics
            return {}
        self.money = self.money or money
        return found

    def _tax(self, node: s.Tax) -> Raised | None:
        lines = s.pick(node.details, s.Yields)
        if len(lines) != 1:
            return None
        base = self._column(lines[0].column, lines[0].as_of, lines[0])
        raised = {u: lines[0].rate * v for u, v in base.items()}
        shares = s.pick(node.details, s.ShareTo)
        keys = tuple(
            self._key(share) if share.column else (raised if share.raised else {})
            for share in shares
        )
        return Raised(node.name, node.article, node.resource, raised, shares, keys)

    def _key(self, share: s.ShareTo) -> dict[str, Fraction]:
        money = self.money
        key = self._column(share.column, share.as_of, share)
        self.money = money
        if key and not sum(key.values(), Fraction(0)):
            what = f'"{share.column}" is 0 in every unit: nothing can be shared by it'
            self.errors.append(Diagnostic("E852", what, share.place, "a column with a total"))
        return key

    def _transfer(self, node: s.Transfer) -> Granted:
        assert self.units is not None
        found: dict[str, Fraction] = {}
        money = self.money
        per = self._column(node.per, node.as_of, node) if node.per else {}
        self.money = money
        for name in node.to:
            for label in self._receivers(name, node):
                found[label] = node.amount * (per.get(label, Fraction(0)) if node.per else 1)
        return Granted(node.name, node.article, node.level, found)

    def _receivers(self, name: str, node: s.Transfer) -> tuple[str, ...]:
        assert self.units is not None
        if name == self.units.name:
            return tuple(self.units.labels.values())
        key = self.units.find(name)
        if key is not None and key in self.units.labels:
            return (self.units.labels[key],)
        what = f'the transfer "{node.name}" goes to "{name}", which is no unit'
        known = [*self.units.labels.values(), self.units.name]
        hint = did_you_mean(name, known)
        expected = ", ".join(known[:8])
        self.errors.append(Diagnostic("E851", what, node.place, expected, hint))
        return ()

    def _evening(self, node: s.Equalisation) -> Evening:
        capacities: list[dict[str, Fraction]] = []
        taxes: list[str] = []
        for line in s.pick(node.details, s.Capacity):
            taxes += line.taxes
            if line.column:
                capacities.append(self._column(line.column, line.as_of, line))
        needs = s.pick(node.details, s.Need)
        money = self.money
        need = self._column(needs[0].column, needs[0].as_of, needs[0]) if needs else {}
        self.money = money
        self._without_need(node, need)
        for method in s.pick(node.details, s.Method):
            self._method(method, len(capacities) + bool(taxes))
        return Evening(node, node.name, node.article, tuple(capacities), tuple(taxes), need)

    def _without_need(self, node: s.Equalisation, need: Mapping[str, Fraction]) -> None:
        zero = next((u for u, amount in need.items() if amount <= 0), None)
        if zero is not None:
            what = f'"{node.name}" divides by zero: the need of {zero} is {need[zero]}'
            place = s.pick(node.details, s.Need)[0].place
            self.errors.append(Diagnostic("E852", what, place, "a need above zero in every unit"))

    def _method(self, node: s.Method, given: int) -> None:
        formula = FORMULAS.get(node.name)
        if formula is None:
            what = f'there is no formula "{node.name}"'
            hint = did_you_mean(node.name, FORMULAS)
            expected = ", ".join(FORMULAS)
            self.errors.append(Diagnostic("E853", what, node.place, expected, hint))
        elif formula.capacities > 1 and given != formula.capacities:
            what = f'"{node.name}" compares {formula.capacities} capacities, {given} stand here'
            expected = f"{formula.capacities} lines `capacity ...`"
            self.errors.append(Diagnostic("E854", what, node.place, expected))
