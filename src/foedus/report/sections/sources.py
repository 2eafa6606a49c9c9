"""Method and sources: every file with its digest, every address, and what was not found."""

from __future__ import annotations

from foedus.case.model import Case, Statement
from foedus.report.blocks import Listing, Prose, Provenance, Section, Table
from foedus.report.data import Data
from foedus.report.numbers import counted

METHOD = (
    "Every number is stated (by a source, named beside it), assumed (and then printed as an "
    "assumption), or computed. A computed number is exact: integers and fractions, rounded only "
    "for reading; the CSV files hold it unrounded. Anything else is labelled a bound or an "
    "estimate with its error.",
    "Each decision rule is a graph of thresholds over voters; a verdict about it is decided "
    "for all coalitions, and a coalition shown as a witness was evaluated again by a second "
    "evaluator that shares no code with the first.",
)


def sources(case: Case, extra: tuple[str, ...] = ()) -> Section:
    """Return the last section."""
    blocks: list[object] = [Prose((*METHOD, *extra))]
    if case.statements:
        blocks.append(_documents(case))
    if case.gaps:
        blocks.append(Listing(case.gaps, "Looked for and not found"))
    blocks.append(_digests(case))
    return Section("sources", "Method and sources", tuple(blocks))


def _documents(case: Case) -> Table:
    """Return one row for each document; the statements themselves carry address and status."""
    keys: dict[str, list[Statement]] = {}
    for statement in case.statements.values():
        keys.setdefault(statement.document or statement.source, []).append(statement)
    rows = tuple((document, len(found)) for document, found in sorted(keys.items()))
    header = ("Document", "Statements")
    title = f"Documents behind {counted(len(case.statements), 'statement')}"
    data = Data(header, rows, frozenset({1}))
    return Table("source-list", title, data, Provenance("the case folder"), folded=True, csv=False)


def _digests(case: Case) -> Table:
    rows = tuple(sorted(case.digests.items()))
    return Table(
        "digests",
        "Files of the case and their SHA-256",
        Data(("File", "SHA-256"), rows),
        Provenance("the case folder", "two pages from files with the same digests say the same"),
        folded=True,
        csv=False,
    )
