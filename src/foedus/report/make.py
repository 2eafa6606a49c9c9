"""One case, by path or packaged name, to the text of its page and a summary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from foedus.case.folder import find, other_layers
from foedus.case.load import load
from foedus.case.model import Case
from foedus.errors import BadInput, Diagnostic, TooLarge
from foedus.proof.check import check
from foedus.proof.engine import Solution
from foedus.proof.load import read_votes
from foedus.report.build import build
from foedus.report.page import render
from foedus.report.sections.guarantees import Checked, counts
from foedus.report.summary import Summary, summary

if TYPE_CHECKING:
    from foedus.report.observed import Observed

#: Seconds that one claim may take before it is undecided: far more than those of packaged cases
#: take, so that a page does not depend on the machine that makes it.
SECONDS = 10.0


def make(path_or_name: str, *, later: bool = False) -> tuple[str, Summary]:
    """Return the page of a case as HTML and its summary; `later` shows every layer.

    Raises BadInput with every error of the case's files.
    """
    case = load(path_or_name, layers=other_layers(path_or_name) if later else ())
    checked, problems = check_all(case)
    page = build(case, checked, problems, _seen(find(path_or_name)))
    return render(page), summary(case, page, counts(checked))


def _seen(folder: Path) -> Observed | None:
    if not (folder / "observe").is_dir():
        return None
    from foedus.report.observed import read_observed

    return read_observed(folder)


def check_all(case: Case) -> tuple[tuple[Checked, ...], tuple[str, ...]]:
    """Return the rulings on every text, and what was too large to decide.

    Raises BadInput with every error that any text's claims have.
    """
    checked: list[Checked] = []
    problems: list[str] = []
    errors: list[Diagnostic] = []
    known: dict[object, Solution] = {}
    for text in case.constitutions:
        try:
            if text.model is not None:
                votes = read_votes(text.model)
                report = check(text.model, votes, seconds=SECONDS, known=known)
                checked.append(Checked(text, report))
        except BadInput as problem:
            errors += problem.diagnostics
        except TooLarge as problem:
            problems.append(f"{text.title}: {problem}")
    if errors:
        raise BadInput(errors)
    return tuple(checked), tuple(problems)
