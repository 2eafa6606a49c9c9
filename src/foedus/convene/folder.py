"""The edge: a conversation's folder read from disk, compressed or not, CSV or Parquet."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

from foedus.convene.matrix import VoteMatrix
from foedus.convene.parquet import parquet_votes
from foedus.convene.reading import (
    Conversation,
    needed,
    own_votes,
    polis_comments,
    polis_votes,
    with_regions,
    with_texts,
)
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean


class Files:
    """The files of one folder, read once; `inputs` maps each path read to its bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.inputs: dict[str, bytes] = {}

    def find(self, name: str) -> str:
        """Return the path of a file, or of the same with `.gz`; an empty string where absent."""
        for candidate in (self.path / name, self.path / f"{name}.gz"):
            if candidate.is_file():
                return str(candidate)
        return ""

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, unpacked; None where there is no such file."""
        found = self.find(name)
        if not found:
            return None
        try:
            data = Path(found).read_bytes()
            self.inputs[found] = data
            return gzip.decompress(data) if found.endswith(".gz") else data
        except (OSError, EOFError) as exc:
            what = f"cannot read this file: {getattr(exc, 'strerror', None) or exc}"
            raise BadInput(Diagnostic("E800", what, Place(found), "a readable file")) from None


def read_conversation(path: Path, *, by: str = "region") -> tuple[Conversation, dict[str, bytes]]:
    """Return the conversation in a folder and the bytes of every file read.

    A Polis export (participants-votes.csv, comments.csv, summary.csv) is read as it is; else
    votes.csv or votes.parquet (`participant,statement,vote`) with statements.csv
    (`statement,text`). participants.csv (`participant`, and a column named by `by`) and
    regions.csv (`region`) may stand beside either; about.toml holds title and attribution.
    """
    files = Files(path)
    polis = files.read("participants-votes.csv")
    published = None
    regions: dict[str, str] = {}
    if polis is not None:
        votes, published = polis_votes(polis, files.find("participants-votes.csv"))
        comments = files.read("comments.csv")
        texts, out = polis_comments(comments, files.find("comments.csv")) if comments else ({}, ())
        votes = with_texts(votes, texts, out)
    else:
        votes, regions = _own(files)
        votes = with_texts(votes, _statements(files), ())
    people = files.read("participants.csv")
    where = files.find("participants.csv") or files.find("votes.csv")
    if people is not None:
        regions = _column(people, files.find("participants.csv"), by)
    elif by != "region":
        what = f'there is no participants.csv with a column "{by}"'
        raise BadInput(Diagnostic("E800", what, Place(str(path)), "participants.csv"))
    if regions:
        votes = with_regions(votes, regions, _known(files, by), where)
    return _conversation(files, votes, published, by if regions else ""), files.inputs


def _conversation(files: Files, votes: VoteMatrix, published: object, by: str) -> Conversation:
    title, note, credit = files.path.resolve().name, "", ""
    summary = files.read("summary.csv")
    if summary:
        first = summary.decode("utf-8-sig", "replace").splitlines()[:1]
        title = first[0].partition(",")[2].strip('" ') if first else title
    about = files.read("about.toml")
    if about is not None:
        try:
            data = tomllib.loads(about.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            what = f"this is not TOML: {exc}"
            raise BadInput(Diagnostic("E800", what, Place(files.find("about.toml")))) from None
        title = str(data.get("title", title))
        note = str(data.get("regions", "")) if by == "region" else ""
        credit = " ".join(str(data.get("attribution", "")).split())
    return Conversation(title, votes, published, by, note, credit)  # type: ignore[arg-type]


def _own(files: Files) -> tuple[VoteMatrix, dict[str, str]]:
    if files.find("votes.parquet"):
        files.read("votes.parquet")
        return parquet_votes(files.find("votes.parquet"))
    data = files.read("votes.csv")
    if data is None:
        what = "no votes in this folder" if files.path.is_dir() else "there is no such folder"
        expected = "participants-votes.csv (a Polis export), votes.csv or votes.parquet"
        raise BadInput(Diagnostic("E800", what, Place(str(files.path)), expected))
    return own_votes(data, files.find("votes.csv"))


def _statements(files: Files) -> dict[str, str]:
    data = files.read("statements.csv")
    if data is None:
        return {}
    sheet = parse_sheet(data, files.find("statements.csv"), code="E800")
    needed(sheet, ("statement", "text"))
    return dict(zip(sheet.column("statement"), sheet.column("text"), strict=True))


def _column(data: bytes, file: str, by: str) -> dict[str, str]:
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("participant", by))
    known: dict[str, str] = {}
    errors = []
    for row, (person, value) in enumerate(
        zip(sheet.column("participant"), sheet.column(by), strict=True)
    ):
        place = sheet.place(row, "participant")
        if person in known:
            errors.append(Diagnostic("E802", f"the participant {person} appears twice", place))
        known[person] = value
    if errors:
        raise BadInput(errors)
    return known


def _known(files: Files, by: str) -> tuple[str, ...]:
    data = files.read("regions.csv") if by == "region" else None
    if data is None:
        return ()
    sheet = parse_sheet(data, files.find("regions.csv"), code="E800")
    needed(sheet, ("region",))
    return sheet.column("region")


def find_folder(name: str, packaged: dict[str, Path]) -> Path:
    """Return a folder by path or by packaged name; raises BadInput (E800)."""
    path = Path(name)
    if path.is_dir():
        return path
    if name in packaged:
        return packaged[name]
    expected = f"a folder, or one of {', '.join(packaged)}"
    what = f'there is no folder "{name}"'
    raise BadInput(Diagnostic("E800", what, Place(name), expected, did_you_mean(name, packaged)))
