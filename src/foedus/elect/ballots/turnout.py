"""Turnout over every denominator that a law may mean, none of them the default.

Who may vote where decides it: residents, displaced voters, voters abroad, and units in which no
vote could be held are counted apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.csvfile import Sheet
from foedus.elect.ballots.cast_votes import columns, numbers
from foedus.errors import BadInput, Diagnostic

KINDS = ("resident", "displaced", "abroad")
OF = {"displaced": "displaced voters", "abroad": "voters abroad"}
METHOD = "ballots cast over registers, each combination of who is counted by itself"


@dataclass(frozen=True, slots=True)
class Unit:
    """A register: whose it is, how many are on it, ballots cast; None where no vote was held."""

    name: str
    registered: int
    cast: int | None
    kind: str = "resident"


@dataclass(frozen=True, slots=True)
class Rate:
    """One reading of turnout: ballots cast among some voters over the register of some."""

    name: str
    cast: int
    registered: int
    share: Fraction | None
    units: int
    meets: bool | None = None


@dataclass(frozen=True, slots=True)
class Turnout(Answer):
    """Every reading, and the registers counted apart by kind and by whether a vote was held."""

    rates: tuple[Rate, ...]
    apart: Mapping[str, Mapping[str, int]]
    no_vote: tuple[str, ...]
    threshold: str = ""
    method: str = METHOD
    label: Label = Label.EXACT
    agree: bool | None = field(default=None)


def turnout(
    units: Sequence[Unit], threshold: Fraction | None = None, *, strict: bool = False
) -> Turnout:
    """Return turnout over every denominator.

    Denominators: everybody on a register; only units where a vote was held; each of them with and
    without displaced voters and voters abroad where there are any. `threshold` marks the readings
    that meet it (`strict`: more than it); `agree` says whether all readings give one verdict.
    Raises ValueError for more ballots than voters, or an unknown kind.
    """
    for u in units:
        if u.kind not in KINDS or u.registered < 0 or not 0 <= (u.cast or 0) <= u.registered:
            raise ValueError(f"{u.name}: {u.cast} of {u.registered} ({u.kind})")
    found = []
    seen: set[tuple[str, ...]] = set()
    for left_out in ((), ("abroad",), ("displaced",), ("displaced", "abroad")):
        for held in (False, True):
            group = [
                u for u in units if u.kind not in left_out and not (held and u.cast is None)
            ]  # fmt: skip
            key = tuple(u.name + "/" + u.kind for u in group)
            if key not in seen:
                seen.add(key)
                found.append(_rate(group, left_out, threshold, held=held, strict=strict))
    verdicts = {r.meets for r in found}
    word = "" if threshold is None else f"{'more than' if strict else 'at least'} {threshold}"
    return Turnout(
        tuple(found), _apart(units), tuple(u.name for u in units if u.cast is None), word,
        agree=None if threshold is None else len(verdicts) == 1,
    )  # fmt: skip


def _rate(
    group: Sequence[Unit],
    left_out: Sequence[str],
    threshold: Fraction | None,
    *,
    held: bool,
    strict: bool,
) -> Rate:
    cast, registered = sum(u.cast or 0 for u in group), sum(u.registered for u in group)
    share = Fraction(cast, registered) if registered else None
    name = "units where a vote was held" if held else "all units"
    if left_out:
        name += " without " + " and ".join(OF[k] for k in left_out)
    meets = None
    if threshold is not None and share is not None:
        meets = share > threshold if strict else share >= threshold
    return Rate(name, cast, registered, share, len(group), meets)


def _apart(units: Sequence[Unit]) -> dict[str, dict[str, int]]:
    table = {}
    for kind in KINDS:
        mine = [u for u in units if u.kind == kind]
        if mine:
            table[kind] = {
                "registered": sum(u.registered for u in mine),
                "registered where no vote was held": sum(
                    u.registered for u in mine if u.cast is None
                ),
                "cast": sum(u.cast or 0 for u in mine),
            }
    return table


def turnout_table(
    sheet: Sheet, unit: str, registered: str, cast: str, kind: str = ""
) -> tuple[Unit, ...]:
    """Return the units of a table; an empty cell in `cast` is a unit where no vote was held.

    Raises BadInput (E526) with every cell at fault.
    """
    columns(sheet, [unit, registered, cast, *([kind] if kind else [])], "E526")
    register, faults = numbers(sheet, registered, "E526")
    ballots, wrong = numbers(sheet, cast, "E526", blank=True)
    faults += wrong
    names = sheet.column(unit)
    kinds = [k or KINDS[0] for k in sheet.column(kind)] if kind else [KINDS[0]] * len(names)
    for i, (name, n, c, k) in enumerate(zip(names, register, ballots, kinds, strict=True)):
        if k not in KINDS:
            faults.append(Diagnostic("E526", f'"{k}" is no kind of voter', sheet.place(i, kind),
                                     ", ".join(KINDS)))  # fmt: skip
        if (name, k) in zip(names[:i], kinds[:i], strict=True):
            faults.append(Diagnostic("E526", f'"{name}" ({k}) has two rows', sheet.place(i, unit),
                                     "one row for each kind of voter of a unit"))  # fmt: skip
        if c is not None and n is not None and c > n:
            faults.append(Diagnostic("E526", f"{name} has more ballots than voters",
                                     sheet.place(i, cast), f"at most {n}"))  # fmt: skip
    if faults:
        raise BadInput(faults)
    return tuple(
        Unit(name, n or 0, c, k)
        for name, n, c, k in zip(names, register, ballots, kinds, strict=True)
    )
