"""Power where abstaining is a third choice: indices of monotone ternary rules, exactly.

A ternary rule gives an outcome to every division of the voters into yes, out (abstaining, or
staying away) and no. All counts are of divisions of single members, in integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.proof.ballot_rule import BallotRule, Option
from foedus.proof.ternary_cells import NO, OUT, YES
from foedus.proof.ternary_combine import MEMBERS, Passing, count_passing
from foedus.proof.ternary_parts import Swings
from foedus.proof.ternary_sums import WORK, by_sums
from foedus.proof.ternary_types import CELLS

REFERENCE = (
    "Felsenthal & Machover 1997, Ternary voting games; Freixas & Palacios 2008, Probabilistic "
    "power indices for games with abstention"
)


@dataclass(frozen=True, slots=True)
class TernaryPower(Answer):
    """The power of one member of each voter or type in a monotone ternary rule of n members.

    `banzhaf`: of the 3^(n-1) divisions of the others, the share in which the voter's yes passes
    and its no fails; the sum of `yes_out` (yes passes, out fails) and `out_no` (out passes, no
    fails). `prevent`: of the divisions that pass, those in which the voter could have stopped it;
    `initiate`: of those that fail, those in which it could have passed it (None where there are
    none). `shapley`: the share of the 3^n n! roll calls (every order, every vote) in which the
    outcome is settled by this voter; None where `shapley_why` says why it was not computed.
    """

    names: tuple[str, ...]
    out: str
    members: tuple[int, ...]
    passing: int
    divisions: int
    banzhaf: tuple[Fraction, ...]
    yes_out: tuple[Fraction, ...]
    out_no: tuple[Fraction, ...]
    prevent: tuple[Fraction | None, ...]
    initiate: tuple[Fraction | None, ...]
    shapley: tuple[Fraction, ...] | None
    shapley_why: str = ""
    label: Label = Label.EXACT
    method: str = "divisions counted by limbs that hold, coalitions by size; exact integrals"
    reference: str = REFERENCE


def power(
    rule: BallotRule, out: Option = Option.ABSTAIN, *, cells: int = CELLS, work: int = WORK
) -> TernaryPower:
    """Return the indices of a ternary rule whose third choice is `out`.

    Blocks of like members are counted within `cells` table cells, and blocks in which abstaining
    acts as no (or yes) as coalitions by size; what fits neither, by sums within `work` cells.
    The rule must be monotone in no <= out <= yes (see `ballot_layer`); this is not checked here.
    Raises TooLarge where no way of counting fits.
    """
    try:
        by_no, by_yes = count_passing(rule, out, cells)
        return _answer(rule, out, _all_swings(by_no), roll_calls(rule.size, by_no, by_yes))
    except TooLarge as exc:
        if rule.size > MEMBERS:
            raise
        why = f"roll calls are not counted: {exc}"
    try:
        return _answer(
            rule, out, _all_swings(count_passing(rule, out, cells, totals=True)[0]), None, why
        )
    except TooLarge:
        sums = by_sums(rule, out, work)
        return _answer(rule, out, sums.swings, sums.shapley, sums.why)


def _answer(
    rule: BallotRule,
    out: Option,
    swings: dict[str, Swings],
    shapley: dict[str, Fraction] | None,
    why: str = "",
) -> TernaryPower:
    voters = [v for v in rule.voters if v.count]
    own = [swings[v.name] for v in voters]
    passing = own[0].yes + own[0].out + own[0].no
    n = rule.size
    return TernaryPower(
        tuple(v.name for v in voters),
        out.name.lower(),
        tuple(v.count for v in voters),
        passing,
        3**n,
        tuple(Fraction(s.yes_out + s.out_no, 3 ** (n - 1)) for s in own),
        tuple(Fraction(s.yes_out, 3 ** (n - 1)) for s in own),
        tuple(Fraction(s.out_no, 3 ** (n - 1)) for s in own),
        tuple(_ratio(s.yes_out + 2 * s.out_no, passing) for s in own),
        tuple(_ratio(2 * s.yes_out + s.out_no, 3**n - passing) for s in own),
        None if shapley is None else tuple(shapley[v.name] for v in voters),
        why,
    )


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _all_swings(passing: Passing) -> dict[str, Swings]:
    return {name: _swings(own) for name, own in passing.own.items()}


def _swings(own: list[list[int]]) -> Swings:
    """Return a member's swings: in a monotone rule, differences of what passes by its choice."""
    yes, out, no = (sum(row) for row in own)
    return Swings(yes - out, out - no, yes, out, no)


def roll_calls(size: int, by_no: Passing, by_yes: Passing) -> dict[str, Fraction]:
    """Return the share of the 3^n n! roll calls that a member of each voter settles.

    With t the share of the voters called before it, those not called yet stand at no when it is
    asked whether the proposal is sure to pass: of m = n - 1 others, k at no have the chance
    t^(m-k) (3-2t)^k / 3^m. A pass is settled by a yes (or an abstention) that passes where what
    comes below it, in the limit a no, does not; a failure the other way round, by k at yes.
    """
    weights, scale = _chances(size)
    known: dict[tuple[int, int], Fraction] = {}
    found = {}
    for name, own in by_no.own.items():
        key = (id(own), id(by_yes.own[name]))
        if key not in known:
            yes, out, no = own[YES], own[OUT], own[NO][1:]
            total = sum(
                w * (a + b - 2 * c) for w, a, b, c in zip(weights, yes, out, no, strict=False)
            )
            yes, out, no = by_yes.own[name]
            total += sum(
                w * (2 * a - b - c) for w, a, b, c in zip(weights, yes[1:], out, no, strict=False)
            )
            known[key] = Fraction(total, scale * 3**size)
        found[name] = known[key]
    return found


def _chances(size: int) -> tuple[list[int], int]:
    """Return scale times the integrals from 0 to 1 of t^(m-k) (3-2t)^k, k = 0 .. m = size - 1.

    By parts, (j+1) I_j = 1 + 2 (m-j) I_(j+1) for j = m - k; with the scale lcm(1 .. size) every
    step stays an integer.
    """
    m, scale = size - 1, lcm(*range(1, size + 1))
    found = [scale // size]
    for j in range(m - 1, -1, -1):
        found.append((scale + 2 * (m - j) * found[-1]) // (j + 1))
    return found, scale
