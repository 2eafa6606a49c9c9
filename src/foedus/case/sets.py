"""Members of a set of units and their share of the population, exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from foedus.case.counts import SetDefinition
from foedus.country import Table


def with_members(
    definition: SetDefinition, table: Table, left_out: tuple[str, ...] = ()
) -> SetDefinition:
    """Return the set with its members computed; units of `left_out` are not counted at all.

    A unit is a member where its cell is >= (or >) the threshold; a blank cell is unknown, neither
    in nor out. share = population of the members / population of every unit counted.
    Raises BadInput where a column is missing (E212, E213, E214), not numeric (E219) or, for the
    population, unknown (E218).
    """
    cells = table.column(definition.column, definition.as_of).values
    counted = {u: v for u, v in cells.items() if u not in left_out}
    known = {u: v for u, v in counted.items() if isinstance(v, Fraction)}
    limit, strict = definition.threshold, definition.comparison == ">"
    members = tuple(u for u, v in known.items() if v > limit or (v == limit and not strict))
    unknown = tuple(u for u in counted if u not in known)
    share = None
    if definition.population:
        column = table.column(definition.population, definition.population_as_of or None)
        people = {u: n for u, n in column.numbers().items() if u in counted}
        inside = sum((people[u] for u in members), Fraction(0))
        share = inside / sum(people.values()) if any(people.values()) else None
    return replace(definition, members=members, unknown=unknown, share=share)
