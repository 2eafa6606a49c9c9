"""`expect PROCEDURE with votes FILE => adopted | rejected because "..."`, decided by the tally."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from foedus.constitution.readings import combinations, open_readings
from foedus.constitution.render import line
from foedus.constitution.syntax import Expect, Source
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballots import read_ballots
from foedus.proof.court import Court
from foedus.proof.tally import Tally, tally
from foedus.proof.verdicts import ClaimResult, Finding, Ruling, Status


def rule_on_votes(court: Court, node: Expect, votes: Mapping[str, bytes]) -> Ruling:
    """Return whether a vote went as expected, under every reading or the one that is named.

    With `because`, a limb that failed must hold the words given. Raises BadInput for the vote
    file (E260-E265).
    """
    if node.votes not in votes:
        what = f'the vote file "{node.votes}" was not read'
        raise BadInput(Diagnostic("E265", what, node.place, "a vote file beside the constitution"))
    rows = read_ballots(votes[node.votes], node.votes)
    model = court.games.model
    if node.as_of:
        model = replace(model, as_of=node.as_of)
    book = model.book()
    readings = [r for r in open_readings(book, book.procedure(node.procedure))
                if r.name not in model.reading]  # fmt: skip
    findings = []
    for reading in combinations(tuple(readings)):
        if node.reading and node.reading not in reading.values():
            continue
        result = tally(model, node.procedure, rows, reading=reading)
        where = ", ".join(f"reading {v}" for v in reading.values())
        findings.append(_finding(node, result).at(where))
    claim = ClaimResult(line(node), node.place.line, tuple(findings))
    notes = tuple(d.text for d in node.details if isinstance(d, Source))
    title = f"{node.procedure}: {node.votes} {'adopted' if node.adopted else 'rejected'}"
    return Ruling("expect", title, node.place.line, "holds", node.because, (claim,), notes)


def _finding(node: Expect, result: Tally) -> Finding:
    told = "; ".join(f"{x.sentence}: {x.text}" for x in result.decisive()) or result.word
    if result.adopted is None:
        return _made(Status.UNDECIDED, f"open: {told}", result)
    right = result.adopted is node.adopted
    named = not node.because or any(
        node.because.casefold() in x.sentence.casefold() + " " + x.text.casefold()
        for x in result.decisive()
    )
    reason = f"{result.word}: {told}"
    if right and not named:
        reason += f'; but no limb that failed says "{node.because}"'
    return _made(Status.HOLDS if right and named else Status.FAILS, reason, result)


def _made(status: Status, reason: str, result: Tally) -> Finding:
    return Finding(
        status,
        reason,
        engine="tally",
        article=result.article,
        assumptions=result.assumptions,
        method=result.method,
        reference=result.reference,
    )
