"""Which votes of a file count for whom, and against which base: limbs of the ballot layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.constitution.bind_bodies import Cell, Switch
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.compile_votes import cell_weights
from foedus.constitution.model import Model
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
from foedus.errors import BadInput, Diagnostic, did_you_mean
from foedus.proof.ballots import KINDS, Votes
from foedus.proof.forms import Form

#: The cells that each base counts in the ballot layer.
BASES: dict[Base, tuple[str, ...]] = {
    Base.CAST: ("yes", "no"),
    Base.CAST_AND_INVALID: ("yes", "no", "abstain", "invalid"),
    Base.PRESENT: ("yes", "no", "abstain"),
    Base.REGISTERED: ("registered",),
}
PRESENT = ("yes", "no", "abstain")
TURNOUT = ("yes", "no", "abstain", "invalid")
_STATED = {Base.FILLED: Seats.FILLED, Base.SWORN: Seats.SWORN, Base.REGISTERED: Seats.REGISTERED}


@dataclass(slots=True)
class Count:
    """The votes of one file read against one constitution."""

    model: Model
    rows: tuple[Votes, ...]
    scope: Scope
    covers: dict[int, tuple[str, frozenset[str]]] = field(default_factory=dict)
    chosen: Mapping[int, Threshold] = field(default_factory=dict)

    def rows_of(self, pool: Pool) -> tuple[list[int], bool]:
        """Return the rows that count for a pool, and whether they cover all of it.

        A row of a whole body counts for the body, not for a part of it.
        """
        own = {c.voter for c in pool.cells}
        covered: set[str] = set()
        found = []
        for i, row in enumerate(self.rows):
            if i not in self.covers:
                whole = self.scope.pool(row.body, self.model.constitution)
                voters = frozenset(c.voter for c in covered_by(row, whole))
                self.covers[i] = whole.kind, voters
            kind, voters = self.covers[i]
            if kind == pool.kind and voters and voters <= own:
                found.append(i)
                covered |= voters
        return found, covered >= own

    def form(
        self,
        pool: Pool,
        counted: tuple[str, ...],
        threshold: AnyThreshold,
        among: Pool | None = None,
    ) -> tuple[Form, tuple[str, ...]]:
        """Return "the counted cells reach the threshold" and what the file does not give at all.

        Raises BadInput (E135) for a base that a vote of persons does not have.
        """
        whole = among or pool
        threshold = self.settled(threshold)
        share, op, fixed = _terms(threshold)
        terms: dict[tuple[int, str], Fraction] = {}
        own, complete = self.rows_of(pool)
        base_rows, base_complete = self.rows_of(whole)
        for i in own:
            for cell in counted:
                terms[i, cell] = terms.get((i, cell), Fraction(0)) + 1
        constant = Fraction(-fixed)
        seats = self._seats(whole, threshold)
        if share and seats is not None:
            constant -= share * seats
        elif share:
            for i in base_rows:
                for cell in BASES.get(threshold.base, ("registered",)):
                    terms[i, cell] = terms.get((i, cell), Fraction(0)) - share
        missing = [] if complete else [f"votes of {pool.name}"]
        if share and seats is None and not base_complete:
            missing.append(f"votes of {whole.name}")
        return Form(terms, constant, op is Op.MORE_THAN), tuple(dict.fromkeys(missing))

    def settled(self, threshold: AnyThreshold) -> AnyThreshold:
        """Return the threshold chosen for one that the text leaves open, others as they are."""
        return self.chosen.get(id(threshold), threshold)

    def _seats(self, pool: Pool, threshold: AnyThreshold) -> Fraction | None:
        """Return the base where it is a fixed number of seats, else None."""
        base = threshold.base
        if base in (Base.CAST, Base.CAST_AND_INVALID, Base.PRESENT):
            return None
        if base is Base.REGISTERED and pool.kind in ("electorate", "units"):
            return None
        if base is Base.MEMBERS and pool.kind == "units":
            return None  # the members of a unit's own assembly: the file's register
        if base is Base.MEMBERS:
            return Fraction(sum(c.seats for c in pool.cells))
        if base is Base.FILLED and pool.name in self.scope.switch.filled:
            return Fraction(self.scope.switch.filled[pool.name])
        stated = (pool.counts or {}).get(_STATED[base]) if base in _STATED else None
        if stated is not None:
            return Fraction(stated)
        if base is Base.FILLED:
            return Fraction(sum(c.filled for c in pool.cells))
        what = f"{pool.name} has no {base.value} to count"
        raise BadInput(Diagnostic("E135", what, threshold.place, "another base"))

    def unit_form(
        self, pool: Pool, of: Cell, each_by: AnyThreshold | None, counted: tuple[str, ...]
    ) -> tuple[Form, tuple[str, ...], str]:
        """Return a unit's own vote: its threshold over the ballots or votes given for it."""
        decided = pick(pool.units.decl.details, DecidedBy) if pool.units else ()
        threshold = each_by or (decided[0].threshold if decided else None)
        people = self.scope.decided_by_people(pool.units) if pool.units else ""
        part = pool.part(of.label, [of])
        if people and not self.rows_of(part)[0]:
            whole = self.scope.pool(people, self.model.constitution)
            cells = [c for c in whole.cells if c.unit == of.unit]
            part = whole.part(f"{of.label} in {people}", cells)
        assumed = ""
        if threshold is None:
            threshold = Threshold(Op.MORE_THAN, Fraction(1, 2), Base.CAST)
            assumed = f"each of {pool.name} decides by more than 1/2 of votes cast (not stated)"
        if threshold.base in (Base.MEMBERS, Base.UNITS) and people == "" and self._one_vote(part):
            threshold = _cast(threshold)
        form, missing = self.form(part, counted, threshold)
        return form, missing, assumed

    def _one_vote(self, part: Pool) -> bool:
        """Whether a unit's vote is given as one yes or no, not as the votes of its members."""
        own, _ = self.rows_of(part)
        given = [self.rows[i].cells.get(k) or 0 for i in own for k in ("yes", "no", "abstain")]
        return sum(given) <= 1

    def weights(self, pool: Pool, threshold: AnyThreshold) -> dict[str, Fraction]:
        """Return the weight of each unit under a threshold of units or of a column."""
        return cell_weights(pool, threshold)


def covered_by(row: Votes, whole: Pool) -> list[Cell]:
    """Return the cells of a row's body whose votes the row counts."""
    if not row.unit:
        return list(whole.cells)
    key = whole.units.find(row.unit) if whole.units is not None else None
    return [
        c
        for c in whole.cells
        if row.unit in (c.label, c.voter) or c.belongs(row.unit) or (key and c.unit == key)
    ]


def _cast(threshold: AnyThreshold) -> AnyThreshold:
    from dataclasses import replace

    return replace(threshold, base=Base.CAST)


def _terms(threshold: AnyThreshold) -> tuple[Fraction, Op, Fraction]:
    """Return (share of the base, comparison, fixed number) of a threshold."""
    if isinstance(threshold, Undetermined):
        what = "the text leaves this threshold open: votes cannot be held against it"
        raise BadInput(Diagnostic("E148", what, threshold.place, "a chosen threshold"))
    if threshold.share:
        return threshold.amount, threshold.op, Fraction(0)
    return Fraction(0), threshold.op, threshold.amount


def start(
    model: Model,
    rows: tuple[Votes, ...],
    wanted: Iterable[str],
    filled: Mapping[str, int] | None = None,
) -> Count:
    """Return a count of a file's votes, with the seats `filled` that a switch says.

    Raises BadInput for names nobody bears (E262) and more votes than seats (E264).
    """
    book = model.book()
    scope = Scope(
        model,
        book,
        reading=model.reading,
        units=(),
        switch=Switch(filled or {}, False, model.as_of),
        quotas=None,
        citizens=False,
        wanted=frozenset([*wanted, *(r.unit for r in rows)]),
    )
    placed = tuple(_placed(scope, r) for r in rows)
    count = Count(model, placed, scope)
    _known(count, model.constitution)
    return count


def _placed(scope: Scope, row: Votes) -> Votes:
    """Return a row under the body it belongs to, where a file names a unit as the voter."""
    book = scope.book
    if row.unit or row.body in {*book.bodies, *book.electorates, *book.persons, *book.units}:
        return row
    for name in book.units:
        units = scope.unit_list(name)
        key = units.find(row.body)
        if key is not None:
            return Votes(name, units.labels[key], row.cells, row.place)
    return row


def _beyond_seats(row: Votes, whole: Pool) -> list[Diagnostic]:
    """Return an error where more votes are given than a body has seats by law."""
    if whole.kind != "body":
        return []
    seats = sum(c.seats for c in covered_by(row, whole))
    given = sum(row.cells.get(k) or 0 for k in KINDS)
    if not seats or given <= seats:
        return []
    what = f"{given:,} votes of {seats:,} seats of {row.name}"
    return [Diagnostic("E264", what, row.place, f"at most {seats:,}")]


def _known(count: Count, node: Node) -> None:
    book = count.scope.book
    known = {*book.bodies, *book.electorates, *book.persons, *book.units}
    errors = []
    for row in count.rows:
        if row.body not in known:
            hint = did_you_mean(row.body, known)
            what = f'nobody called "{row.body}" votes'
            errors.append(Diagnostic("E262", what, row.place, ", ".join(sorted(known)), hint))
            continue
        whole = count.scope.pool(row.body, node)
        if row.unit and not covered_by(row, whole):
            labels = [c.label for c in whole.cells]
            what = f'{row.body} has no unit or group "{row.unit}"'
            hint = did_you_mean(row.unit, labels)
            errors.append(Diagnostic("E262", what, row.place, ", ".join(labels[:8]), hint))
        errors += _beyond_seats(row, whole)
    if errors:
        raise BadInput(errors)
