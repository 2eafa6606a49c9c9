"""Any ranked ballot file as marked ballots, by its format."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.csvfile import decode_text, parse_sheet
from foedus.elect.ballots.blt import parse_blt
from foedus.elect.ballots.cast_votes import Words, ranked_table
from foedus.elect.ballots.cdf import parse_cdf
from foedus.elect.ballots.marks import Handling, Marked, MarkedBallots, Ready, prepare
from foedus.elect.ballots.preflib import parse_preflib
from foedus.elect.ballots.scottish_csv import parse_scottish_csv
from foedus.errors import BadInput, Diagnostic, Place

FORMATS = ("blt", "preflib", "scottish-csv", "csv", "cdf", "parquet")
_ENDINGS = {"blt": "blt", "soc": "preflib", "soi": "preflib", "toc": "preflib", "toi": "preflib",
            "json": "cdf"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which columns of a CSV file hold the ranks, how often a row counts, what words mean; and
    which contest of a report is read.
    """

    ranks: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    count: str = ""
    contest: str = ""
    words: Words = field(default_factory=Words)


def format_of(file: str, stated: str, mapping: Mapping) -> str:
    """Return the format, from its name or the file's ending; raises BadInput (E503)."""
    if stated:
        return stated
    ending = file.rsplit(".", 1)[-1].lower()
    if ending == "csv":
        return "csv" if mapping.ranks else "scottish-csv"
    if ending not in _ENDINGS:
        what = "the file's ending names no format of ballots"
        raise BadInput(Diagnostic("E503", what, Place(file), "--format " + ", ".join(FORMATS)))
    return _ENDINGS[ending]


def read_marked(data: bytes, file: str, stated: str, mapping: Mapping) -> MarkedBallots:
    """Return the ballots of a file as marked; raises BadInput with every line at fault."""
    kind = format_of(file, stated, mapping)
    if kind == "csv":
        if not mapping.ranks:
            what = "nothing says which columns hold the ranks"
            raise BadInput(Diagnostic("E502", what, Place(file), "--ranks first,second,..."))
        sheet = parse_sheet(data, file, code="E523", blank_rows=True)
        return ranked_table(sheet, mapping.ranks, mapping.candidates, mapping.count, mapping.words)
    code = {"blt": "E520", "preflib": "E521", "cdf": "E531"}.get(kind, "E522")
    text = decode_text(data, file, code=code)
    if kind == "cdf":
        return parse_cdf(text, file, mapping.contest)
    if kind == "preflib":
        return parse_preflib(text, file)
    return _from_blt(text, file) if kind == "blt" else parse_scottish_csv(text, file)


def _from_blt(text: str, file: str) -> MarkedBallots:
    read = parse_blt(text, file)
    ballots = tuple(Marked(tuple((c,) for c in r), n, 0) for r, n in read.profile.ballots())
    return MarkedBallots(
        file, read.profile.candidates, ballots, read.seats, read.title, read.profile.withdrawn
    )


def ready(marked: MarkedBallots, handling: Handling, total: int | None = None) -> Ready:
    """Return the profile that counts; raises BadInput (E525) where the total stated is missed."""
    found = prepare(marked, handling)
    if total is not None and total != found.cast:
        what = f"{found.cast} ballots in the file, {total} stated"
        raise BadInput(Diagnostic("E525", what, Place(marked.file), "the same number"))
    return found
