"""The guarantees matrix and every verdict behind it: a list first, then a small map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from foedus.case.model import Case, Constitution
from foedus.proof.verdicts import ClaimResult, Finding, Report, Ruling, Status
from foedus.report.blocks import (
    Answered,
    Caution,
    Group,
    Matrix,
    Provenance,
    Section,
    Verdict,
    slug,
    unique,
)
from foedus.report.coalitions import bare_name, told
from foedus.report.data import Data
from foedus.report.figures.tilemap import set_map
from foedus.report.numbers import counted, quantity
from foedus.report.sections.country import tiles_of, units_table
from foedus.report.sections.procedures import short_title

if TYPE_CHECKING:
    from foedus.country.table import Table as Country

STATES = {
    Status.HOLDS: ("holds", "holds"),
    Status.FAILS: ("fails", "fails"),
    Status.NO_VOTE: ("no-vote", "has no vote"),
    Status.UNDECIDED: ("undecided", "undecided"),
    Status.ANSWER: ("answer", "answer"),
}
LEGEND = (
    Verdict("holds", "holds", note="true of every coalition"),
    Verdict("fails", "fails", note="a coalition shows that it is not so"),
    Verdict("no-vote", "has no vote", note="those asked about take no part in this procedure"),
    Verdict("undecided", "undecided", note="not settled within the limit of time"),
    Verdict("answer", "answer", note="the text asks without expecting anything"),
    Verdict("absent", "not asked", note="this text does not put the question"),
)
PROOF = "each claim decided for every coalition, in exact integers; witnesses evaluated again"
#: Findings of one claim that are told in full; the rest are counted.
TOLD = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """A constitution and what checking it gave."""

    text: Constitution
    report: Report


def guarantees(case: Case, checked: Sequence[Checked]) -> Section | None:
    """Return the section; None where no text has a guarantee or a question."""
    titles = tuple(dict.fromkeys(r.title for c in checked for r in _asked(c)))
    if not titles:
        return None
    idents = dict(zip(titles, unique([f"guarantee-{t}" for t in titles]), strict=True))
    details = [_detail(case, checked, title, idents[title]) for title in titles]
    blocks: list[object] = [
        Caution(
            "“Holds” and “fails” say what a rule does with votes. They do not say that a rule is "
            "good, that a court applies it, or that anyone would vote so."
        ),
        _matrix(checked, titles, idents),
        *details,
    ]
    return Section("guarantees", "What the rules guarantee", tuple(blocks))


def counts(checked: Sequence[Checked]) -> dict[str, int]:
    """Return how many guarantees and questions came out in each state."""
    words = [STATES[r.status][1] for c in checked for r in _asked(c)]
    return {word: words.count(word) for word in dict.fromkeys(words)}


def _asked(checked: Checked) -> list[Ruling]:
    return [r for r in checked.report.rulings if r.kind != "expect"]


def _ruling(checked: Checked, title: str) -> Ruling | None:
    return next((r for r in _asked(checked) if r.title == title), None)


def _matrix(checked: Sequence[Checked], titles: Sequence[str], idents: Mapping[str, str]) -> Matrix:
    columns = tuple(short_title(c.text) for c in checked)
    rows = tuple(
        (title, tuple(_cell(_ruling(c, title), idents[title]) for c in checked)) for title in titles
    )
    used = {v.state for _, verdicts in rows for v in verdicts}
    data = tuple(
        (r.title, short_title(c.text), STATES[r.status][1], claim.sentence, _told(claim))
        for c in checked
        for r in _asked(c)
        for claim in r.claims
    )
    return Matrix(
        "matrix",
        f"{counted(len(titles), 'guarantee or question', 'guarantees and questions')}, "
        f"{counted(len(checked), 'text')}",
        "Guarantee or question",
        columns,
        rows,
        Data(("Guarantee or question", "Text", "Verdict", "Claim", "Finding"), data),
        Provenance("the texts of the case", PROOF, "", "exact"),
        tuple(v for v in LEGEND if v.state in used),
    )


def _cell(ruling: Ruling | None, target: str) -> Verdict:
    if ruling is None:
        return Verdict("absent", "not asked")
    state, word = STATES[ruling.status]
    notes = []
    if ruling.status is Status.ANSWER:
        found = [f for c in ruling.claims for f in c.findings]
        notes += [_value(found[0])] if len(found) == 1 else [counted(len(found), "finding")]
    if ruling.as_expected is False:
        notes.append("not as the text says")
    notes += dict.fromkeys(c.spread for c in ruling.claims if c.spread)
    return Verdict(state, word, target, "; ".join(n for n in notes if n))


def _value(finding: Finding) -> str:
    if finding.value is None:
        return ""
    if finding.bound is not None and finding.bound != finding.value:
        return f"between {quantity(finding.bound, 3)} and {quantity(finding.value, 3)}"
    return quantity(finding.value, 3)


def _told(claim: ClaimResult) -> str:
    found = [f"{f.where}: {f.reason}" if f.where else f.reason for f in claim.findings[:TOLD]]
    more = len(claim.findings) - TOLD
    return "; ".join(found) + (f"; and {counted(more, 'more finding')}" if more > 0 else "")


def _detail(case: Case, checked: Sequence[Checked], title: str, ident: str) -> Group:
    rulings = [(short_title(c.text), r) for c in checked if (r := _ruling(c, title))]
    blocks: list[object] = []
    for names, ruling in _same(rulings):
        where = " · ".join(names)
        blocks += [
            _answered(case, ruling, claim, where, f"{ident}-{slug(*names)}-{k}")
            for k, claim in enumerate(ruling.claims)
        ]
    notes = dict.fromkeys(n for _, r in rulings for n in r.notes)
    blocks += [Caution(note) for note in notes]
    return Group(ident, title, tuple(blocks))


def _same(rulings: Sequence[tuple[str, Ruling]]) -> list[tuple[list[str], Ruling]]:
    """Put texts together whose rulings say the same, line numbers and rules aside."""
    found: list[tuple[list[str], Ruling]] = []
    for name, ruling in rulings:
        for names, other in found:
            if _bare(other) == _bare(ruling):
                names.append(name)
                break
        else:
            found.append(([name], ruling))
    return found


def _bare(ruling: Ruling) -> object:
    claims = [(c.sentence, [replace(f, rule=None) for f in c.findings]) for c in ruling.claims]
    return (ruling.expected, claims)


def _answered(case: Case, ruling: Ruling, claim: ClaimResult, where: str, ident: str) -> Answered:
    state, word = STATES[claim.status]
    shown = _first(claim)
    finding = shown[0] if shown else None
    coalition = dict(finding.coalition or {}) if finding else {}
    table = units_table(case)
    return Answered(
        ident,
        where,
        Verdict(state, word),
        _sentences(ruling, claim, shown),
        tuple(dict.fromkeys(a for f in shown for a in f.assumptions)),
        _witness_title(finding) if coalition else "",
        witness(coalition, finding) if finding and coalition else (),
        "One of possibly many, and not a proposal." if coalition else "",
        _map(table, coalition, f"{ident}-map") if table is not None else None,
    )


def _first(claim: ClaimResult) -> list[Finding]:
    """Return the findings that decided the verdict, at most TOLD of them."""
    deciding = [f for f in claim.findings if f.status is claim.status]
    return deciding[:TOLD]


def _sentences(ruling: Ruling, claim: ClaimResult, shown: Sequence[Finding]) -> tuple[str, ...]:
    lines = [f"Claim: {claim.sentence}."]
    for finding in shown:
        circumstance = f"{finding.where}: " if finding.where else ""
        lines.append(f"{circumstance}{_reason(finding)}")
    same = sum(f.status is claim.status for f in claim.findings)
    if same > len(shown):
        lines.append(f"The same verdict in {counted(same - len(shown), 'more case')}.")
    other = len(claim.findings) - same
    if other:
        lines.append(f"{counted(other, 'other case')} with another verdict; see the CSV above.")
    if claim.spread:
        lines.append(f"Across the readings: {claim.spread}.")
    if ruling.expected == "fails" and ruling.because:
        lines.append(f"The text itself says that it fails because {ruling.because}.")
    return tuple(lines)


def _reason(finding: Finding) -> str:
    words = finding.reason.strip()
    end = "" if words.endswith((".", "!", "?")) else "."
    by = f" ({finding.engine}; {finding.label.value})" if finding.engine else ""
    return f"{words[:1].upper()}{words[1:]}{by}{end}"


def _witness_title(finding: Finding | None) -> str:
    if finding is None:
        return ""
    where = f", {finding.where}" if finding.where else ""
    return f"A coalition of yes votes that shows it{where}:"


def witness(coalition: Mapping[str, int], finding: Finding) -> tuple[str, ...]:
    """Return a finding's coalition as a list."""
    return told(dict(map(tuple, finding.rule["voters"])) if finding.rule else {}, coalition)


def _map(table: Country, coalition: Mapping[str, int], ident: str) -> Markup | None:
    named = {bare_name(n) for n, k in coalition.items() if k}
    inside = frozenset(label for label in table.labels.values() if label in named)
    if not inside or not table.tiles:
        return None
    words = "Units that vote yes in this example, marked by a heavy border and a dot."
    return set_map(ident, "One coalition on the tile map", tiles_of(table), inside, words)
