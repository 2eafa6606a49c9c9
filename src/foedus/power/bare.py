"""A bare weighted game: a column of a table and a quota."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.csvfile import Sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.power.quota import QuotaText
from foedus.rules.gates import Builder, Rule


@dataclass(frozen=True, slots=True)
class BareGame:
    """Names, exact weights and the quota as written."""

    names: tuple[str, ...]
    weights: tuple[Fraction, ...]
    quota: QuotaText

    @property
    def total(self) -> Fraction:
        """The weight of everybody."""
        return sum(self.weights, Fraction(0))

    def rule(self) -> Rule:
        """Return the game in the gate form."""
        builder = Builder()
        weights = {builder.voter(n): w for n, w in zip(self.names, self.weights, strict=True)}
        bound, strict = self.quota.of(self.total)
        if strict:
            return builder.build(builder.more_than(weights, bound, self.quota.text))
        return builder.build(builder.gate(weights, bound, self.quota.text))

    def with_units(self, new: Mapping[str, Fraction | int]) -> BareGame:
        """Return the game after units join; a quota that is a share follows the new total."""
        names = (*self.names, *new)
        if len(set(names)) < len(names):
            raise ValueError("a unit that joins has the name of a member")
        weights = (*self.weights, *(Fraction(w) for w in new.values()))
        return BareGame(names, weights, self.quota)

    def without_units(self, gone: tuple[str, ...]) -> BareGame:
        """Return the game after units leave.

        Raises ValueError where one is no member or nobody would be left.
        """
        unknown = sorted(set(gone) - set(self.names))
        if unknown:
            raise ValueError(f"no such voter: {', '.join(unknown)}")
        if set(gone) == set(self.names):
            raise ValueError("nobody would be left")
        kept = [(n, w) for n, w in zip(self.names, self.weights, strict=True) if n not in gone]
        return BareGame(tuple(n for n, _ in kept), tuple(w for _, w in kept), self.quota)


def bare_game(sheet: Sheet, column: str, quota: QuotaText, *, name: str = "") -> BareGame:
    """Return the game of a table's column; `name` is the column of names, the first unless given.

    Raises BadInput with every fault: no such column (E351), a name twice or missing (E350), a
    weight that is no known non-negative number (E352).
    """
    heads = [head for head in (column, name) if head and head not in sheet.header]
    if heads:
        raise BadInput([_no_column(sheet, head) for head in heads])
    named = name or next((h for h in sheet.header if h != column), column)
    errors: list[Diagnostic] = []
    names = sheet.column(named)
    for k, text in enumerate(names):
        if not text or text in names[:k]:
            what = f'the name "{text}" appears twice' if text else "a name is missing"
            help = "say which column holds the names: --name COLUMN"
            errors.append(Diagnostic("E350", what, sheet.place(k, named), "each name once", help))
    weights = [_weight(sheet, k, column, errors) for k in range(len(names))]
    if not names:
        errors.append(Diagnostic("E350", "the table has no rows", Place(sheet.file)))
    if errors:
        raise BadInput(errors)
    return BareGame(names, tuple(weights), quota)


def _no_column(sheet: Sheet, head: str) -> Diagnostic:
    expected = f"one of: {', '.join(sheet.header)}"
    hint = did_you_mean(head, sheet.header)
    return Diagnostic("E351", f'no column "{head}"', Place(sheet.file, 1), expected, hint)


def parse_weight(text: str) -> Fraction | None:
    """Return a weight as written (54, 1.5 or 23/2), None for what is no non-negative number."""
    if "e" in text.lower() or "_" in text:
        return None
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return value if value >= 0 else None


def _weight(sheet: Sheet, row: int, column: str, errors: list[Diagnostic]) -> Fraction:
    text = sheet.column(column)[row]
    value = parse_weight(text)
    if value is not None:
        return value
    what = f'"{text}" is not a weight' if text else "the weight is unknown (a blank cell)"
    help = "write it without separators" if "," in text else ""
    expected = "a number that is not negative: 54, 1.5 or 23/2"
    errors.append(Diagnostic("E352", what, sheet.place(row, column), expected, help))
    return Fraction(0)
