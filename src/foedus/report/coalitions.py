"""Coalitions in words: bodies with their numbers, units by the list in which they vote."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from foedus.report.numbers import whole


def told(
    voters: Mapping[str, int], yes: Mapping[str, int], people: Collection[str] = ()
) -> tuple[str, ...]:
    """Return a coalition line by line: "300 of 450 Council", "2 of 27 Regions: North, South".

    `voters` gives every voter's number of members; single voters named "List: Name" are put
    together under their list, so that a unit that votes in two lists is told twice, apart.
    `people` names the electorates, whose voters are the people of units, each as one bloc.
    """
    lines: list[str] = []
    lists: dict[str, list[str]] = {}
    for name, count in yes.items():
        head, colon, rest = name.partition(": ")
        if not count:
            continue
        if colon and voters.get(name, 1) == 1:
            lists.setdefault(head, []).append(rest)
        elif voters.get(name, 1) == 1:
            lines.append(name)
        else:
            of = f" ({head})" if colon else ""
            lines.append(f"{whole(count)} of {whole(voters[name])} {bare_name(name)}{of}")
    for head, names in lists.items():
        size = sum(1 for v in voters if v.startswith(f"{head}: ") and voters[v] == 1)
        what = f"{head}, unit by unit" if head in people else head
        everyone = len(names) == size > 3
        lines.append(
            f"all {size} {what}"
            if everyone
            else f"{len(names)} of {size} {what}: {', '.join(names)}"
        )
    return tuple(lines) or ("nobody",)


def bare_name(voter: str) -> str:
    """Return a voter's name without the list it stands in."""
    return voter.partition(": ")[2] or voter
