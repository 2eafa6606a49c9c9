"""What is asked of rules: is there one coalition under which these pass and those do not?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.rules.gates import Coalition, Rule


@dataclass(frozen=True, slots=True)
class Claim:
    """ "The rule passes" or "does not pass", under the shared coalition plus `extra` members."""

    rule: Rule
    passes: bool
    extra: Mapping[str, int] = field(default_factory=dict)

    def holds(self, coalition: Coalition) -> bool:
        """Return whether the claim is true of a coalition over the query's voters."""
        own = {n: coalition.get(n, 0) + self.extra.get(n, 0) for n in self.rule.names}
        return self.rule.passes(own) is self.passes


@dataclass(frozen=True, slots=True)
class Query:
    """Find a coalition that makes every claim true, with each fixed voter's count in its range.

    Voters of the same name are the same voter. `price` is what one member of a voter costs
    (non-negative integers; a name left out costs nothing); without it every member costs one.
    Raises ValueError where two rules give one name different counts.
    """

    claims: tuple[Claim, ...]
    fixed: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    price: Mapping[str, int] | None = None
    most: bool = False

    def key(self) -> tuple[object, ...]:
        """Return what tells one query from another, its gates' labels included."""
        claims = tuple((c.rule, c.passes, tuple(c.extra.items())) for c in self.claims)
        price = None if self.price is None else tuple(self.price.items())
        return (claims, tuple(self.fixed.items()), price, self.most)

    def counts(self) -> dict[str, int]:
        """Return every voter with its number of members, in order of first mention."""
        found: dict[str, int] = {}
        for claim in self.claims:
            for voter in claim.rule.voters:
                if found.setdefault(voter.name, voter.count) != voter.count:
                    raise ValueError(
                        f"{voter.name} has {found[voter.name]} members in one rule "
                        f"and {voter.count} in another"
                    )
        return found

    def box(self) -> list[tuple[int, int]]:
        """Return the range of each voter's count, room left for `extra` members."""
        ranges = []
        for name, count in self.counts().items():
            low, high = self.fixed.get(name, (0, count))
            spare = max((c.extra.get(name, 0) for c in self.claims), default=0)
            ranges.append((max(0, low), min(high, count - spare)))
        return ranges

    def costs(self) -> list[int]:
        """Return what one member of each voter costs; negative where the most is sought."""
        sign = -1 if self.most else 1
        if self.price is None:
            return [sign] * len(self.counts())
        return [sign * self.price.get(name, 0) for name in self.counts()]

    def holds(self, coalition: Coalition) -> bool:
        """Return whether every claim and range is true of the coalition."""
        inside = all(
            a <= coalition.get(n, 0) <= b
            for n, (a, b) in zip(self.counts(), self.box(), strict=True)
        )
        return inside and all(c.holds(coalition) for c in self.claims)


def never(name_or_names: str | tuple[str, ...] | list[str]) -> dict[str, tuple[int, int]]:
    """Return ranges that keep every member of the named voters at no."""
    names = [name_or_names] if isinstance(name_or_names, str) else name_or_names
    return {name: (0, 0) for name in names}
