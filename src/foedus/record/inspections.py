"""Inspections site by site: what was asked, let in, refused and done, with the effort of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer
from foedus.record.entries import INSPECTION
from foedus.record.view import Item


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection with every stage recorded of it, oldest first.

    `stages` are (date, status, who); `hours` are those on site, `denied` where access was denied.
    """

    id: str
    what: str
    by: str
    stages: tuple[tuple[str, str, str], ...]
    hours: Fraction
    denied: tuple[str, ...]

    @property
    def status(self) -> str:
        """The last status recorded."""
        return self.stages[-1][1]


@dataclass(frozen=True, slots=True)
class Site(Answer):
    """A place with its inspections; `at` is (latitude, longitude) in degrees where given."""

    place: str
    at: tuple[Fraction, Fraction] | None
    visits: tuple[Visit, ...]

    def counts(self) -> dict[str, int]:
        """Return how many inspections stand at each status now."""
        return {s: n for s in INSPECTION if (n := sum(v.status == s for v in self.visits))}

    @property
    def hours(self) -> Fraction:
        """The hours on site of all inspections here that state them."""
        return sum((v.hours for v in self.visits), Fraction(0))

    def rows(self) -> list[dict[str, Any]]:
        """Return a row an inspection."""
        return [
            {
                "place": self.place,
                "what": v.what,
                "by": v.by,
                "status": v.status,
                "stages": "; ".join(f"{d} {s}" for d, s, _ in v.stages),
                "hours on site": str(float(v.hours)) if v.hours else "not stated",
                "access denied": "; ".join(v.denied) or "none recorded",
            }
            for v in self.visits
        ]


@dataclass(frozen=True, slots=True)
class Inspections(Answer):
    """All sites, in order of their first inspection."""

    sites: tuple[Site, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Return a row an inspection, site by site."""
        return [row for site in self.sites for row in site.rows()]


NOWHERE = "place not stated"


def inspections(entries: Iterable[Item]) -> Inspections:
    """Return the inspections that stand, grouped by place; entries linked by `of` are one.

    Nothing is asserted of a place without an entry: no inspection recorded is no inspection known.
    """
    found = [i for i in entries if i.kind == "inspection" and not i.replaced_by]
    roots = _roots(found)
    chains: dict[str, list[Item]] = {}
    for item in sorted(found, key=lambda i: (i.date, i.seq)):
        chains.setdefault(roots[item.id], []).append(item)
    places: dict[str, list[list[Item]]] = {}
    for chain in chains.values():
        place = next((str(i.body["place"]) for i in chain if "place" in i.body), NOWHERE)
        places.setdefault(place, []).append(chain)
    return Inspections(tuple(_site(place, found) for place, found in places.items()))


def _roots(found: Sequence[Item]) -> dict[str, str]:
    """Return for each inspection the one it began with, following `of` back."""
    before = {i.id: str(i.body["of"]) for i in found if "of" in i.body}
    roots = {}
    for item in found:
        at = item.id
        while at in before:
            at = before[at]
        roots[item.id] = at
    return roots


def _site(place: str, chains: list[list[Item]]) -> Site:
    placed = [i for chain in chains for i in chain if {"latitude", "longitude"} <= i.body.keys()]
    at = None
    if placed:
        body = placed[0].body
        at = Fraction(body["latitude"]), Fraction(body["longitude"])
    return Site(place, at, tuple(_visit(chain) for chain in chains))


def _visit(chain: list[Item]) -> Visit:
    first = chain[0]
    return Visit(
        first.id,
        str(first.body["what"]),
        str(first.body["by"]),
        tuple((i.date, str(i.body["status"]), str(i.body["by"])) for i in chain),
        sum((Fraction(i.body["hours_on_site"]) for i in chain if "hours_on_site" in i.body),
            Fraction(0)),
        tuple(str(i.body["access_denied"]) for i in chain if "access_denied" in i.body),
    )  # fmt: skip
