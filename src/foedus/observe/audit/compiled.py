"""Audits compiled from a constitution's rule: the cheapest set of conditions that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.observe.audit.assertion import HALF, Assertion, linear, mean_of
from foedus.observe.audit.limbs import MARKS, Limb, Limbs, opposite
from foedus.observe.audit.plurality import refuse
from foedus.observe.audit.sizes import comparison_size, polling_size
from foedus.proof.ballots import Votes
from foedus.proof.recheck import as_json, confirm
from foedus.rules.minimal import smallest_blocking, smallest_winning


@dataclass(frozen=True, slots=True)
class Part(Answer):
    """One condition of the certificate: its assertion, or why cards do not decide it."""

    sentence: str
    article: str
    assertion: Assertion | None
    cards: int
    margin: int
    expected: int
    trusted: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Certificate(Answer):
    """Conditions that decide a vote whatever becomes of all others, cheapest to audit.

    `passed`: with these met and every other condition not met the proposal still passes;
    not `passed`: with these not met and every other one met it still fails. `proof` is that
    coalition with the rule, as the independent evaluator read them.
    """

    procedure: str
    article: str
    passed: bool
    parts: tuple[Part, ...]
    others: int
    argument: str
    proof: Mapping[str, Any]
    assumptions: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "smallest winning (or blocking) set of conditions, priced by expected cards"
    reference: str = "monotone rules: Taylor & Zwicker 1999, ch. 1; Stark 2020 for the assertions"


def certificate(
    found: Limbs, *, limit: float = 0.05, comparison: bool = False, effort: int = 300_000
) -> Certificate:
    """Return the certificate of a vote's reported outcome.

    Among the conditions met (not met, where it failed) the set of least expected cards that
    decides the outcome by itself; that it does is confirmed by `proof.recheck`, which shares no
    code with the search. Raises BadInput (E910) where a condition of every such set has no margin.
    """
    if not 0 < limit < 1:
        raise refuse(f"{limit:g} is no risk limit", "between 0 and 1")
    passed = found.passed
    sides = {k: x if passed else opposite(x) for k, x in found.limbs.items()}
    usable = {k: x for k, x in sides.items() if x.met}
    parts = {k: part_of(x, found.rows, limit, comparison) for k, x in usable.items()}
    outside = [k for k in found.limbs if k not in usable]
    search = smallest_winning if passed else smallest_blocking
    price = {k: p.expected for k, p in parts.items()}
    best = search(found.rule, price, excluding=outside, effort=effort)
    if best.coalition is None:
        raise refuse("a condition that decides is tied: nothing the cards show would settle it")
    chosen = tuple(k for k in found.limbs if best.coalition.get(k))
    data = as_json(found.rule)
    yes = dict.fromkeys(chosen, 1) if passed else {
        k: 1 for k in found.limbs if k not in chosen
    }  # fmt: skip
    confirm(data, yes, passed)
    argument = _argument(passed, len(chosen), len(found.limbs) - len(chosen))
    return Certificate(
        found.procedure, found.article, passed, tuple(parts[k] for k in chosen),
        len(found.limbs) - len(chosen), argument, {"rule": data, "yes": yes, "passes": passed},
        found.assumptions,
    )  # fmt: skip


def _argument(passed: bool, chosen: int, others: int) -> str:
    if passed:
        return (
            f"the rule is monotone, and with these {chosen} conditions met and the other {others} "
            "not met it passes: so it passes whatever the others are"
        )
    return (
        f"the rule is monotone, and with these {chosen} conditions not met and the other {others} "
        "met it fails: so it fails whatever the others are"
    )


def strata_of(rows: tuple[Votes, ...]) -> tuple[str, ...]:
    """Return each row's name as a stratum of the manifest: its unit where that is unique."""
    units = [r.unit for r in rows]
    return tuple(r.unit if r.unit and units.count(r.unit) == 1 else r.name for r in rows)


def cards_of(limb: Limb, rows: tuple[Votes, ...]) -> int:
    """Return how many cards the rows of a limb hold."""
    return sum(rows[r].cells.get(m) or 0 for r in limb.rows for m in MARKS)


def part_of(limb: Limb, rows: tuple[Votes, ...], limit: float, comparison: bool) -> Part:
    """Return a limb as an assertion with its expected cards."""
    cards = cards_of(limb, rows)
    margin = limb.total - limb.bound
    alike = len({limb.weights.get((r, m), 0) for r in limb.rows for m in MARKS}) == 1
    made = True if alike or not cards else _assertion(limb, rows, cards)
    if isinstance(made, bool):
        # Every card counts alike: how many there are decides, which no look at a card can show.
        note = "cards alone do not decide it: it rests on the manifest and on the trusted figures"
        return Part(limb.sentence, limb.article, None, cards, margin, 0,
                    (*limb.trusted, "the number of cards"), note)  # fmt: skip
    expected = min(cards, _expected(limb, made, rows, limit, comparison))
    return Part(limb.sentence, limb.article, made, cards, margin, expected, limb.trusted)


def _assertion(limb: Limb, rows: tuple[Votes, ...], cards: int) -> Assertion | bool:
    names = strata_of(rows)
    every = {m: {limb.weights.get((r, m), 0) for r in limb.rows} for m in MARKS}
    weights: dict[str, Fraction] = {}
    for mark, found in every.items():
        if len(found) == 1:
            weights[mark] = Fraction(next(iter(found)))
        else:
            weights.update(
                {f"{names[r]}|{mark}": Fraction(limb.weights.get((r, mark), 0)) for r in limb.rows}
            )
    scope = tuple(names[r] for r in limb.rows)
    return linear(limb.key, limb.sentence, weights, Fraction(-limb.bound, cards), scope=scope)


def _expected(
    limb: Limb, made: Assertion, rows: tuple[Votes, ...], limit: float, comparison: bool
) -> int:
    names = strata_of(rows)
    gaps = [
        (rows[r].cells.get(m) or 0, made.value((m,), names[r]) - HALF)
        for r in limb.rows for m in MARKS
    ]  # fmt: skip
    mean = mean_of(gaps)
    if comparison:
        return comparison_size(limit, 2 * mean, made.upper)
    square = mean_of([(n, gap * gap) for n, gap in gaps])
    return polling_size(limit, float(mean), float(square), float(made.upper))
