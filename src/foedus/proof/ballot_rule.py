"""A rule of the ballot layer: linear forms over yes, abstain, absent and no, joined by gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from foedus.proof.limb_tree import Branch, Join, Negation
from foedus.rules.gates import Voter


class Option(IntEnum):
    """What a voter does, as an index into a form's weights and a profile's counts."""

    YES = 0
    ABSTAIN = 1
    ABSENT = 2
    NO = 3


#: What each member adds to a form when it says yes, abstains, stays away, says no.
Weights = tuple[int, int, int, int]
#: For each voter or type, how many of its members say yes, abstain, stay away, say no.
Profile = Mapping[str, tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A limb: the sum of a form over all voters reaches `least`."""

    form: int
    least: int
    label: str = ""


Tree = Branch[Leaf]


@dataclass(frozen=True, slots=True)
class BallotRule:
    """A procedure over ballots: forms stored once (voter -> weights), and a tree of limbs.

    Not monotone by construction: a quorum counts those who vote no.
    """

    voters: tuple[Voter, ...]
    forms: tuple[Mapping[str, Weights], ...]
    tree: Tree

    @property
    def size(self) -> int:
        """The number of voters, members of types counted one by one."""
        return sum(v.count for v in self.voters)

    def sums(self, profile: Profile) -> list[int]:
        """Return the sum of every form. Raises ValueError where counts do not add up to a type."""
        for voter in self.voters:
            counts = profile.get(voter.name, ())
            if sum(counts) != voter.count or min(counts, default=-1) < 0:
                raise ValueError(f"{voter.name} has {voter.count} members, not {counts}")
        return [
            sum(
                w * k for name, own in form.items() for w, k in zip(own, profile[name], strict=True)
            )
            for form in self.forms
        ]

    def passes(self, profile: Profile) -> bool:
        """Return whether the proposal passes under a profile. Raises ValueError as `sums`."""
        return holds(self.tree, self.sums(profile))


def holds(tree: Tree, sums: list[int]) -> bool:
    """Return whether a tree holds where its forms have these sums."""
    match tree:
        case Leaf():
            return sums[tree.form] >= tree.least
        case Negation():
            return not holds(tree.item, sums)
        case Join():
            return sum(w for w, item in tree.items if holds(item, sums)) >= tree.quota


def leaves(tree: Tree) -> list[Leaf]:
    """Return the limbs of a tree, in order."""
    match tree:
        case Leaf():
            return [tree]
        case Negation():
            return leaves(tree.item)
        case Join():
            return [leaf for _, item in tree.items for leaf in leaves(item)]


def in_words(profile: Profile) -> str:
    """Return a profile as counts: "51 yes, 9 no, 40 stay away"; several voters by name."""
    words = ("yes", "abstain", "stay away", "no")
    order = (Option.YES, Option.NO, Option.ABSTAIN, Option.ABSENT)
    if len(profile) == 1:
        (counts,) = profile.values()
        return ", ".join(f"{counts[o]:,} {words[o]}" for o in order if counts[o])
    told = []
    for option in order:
        names = [
            name if sum(counts) == 1 else f"{counts[option]:,} of {sum(counts):,} {name}"
            for name, counts in profile.items()
            if counts[option]
        ]
        told += [f"{words[option]}: {', '.join(names)}"] if names else []
    return "; ".join(told)
