"""Initiatives against thresholds such as "15,000 supporters from at least 4 regions"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer, Label
from foedus.convene.reading import LISTED, needed
from foedus.csvfile import Sheet, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

WRITTEN = re.compile(r"^\s*([\d,_ ]+?)(?:\s+from\s+(\d+)(?:\s+with\s+([\d,_ ]+?)\s+each)?)?\s*$")


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least `supporters` people from at least `regions` regions, `each` people in every one."""

    supporters: int
    regions: int = 1
    each: int = 1

    def __str__(self) -> str:
        text = f"{self.supporters:,} supporters from at least {self.regions} regions"
        return text + (f" with {self.each:,} each" if self.each > 1 else "")


def threshold(text: str) -> Threshold:
    """Return a threshold as written: `15000 from 4`, `15000 from 4 with 100 each`.

    Raises BadInput (E807).
    """
    found = WRITTEN.match(text)
    if found is None:
        what = f'"{text}" is no threshold'
        raise BadInput(Diagnostic("E807", what, Place("--threshold"), "15000 from 4"))
    numbers = [int(re.sub(r"[,_ ]", "", g)) if g else 1 for g in found.groups()]
    return Threshold(*numbers)


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative: its supporters on each footing, and whether it reaches the threshold.

    `signatures` counts rows, `supporters` people (once each); `reached` goes by people,
    `reached_by_signatures` by rows. `largest` is the share of the largest region, `two_largest`
    of the two largest; `effective` the effective number of regions, 1 / sum share^2.
    """

    name: str
    signatures: int
    supporters: int
    regions: int
    enough: bool
    spread: bool
    reached: bool
    reached_by_signatures: bool
    short: int
    regions_short: int
    largest: float
    largest_region: str
    two_largest: float
    effective: float
    of_no_region: int


@dataclass(frozen=True, slots=True)
class Support(Answer):
    """Every initiative against one threshold.

    Citizens: people are counted once each. Units: how many regions they come from. Access: how
    concentrated support is (`skewed`: initiatives with more than half of their supporters in
    two regions). `repeated` people supported the same initiative more than once: they are listed,
    counted once, and the verdict by rows stands beside. `together`: all initiatives.
    """

    threshold: Threshold
    initiatives: tuple[Initiative, ...]
    reached: int
    skewed: tuple[str, ...]
    repeated: tuple[tuple[str, str, int], ...]
    differ: tuple[str, ...]
    supporters: int | None
    signatures: int
    together: tuple[tuple[str, int], ...]
    label: Label = Label.EXACT
    method: str = "counts of people, once each for an initiative"
    reference: str = "Laakso & Taagepera 1979 (effective number)"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row an initiative."""
        return [
            {"initiative": i.name, "supporters": i.supporters, "regions": i.regions,
             "reached": i.reached, "largest": i.largest}
            for i in self.initiatives
        ]  # fmt: skip


#: initiative -> region -> (rows, people); people in no known region are under "".
Counted = dict[str, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Signed:
    """Signatures counted by initiative and region, with the people who signed more than once.

    `people` is how many different people signed at all, None where the table only counts.
    """

    counted: Counted
    repeated: tuple[tuple[str, str, int], ...]
    people: int | None


def read_support(data: bytes, file: str, regions: Sequence[str] = ()) -> Signed:
    """Return the signatures of a table, by person or already counted.

    `initiative,person,region`: a row a signature; a person may sign several initiatives.
    `initiative,region,supporters`: a row a region. Raises BadInput (E800-E803).
    """
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("initiative", "region"))
    errors = _unknown(sheet, regions)
    if "person" in sheet.header:
        found = _by_person(sheet, errors)
    else:
        needed(sheet, ("supporters",))
        found = _by_count(sheet, errors)
    if errors:
        raise BadInput(errors[:LISTED])
    return found


def _unknown(sheet: Sheet, regions: Sequence[str]) -> list[Diagnostic]:
    return [
        Diagnostic("E803", f'there is no region "{name}"', sheet.place(row, "region"),
                   ", ".join(regions), did_you_mean(name, regions))
        for row, name in enumerate(sheet.column("region"))
        if regions and name and name not in regions
    ]  # fmt: skip


def _by_person(sheet: Sheet, errors: list[Diagnostic]) -> Signed:
    rows: Counter[tuple[str, str]] = Counter()
    home: dict[str, str] = {}
    signed: Counter[tuple[str, str]] = Counter()
    columns = (sheet.column(c) for c in ("initiative", "person", "region"))
    for row, (initiative, person, region) in enumerate(zip(*columns, strict=True)):
        before = home.setdefault(person, region)
        if before != region:
            what = f"{person} signs from {before or 'no region'} and from {region or 'no region'}"
            where = sheet.place(row, "region")
            errors.append(Diagnostic("E802", what, where, "one region a person"))
        rows[initiative, region] += 1
        signed[initiative, person] += 1
    people = Counter((initiative, home[person]) for initiative, person in signed)
    counted: Counted = defaultdict(dict)
    for (initiative, region), n in rows.items():
        counted[initiative][region] = (n, people[initiative, region])
    repeated = tuple(sorted((i, p, n) for (i, p), n in signed.items() if n > 1))
    return Signed(dict(counted), repeated, len(home))


def _by_count(sheet: Sheet, errors: list[Diagnostic]) -> Signed:
    counted: Counted = defaultdict(dict)
    columns = (sheet.column(c) for c in ("initiative", "region", "supporters"))
    for row, (initiative, region, text) in enumerate(zip(*columns, strict=True)):
        if not is_whole(text):
            where = sheet.place(row, "supporters")
            what = f'"{text}" is not a number of supporters'
            errors.append(Diagnostic("E801", what, where, "0 or more"))
            text = "0"
        if region in counted[initiative]:
            what = f"{initiative} in {region} is given twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "region"), "once each"))
        counted[initiative][region] = (int(text), int(text))
    return Signed(dict(counted), (), None)


def support(signed: Signed, limit: Threshold) -> Support:
    """Return every initiative against a threshold, most supporters first."""
    found = [_initiative(name, by, limit) for name, by in signed.counted.items()]
    found.sort(key=lambda i: (-i.supporters, i.name))
    together: Counter[str] = Counter()
    for by in signed.counted.values():
        together.update({region: people for region, (_, people) in by.items()})
    return Support(
        limit, tuple(found), sum(i.reached for i in found),
        tuple(i.name for i in found if i.two_largest > 0.5 and i.regions > 2),
        signed.repeated,
        tuple(i.name for i in found if i.reached != i.reached_by_signatures),
        signed.people, sum(i.signatures for i in found), tuple(together.most_common()),
    )  # fmt: skip


def _initiative(name: str, by: Mapping[str, tuple[int, int]], limit: Threshold) -> Initiative:
    people = {r: n for r, (_, n) in by.items() if r}
    total = sum(n for _, n in by.values())
    rows = sum(n for n, _ in by.values())
    inside = sum(n >= limit.each for n in people.values())
    inside_rows = sum(n >= limit.each for r, (n, _) in by.items() if r)
    ranked = sorted(people.items(), key=lambda x: (-x[1], x[0]))
    shares = [n / total for _, n in ranked] if total else []
    enough, spread = total >= limit.supporters, inside >= limit.regions
    return Initiative(
        name, rows, total, inside, enough, spread, enough and spread,
        rows >= limit.supporters and inside_rows >= limit.regions,
        max(0, limit.supporters - total), max(0, limit.regions - inside),
        shares[0] if shares else 0.0, ranked[0][0] if ranked else "", sum(shares[:2]),
        1 / sum(x * x for x in shares) if any(shares) else 0.0, by.get("", (0, 0))[1],
    )  # fmt: skip
