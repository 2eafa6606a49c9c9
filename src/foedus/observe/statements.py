"""A quick count: estimates from the returns of a plan, and the statements they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.design import Plan
from foedus.observe.estimate import Estimate, interval
from foedus.observe.results import Results
from foedus.observe.student import t_tail

Ints = npt.NDArray[np.int64]
WHOLE = "every station of the frame"
OPENED = (
    "the stations that opened: {closed} of {drawn} drawn did not, so the estimates are of the "
    "reached part of the frame, and no national figure or margin is given"
)
#: Names the ratio of ballots to the register beside the choices.
TURNOUT = "turnout"


@dataclass(frozen=True, slots=True)
class Response(Answer):
    """Stations drawn and returned in one stratum."""

    stratum: str
    drawn: int
    returned: int


@dataclass(frozen=True, slots=True)
class Statement(Answer):
    """One statement; `p` its two-sided p-value before Holm's correction over all statements."""

    about: str
    text: str
    p: float | None
    label: Label = Label.ESTIMATE
    method: str = "Holm 1979 over all statements of this count"
    reference: str = "Holm 1979, Scandinavian Journal of Statistics 6"


@dataclass(frozen=True, slots=True)
class QuickCount(Answer):
    """Estimates and statements, or the reasons why nothing is stated.

    `worst` bounds each choice's share with the drawn stations that did not return at 0 and at
    100 per cent of their register; None where that register is unknown. `scope` says which stations
    the estimates are of: where a drawn station did not open, no national figure is given.
    """

    plan: str
    reasons: tuple[str, ...]
    response: tuple[Response, ...]
    estimates: tuple[Estimate, ...]
    statements: tuple[Statement, ...]
    worst: Mapping[str, tuple[float, float] | None]
    scope: str = WHOLE
    label: Label = Label.ESTIMATE
    method: str = "quick count of a random sample of stations"
    reference: str = "Cochran 1977, ch. 6, 11"


@dataclass(frozen=True, slots=True)
class _Returns:
    """The returned stations as arrays: rows of `counts` are choices."""

    choices: tuple[str, ...]
    counts: Ints
    base: Ints
    stratum: Ints
    frame: Ints

    def lead(self, a: int, b: int) -> Ints:
        gap: Ints = self.counts[a] - self.counts[b]
        return gap


def quick_count(
    plan: Plan,
    returns: Results,
    *,
    official: Mapping[str, Fraction] | None = None,
    thresholds: Mapping[str, Fraction] | None = None,
) -> QuickCount:
    """Return what the returns of a plan allow to be said.

    Nothing is stated where fewer stations returned than the plan's release rule asks, overall or
    in a stratum, or a stratum has fewer than two returns. `official` maps choices to published
    shares of the plan's base, `thresholds` choices to the share they must exceed; both may name
    "turnout", ballots in the box over the register, where the returns have both. A drawn station
    that did not open ("not held") is an answer: it holds no ballots, and the estimate is then of
    the stations that opened.
    Raises BadInput (E906) for stations the plan did not draw and unknown choices.
    """
    _fits(plan, returns, {**(official or {}), **(thresholds or {})})
    usable = _usable(plan, returns)
    response = _response(plan, returns, usable)
    worst = {c: _worst(plan, returns, usable, c) for c in returns.candidates}
    closed = int((~returns.opened()).sum())
    scope = OPENED.format(closed=closed, drawn=len(plan.stations)) if closed else WHOLE
    reasons = _reasons(plan, response)
    if reasons:
        nothing = (Statement("the result", "not stated", None),)
        return QuickCount(plan.digest, reasons, response, (), nothing, worst, scope)
    data = _arrays(plan, returns, usable)
    estimates = [
        interval(c, data.counts[i], data.base, data.stratum, data.frame, plan.confidence)
        for i, c in enumerate(data.choices)
    ]
    if _counts_turnout(returns, usable):
        ballots, register = (_held(returns, n, usable) for n in ("ballots", "registered"))
        estimates.append(
            interval(TURNOUT, ballots, register, data.stratum, data.frame, plan.confidence)
        )
    said = _statements(data, estimates, plan.confidence, official or {}, thresholds or {})
    return QuickCount(plan.digest, (), response, tuple(estimates), tuple(said), worst, scope)


def _counts_turnout(returns: Results, usable: Ints) -> bool:
    """Whether every usable station gives ballots (or did not open) and a register."""
    if not {"ballots", "registered"} <= set(returns.counts):
        return False
    held = returns.known("ballots") | ~returns.opened()
    register = returns.known("registered") & (returns.numbers("registered") > 0)
    return bool((held & register)[usable].all())


def _held(returns: Results, name: str, usable: Ints) -> Ints:
    """Return a field of the usable stations, 0 where a station did not open.

    Of such a station the register counts nothing either: turnout is of those that opened.
    """
    found: Ints = np.where(returns.opened(), returns.numbers(name), 0)[usable]
    return found


def _fits(plan: Plan, returns: Results, named: Mapping[str, Fraction]) -> None:
    errors = [
        Diagnostic(
            "E906",
            f'the plan did not draw the station "{s}"',
            Place(returns.file, line),
            "the stations of the plan and no others",
        )
        for s, line in zip(returns.stations, returns.lines, strict=True)
        if s not in plan.stations
    ]
    choices = list(returns.candidates)
    if {"ballots", "registered"} <= set(returns.counts):
        choices.append(TURNOUT)
    for choice in named:
        if choice not in choices:
            known = ", ".join(choices)
            what = f'there is no choice "{choice}"'
            errors.append(Diagnostic("E906", what, Place(returns.file), known))
    if plan.base not in returns.counts:
        what = f'no column is mapped to "{plan.base}", the base of the plan'
        errors.append(Diagnostic("E906", what, Place(returns.file), f'{plan.base} = "column"'))
    if errors:
        raise BadInput(errors)


def _usable(plan: Plan, returns: Results) -> Ints:
    known = returns.known(plan.base)
    for choice in returns.candidates:
        known &= returns.known(choice)
    return np.flatnonzero(known | ~returns.opened())


def _response(plan: Plan, returns: Results, usable: Ints) -> tuple[Response, ...]:
    count = dict.fromkeys(plan.strata, 0)
    for i in usable:
        count[plan.stations[returns.stations[i]]] += 1
    return tuple(Response(h, plan.strata[h][1], k) for h, k in count.items())


def _reasons(plan: Plan, response: tuple[Response, ...]) -> tuple[str, ...]:
    least = Fraction(plan.release)
    drawn, back = sum(r.drawn for r in response), sum(r.returned for r in response)
    found = []
    if back < least * drawn:
        found.append(f"{back} of {drawn} stations returned; the plan releases from {least}")
    for r in response:
        if r.returned < 2 or r.returned < least * r.drawn:
            found.append(f"{r.returned} of {r.drawn} stations returned in {r.stratum}")
    return tuple(found)


def _arrays(plan: Plan, returns: Results, usable: Ints) -> _Returns:
    order = {h: i for i, h in enumerate(plan.strata)}
    stratum = [order[plan.stations[returns.stations[i]]] for i in usable]
    counts = np.stack([_held(returns, c, usable) for c in returns.candidates])
    frame = np.array([n for n, _ in plan.strata.values()], np.int64)
    base = _held(returns, plan.base, usable)
    return _Returns(returns.candidates, counts, base, np.array(stratum, np.int64), frame)


def _worst(plan: Plan, returns: Results, usable: Ints, choice: str) -> tuple[float, float] | None:
    opened = returns.opened()
    back = {returns.stations[i]: int(i) for i in usable if opened[i]}
    gone = [s for s in plan.stations if s not in back]
    if any(s not in plan.registered for s in gone):
        return None
    scale = {h: n / k for h, (n, k) in plan.strata.items()}
    a, m = returns.numbers(choice), returns.numbers(plan.base)
    votes = sum(scale[plan.stations[s]] * int(a[i]) for s, i in back.items())
    base = sum(scale[plan.stations[s]] * int(m[i]) for s, i in back.items())
    hidden = sum(scale[plan.stations[s]] * plan.registered[s] for s in gone)
    total = base + hidden
    return (votes / total, (votes + hidden) / total) if total else (0.0, 1.0)


def _statements(
    data: _Returns, estimates: list[Estimate], confidence: float,
    official: Mapping[str, Fraction], thresholds: Mapping[str, Fraction],
) -> list[Statement]:  # fmt: skip
    tests: dict[tuple[str, str, str], tuple[float, float]] = {}
    for a, b in combinations(range(len(data.choices)), 2):
        lead = interval("", data.lead(a, b), data.base, data.stratum, data.frame, confidence,
                        lead=True)  # fmt: skip
        tests["lead", data.choices[a], data.choices[b]] = (lead.value, _p(lead, 0.0))
    by_name = {e.what: e for e in estimates}
    unsaid = []
    for kind, named in (("threshold", thresholds), ("official", official)):
        for choice, share in named.items():
            if choice not in by_name:
                # Turnout without a register or a box count at every station that returned.
                unsaid.append(Statement(f"{choice} and the {kind} {share}", "not stated", None))
                continue
            e = by_name[choice]
            tests[kind, choice, str(share)] = (e.value - float(share), _p(e, float(share)))
    clear = holm({k: p for k, (_, p) in tests.items()}, 1 - confidence)
    said = [_leader(data.choices, tests, clear)] if len(data.choices) > 1 else []
    return said + [_sentence(k, *v, k in clear) for k, v in tests.items()] + unsaid


def _p(e: Estimate, null: float) -> float:
    if e.error == 0:
        return 1.0 if e.value == null else 0.0
    return t_tail((e.value - null) / e.error, e.freedom)


Key = tuple[str, str, str]


def holm(tests: Mapping[Key, float], alpha: float) -> set[Key]:
    """Return the tests rejected by Holm's step-down procedure at family level alpha."""
    clear: set[Key] = set()
    order = sorted(tests, key=lambda k: tests[k])
    for i, key in enumerate(order):
        if tests[key] > alpha / (len(order) - i):
            break
        clear.add(key)
    return clear


def _leader(
    choices: tuple[str, ...], tests: Mapping[Key, tuple[float, float]], clear: set[Key]
) -> Statement:
    for name in choices:
        pairs = {k: v[0] * (1 if k[1] == name else -1) for k, v in tests.items()
                 if k[0] == "lead" and name in k[1:]}  # fmt: skip
        if all(v > 0 and k in clear for k, v in pairs.items()):
            return Statement("the leader", f"{name} leads", max(tests[k][1] for k in pairs))
    return Statement("the leader", "too close to call", None)


def _sentence(key: Key, gap: float, p: float, clear: bool) -> Statement:
    kind, name, other = key
    if kind == "lead":
        first, second = (name, other) if gap > 0 else (other, name)
        text = f"{first} is ahead of {second}" if clear else "too close to call"
        return Statement(f"{name} and {other}", text, p)
    if kind == "threshold":
        word = "above" if gap > 0 else "below"
        text = f"{name} is {word} {other}" if clear else "too close to call"
        return Statement(f"{name} and the threshold {other}", text, p)
    text = (
        "not consistent with the official result"
        if clear
        else "consistent with the official result"
    )
    return Statement(f"{name} and the official share {other}", text, p)
