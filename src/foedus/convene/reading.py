"""Conversations from text: a Polis export as it is, or votes line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from foedus.convene.matrix import Ints, VoteMatrix, from_triples
from foedus.csvfile import Sheet, decode_text, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: Columns of participants-votes.csv that are no statement.
FIXED = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
WORDS = {"agree": 1, "1": 1, "disagree": -1, "-1": -1, "pass": 0, "0": 0}
#: Errors of one kind listed before the rest is only counted.
LISTED = 20
#: (row, column) -> the place of that cell.
Placer = Callable[[int, str], Place]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Votes with what is known about them.

    `published` is the group each person had in the export (-1: none), or None; `by` names the
    column of participants.csv that `votes.region` holds; `note` must stand beside every figure by
    region (planted regions are said to be planted); `attribution` beside every use of the data.
    """

    title: str
    votes: VoteMatrix = field(repr=False)
    published: Ints | None = field(default=None, repr=False)
    by: str = ""
    note: str = ""
    attribution: str = ""


def polis_votes(data: bytes, file: str) -> tuple[VoteMatrix, Ints]:
    """Return the matrix of participants-votes.csv and the published group of each person.

    1 is agree, -1 disagree, 0 pass, blank not seen. Raises BadInput (E800-E802) with every error.
    """
    rows = csv.reader(io.StringIO(decode_text(data, file, code="E800"), newline=""))
    header = [h.strip() for h in next(rows, [])]
    missing = [c for c in FIXED[:2] if c not in header]
    if missing:
        what = f"no column {' and no column '.join(missing)}"
        raise BadInput(Diagnostic("E800", what, Place(file, 1), "a Polis participants-votes.csv"))
    first = [i for i, name in enumerate(header) if name not in FIXED]
    names = [header[i] for i in first]
    errors = [Diagnostic("E802", f'the statement "{n}" has two columns', Place(file, 1))
              for k, n in enumerate(names) if n in names[:k]]  # fmt: skip
    who, group = header.index("participant"), header.index("group-id")
    found = _Rows(file, header)
    for row in rows:
        found.add(row, rows.line_num, who, group, first)
    if errors or found.errors:
        raise BadInput([*errors, *found.errors])
    votes = VoteMatrix(
        np.concatenate(([0], np.cumsum(found.length))).astype(np.int64),
        np.array(found.column, dtype=np.int32), np.array(found.value, dtype=np.int8),
        tuple(names), (), tuple(found.people),
    )  # fmt: skip
    return votes, np.array(found.groups, dtype=np.int64)


class _Rows:
    """Collects the rows of a wide table of votes, and every error in them."""

    def __init__(self, file: str, header: Sequence[str]) -> None:
        self.file, self.header = file, header
        self.people: dict[str, int] = {}
        self.groups: list[int] = []
        self.length: list[int] = []
        self.column: list[int] = []
        self.value: list[int] = []
        self.errors: list[Diagnostic] = []

    def add(self, row: list[str], line: int, who: int, group: int, first: list[int]) -> None:
        if not any(row):
            return
        place = Place(self.file, line)
        if len(row) != len(self.header):
            what = f"this row has {len(row)} cells"
            self._error("E800", what, place, f"{len(self.header)} cells")
            return
        name = row[who].strip()
        if name in self.people:
            related = f"first given on line {self.people[name]}"
            self._error("E802", f"the participant {name} appears twice", place, "one row", related)
        self.people[name] = line
        self.groups.append(int(row[group]) if is_whole(row[group].strip()) else -1)
        seen = [(k, row[i].strip()) for k, i in enumerate(first) if row[i]]
        for k, cell in seen:
            if cell not in ("1", "-1", "0"):
                where = Place(self.file, line, first[k] + 1)
                self._error("E801", f'"{cell}" is not a vote', where, "1, -1, 0 or nothing")
        self.length.append(len(seen))
        self.column += [k for k, _ in seen]
        self.value += [WORDS.get(cell, 0) for _, cell in seen]

    def _error(self, code: str, what: str, place: Place, expected: str, help: str = "") -> None:
        if len(self.errors) < LISTED:
            self.errors.append(Diagnostic(code, what, place, expected, help))


def polis_comments(data: bytes, file: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the statements' texts by id and the ids that moderation took out (moderated = -1)."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("comment-id", "moderated", "comment-body"))
    ids, state, texts = (sheet.column(c) for c in ("comment-id", "moderated", "comment-body"))
    out = tuple(i for i, s in zip(ids, state, strict=True) if s == "-1")
    return dict(zip(ids, texts, strict=True)), out


def own_votes(data: bytes, file: str) -> tuple[VoteMatrix, dict[str, str]]:
    """Return the matrix of a table `participant,statement,vote` and regions given in it.

    A vote is agree, disagree or pass (1, -1, 0); a blank vote is a statement not seen. A column
    `region` may stand in the same table. Raises BadInput (E800-E802) with every error.
    """
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("participant", "statement", "vote"))
    return triples(
        sheet.column("participant"), sheet.column("statement"), sheet.column("vote"),
        sheet.column("region") if "region" in sheet.header else None,
        lambda row, column: sheet.place(row, column),
    )  # fmt: skip


def triples(
    person: Sequence[str],
    statement: Sequence[str],
    vote: Sequence[str],
    region: Sequence[str] | None,
    place: Placer,
) -> tuple[VoteMatrix, dict[str, str]]:
    """Return the matrix and the regions of columns of text; `place` names a cell in errors."""
    people = {p: i for i, p in enumerate(dict.fromkeys(person))}
    names = list(dict.fromkeys(statement))
    at = {s: j for j, s in enumerate(names)}
    value = [WORDS.get(v.strip().casefold(), 9) if v.strip() else 8 for v in vote]
    errors = [Diagnostic("E801", f'"{vote[r]}" is not a vote', place(r, "vote"),
                         "agree, disagree or pass; nothing where it was not seen")
              for r, v in enumerate(value) if v == 9]  # fmt: skip
    i = np.array([people[p] for p in person], dtype=np.int64)
    j = np.array([at[s] for s in statement], dtype=np.int64)
    errors += _twice(i, j, len(names), person, statement, place)
    regions: dict[str, str] = {}
    for r, name in enumerate(region or ()):
        before = regions.setdefault(person[r], name)
        if before != name:
            what = f"{person[r]} is in {before} and in {name}"
            errors.append(Diagnostic("E802", what, place(r, "region"), "one region a person"))
    if errors:
        raise BadInput(errors[:LISTED])
    v = np.array(value, dtype=np.int64)
    cast = v < 8
    matrix = from_triples(i[cast], j[cast], v[cast], len(people), names, people=tuple(people))
    return matrix, regions


def _twice(
    i: Ints, j: Ints, m: int, person: Sequence[str], statement: Sequence[str], place: Placer
) -> Iterator[Diagnostic]:
    cell = i * m + j
    _, first, count = np.unique(cell, return_index=True, return_counts=True)
    for at in first[count > 1][:LISTED]:
        row = int(np.flatnonzero(cell == cell[at])[1])
        what = f"{person[row]} votes twice on {statement[row]}"
        yield Diagnostic("E802", what, place(row, "vote"), "one vote on a statement")


def needed(sheet: Sheet, columns: Sequence[str]) -> None:
    """Raise BadInput (E800) for each column that a table lacks."""
    lacking = [c for c in columns if c not in sheet.header]
    if lacking:
        raise BadInput([
            Diagnostic("E800", f'there is no column "{c}"', Place(sheet.file, 1),
                       ", ".join(columns), did_you_mean(c, sheet.header))
            for c in lacking
        ])  # fmt: skip


def with_regions(
    votes: VoteMatrix, given: Mapping[str, str], known: Sequence[str], file: str
) -> VoteMatrix:
    """Return the matrix with each person's region; raises BadInput (E803) for one not `known`.

    `known` empty: the regions are those that are given, in order of name. A person without a
    region stays in every pooled figure and out of every figure by region.
    """
    names = tuple(known) or tuple(sorted({r for r in given.values() if r}))
    odd = sorted({r for r in given.values() if r and r not in names})
    if odd:
        raise BadInput([
            Diagnostic("E803", f'there is no region "{r}"', Place(file), ", ".join(names),
                       did_you_mean(r, names))
            for r in odd
        ])  # fmt: skip
    at = {name: r for r, name in enumerate(names)}
    region = np.array([at.get(given.get(p, ""), -1) for p in votes.people], dtype=np.int64)
    return VoteMatrix(
        votes.start, votes.column, votes.value, votes.statements, votes.texts, votes.people,
        names, region, votes.moderated,
    )  # fmt: skip


def with_texts(votes: VoteMatrix, texts: Mapping[str, str], out: Sequence[str]) -> VoteMatrix:
    """Return the matrix with its statements' texts, those that moderation took out left out."""
    keep = [j for j, s in enumerate(votes.statements) if s not in set(out)]
    kept = votes.kept(keep) if len(keep) < votes.m else votes
    return VoteMatrix(
        kept.start, kept.column, kept.value, kept.statements,
        tuple(texts.get(s, "") for s in kept.statements), kept.people, kept.regions, kept.region,
        tuple(s for s in votes.statements if s in set(out)),
    )  # fmt: skip
