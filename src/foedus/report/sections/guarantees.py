"""The guarantees matrix and every verdict behind it: a list first, then a small map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.case.model import Case, Constitution
from foedus.proof.verdicts import ClaimResult, Finding, Report, Ruling, Status
from foedus.proof.witnesses import Counter
from foedus.report.blocks import (
    Caution,
    Listing,
    Matrix,
    Provenance,
    Section,
    Stock,
    Verdict,
    unique,
)
from foedus.report.figures.tilemap import base_grid
from foedus.report.numbers import counted, percent, quantity
from foedus.report.sections import rulings
from foedus.report.sections.country import tiles_of, units_table
from foedus.report.sections.procedures import short_title
from foedus.report.sections.rulings import STATES, word_of
from foedus.report.sections.witness import COUNTED, GRID

LEGEND = (
    Verdict("holds", "holds", note="true of every coalition"),
    Verdict("fails", "fails", note="a coalition shows that it is not so"),
    Verdict("no-vote", "has no vote", note="those asked about take no part in this procedure"),
    Verdict("undecided", "undecided", note="not settled within the limit of time"),
    Verdict("answer", "answer", note="the text asks without expecting anything"),
    Verdict("absent", "not asked", note="this text does not put the question"),
)
PROOF = "each claim decided for every coalition, in exact integers; witnesses evaluated again"
#: Values that a cell of the matrix holds.
SHOWN = 4
#: An assumption of more guarantees than these is named once, above them.
SEVERAL = 2
DOING = {"passes": "to pass", "blocks": "to stop"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A constitution and what checking it gave."""

    text: Constitution
    report: Report


def guarantees(case: Case, checked: Sequence[Checked], counter: Counter) -> Section | None:
    """Return the section; None where no text has a guarantee or a question."""
    titles = tuple(dict.fromkeys(r.title for c in checked for r in _asked(c)))
    if not titles:
        return None
    idents = dict(zip(titles, unique([f"guarantee-{t}" for t in titles]), strict=True))
    common = _common(checked, titles)
    details: list[object] = [
        rulings.detail(case, checked, title, idents[title], counter, common) for title in titles
    ]
    table = units_table(case)
    if table is not None and table.tiles:
        details.insert(0, Stock(base_grid(GRID, tiles_of(table))))
    blocks: list[object] = [
        Caution(
            "“Holds” and “fails” say what a rule does with votes. They do not say that a rule is "
            "good, that a court applies it, or that anyone would vote so. " + COUNTED
        ),
        _matrix(checked, titles, idents),
        *(
            [Listing(tuple(rulings.assumed(common)), "Assumed throughout, where it applies")]
            if common
            else []
        ),
        *details,
    ]
    return Section("guarantees", "What the rules guarantee", tuple(blocks))


def _common(checked: Sequence[Checked], titles: Sequence[str]) -> tuple[str, ...]:
    """Return the assumptions that several guarantees rest on: they are named once."""
    found = [a for t in titles for a in rulings.assumptions(rulings.asked(checked, t))]
    return tuple(a for a in dict.fromkeys(found) if found.count(a) > SEVERAL)


def counts(checked: Sequence[Checked]) -> dict[str, int]:
    """Return how many guarantees and questions came out in each state."""
    return dict(rulings.counts([r for c in checked for r in _asked(c)]))


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
    notes += _mixed(ruling)
    state = STATES[ruling.status][0]
    return Verdict(
        state, word_of(ruling.kind, ruling.status), target, "; ".join(n for n in notes if n)
    )


def _mixed(ruling: Ruling) -> list[str]:
    """Return in how many cases (definitions, units) the verdict is another, as "yes in 1 of 2"."""
    found = [f.status for c in ruling.claims for f in c.findings]
    others = [s for s in dict.fromkeys(found) if s is not ruling.status]
    return [f"{word_of(ruling.kind, s)} in {found.count(s)} of {len(found)} cases" for s in others]


def _of(claim: ClaimResult) -> str:
    """Return what a number of a claim counts, in a few words, taken from its sentence."""
    words = [w for w in ("everyone", "bare majorities") if f"counting {w}" in claim.sentence]
    words += [told for w, told in DOING.items() if f"that {w}" in claim.sentence and not words]
    return f" {', '.join(words)}" if words else ""


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
