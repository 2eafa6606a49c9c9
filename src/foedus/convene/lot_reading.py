"""Pools and quotas from tables, every contradiction named before a solver is started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.convene.lot_model import Quota
from foedus.convene.reading import LISTED, needed
from foedus.csvfile import Sheet, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean


def read_pool(data: bytes, file: str, name: str = "id") -> tuple[list[dict[str, str]], Sheet]:
    """Return the people of a pool, one dict each. Raises BadInput (E800, E802)."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, (name,))
    seen: dict[str, int] = {}
    errors = []
    for row, person in enumerate(sheet.column(name)):
        place = sheet.place(row, name)
        if not person:
            errors.append(Diagnostic("E801", "a person without a name", place, f"the {name}"))
        elif person in seen:
            related = ((sheet.place(seen[person], name), "first given here"),)
            what = f"the person {person} is twice in the pool"
            errors.append(Diagnostic("E802", what, place, "once each", related=related))
        seen.setdefault(person, row)
    if errors:
        raise BadInput(errors[:LISTED])
    return [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows], sheet


def read_quotas(data: bytes, file: str, pool: Sequence[Mapping[str, str]]) -> list[Quota]:
    """Return the quotas of a table `feature,value,min,max`. Raises BadInput (E800-E804)."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("feature", "value", "min", "max"))
    errors: list[Diagnostic] = []
    found: dict[tuple[str, str], Quota] = {}
    for row, cells in enumerate(sheet.rows):
        given = dict(zip(sheet.header, cells, strict=True))
        low, high = (_count(sheet, row, c, given[c], errors) for c in ("min", "max"))
        key = given["feature"], given["value"]
        _named(sheet, row, key, pool, errors)
        if key in found:
            what = f"the quota {key[0]} = {key[1]} is given twice"
            errors.append(Diagnostic("E802", what, sheet.place(row, "value"), "once each"))
        if low > high:
            what = f"at least {low} and at most {high}"
            errors.append(Diagnostic("E804", what, sheet.place(row, "min"), "min <= max"))
        found[key] = Quota(*key, low, high)
    if errors:
        raise BadInput(errors[:LISTED])
    return list(found.values())


def _count(sheet: Sheet, row: int, column: str, text: str, errors: list[Diagnostic]) -> int:
    if is_whole(text):
        return int(text)
    place = sheet.place(row, column)
    errors.append(Diagnostic("E801", f'"{text}" is not a number of people', place, "0 or more"))
    return 0


def _named(
    sheet: Sheet, row: int, key: tuple[str, str], pool: Sequence[Mapping[str, str]],
    errors: list[Diagnostic],
) -> None:  # fmt: skip
    feature, value = key
    if pool and feature not in pool[0]:
        what = f'the pool has no column "{feature}"'
        place = sheet.place(row, "feature")
        hint = did_you_mean(feature, pool[0])
        errors.append(Diagnostic("E803", what, place, ", ".join(pool[0]), hint))
        return
    values = dict.fromkeys(p[feature] for p in pool)
    if value not in values:
        what = f'nobody in the pool has {feature} "{value}"'
        place = sheet.place(row, "value")
        expected = ", ".join(list(values)[:12])
        errors.append(Diagnostic("E803", what, place, expected, did_you_mean(value, values)))


def check(pool: Sequence[Mapping[str, str]], k: int, quotas: Sequence[Quota], file: str) -> None:
    """Raise BadInput for what no lot can meet: k too large, sums that miss k, too few people.

    Every value of a feature with quotas needs one: else it is free from 0 to k.
    """
    errors = []
    if not 1 <= k <= len(pool):
        what = f"a panel of {k} from a pool of {len(pool)}"
        raise BadInput(Diagnostic("E806", what, Place("K"), f"1 to {len(pool)}"))
    for feature in dict.fromkeys(q.feature for q in quotas):
        mine = [q for q in quotas if q.feature == feature]
        low = sum(q.low for q in mine)
        values = {p[feature] for p in pool}
        full = {q.value for q in mine} == values
        high = sum(q.high for q in mine) if full else k
        if low > k:
            what = f"the least numbers of {feature} add up to {low}, more than the panel of {k}"
            errors.append(Diagnostic("E804", what, Place(file), f"at most {k}"))
        if high < k:
            what = f"the greatest numbers of {feature} add up to {high}, less than the panel of {k}"
            errors.append(Diagnostic("E804", what, Place(file), f"at least {k}"))
        for q in mine:
            have = sum(p[feature] == q.value for p in pool)
            if have < q.low:
                what = f"{q.name} asks for {q.low} people and the pool has {have}"
                help = "invite more of them, or lower this quota"
                errors.append(Diagnostic("E805", what, Place(file), f"at most {have}", help))
    if errors:
        raise BadInput(errors)
