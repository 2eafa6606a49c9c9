"""Seats of a convention by region and by roll, who fills them, and the three footings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.convene.footing import CELL
from foedus.convene.reading import LISTED, needed
from foedus.csvfile import Sheet, is_whole, parse_sheet
from foedus.elect.measures import equality
from foedus.elect.seats import allocate
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

WAYS = ("delegation", "lot")
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Seat:
    """The seats of one region or community, how they are filled, and people per seat."""

    name: str
    seats: int
    people: int | None
    filled: int
    by_delegation: int
    by_lot: int
    people_per_seat: Fraction | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many delegates have one value of sex or age, in one region or in all (`region` "").

    None: fewer than the cell size, and not shown.
    """

    feature: str
    value: str
    region: str
    delegates: int | None


@dataclass(frozen=True, slots=True)
class Delegation(Answer):
    """The seats of a convention and how equal they are, on three footings apart.

    Units: `equal_units`, each region with as many seats. Citizens: `ratio` of the most people
    per seat to the fewest, and the smallest `majority` share of the people behind a majority of
    region seats. Access: `empty` regions and rolls with no delegate yet, and `shares` by sex and
    age. `roll_note` says how communities are counted.
    """

    rule: str
    size: int
    regions: tuple[Seat, ...]
    communities: tuple[Seat, ...]
    tied: tuple[str, ...]
    equal_units: bool
    ratio: Fraction | None
    majority: Fraction | None
    majority_regions: tuple[str, ...]
    empty: tuple[str, ...]
    overfull: tuple[str, ...]
    shares: tuple[Share, ...]
    roll_note: str
    label: Label = Label.EXACT
    method: str = "exact fractions"
    reference: str = "the rule named; smallest majority: Dauer & Kelsay 1955"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a region or community."""
        return [
            {"name": s.name, "seats": s.seats, "people": s.people, "filled": s.filled}
            for s in (*self.regions, *self.communities)
        ]


@dataclass(frozen=True, slots=True)
class Seating:
    """Seats by name with the rule that gave them; tied seats are in nobody's count."""

    rule: str
    seats: dict[str, int]
    tied: tuple[str, ...] = ()


def equal(names: Sequence[str], each: int) -> Seating:
    """Return the same number of seats for everybody. Raises BadInput (E806)."""
    if each < 0:
        raise BadInput(Diagnostic("E806", f"{each} seats each", Place("--each"), "0 or more"))
    return Seating(f"{each} seats each", dict.fromkeys(names, each))


def by_rule(people: Mapping[str, int], method: str, size: int) -> Seating:
    """Return seats by any rule of `elect`; ties stay ties."""
    found = allocate(method, size, people)
    tied = tuple(str(t) for t in found.ties)
    return Seating(f"{found.method}, {size} seats", dict(found.seats), tied)


def read_seats(data: bytes, file: str, names: Sequence[str]) -> dict[str, int]:
    """Return the seats of each name from a table `region,seats`. Raises BadInput (E801-E803)."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("region", "seats"))
    found: dict[str, int] = {}
    errors = []
    for row, (name, seats) in enumerate(
        zip(sheet.column("region"), sheet.column("seats"), strict=True)
    ):
        where = sheet.place(row, "region")
        if name not in names:
            hint = did_you_mean(name, names)
            errors.append(Diagnostic("E803", f'there is no region "{name}"', where,
                                     ", ".join(names), hint))  # fmt: skip
        if name in found:
            errors.append(Diagnostic("E802", f"the region {name} is given twice", where))
        if not is_whole(seats):
            errors.append(Diagnostic("E801", f'"{seats}" is not a number of seats',
                                     sheet.place(row, "seats"), "0 or more"))  # fmt: skip
        found[name] = int(seats) if is_whole(seats) else 0
    missing = [n for n in names if n not in found]
    if missing and not errors:
        what = f"no seats are given for {', '.join(missing)}"
        errors.append(Diagnostic("E803", what, Place(file), "one row for each region"))
    if errors:
        raise BadInput(errors[:LISTED])
    return found


def read_roll(data: bytes, file: str) -> tuple[dict[str, int], str]:
    """Return the people on each community's roll, and how they are counted.

    `person,community`: one row a person who put themself on it; somebody on two rolls is an
    error (E802), since one person would weigh twice.
    """
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("person", "community"))
    seen: dict[str, int] = {}
    errors = []
    for row, person in enumerate(sheet.column("person")):
        if person in seen:
            related = ((sheet.place(seen[person], "person"), "first given here"),)
            what = f"{person} is on two rolls or twice on one"
            where = sheet.place(row, "person")
            errors.append(Diagnostic("E802", what, where, "one roll a person", related=related))
        seen.setdefault(person, row)
    if errors:
        raise BadInput(errors[:LISTED])
    note = "a roll counts who put themself on it; nobody is counted into a community by others"
    return dict(Counter(sheet.column("community"))), note


@dataclass(frozen=True, slots=True)
class Delegate:
    """One delegate: for a region or a community (the other blank), and by which way."""

    name: str
    region: str
    community: str
    sex: str
    age: str
    way: str


def read_delegates(
    data: bytes, file: str, regions: Sequence[str], communities: Sequence[str]
) -> tuple[Delegate, ...]:
    """Return the delegates of a table `name,region[,community,sex,age,way]`.

    Raises BadInput with every E801-E803: unknown regions, a person twice, an unknown way.
    """
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("name", "region"))
    errors: list[Diagnostic] = []
    found: dict[str, Delegate] = {}
    for row, cells in enumerate(sheet.rows):
        given = {**dict.fromkeys(("community", "sex", "age", "way"), ""),
                 **dict(zip(sheet.header, cells, strict=True))}  # fmt: skip
        errors += _seated(sheet, row, given, regions, communities)
        if given["name"] in found:
            what = f"{given['name']} is a delegate twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "name"), "once each"))
        found[given["name"]] = Delegate(
            given["name"], given["region"], given["community"], given["sex"] or NOT_SAID,
            given["age"] or NOT_SAID, given["way"] or "delegation",
        )  # fmt: skip
    if errors:
        raise BadInput(errors[:LISTED])
    return tuple(found.values())


def _seated(
    sheet: Sheet, row: int, given: Mapping[str, str], regions: Sequence[str],
    communities: Sequence[str],
) -> list[Diagnostic]:  # fmt: skip
    errors = []
    for column, known in (("region", regions), ("community", communities)):
        name = given[column]
        if name and name not in known:
            what = f'there is no {column} "{name}"'
            hint = did_you_mean(name, known)
            where = sheet.place(row, column)
            errors.append(Diagnostic("E803", what, where, ", ".join(known) or "none", hint))
    if bool(given["region"]) == bool(given["community"]):
        what = f"{given['name']} sits for {'both' if given['region'] else 'neither'}"
        expected = "a region or a community, the other blank"
        errors.append(Diagnostic("E801", what, sheet.place(row, "region"), expected))
    if given["way"] not in ("", *WAYS):
        what = f'"{given["way"]}" is no way to become a delegate'
        errors.append(Diagnostic("E801", what, sheet.place(row, "way"), ", ".join(WAYS)))
    return errors


def delegation(
    regions: Seating,
    people: Mapping[str, int] | None = None,
    *,
    communities: Seating | None = None,
    roll: Mapping[str, int] | None = None,
    roll_note: str = "",
    delegates: Sequence[Delegate] = (),
    cell: int = CELL,
) -> Delegation:
    """Return the seats with who fills them and how equal they are.

    `people` are the residents (or voters) by region, `roll` the people on each community's roll.
    """
    own = tuple(
        _seat(n, s, people, [d for d in delegates if d.region == n])
        for n, s in regions.seats.items()
    )
    rolls = tuple(
        _seat(n, s, roll, [d for d in delegates if d.community == n])
        for n, s in (communities.seats if communities else {}).items()
    )
    ratio, majority, group = _citizens(regions.seats, people)
    both = (*own, *rolls)
    return Delegation(
        regions.rule + (f"; rolls: {communities.rule}" if communities else ""),
        sum(s.seats for s in both), own, rolls,
        (*regions.tied, *(communities.tied if communities else ())),
        len({s.seats for s in own}) == 1, ratio, majority, group,
        tuple(s.name for s in both if s.seats and not s.filled) if delegates else (),
        tuple(s.name for s in both if s.filled > s.seats),
        _shares(delegates, tuple(regions.seats), cell), roll_note,
    )  # fmt: skip


def _citizens(
    seats: Mapping[str, int], people: Mapping[str, int] | None
) -> tuple[Fraction | None, Fraction | None, tuple[str, ...]]:
    if people is None or not sum(seats.values()) or not all(people.values()):
        return None, None, ()
    found = equality(people, dict(seats))
    return found.ratio, found.smallest_share, tuple(found.smallest)


def _seat(
    name: str, seats: int, people: Mapping[str, int] | None, mine: Sequence[Delegate]
) -> Seat:
    count = people.get(name) if people is not None else None
    per = Fraction(count, seats) if count is not None and seats else None
    ways = Counter(d.way for d in mine)
    return Seat(name, seats, count, len(mine), ways["delegation"], ways["lot"], per)


def _shares(
    delegates: Sequence[Delegate], regions: tuple[str, ...], cell: int
) -> tuple[Share, ...]:
    found = []
    for feature in ("sex", "age"):
        for region in ("", *regions):
            mine = [d for d in delegates if not region or d.region == region]
            counts = Counter(getattr(d, feature) for d in mine)
            # Delegates sit in public, so that a small region is no secret; a value so rare that
            # it names one person is withheld all the same.
            found += [
                Share(feature, value, region, n if n >= cell or not region else None)
                for value, n in sorted(counts.items())
            ]
    return tuple(found)
