"""Claims under thresholds a text leaves open: decided for all of them, with where they turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from foedus.constitution.compile_types import OpenQuota
from foedus.proof.verdicts import Finding, Status

Decide = Callable[[Mapping[str, int]], list[Finding]]
#: Where a verdict may turn more than once, every quota is tried, up to this many.
EACH = 64


def decided(open_: list[OpenQuota], decide: Decide, *, monotone: bool) -> list[Finding]:
    """Return the findings over all open quotas: one set where they agree, else where they turn.

    A verdict that is monotone in its quotas is settled by the two ends and, for one quota that
    turns it, found by bisection. Others are tried at every quota, or left undecided beyond 64.
    """
    low = decide({q.key: q.low for q in open_})
    high = decide({q.key: q.high for q in open_})
    ends = ", ".join(f"{q.low} to {q.high} of {q.total}" for q in open_)
    alike = statuses(low) == statuses(high)
    if Status.ANSWER in statuses(low) and any(f.value is not None for f in low):
        return [f.at(f"quota {w}") for w, found in _both(open_, low, high) for f in found]
    if not monotone:
        return _each(open_, decide, ends)
    if alike:
        return [f.at(f"for every threshold ({ends})") for f in low]
    if len(open_) > 1:
        return [f.at(f"quotas {w}") for w, found in _both(open_, low, high) for f in found]
    return _turning(open_[0], decide, low, high)


def statuses(findings: list[Finding]) -> list[Status]:
    """Return the verdicts of some findings, in order."""
    return [f.status for f in findings]


def _both(
    open_: list[OpenQuota], low: list[Finding], high: list[Finding]
) -> list[tuple[str, list[Finding]]]:
    texts = (", ".join(str(q.low) for q in open_), ", ".join(str(q.high) for q in open_))
    return list(zip(texts, (low, high), strict=True))


def _turning(
    quota: OpenQuota, decide: Decide, low: list[Finding], high: list[Finding]
) -> list[Finding]:
    left, right = quota.low, quota.high
    while right - left > 1:
        middle = (left + right) // 2
        here = decide({quota.key: middle})
        if statuses(here) == statuses(low):
            left = middle
        else:
            right, high = middle, here
    return [
        *(f.at(f"below a threshold of {right} of {quota.total}") for f in low),
        *(f.at(f"turns at {right} of {quota.total}") for f in high),
    ]


def _each(open_: list[OpenQuota], decide: Decide, ends: str) -> list[Finding]:
    quota = open_[0]
    if len(open_) > 1 or quota.high - quota.low >= EACH:
        found = decide({q.key: q.low for q in open_})
        reason = f"tried at the lowest thresholds only ({ends})"
        return [replace(f, status=Status.UNDECIDED, reason=f"{reason}: {f.reason}") for f in found]
    tried = {q: decide({quota.key: q}) for q in quota.quotas()}
    if len({tuple(statuses(f)) for f in tried.values()}) == 1:
        return [f.at(f"for every threshold ({ends})") for f in tried[quota.low]]
    runs: list[tuple[int, list[Finding]]] = []
    for q, found in tried.items():
        if not runs or statuses(runs[-1][1]) != statuses(found):
            runs.append((q, found))
    return [f.at(f"from a threshold of {q} of {quota.total}") for q, found in runs for f in found]
