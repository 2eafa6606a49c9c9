"""Rules from rules: the dual, blocs, voters whose vote is fixed, types split and collapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from foedus.rules.draft import Draft, Part, assemble, renumber, take_apart
from foedus.rules.gates import Coalition, Rule, Voter


def dual(rule: Rule) -> Rule:
    """Return the dual rule: it passes for S exactly when `rule` fails for everybody but S.

    Each quota q on a row of total weight W becomes W - q + 1. The winning coalitions of the dual
    are the blocking coalitions of the rule (Taylor & Zwicker 1999, section 1.3).
    """
    draft = take_apart(rule)
    for part in draft.parts:
        part.quota = part.total(draft.voters) - part.quota + 1
    return assemble(draft)


def restrict(
    rule: Rule, *, yes: Coalition | Iterable[str] = (), no: Coalition | Iterable[str] = ()
) -> Rule:
    """Return the rule among the others when some voters are known to say yes, or no.

    Counts by name fix so many members of a type; a plain iterable of names fixes all of them.
    Raises ValueError for an unknown voter or where more members are fixed than there are.
    """
    fixed_yes, fixed_no = rule.coalition(yes), rule.coalition(no)
    _check(rule, [fixed_yes, fixed_no])
    draft = take_apart(rule)
    if draft.root < len(draft.voters):
        draft.parts.append(Part({draft.root: 1}, 1))
        draft.root = len(draft.voters) + len(draft.parts) - 1
    gone: set[int] = set()
    voters: list[Voter] = []
    at: dict[int, int] = {}
    for index, voter in enumerate(draft.voters):
        decided = fixed_yes.get(voter.name, 0) + fixed_no.get(voter.name, 0)
        if decided == voter.count and decided:
            gone.add(index)
        else:
            at[index] = len(voters)
            voters.append(replace(voter, count=voter.count - decided))
    for part in draft.parts:
        for index, voter in enumerate(draft.voters):
            if index in part.weights:
                part.quota -= part.weights[index] * fixed_yes.get(voter.name, 0)
        part.weights = {k: w for k, w in part.weights.items() if k not in gone}
    return assemble(renumber(draft, voters, at))


def merge(rule: Rule, blocs: Mapping[str, Coalition | Iterable[str]]) -> Rule:
    """Return the rule in which each named bloc votes as one.

    A bloc takes the place of its first member; counts by name take so many members of a type,
    and the rest of the type stays. Raises ValueError for an unknown voter, a voter in two
    blocs, an empty bloc, or a bloc with the name of a voter outside it.
    """
    groups = {name: rule.coalition(members) for name, members in blocs.items()}
    _check(rule, list(groups.values()))
    for name, group in groups.items():
        if not any(group.values()):
            raise ValueError(f"the bloc {name} has no members")
        if name in rule.names and group.get(name, 0) != dict(_counts(rule))[name]:
            raise ValueError(f"{name} is a voter outside the bloc {name}")
    draft = take_apart(rule)
    voters, taken = _merged_voters(draft, groups)
    place = {v.name: k for k, v in enumerate(voters)}
    old, new = len(draft.voters), len(voters)
    for part in draft.parts:
        weights: dict[int, int] = {}
        for node, weight in part.weights.items():
            if node >= old:
                weights[node - old + new] = weights.get(node - old + new, 0) + weight
                continue
            voter = draft.voters[node]
            for name, count in taken[node].items():
                weights[place[name]] = weights.get(place[name], 0) + weight * count
            if sum(taken[node].values()) < voter.count:
                weights[place[voter.name]] = weights.get(place[voter.name], 0) + weight
        part.weights = weights
    root = draft.root
    if root >= old:
        root = root - old + new
    else:
        root = place[next(iter(taken[root]), draft.voters[root].name)]
    return assemble(Draft(voters, draft.parts, root))


def _merged_voters(
    draft: Draft, groups: Mapping[str, Coalition]
) -> tuple[list[Voter], list[dict[str, int]]]:
    voters: dict[str, Voter] = {}
    taken: list[dict[str, int]] = []
    for voter in draft.voters:
        mine = {name: g[voter.name] for name, g in groups.items() if g.get(voter.name)}
        taken.append(mine)
        for name in mine:
            voters.setdefault(name, Voter(name))
        rest = voter.count - sum(mine.values())
        if rest:
            voters[voter.name] = replace(voter, count=rest)
    return list(voters.values()), taken


def _counts(rule: Rule) -> list[tuple[str, int]]:
    return [(v.name, v.count) for v in rule.voters]


def _check(rule: Rule, claims: list[Coalition]) -> None:
    counts = dict(_counts(rule))
    for name in sorted({k for claim in claims for k in claim}):
        if name not in counts:
            raise ValueError(f"no such voter: {name}")
        claimed = [claim.get(name, 0) for claim in claims]
        if min(claimed) < 0 or sum(claimed) > counts[name]:
            raise ValueError(f"{name} has {counts[name]} members, not {sum(claimed)}")


@dataclass(frozen=True, slots=True)
class Collapsed:
    """A rule over types: `groups[t]` lists the original voters (their index) of type t."""

    rule: Rule
    groups: tuple[tuple[int, ...], ...]


def collapse(rule: Rule, keys: Sequence[object] = ()) -> Collapsed:
    """Return the rule with voters of the same role on every row joined into types.

    Two voters are joined when their weights agree on every row (then swapping them changes
    nothing) and, where `keys` gives one for each voter, when their keys agree. Simplify first:
    it makes more roles equal.
    """
    draft = take_apart(rule)
    columns: dict[object, list[int]] = {}
    roles: list[list[tuple[int, int]]] = [[] for _ in draft.voters]
    for index, part in enumerate(draft.parts):
        for node, weight in part.weights.items():
            if node < len(roles):
                roles[node].append((index, weight))
    for index, role in enumerate(roles):
        key = (tuple(role), index if index == draft.root else -1, keys[index] if keys else None)
        columns.setdefault(key, []).append(index)
    groups = tuple(tuple(members) for members in columns.values())
    at = {k: t for t, members in enumerate(groups) for k in members}
    voters = [_type_of([draft.voters[k] for k in members]) for members in groups]
    for part in draft.parts:
        first = {k: w for k, w in part.weights.items() if k >= len(roles) or k == groups[at[k]][0]}
        part.weights = first
    return Collapsed(assemble(renumber(draft, voters, at)), groups)


def _type_of(members: list[Voter]) -> Voter:
    if len(members) == 1:
        return members[0]
    name = f"{members[0].name} and {len(members) - 1} like it"
    return Voter(name, sum(v.count for v in members))


def expand(rule: Rule) -> Rule:
    """Return the rule with every type split into single voters, named "type 1", "type 2", ...

    Raises ValueError where such a name is already another voter's.
    """
    draft = take_apart(rule)
    voters: list[Voter] = []
    spread: list[list[int]] = []
    for voter in draft.voters:
        names = [voter.name] if voter.count == 1 else _numbered(voter)
        spread.append(list(range(len(voters), len(voters) + len(names))))
        voters += [Voter(name) for name in names]
    if len({v.name for v in voters}) < len(voters):
        raise ValueError("a member of a type would have the name of another voter")
    old, new = len(draft.voters), len(voters)
    for part in draft.parts:
        part.weights = {
            k: w
            for node, w in part.weights.items()
            for k in (spread[node] if node < old else [node - old + new])
        }
    root = spread[draft.root][0] if draft.root < old else draft.root - old + new
    return assemble(Draft(voters, draft.parts, root))


def _numbered(voter: Voter) -> list[str]:
    width = len(str(voter.count))
    return [f"{voter.name} {k:0{width}d}" for k in range(1, voter.count + 1)]
