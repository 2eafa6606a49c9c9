"""What compiling a procedure gives: the rule, and everything needed to speak about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from foedus.answer import Answer
from foedus.constitution.stages import Stage
from foedus.rules.gates import Rule


@dataclass(frozen=True, slots=True)
class Flag(Answer):
    """Something the coalition layer cannot show, or a limb whose outcome is fixed.

    `kind`: "boycott-sensitive" (`count` is how many, staying away, break the quorum), "never"
    (a limb that cannot be met), "always", "unamendable".
    """

    kind: str
    text: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class OpenQuota(Answer):
    """A threshold the text leaves open: the integer quotas from `low` to `high` are all it allows.

    `key` addresses it in `quotas={key: q}`; `total` is the base the shares are taken of. More yes
    is needed as the quota grows, so every conclusion changes at most once between the ends.
    """

    key: str
    sentence: str
    low: int
    high: int
    total: int

    def quotas(self) -> range:
        """Return every integer quota the text allows."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class Standing(Answer):
    """Whether someone votes in a procedure, and through which voters (name -> how many)."""

    name: str
    kind: str
    article: str
    voters: Mapping[str, int]

    @property
    def has_vote(self) -> bool:
        """Whether any voter belongs to it."""
        return bool(self.voters)

    @property
    def text(self) -> str:
        """The answer in words: "no vote for X under Art. N", or the voters."""
        if not self.voters:
            return f"no vote for {self.name} under {self.article}"
        parts = [f"{n} ({k})" if k > 1 else n for n, k in self.voters.items()]
        return f"{self.name} votes through {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A procedure as a rule, for one reading, view, unit, date and state of the seats.

    `articles`: gate label -> article. `members`: a body, group, unit, set or person -> the names
    of its voters (empty: it has no vote here); `kinds` says what each name is. `prices`: column ->
    integer price of ONE member of each voter; `price_totals` is the whole column's sum on the
    same scale (units without a vote included). `recorded` holds what the text says and no rule
    can decide.
    """

    procedure: str
    article: str
    rule: Rule
    assumptions: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict, repr=False)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)
    prices: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)
    price_totals: Mapping[str, int] = field(default_factory=dict, repr=False)
    stages: tuple[Stage, ...] = ()
    flags: tuple[Flag, ...] = ()
    open_quotas: tuple[OpenQuota, ...] = ()
    opt_out: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    reading: Mapping[str, str] = field(default_factory=dict)
    view: str = ""
    unit: tuple[str, ...] = ()
    as_of: str = ""

    def standing(self, name: str) -> Standing:
        """Return through which voters `name` takes part; none is an answer, not an error.

        Raises KeyError for a name that the constitution does not know.
        """
        counts = {v.name: v.count for v in self.rule.voters}
        voters = {n: counts[n] for n in self.members[name]}
        return Standing(name, self.kinds[name], self.article, voters)

    def coalition(self, names: Iterable[str]) -> dict[str, int]:
        """Return every voter of the named bodies, groups, units, sets and persons, with counts."""
        found: dict[str, int] = {}
        for name in names:
            found.update(self.standing(name).voters)
        return found

    def alone(self, voter: str) -> str:
        """Return a voter's short name (the unit or group without its body), for lists."""
        return self.labels.get(voter, voter)
