"""What a page is made of: a few kinds of blocks in sections, frozen, without any markup rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from foedus.report.data import Data
from foedus.report.words import Piece


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs of the program's own words."""

    paragraphs: tuple[str, ...]
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Caution:
    """A sentence that limits what the blocks around it say."""

    text: str
    kind: str = "caution"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence in small print."""

    text: str
    kind: str = "note"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of sentences, with an optional heading of its own."""

    items: tuple[str, ...]
    title: str = ""
    kind: str = "listing"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a term and what is known about it."""

    pairs: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Voices:
    """Words on one question: who, the words, and how they stand; `silent` have said nothing."""

    title: str
    said: tuple[tuple[str, str, str], ...]
    silent: str = ""
    kind: str = "voices"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure or table comes from: source, method, date, and how firm it is."""

    source: str
    method: str = ""
    date: str = ""
    label: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the parts that are known, each with its name."""
        named = (
            ("Source", self.source),
            ("Method", self.method),
            ("Date", self.date),
            ("Firmness", self.label),
        )
        return tuple((name, value) for name, value in named if value)


@dataclass(frozen=True, slots=True)
class Figure:
    """Drawings under one caption with their provenance and their data as a table."""

    ident: str
    title: str
    drawings: tuple[Markup, ...]
    data: Data
    provenance: Provenance
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    names: tuple[str, ...] = ()
    kind: str = "figure"

    @property
    def file(self) -> Data:
        """Return the cells that the CSV file holds."""
        return self.data


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is itself the figure; long ones are folded.

    `caption` stands for a title that a heading above says already; the cells of a table of words
    (`stack`) stand one below the other where the screen is narrow.
    """

    ident: str
    title: str
    data: Data
    provenance: Provenance
    folded: bool = False
    saved: Data | None = None
    note: str = ""
    csv: bool = True
    caption: str = ""
    stack: bool = False
    kind: str = "table"

    @property
    def file(self) -> Data:
        """Return the cells that the CSV file holds: the table's own unless others are given."""
        return self.saved or self.data


@dataclass(frozen=True, slots=True)
class Side:
    """One of several equal columns: a model, a text, a definition."""

    title: str
    notice: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    sentence: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """Equal columns side by side."""

    title: str
    columns: tuple[Side, ...]
    kind: str = "sides"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cell of the matrix: a word, a mark that needs no colour, and where its detail is."""

    state: str
    word: str
    target: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of questions against columns of texts, each cell a verdict."""

    ident: str
    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Verdict, ...]], ...]
    provenance: Provenance
    legend: tuple[Verdict, ...] = ()
    kind: str = "matrix"


@dataclass(frozen=True, slots=True)
class Answered:
    """One verdict in full: the sentence, the reason, the witness as a list, then a small map."""

    title: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    witness_title: str = ""
    witness: tuple[str, ...] = ()
    witness_note: str = ""
    drawing: Markup | None = None
    kind: str = "answered"


@dataclass(frozen=True, slots=True)
class Stock:
    """Markup that figures of the page refer to; shows nothing by itself."""

    markup: Markup
    kind: str = "stock"


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks folded under one heading; open at first where `open` is set."""

    ident: str
    title: str
    blocks: tuple[object, ...]
    open: bool = False
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class Quote:
    """What one speaker said: words, capacity, date, source, and whether the wording was checked."""

    speaker: str
    capacity: str
    date: str
    pieces: tuple[Piece, ...]
    language: str = "en"
    verbatim: bool = True
    status: str = ""
    translation: str = ""
    translation_by: str = ""
    document: str = ""
    url: str = ""
    note: str = ""
    only_here: tuple[str, ...] = ()
    layer: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Statements side by side under the question they answer."""

    ident: str
    title: str
    quotes: tuple[Quote, ...]
    note: str = ""
    kind: str = "quotes"


@dataclass(frozen=True, slots=True)
class Opposed:
    """The sides of a dispute as equal columns: what each holds, and who says so."""

    ident: str
    title: str
    sides: tuple[tuple[str, tuple[Quote, ...]], ...]
    note: str = ""
    kind: str = "opposed"


@dataclass(frozen=True, slots=True)
class Compared:
    """Texts point by point: a row for each point, a column for each text, in its own words."""

    ident: str
    title: str
    columns: tuple[Quote, ...]
    rows: tuple[tuple[str, str, tuple[tuple[Piece, ...], ...]], ...]
    note: str = ""
    kind: str = "compared"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page with its place in the table of contents."""

    ident: str
    title: str
    blocks: tuple[object, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page."""

    title: str
    subtitle: str
    as_of: str
    later: bool
    sections: tuple[Section, ...]
    version: str = ""
    digests: tuple[tuple[str, str], ...] = field(default=())


def slug(*words: object) -> str:
    """Return words as an id: letters, digits and hyphens, beginning with a letter."""
    joined = re.sub(r"[^a-z0-9]+", "-", " ".join(str(w) for w in words).casefold()).strip("-")
    return joined if joined[:1].isalpha() else f"n-{joined}"


def unique(words: Sequence[str]) -> tuple[str, ...]:
    """Return one id for each text, numbered where two would be the same."""
    seen: dict[str, int] = {}
    found = []
    for word in words:
        ident = slug(word)
        seen[ident] = seen.get(ident, 0) + 1
        found.append(ident if seen[ident] == 1 else f"{ident}-{seen[ident]}")
    return tuple(found)
