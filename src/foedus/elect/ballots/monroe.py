"""Monroe's rule on approvals: every member represents an equal part of the voters.

Monroe 1995; Lackner and Skowron 2023, section 2.2.
"""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from foedus.elect.ballots.approval import Approvals
from foedus.elect.ballots.committees import (
    ApprovalTable,
    CommitteeCount,
    all_committees,
    approval_table,
    check_seats,
    whole_committee,
)
from foedus.elect.ballots.flow import largest_flow
from foedus.elect.ballots.result import Lot

METHOD = "Monroe, approvals, exact: voters represented by whom they approve, equal constituencies"


def monroe(
    ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None
) -> CommitteeCount:
    """Elect the committee for which most voters can be assigned to a member they approve.

    Each of k members represents floor(n/k) voters, n mod k of them one more; the best assignment
    of a committee is a largest flow. Every committee is tried. Several best ones are a tie.
    Raises ValueError for seats outside 1 .. candidates and TooLarge above 200,000 committees.
    """
    table = approval_table(ballots)
    check_seats(table, seats)
    types = _types(table)
    top, best = -1, list[tuple[int, ...]]()
    for group in all_committees(table, seats):
        score = _assigned(types, group, table.size)
        if score > top:
            top, best = score, []
        if score == top:
            best.append(group)
    return whole_committee("monroe", METHOD, table, best, Fraction(top), "voters represented", lot)


def _types(table: ApprovalTable) -> list[tuple[frozenset[int], int]]:
    found: dict[frozenset[int], int] = {}
    for v, n in enumerate(table.weights.tolist()):
        key = frozenset(c for c in range(len(table.names)) if table.approved[c, v])
        found[key] = found.get(key, 0) + n
    return list(found.items())


def _assigned(types: list[tuple[frozenset[int], int]], group: tuple[int, ...], size: int) -> int:
    """Return the largest number of voters assigned to a member of the group they approve."""
    joined: dict[frozenset[int], int] = {}
    for approved, n in types:
        key = approved & frozenset(group)
        if key:
            joined[key] = joined.get(key, 0) + n
    # A member takes floor(n/k), and one more through "extra", which n mod k of them may use.
    k = len(group)
    room: dict[tuple[Hashable, Hashable], int] = {("extra", "sink"): size % k}
    for key, n in joined.items():
        room["source", key] = n
        room.update({(key, c): n for c in key})
    for c in group:
        room[c, "sink"], room[c, "extra"] = size // k, 1
    return largest_flow(room, "source", "sink")
