"""From a case to the page: the sections in their order, each present only where it has content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foedus import __version__
from foedus.case.model import BASE, Case
from foedus.proof.witnesses import Counter
from foedus.report.analysis import games, reach_all
from foedus.report.blocks import Page, Section
from foedus.report.sections.about import about
from foedus.report.sections.counted import counted
from foedus.report.sections.country import country
from foedus.report.sections.disputed import disputed
from foedus.report.sections.equality import equality
from foedus.report.sections.federation import federation
from foedus.report.sections.guarantees import Checked, guarantees
from foedus.report.sections.languages import languages
from foedus.report.sections.money import money
from foedus.report.sections.order import order
from foedus.report.sections.part import part
from foedus.report.sections.powers import powers
from foedus.report.sections.procedures import procedures
from foedus.report.sections.promised import promised
from foedus.report.sections.reaching import reaching
from foedus.report.sections.record import inspected, waiting
from foedus.report.sections.said import said
from foedus.report.sections.seats import seats
from foedus.report.sections.settle import positions
from foedus.report.sections.sources import sources
from foedus.report.sections.steps import timing
from foedus.report.sections.surveys import surveys
from foedus.report.sections.voted import voted

if TYPE_CHECKING:
    from foedus.report.observed import Observed


def build(
    case: Case,
    checked: Sequence[Checked] = (),
    problems: Sequence[str] = (),
    seen: Observed | None = None,
) -> Page:
    """Return the page of a case with the layers that are on in it.

    `checked` holds the rulings on each text; `problems` says what could not be checked; `seen` is
    what observers counted.
    """
    found_games, left_out = games(case)
    reaches, counter = reach_all(found_games), Counter()
    found: list[Section | None] = [
        about(case),
        country(case),
        procedures(case),
        timing(case),
        federation(case),
        languages(case),
        money(case),
        guarantees(case, checked, counter),
        reaching(case, reaches, (*problems, *left_out), counter),
        equality(case, found_games),
        powers(case, found_games),
        seats(case),
        said(case),
        disputed(case),
        positions(case),
        _convene(case),
        voted(case),
        counted(case),
        part(case),
        _observed(case, seen),
        promised(case),
        waiting(case),
        order(case),
        inspected(case),
        surveys(case),
        sources(case),
    ]
    return Page(
        title=case.meta.title,
        subtitle="",
        as_of=case.as_of.isoformat(),
        later=any(layer.on and layer.key != BASE for layer in case.layers),
        sections=tuple(s for s in found if s is not None),
        version=__version__,
        digests=tuple(sorted({**case.digests, **(seen.digests if seen else {})}.items())),
    )


# Both parts read much, and few cases have them: what they need is imported where they are.
def _convene(case: Case) -> Section | None:
    if not (Path(case.folder) / "convene").is_dir():
        return None
    from foedus.report.sections.convene import convene

    return convene(case)


def _observed(case: Case, seen: Observed | None) -> Section | None:
    if seen is None:
        return None
    from foedus.report.sections.observed import observed

    return observed(case, seen)
