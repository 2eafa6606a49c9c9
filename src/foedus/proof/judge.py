"""Guarantees and questions decided: every claim under every reading, unit and open threshold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from foedus.constitution import syntax as s
from foedus.constitution.render import line
from foedus.proof import claims_pairs, claims_paths, claims_sizes, claims_votes, thresholds
from foedus.proof.court import Court
from foedus.proof.games import Setting, walk
from foedus.proof.verdicts import ClaimResult, Finding, Ruling, Status

Decide = Callable[[Court, s.Claim, Setting], list[Finding]]

_DECIDERS: dict[type[s.Node], Callable[..., list[Finding]]] = {
    s.CanPass: claims_votes.outvoted,
    s.Outvoted: claims_votes.outvoted,
    s.OnlyWith: claims_votes.only_with,
    s.Alone: claims_votes.alone,
    s.NoVote: claims_votes.no_vote,
    s.Boycott: claims_votes.boycott,
    s.Implies: claims_pairs.implies,
    s.Same: claims_pairs.same,
    s.Interchangeable: claims_pairs.interchangeable,
    s.Roles: claims_pairs.roles,
    s.Smallest: claims_sizes.smallest,
    s.Vacancies: claims_sizes.vacancies,
    s.Taking: claims_paths.taking,
    s.Changing: claims_paths.changing,
}


def judge(court: Court, claim: s.Claim) -> ClaimResult:
    """Return the verdict on a claim. Raises BadInput for names the constitution does not know."""
    findings = _quantified(court, claim)
    return ClaimResult(line(claim), claim.place.line, tuple(findings), spread(findings))


def _quantified(court: Court, claim: s.Claim) -> list[Finding]:
    if isinstance(claim, s.ForEach):
        members = [m for n in claim.names for m in court.games.members(n, claim.place)]
        found = []
        for name in members:
            here = [f.at(name) for f in _quantified(court, _instead(claim.claim, name))]
            found += here
        return _condensed(found)
    if isinstance(claim, s.Appointing):
        return claims_paths.appointing(court, claim)
    found = []
    for name, definition in _defined(court, claim):
        for f in _quantified(court, _instead(claim, definition, name)):
            found.append(f.at(definition))
    if found:
        return found
    procedures = [n.procedure for n in walk(claim) if isinstance(n, s.Of)]
    for setting in court.games.settings(procedures):
        found += _thresholds(court, claim, setting)
    return found


def _defined(court: Court, claim: s.Claim) -> list[tuple[str, str]]:
    """Return the first set a claim names that has several definitions, with each of them."""
    for node in walk(claim):
        for name in node.names if isinstance(node, s.Names) else ():
            definitions = court.games.definitions(name)
            if definitions:
                return [(name, d) for d in definitions]
    return []


def _instead(claim: s.Claim, name: str, old: str = "it") -> s.Claim:
    """Return the claim with `it` (or another name) replaced by a name."""
    changes: dict[str, Any] = {}
    for f in dataclasses.fields(claim):
        value = getattr(claim, f.name)
        if isinstance(value, s.Names) and old in value.names:
            names = tuple(name if n == old else n for n in value.names)
            changes[f.name] = replace(value, names=names)
        elif f.name == "unit" and value == old:
            changes[f.name] = name
        elif isinstance(value, s.Node) and f.name == "claim":
            changes[f.name] = _instead(value, name, old)  # type: ignore[arg-type]
    return replace(claim, **changes) if changes else claim


def _thresholds(court: Court, claim: s.Claim, setting: Setting) -> list[Finding]:
    """Decide a claim for every threshold the text leaves open, and say where it turns."""
    court.open.clear()
    first = _decided(court, claim, setting)
    open_ = list(court.open.values())
    if not open_:
        return first
    decide = partial(_at_quotas, court, claim, setting)
    return thresholds.decided(open_, decide, monotone=_monotone(claim))


def _at_quotas(
    court: Court, claim: s.Claim, setting: Setting, quotas: Mapping[str, int]
) -> list[Finding]:
    return _decided(court, claim, replace(setting, quotas=quotas))


def _monotone(claim: s.Claim) -> bool:
    """Whether the verdict can change only once as a quota grows."""
    if isinstance(claim, s.Smallest | s.Vacancies):
        return claim.bound is None or claim.bound.op is not s.Op.EXACTLY
    kinds = (s.CanPass, s.Outvoted, s.OnlyWith, s.Alone, s.NoVote, s.Boycott, s.Taking, s.Changing)
    return isinstance(claim, kinds)


def _decided(court: Court, claim: s.Claim, setting: Setting) -> list[Finding]:
    found = _DECIDERS[type(claim)](court, claim, setting)
    plain = replace(setting, quotas={})
    return [f if f.where else f.at(plain.text) for f in found]


def _condensed(findings: list[Finding]) -> list[Finding]:
    """Keep every finding that fails or answers; of those alike, one and how many there were."""
    kept = []
    for status in (Status.HOLDS, Status.NO_VOTE):
        alike = [f for f in findings if f.status is status]
        if len(alike) < 2:
            kept += alike
            continue
        readings = {_reading(f) for f in alike} - {""}
        every = len(readings) < 2 or not spread(findings).startswith("only")
        count = len({f.where.split(", ")[0] for f in alike})
        whole = len({f.where.split(", ")[0] for f in findings})
        named = f"for all {count}" if count == whole else f"for {count} of {whole}"
        named += ", under every reading" if len(readings) > 1 and every else ""
        parts = alike[0].where.split(", ")
        first = ", ".join(dict.fromkeys(p.removeprefix("for ") for p in parts))
        reason = f"for example {first}: {alike[0].reason}"
        kept.append(replace(alike[0], reason=reason, where=named))
    return [*(f for f in findings if f.status not in (Status.HOLDS, Status.NO_VOTE)), *kept]


def _reading(finding: Finding) -> str:
    found = (p for p in finding.where.split(", ") if p.startswith("reading "))
    return next(found, "").removeprefix("reading ")


def spread(findings: list[Finding]) -> str:
    """Return how the verdict depends on the reading: "under every reading", "only under A"."""
    seen: dict[str, set[Status]] = {}
    for f in findings:
        if _reading(f):
            seen.setdefault(_reading(f), set()).add(f.status)
    if not seen:
        return ""
    holds = [r for r, statuses in seen.items() if statuses <= {Status.HOLDS}]
    if not any(Status.HOLDS in statuses for statuses in seen.values()):
        return "under no reading" if {Status.FAILS} in seen.values() else ""
    if len(holds) == len(seen):
        return "under every reading"
    return f"only under {', '.join(holds)}" if holds else "under no reading"


def rule_on(court: Court, node: s.Guarantee | s.Question) -> Ruling:
    """Return the ruling on a guarantee or question: every claim below it."""
    skipped = (s.Note, s.Source)
    claims = [d for d in node.details if not isinstance(d, skipped)]
    notes = [d.text for d in node.details if isinstance(d, s.Note)]
    results = tuple(judge(court, c) for c in claims)
    if isinstance(node, s.Question):
        return Ruling("question", node.title, node.place.line, "", "", results, tuple(notes))
    expected = "fails" if node.fails_because else "holds"
    return Ruling(
        "guarantee", node.title, node.place.line, expected, node.fails_because, results,
        tuple(notes),
    )  # fmt: skip
