"""One case, by path or packaged name, to the text of its page and a summary."""

from __future__ import annotations

from foedus.case.load import load
from foedus.case.model import BASE, Case
from foedus.report.build import build
from foedus.report.page import render
from foedus.report.summary import Summary, summary


def make(path_or_name: str, *, later: bool = False) -> tuple[str, Summary]:
    """Return the page of a case as HTML and its summary; `later` shows every layer.

    Raises BadInput with every error of the case's files.
    """
    case = load(path_or_name)
    if later:
        case = load(path_or_name, layers=other_layers(case))
    page = build(case)
    return render(page), summary(case, page, {})


def other_layers(case: Case) -> tuple[str, ...]:
    """Return the names of the layers beside the base layer."""
    return tuple(layer.key for layer in case.layers if layer.key != BASE)
