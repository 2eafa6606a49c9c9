"""The guarantees matrix and every verdict behind it: a list first, then a small map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import Markup

from foedus.case.model import Case, Constitution
from foedus.proof.verdicts import ClaimResult, Finding, Report, Ruling, Status
from foedus.report.blocks import (
    Answered,
    Caution,
    Group,
    Matrix,
    Provenance,
    Remark,
    Section,
    Stock,
    Verdict,
    unique,
)
from foedus.report.coalitions import bare_name, told
from foedus.report.data import Data
from foedus.report.figures.tilemap import base_grid, set_map
from foedus.report.numbers import counted, exact, listed, percent, quantity
from foedus.report.sections.country import people_column, tiles_of, units_table
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
TOLD = 2
#: Values that a cell of the matrix holds.
SHOWN = 4
GRID = "units-grid"
DOING = {"passes": "to pass", "blocks": "to stop"}


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
    details: list[object] = [_detail(case, checked, title, idents[title]) for title in titles]
    table = units_table(case)
    if table is not None and table.tiles:
        details.insert(0, Stock(base_grid(GRID, tiles_of(table))))
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
    words = [word_of(r) for c in checked for r in _asked(c)]
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
    return Matrix(
        "matrix",
        f"{counted(len(titles), 'guarantee or question', 'guarantees and questions')}, "
        f"{counted(len(checked), 'text')}",
        "Guarantee or question",
        columns,
        rows,
        Data(("Guarantee or question", "Claim", *columns), tuple(_claim_rows(checked, titles))),
        Provenance("the texts of the case", PROOF, "", "exact"),
        tuple(v for v in LEGEND if v.state in used),
    )


def _cell(ruling: Ruling | None, target: str) -> Verdict:
    if ruling is None:
        return Verdict("absent", "not asked")
    notes = []
    if ruling.status is Status.ANSWER:
        found = [(c, f) for c in ruling.claims for f in c.findings]
        values = [f"{v}{_of(c)}" for c, f in found if (v := value(f))]
        told = "; ".join(values) if 0 < len(values) == len(found) <= SHOWN else ""
        notes.append(told or counted(len(found), "finding"))
    if ruling.as_expected is False:
        notes.append("not as the text says")
    notes += dict.fromkeys(c.spread for c in ruling.claims if c.spread)
    state = STATES[ruling.status][0]
    return Verdict(state, word_of(ruling), target, "; ".join(n for n in notes if n))


def _of(claim: ClaimResult) -> str:
    """Return what a number of a claim counts, in a few words, taken from its sentence."""
    words = [w for w in ("everyone", "bare majorities") if f"counting {w}" in claim.sentence]
    words += [told for w, told in DOING.items() if f"that {w}" in claim.sentence and not words]
    return f" {', '.join(words)}" if words else ""


def word_of(ruling: Ruling) -> str:
    """Return the verdict in a word; a question is answered by yes and no."""
    if ruling.kind == "question" and ruling.status in (Status.HOLDS, Status.FAILS):
        return "yes" if ruling.status is Status.HOLDS else "no"
    return STATES[ruling.status][1]


def value(finding: Finding) -> str:
    """Return the number a finding gives, a share as a percentage; empty where it gives none."""
    if finding.value is None:
        return ""
    if finding.bound is not None and finding.bound != finding.value:
        return f"between {_amount(finding.bound)} and {_amount(finding.value)}"
    return _amount(finding.value)


def _amount(number: Fraction | int) -> str:
    share = isinstance(number, Fraction) and 0 < number <= 1
    return percent(Fraction(number)) if share else quantity(number)


def _claim_rows(checked: Sequence[Checked], titles: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each claim: its verdict in every text, and the exact values it gives."""
    for title in titles:
        rulings = [_ruling(c, title) for c in checked]
        sentences = dict.fromkeys(c.sentence for r in rulings if r for c in r.claims)
        for sentence in sentences:
            yield title, sentence, *(_claim_cell(r, sentence) for r in rulings)


def _claim_cell(ruling: Ruling | None, sentence: str) -> str:
    claims = ruling.claims if ruling else ()
    found = [c for c in claims if c.sentence == sentence]
    if not found:
        return "not asked"
    values = [exact(f.value) for f in found[0].findings if f.value is not None]
    return ": ".join([STATES[found[0].status][1], *([", ".join(values)] if values else [])])


def _detail(case: Case, checked: Sequence[Checked], title: str, ident: str) -> Group:
    rulings = [(short_title(c.text), r) for c in checked if (r := _ruling(c, title))]
    blocks: list[object] = []
    for names, ruling in _same(rulings):
        where = " · ".join(names)
        blocks += [_answered(case, ruling, claim, where) for claim in ruling.claims]
    claims = [c for _, r in rulings for c in r.claims]
    assumed = dict.fromkeys(a for c in claims for f in c.findings for a in f.assumptions)
    notes = dict.fromkeys(n for _, r in rulings for n in r.notes)
    blocks += [Remark(note) for note in notes]
    if assumed:
        blocks.append(Remark(f"Assumed where it applies: {' '.join(_ended(a) for a in assumed)}"))
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


def _answered(case: Case, ruling: Ruling, claim: ClaimResult, where: str) -> Answered:
    shown = _first(claim)
    finding = shown[0] if shown else None
    coalition = dict(finding.coalition or {}) if finding else {}
    table = units_table(case)
    state, word = STATES[claim.status]
    if ruling.kind == "question" and claim.status in (Status.HOLDS, Status.FAILS):
        word = "yes" if claim.status is Status.HOLDS else "no"
    return Answered(
        where,
        Verdict(state, word),
        _sentences(ruling, claim, shown),
        _witness_title(finding) if coalition else "",
        witness(coalition, finding) if finding and coalition else (),
        _witness_note(table, coalition),
        _map(table, coalition, (ruling.title, claim.sentence, where)) if table else None,
    )


def _first(claim: ClaimResult) -> list[Finding]:
    """Return the findings that decided the verdict: every answer, else at most TOLD of them."""
    deciding = [f for f in claim.findings if f.status is claim.status]
    return deciding if claim.status is Status.ANSWER else deciding[:TOLD]


def _sentences(ruling: Ruling, claim: ClaimResult, shown: Sequence[Finding]) -> tuple[str, ...]:
    lines = [_ended(f"Claim: {claim.sentence}")]
    lines += [f"{circumstance(finding)}{_reason(finding)}" for finding in shown]
    same = sum(f.status is claim.status for f in claim.findings)
    if same > len(shown):
        lines.append(f"The same verdict in {counted(same - len(shown), 'more case')}.")
    other = len(claim.findings) - same
    if other:
        lines.append(f"Another verdict in {counted(other, 'case')}: {_others(claim)}.")
    if claim.spread:
        lines.append(_ended(f"Across the readings: {claim.spread}"))
    if ruling.expected == "fails" and ruling.because:
        lines.append(_ended(f"The file itself says that it fails because {ruling.because}"))
    return tuple(lines)


def _others(claim: ClaimResult) -> str:
    """Return the findings with another verdict in words: "holds for A, B and C"."""
    found: dict[str, list[str]] = {}
    for f in claim.findings:
        if f.status is not claim.status:
            found.setdefault(STATES[f.status][1], []).append(_where(f) or "otherwise")
    return "; ".join(f"{word} for {listed(tuple(dict.fromkeys(w)))}" for word, w in found.items())


def _where(finding: Finding) -> str:
    """Return the circumstance without saying the same unit twice."""
    parts = dict.fromkeys(p.removeprefix("for ") for p in finding.where.split(", ") if p)
    return ", ".join(parts)


def circumstance(finding: Finding) -> str:
    """Return the circumstance of a finding as the beginning of a sentence."""
    where = _where(finding)
    return f"{where[:1].upper()}{where[1:]}: " if where else ""


def _reason(finding: Finding) -> str:
    words = "; ".join(dict.fromkeys(finding.reason.strip().rstrip(".").split("; ")))
    return f"{words[:1].upper()}{words[1:]} ({finding.label.value})."


def _ended(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _witness_title(finding: Finding | None) -> str:
    if finding is None:
        return ""
    where = _where(finding)
    return f"Who says yes in an example{f' ({where})' if where else ''}:"


def _witness_note(table: Country | None, coalition: Mapping[str, int]) -> str:
    if not coalition:
        return ""
    note = "One of possibly many, and not a proposal."
    named = _units(table, coalition) if table is not None else frozenset()
    people = people_column(table) if table is not None else None
    if table is None or people is None or not named:
        return note
    counted_ = people.numbers()
    inside = sum((counted_[k] for k, label in table.labels.items() if label in named), Fraction(0))
    share = percent(inside / people.total())
    return f"{note} The units named have {share} of the residents ({people.meta.date})."


def witness(coalition: Mapping[str, int], finding: Finding) -> tuple[str, ...]:
    """Return a finding's coalition as a list."""
    return told(dict(map(tuple, finding.rule["voters"])) if finding.rule else {}, coalition)


def _units(table: Country, coalition: Mapping[str, int]) -> frozenset[str]:
    named = {bare_name(n) for n, k in coalition.items() if k}
    return frozenset(label for label in table.labels.values() if label in named)


def _map(table: Country, coalition: Mapping[str, int], of: tuple[str, ...]) -> Markup | None:
    inside = _units(table, coalition)
    if not inside or not table.tiles:
        return None
    words = "Units that vote yes in this example, marked by a heavy border and a square."
    ident = f"w{crc32('|'.join(of).encode()):08x}"
    return set_map(ident, "One coalition on the tile map", tiles_of(table), inside, words, GRID)
