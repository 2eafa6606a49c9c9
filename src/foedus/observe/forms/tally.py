"""Answers counted: "% of observations", and an interval only where a plan drew the stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.answer import Answer, Label
from foedus.observe.columns import Absent
from foedus.observe.design import Plan
from foedus.observe.estimate import Estimate, interval
from foedus.observe.forms.checklist import Observation
from foedus.observe.forms.form import Form, Question

NO_MARGIN = (
    "the stations were not drawn at random: this is a share of observations, with no margin, and "
    "says nothing of the stations that nobody visited"
)


@dataclass(frozen=True, slots=True)
class Answered(Answer):
    """One question: answers by value, absences by reason, and the share that said yes.

    `share` is of the observations with an answer. `estimate` is for all stations of the frame, and
    only where a plan drew them; else `caution` says why there is no margin.
    """

    question: str
    text: str
    area: str
    kind: str
    observations: int
    counts: Mapping[str, int]
    absent: Mapping[str, int]
    share: Fraction | None
    women: int | None
    men: int | None
    estimate: Estimate | None
    caution: str
    label: Label = Label.EXACT
    method: str = "% of observations"
    reference: str = "Declaration of Principles for International Election Observation 2005"


def tally(
    observations: Sequence[Observation], form: Form, plan: Plan | None = None
) -> tuple[Answered, ...]:
    """Return every question counted; with a plan, yes/no questions get a t interval as well.

    An interval needs one observation a drawn station and two answers in every stratum.
    """
    return tuple(_answered(q, observations, plan) for q in form.questions)


def _answered(q: Question, observations: Sequence[Observation], plan: Plan | None) -> Answered:
    values = [o.answers[q.key] for o in observations]
    absent = {a.value: sum(v is a for v in values) for a in Absent}
    given = [v for v in values if not isinstance(v, Absent)]
    counts: dict[str, int] = {}
    women = men = None
    if q.kind == "by sex":
        pairs = [v for v in given if isinstance(v, tuple)]
        women, men = sum(v[0] for v in pairs), sum(v[1] for v in pairs)
        counts = {"women": women, "men": men}
    elif q.kind == "number":
        numbers = [v for v in given if isinstance(v, int)]
        counts = {"sum": sum(numbers), "least": min(numbers, default=0),
                  "most": max(numbers, default=0)}  # fmt: skip
    elif q.kind == "several":
        counts = {o: sum(o in str(v).split() for v in given) for o in q.options}
    else:
        words = (
            ("yes", "no") if q.kind == "yes/no" else q.options or sorted({str(v) for v in given})
        )
        counts = {w: sum(v == w for v in given) for w in words}
    share = _share(q, counts, len(given))
    estimate, caution = _estimate(q, observations, plan)
    return Answered(q.key, q.text, q.area, q.kind, len(given), counts, absent, share, women, men,
                    estimate, caution)  # fmt: skip


def _share(q: Question, counts: Mapping[str, int], given: int) -> Fraction | None:
    if q.kind == "yes/no" and given:
        return Fraction(counts["yes"], given)
    if q.kind == "by sex" and (total := counts["women"] + counts["men"]):
        return Fraction(counts["women"], total)
    return None


def _estimate(
    q: Question, observations: Sequence[Observation], plan: Plan | None
) -> tuple[Estimate | None, str]:
    if plan is None:
        return None, NO_MARGIN
    if q.kind != "yes/no":
        return None, "an interval is given for yes/no questions only"
    seen = [o for o in observations if not isinstance(o.answers[q.key], Absent)]
    outside = [o.station for o in seen if o.station not in plan.stations]
    twice = len(seen) - len({o.station for o in seen})
    if outside:
        return None, f"{len(outside)} observations are at stations that the plan did not draw"
    if twice:
        return None, f"{twice} observations are at a station that has one already"
    order = {h: i for i, h in enumerate(plan.strata)}
    stratum = np.array([order[plan.stations[o.station]] for o in seen], np.int64)
    if (np.bincount(stratum, minlength=len(order)) < 2).any():
        return None, "a stratum has fewer than two answers: its variance is unknown"
    y = np.array([o.answers[q.key] == "yes" for o in seen], np.int64)
    frame = np.array([n for n, _ in plan.strata.values()], np.int64)
    missing = len(plan.stations) - len(seen)
    found = interval(q.key, y, np.ones(len(seen), np.int64), stratum, frame, plan.confidence)
    note = f"{missing} of {len(plan.stations)} drawn stations have no answer" if missing else ""
    return found, note
