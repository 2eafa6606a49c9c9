"""Reads the published figures and computes each from the atlas's texts and tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import factorial, floor
from pathlib import Path

from foedus.answer import Label
from foedus.atlas import find
from foedus.constitution.compile import Compiled, compile_procedure, variants
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import load_table
from foedus.power.diagram import diagram
from foedus.power.indices import from_totals, shapley
from foedus.power.profile import Profile
from foedus.proof.ballots import read_ballots
from foedus.proof.tally import tally
from foedus.rules.gates import Rule
from foedus.rules.minimal import Smallest, smallest_blocking, smallest_winning

GOLDEN = Path(__file__).with_name("golden.csv")


@dataclass(frozen=True)
class Golden:
    """One published figure: what it is, over which data, and who published it."""

    id: str
    system: str
    procedure: str
    view: str
    quantity: str
    who: str
    column: str
    published: str
    places: str
    recomputed: str
    kind: str
    confidence: str
    data: str
    source: str

    @property
    def expected(self) -> str:
        """What the computed figure must round to: as recomputed where the source is rounded."""
        return self.recomputed if self.kind == "approx" else self.published


@cache
def rows() -> tuple[Golden, ...]:
    with open(GOLDEN, encoding="utf-8", newline="") as handle:
        return tuple(Golden(**row) for row in csv.DictReader(handle))


def of(*quantities: str) -> list[Golden]:
    return [r for r in rows() if r.quantity in quantities]


def name(row: Golden) -> str:
    return row.id


@cache
def model(system: str) -> Model:
    return load(find(system))


@cache
def games(system: str, procedure: str, view: str = "") -> tuple[Compiled, ...]:
    """The procedure under every reading; figures must hold under each."""
    return tuple(variants(model(system), procedure, view=view or None))


def rounded(value: Fraction, places: int) -> Fraction:
    """Round half up, as the sources do."""
    scale = 10**places
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def smallest(game: Compiled, quantity: str, price: dict[str, int] | None) -> Smallest:
    find_one = smallest_blocking if quantity.endswith("blocks") else smallest_winning
    found = find_one(game.rule, price)
    assert found.label is Label.EXACT
    return found


def share(row: Golden, game: Compiled) -> Fraction:
    """The smallest share of a column, in per cent, that passes or blocks.

    `half_...`: of each unit only as many people count as decide its vote: a bare majority to
    say yes; exactly half, which denies that majority, to say no.
    """
    price = dict(game.prices[row.column])
    if row.quantity.startswith("half"):
        to_block = row.quantity.endswith("blocks")
        price = {k: (n + 1) // 2 if to_block else n // 2 + 1 for k, n in price.items()}
    found = smallest(game, row.quantity, price)
    assert found.cost is not None
    return 100 * Fraction(found.cost, game.price_totals[row.column])


def reference_share(weights: dict[str, int], quota: int, price: dict[str, int], limit: int) -> int:
    """The cheapest set whose weight reaches a quota, by the table of a knapsack: no search."""
    best = [0] + [limit] * quota
    for voter, weight in weights.items():
        for at in range(quota, 0, -1):
            best[at] = min(best[at], best[max(0, at - weight)] + price[voter])
    return best[quota]


def each(
    found: Iterable[Compiled], compute: Callable[[Compiled], Fraction | int]
) -> Fraction | int:
    """The one value that every reading gives."""
    values = {compute(game) for game in found}
    assert len(values) == 1, values
    return values.pop()


def quotas(rule: Rule, label: str) -> dict[str, int]:
    """The quota of every gate whose sentence has these words."""
    return {g.label: g.quota for g in rule.gates if label in g.label}


def quota(row: Golden) -> int:
    """The one quota of the gates that speak of someone, votes held again left out."""
    (game,) = games(row.system, row.procedure)
    found = {q for label, q in quotas(game.rule, row.who).items() if "again" not in label}
    assert len(found) == 1, found
    return found.pop()


def quota_of_members(seats: int, share: str) -> int:
    """The votes that a share of a body's members is, compiled from a sentence."""
    text = (
        f"constitution Test\nbody House: {seats} members\n"
        f'procedure P under "Art. 1"\n  passes when House approve by {share} of members\n'
    )
    rule = compile_procedure(Model(parse(text)), "P").rule
    (found,) = quotas(rule, "House approve").values()
    return found


def at_the_quorum(row: Golden, federation: int, srpska: int) -> int:
    """Two thirds of the votes cast where so many members of each Entity can vote."""
    filled = {f"{row.who}: Federation": federation, f"{row.who}: Republika Srpska": srpska}
    game = compile_procedure(model(row.system), row.procedure, seats_filled=filled)
    (found,) = quotas(game.rule, "at least 2/3 of votes cast").values()
    return found


def signatures(row: Golden) -> int:
    """Three quarters of a language group, from the table of groups by legislature."""
    house, group = row.who.split()
    table = load_table(find("belgium").parent / "language_groups.csv")
    members = table.column(house, {"house": 2007, "senate": 2014}[house]).numbers()[group]
    return quota_of_members(int(members), "at least 3/4")


@cache
def equivalent(row: Golden) -> bool:
    """Whether "[39; 7x5, 1x10]" lets the same coalitions pass: every one tried, every reading."""
    quota_, heavy, light = (int(n) for n in re.findall(r"(\d+)(?:x\d+)?", row.published))
    for game in games(row.system, row.procedure):
        elected = set(game.members["Elected"])
        for bits in range(2**game.rule.size):
            coalition = [v for k, v in enumerate(game.rule.names) if bits >> k & 1]
            weight = sum(light if v in elected else heavy for v in coalition)
            if game.rule.passes(coalition) != (weight >= quota_):
                return False
    return True


def outcome(row: Golden) -> str:
    """Adopted or rejected, by the tally of the votes by unit."""
    data = (find(row.system).parent / row.who).read_bytes()
    result = tally(model(row.system), row.procedure, read_ballots(data, row.who))
    return {True: "adopted", False: "rejected", None: "open"}[result.adopted]


def computed(row: Golden) -> str:
    """The figure as foedus computes it, rounded to the places of the expected one."""
    found = games(row.system, row.procedure, row.view) if row.procedure else ()
    if "share_" in row.quantity and row.column:
        value = Fraction(each(found, lambda game: share(row, game)))
        return decimals(value, len(row.expected.partition(".")[2]))
    if row.quantity in ("smallest_passes", "smallest_blocks"):
        return str(each(found, lambda game: smallest(game, row.quantity, None).cost or 0))
    plain: dict[str, Callable[[], object]] = {
        "quota": lambda: quota(row),
        "two_thirds_of_quorum": lambda: at_the_quorum(row, 8, 14),
        "three_quarters": lambda: signatures(row),
        "persons_65": lambda: quota_of_members(451_028_881, "at least 65/100"),
        "outcome": lambda: outcome(row),
        "equivalent": lambda: row.published if equivalent(row) else "another game",
    }
    if row.quantity in plain:
        return str(plain[row.quantity]())
    return power(row)


@cache
def counted(system: str, procedure: str, view: str, sizes: bool) -> tuple[Profile, ...]:
    """The counts of a game under every reading, by the decision diagram."""
    return tuple(diagram(g.rule, sizes=sizes) for g in games(system, procedure, view))


def index(row: Golden, game: Compiled, profile: Profile) -> Fraction:
    """An index of power of the row's voter, from the counts."""
    values = shapley(profile) if row.quantity == "shapley" else from_totals(row.quantity, profile)
    return Fraction(values[profile.names.index(voter_of(row, game))])


def reference_index(row: Golden, game: Compiled, profile: Profile) -> Fraction:
    """The same index written out from its definition, to check the other against.

    With n members, W winning coalitions, s swings of the member and s_k those of size k:
    Banzhaf s, s / 2^(n-1) and s / sum of all s (Banzhaf 1965; Penrose 1946); Coleman s / W and
    s / (2^n - W) (Coleman 1971); Shapley-Shubik sum of k! (n-k-1)! / n! s_k (1954).
    """
    voter = voter_of(row, game)
    n, swings = profile.size, dict(zip(profile.names, profile.swings, strict=True))
    if row.quantity == "shapley":
        assert profile.swings_by_size is not None
        by_size = profile.swings_by_size[profile.names.index(voter)]
        terms = (factorial(k) * factorial(n - k - 1) * s for k, s in enumerate(by_size))
        return Fraction(sum(terms), factorial(n))
    everyone = sum(s * c for s, c in zip(profile.swings, profile.counts, strict=True))
    below = {
        "banzhaf_swings": 1,
        "banzhaf_absolute": 2 ** (n - 1),
        "banzhaf_share": everyone,
        "coleman_prevent": profile.winning,
        "coleman_initiate": 2**n - profile.winning,
    }
    return Fraction(swings[voter], below[row.quantity])


def voter_of(row: Golden, game: Compiled) -> str:
    """The voter a row names, by the voter's own name or by the key of a unit."""
    if row.who in game.rule.names:
        return row.who
    (voter,) = game.members[row.who]
    return voter


def power(row: Golden) -> str:
    """An index or a number of coalitions, as the row writes it."""
    found = games(row.system, row.procedure, row.view)
    profiles = counted(row.system, row.procedure, row.view, row.quantity == "shapley")
    if row.quantity == "winning":
        return str(each(found, lambda game: profiles[found.index(game)].winning))
    if row.quantity == "winning_provinces":
        # Parliament is one player with a veto; the Senate adds nothing beside the Commons.
        return str(each(found, lambda game: profiles[found.index(game)].winning // 2))
    if row.quantity == "differs_from":
        (other,) = counted(row.system, row.who, "", False)
        return str(each(found, lambda game: profiles[found.index(game)].winning - other.winning))
    value = Fraction(each(found, lambda game: index(row, game, profiles[found.index(game)])))
    return decimals(value, int(row.places)) if row.places else str(value)


def decimals(value: Fraction, places: int) -> str:
    """A fraction in so many decimals, half rounded up."""
    if not places:
        return str(rounded(value, 0))
    text = str(rounded(value, places) * 10**places).rjust(places + 1, "0")
    return f"{text[:-places]}.{text[-places:]}"
