"""Every verdict behind the matrix: texts that say the same together, witnesses in full."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foedus.case.model import Case, Constitution
from foedus.proof.verdicts import ClaimResult, Finding, Ruling, Status
from foedus.proof.witnesses import Counter
from foedus.report.blocks import Answered, Group, Provenance, Remark, Table, Verdict
from foedus.report.data import Data
from foedus.report.numbers import counted, listed
from foedus.report.page import MARKS
from foedus.report.sections import witness
from foedus.report.sections.country import units_table
from foedus.report.sections.procedures import named

if TYPE_CHECKING:
    from foedus.report.sections.guarantees import Checked

STATES = {
    Status.HOLDS: ("holds", "holds"),
    Status.FAILS: ("fails", "fails"),
    Status.NO_VOTE: ("no-vote", "has no vote"),
    Status.UNDECIDED: ("undecided", "undecided"),
    Status.ANSWER: ("answer", "answer"),
}
#: Findings of one claim that are told in full; the rest are counted.
TOLD = 2


@dataclass(frozen=True, slots=True)
class Together:
    """Texts whose rulings say the same but for the articles: the first ruling stands for all."""

    texts: tuple[Constitution, ...]
    rulings: tuple[Ruling, ...]
    name: str

    @property
    def ruling(self) -> Ruling:
        """The first ruling."""
        return self.rulings[0]

    def articles(self, finding: Finding, claim: int, place: int) -> str:
        """Return the articles that a finding has in each of the texts, each once."""
        found = (r.claims[claim].findings[place].article for r in self.rulings)
        return " · ".join(dict.fromkeys(a for a in found if a)) or finding.article


def word_of(kind: str, status: Status) -> str:
    """Return the verdict in a word; a question is answered by yes and no."""
    if kind == "question" and status in (Status.HOLDS, Status.FAILS):
        return "yes" if status is Status.HOLDS else "no"
    return STATES[status][1]


def detail(
    case: Case,
    checked: Sequence[Checked],
    title: str,
    ident: str,
    counter: Counter,
    common: Collection[str] = (),
) -> Group:
    """Return everything on one guarantee or question: a table, or examples where there are any.

    `common` are assumptions that the section names once.
    """
    rulings = asked(checked, title)
    together = _together(rulings, [c.text for c in checked])
    findings = [f for _, r in rulings for c in r.claims for f in c.findings]
    blocks: list[object] = []
    if any(f.coalition for f in findings):
        for same in together:
            blocks += [_answered(case, same, k, counter) for k in range(len(same.ruling.claims))]
    else:
        blocks.append(_table(together, title, ident))
    blocks += [Remark(words) for words in _because(rulings, [c.text for c in checked])]
    blocks += [Remark(note) for note in dict.fromkeys(n for _, r in rulings for n in r.notes)]
    own = [a for a in assumptions(rulings) if a not in common]
    if own:
        blocks.append(Remark(f"Assumed where it applies: {' '.join(assumed(own))}"))
    return Group(ident, title, tuple(blocks))


def asked(checked: Sequence[Checked], title: str) -> list[tuple[Constitution, Ruling]]:
    """Return the rulings of each text under one title."""
    return [
        (c.text, r)
        for c in checked
        for r in c.report.rulings
        if r.title == title and r.kind != "expect"
    ]


def assumptions(rulings: Sequence[tuple[Constitution, Ruling]]) -> tuple[str, ...]:
    """Return every assumption that findings rest on, each once."""
    found = (a for _, r in rulings for c in r.claims for f in c.findings for a in f.assumptions)
    return tuple(dict.fromkeys(found))


def assumed(words: Sequence[str]) -> list[str]:
    """Return assumptions as sentences, those of one view in one sentence."""
    found: dict[str, list[str]] = {}
    for word in words:
        view, colon, rest = word.partition(": ")
        named = colon and view.startswith("View ")
        found.setdefault(view if named else word, []).append(rest.rstrip(".") if named else "")
    return [ended(f"{k}: {'; '.join(v)}" if v[0] else k) for k, v in found.items()]


def _together(
    rulings: Sequence[tuple[Constitution, Ruling]], texts: Sequence[Constitution]
) -> list[Together]:
    """Put texts together whose rulings say the same, articles and reasons of the file aside."""
    found: dict[object, list[tuple[Constitution, Ruling]]] = {}
    for text, ruling in rulings:
        found.setdefault(_bare(ruling), []).append((text, ruling))
    made = []
    for same in found.values():
        those = tuple(t for t, _ in same)
        made.append(Together(those, tuple(r for _, r in same), named(those, texts)))
    return made


def _bare(ruling: Ruling) -> object:
    return repr(
        [
            (c.sentence, c.spread, [_plain(f) for f in c.findings])
            for c in ruling.claims
        ]
    )  # fmt: skip


def _plain(finding: Finding) -> Finding:
    """Return a finding without what differs from text to text while saying the same."""
    reason = finding.reason.replace(finding.article, "§") if finding.article else finding.reason
    return replace(finding, reason=reason, brief="", article="", assumptions=())


def _because(
    rulings: Sequence[tuple[Constitution, Ruling]], texts: Sequence[Constitution]
) -> list[str]:
    """Return why the files themselves say that it fails, each reason with its texts."""
    found: dict[str, list[Constitution]] = {}
    for text, ruling in rulings:
        if ruling.expected == "fails" and ruling.because:
            found.setdefault(ruling.because, []).append(text)
    return [
        ended(f"{named(those, texts, ', ')}: the file itself says that it fails because {why}")
        for why, those in found.items()
    ]


def _answered(case: Case, same: Together, number: int, counter: Counter) -> Answered:
    ruling, claim = same.ruling, same.ruling.claims[number]
    shown = _first(claim)
    example = next((f for f in shown if f.coalition), None)
    table = units_table(case)
    verdict = Verdict(STATES[claim.status][0], word_of(ruling.kind, claim.status))
    lines = _sentences(same, number, shown, example)
    if example is None:
        return Answered(same.name, verdict, lines)
    of = (ruling.title, claim.sentence, same.name)
    return Answered(
        same.name,
        verdict,
        lines,
        witness.title(example, where(example)),
        witness.listing(example),
        witness.note(table, example, counter),
        witness.drawing(table, example, of),
    )


def _first(claim: ClaimResult) -> list[Finding]:
    """Return the findings that decided the verdict: every answer, else at most TOLD of them."""
    deciding = [f for f in claim.findings if f.status is claim.status]
    return deciding if claim.status is Status.ANSWER else deciding[:TOLD]


def _sentences(
    same: Together, number: int, shown: Sequence[Finding], example: Finding | None
) -> tuple[str, ...]:
    claim = same.ruling.claims[number]
    lines = [ended(f"Claim: {claim.sentence}")]
    for finding in shown:
        place = claim.findings.index(finding)
        words = reason(finding, same.articles(finding, number, place), example)
        lines.append(f"{circumstance(finding)}{words}")
    return (*lines, *_rest(same.ruling.kind, claim, len(shown)))


def _rest(kind: str, claim: ClaimResult, shown: int) -> list[str]:
    """Return what is said of the findings that are not told, and of the readings."""
    lines = []
    same = sum(f.status is claim.status for f in claim.findings)
    if same > shown:
        lines.append(f"The same verdict in {counted(same - shown, 'more case')}.")
    other = len(claim.findings) - same
    if other:
        lines.append(f"Another verdict in {counted(other, 'case')}: {_others(kind, claim)}.")
    if claim.spread:
        lines.append(ended(f"Across the readings: {claim.spread}"))
    return lines


def _others(kind: str, claim: ClaimResult) -> str:
    """Return the findings with another verdict in words: "holds for A" or "yes for A"."""
    found: dict[str, list[str]] = {}
    for f in claim.findings:
        if f.status is not claim.status:
            found.setdefault(word_of(kind, f.status), []).append(where(f) or "otherwise")
    return "; ".join(f"{word} for {listed(tuple(dict.fromkeys(w)))}" for word, w in found.items())


def where(finding: Finding) -> str:
    """Return the circumstance without saying the same unit twice."""
    parts = dict.fromkeys(p.removeprefix("for ") for p in finding.where.split(", ") if p)
    return ", ".join(parts)


def circumstance(finding: Finding) -> str:
    """Return the circumstance of a finding as the beginning of a sentence."""
    found = where(finding)
    return f"{found[:1].upper()}{found[1:]}: " if found else ""


def reason(finding: Finding, articles: str, example: Finding | None = None) -> str:
    """Return why, with the articles of every text, and without the list that stands below it."""
    words = finding.reason
    if example is not None and finding.brief and finding.coalition == example.coalition:
        words = finding.brief.replace("…", "listed below")
        if finding is not example:
            words = words.replace("those listed below", "the same coalition")
    if finding.article:
        words = words.replace(finding.article, articles)
    words = "; ".join(dict.fromkeys(words.strip().rstrip(".").split("; ")))
    return f"{words[:1].upper()}{words[1:]} ({finding.label.value})."


def _table(together: Sequence[Together], title: str, ident: str) -> Table:
    """Return claims against texts, each cell the verdict and why, where there is no example."""
    sentences = dict.fromkeys(c.sentence for t in together for c in t.ruling.claims)
    rows = tuple((ended(s), *(_cell(t, s) for t in together)) for s in sentences)
    header = ("Claim", *(t.name for t in together))
    return Table(
        f"{ident}-table",
        "What each text gives",
        Data(header, rows),
        Provenance(""),
        csv=False,
        caption=title,
        stack=True,
    )


def _cell(same: Together, sentence: str) -> str:
    """Return the verdict of one claim in words, with what decided it."""
    number = next((k for k, c in enumerate(same.ruling.claims) if c.sentence == sentence), None)
    if number is None:
        return "not asked"
    claim = same.ruling.claims[number]
    state, word = STATES[claim.status][0], word_of(same.ruling.kind, claim.status)
    shown = _first(claim)
    lines = [] if claim.status is Status.ANSWER else [f"{MARKS[state]} {word}"]
    for f in shown:
        said = reason(f, same.articles(f, number, claim.findings.index(f)))
        own = where(f)
        lead = "" if not own or own in sentence else circumstance(f)
        lines.append(f"{lead}{said}".removesuffix(" (exact).") + ".")
    return "\n".join([*lines, *_rest(same.ruling.kind, claim, len(shown))])


def ended(words: str) -> str:
    """Return words as a sentence with its full stop."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def counts(rulings: Sequence[Ruling]) -> Mapping[str, int]:
    """Return how many rulings came out in each word."""
    words = [word_of(r.kind, r.status) for r in rulings]
    return {word: words.count(word) for word in dict.fromkeys(words)}
