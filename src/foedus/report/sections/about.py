"""What this page is and is not."""

from __future__ import annotations

from foedus.case.model import Case
from foedus.report.blocks import Facts, Listing, Prose, Section
from foedus.report.numbers import counted

READING = (
    "Every contested matter is a statement with its speaker, date and source. Statements that "
    "oppose each other stand side by side; the page takes none of them as its own.",
    "A rule about votes is not a right: these pages show who can pass or block a law, not whether "
    "a court applies it.",
    "A region is not its residents: who a region's council, deputies and people are is told apart.",
    "A coalition shown as an example is one of many, and not a proposal.",
    "An unknown figure is written “unknown” and never counted as zero.",
)


def about(case: Case) -> Section:
    """Return the first section: what the case is, is not, how to read it, and its layers."""
    meta = case.meta
    blocks = [
        Prose(tuple(p for p in (meta.summary,) if p)),
        Listing(meta.is_, "This page is"),
        Listing(meta.is_not, "This page is not"),
        Listing(READING, "How to read it"),
        Facts(tuple(_facts(case))),
    ]
    return Section("about", "What this is and is not", tuple(blocks))


def _facts(case: Case) -> list[tuple[str, str]]:
    meta = case.meta
    pairs = [("As of", meta.as_of.isoformat())]
    if meta.prepared:
        pairs.append(("Prepared", meta.prepared))
    pairs += [
        (layer.title, f"{_state(layer.on)}, {counted(layer.items, 'item')}. {layer.note}".strip())
        for layer in case.layers
    ]
    return pairs + [("Note", note) for note in meta.notes]


def _state(on: bool) -> str:
    return "shown on this page" if on else "not shown on this page"
