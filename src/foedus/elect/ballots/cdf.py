"""Cast vote records in the common data format of NIST (SP 1500-103, version 1.0), as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from foedus.elect.ballots.marks import UNKNOWN, Marked, MarkedBallots
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

Record = Mapping[str, Any]


def parse_cdf(text: str, file: str, contest: str = "") -> MarkedBallots:
    """Return the rankings of one contest; a place's line is the number of its record.

    The current snapshot of each record counts. A selection's rank is that of its marked positions
    (or its own, or 1); positions that are not marked, or not allocable, are left out. Selections
    that are no candidate of the contest are unknown. Raises BadInput (E531) for text that is no
    such report, and where several contests are there and none is named.
    """
    report = _report(text, file)
    election, chosen = _contest(report, file, contest)
    try:
        number, titles = _standing(election, chosen)
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        raise _fault(file, 0, f"the candidates cannot be read: {exc}", '"@id"') from None
    if len(set(titles)) != len(titles):
        raise _fault(file, 0, "two candidates have the same name", "names that differ")
    ballots: list[Marked] = []
    faults: list[Diagnostic] = []
    for line, cvr in enumerate(_list(report, "CVR"), start=1):
        try:
            ballots += _ballot(cvr, chosen["@id"], number, line)
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            faults += _fault(
                file, line, f"record {line} is not as it should be: {exc}", "CVRSnapshot"
            ).diagnostics
    if faults:
        raise BadInput(faults)
    seats = chosen.get("NumberElected", 0)
    title = str(chosen.get("Name", chosen["@id"]))
    seats = seats if isinstance(seats, int) else 0
    return MarkedBallots(file, titles, tuple(ballots), seats, title)


def _standing(election: Record, contest: Record) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the number of each selection, and the candidates' names in that order."""
    names = {c["@id"]: str(c.get("Name", c["@id"])) for c in _list(election, "Candidate")}
    selections = [s for s in _list(contest, "ContestSelection") if not s.get("IsWriteIn")]
    number = {str(s["@id"]): i for i, s in enumerate(selections)}
    titles = [
        " and ".join(names.get(c, str(c)) for c in _list(s, "CandidateIds")) or str(s["@id"])
        for s in selections
    ]
    return number, tuple(titles)


def _report(text: str, file: str) -> Record:
    try:
        report = json.loads(text)
    except json.JSONDecodeError as exc:
        raise _fault(file, exc.lineno, f"this is no JSON: {exc.msg}", "a report") from None
    except RecursionError:
        raise _fault(file, 0, "this JSON is nested too deeply", "a report") from None
    if not isinstance(report, dict) or not isinstance(report.get("CVR"), list):
        raise _fault(file, 1, "there are no cast vote records", '"CVR": [...] and "Election"')
    return report


def _contest(report: Record, file: str, contest: str) -> tuple[Record, Record]:
    try:
        pairs = [(e, c) for e in _list(report, "Election") for c in _list(e, "Contest")]
        by = {str(c["@id"]): (e, c) for e, c in pairs}
        by |= {str(c["Name"]): (e, c) for e, c in pairs if "Name" in c}
    except (KeyError, TypeError, AttributeError):
        raise _fault(file, 1, "the elections cannot be read", '"Contest" with "@id"') from None
    if contest in by:
        return by[contest]
    if contest or len(pairs) != 1:
        what = f'no contest "{contest}"' if contest else f"{len(pairs)} contests"
        raise _fault(file, 0, what, "--contest " + ", ".join(sorted(by)),
                     did_you_mean(contest, by))  # fmt: skip
    return pairs[0]


def _ballot(cvr: Record, contest: str, number: Mapping[str, int], line: int) -> list[Marked]:
    snapshots = {s.get("@id"): s for s in _list(cvr, "CVRSnapshot")}
    if not snapshots:
        raise ValueError("it has no snapshot")
    current = snapshots[cvr.get("CurrentSnapshotId", next(iter(snapshots)))]
    found = []
    for paper in (c for c in _list(current, "CVRContest") if c["ContestId"] == contest):
        places: dict[int, list[int]] = {}
        for selection in _list(paper, "CVRContestSelection"):
            who = number.get(str(selection.get("ContestSelectionId", "")), UNKNOWN)
            for rank in sorted(set(_ranks(selection))):
                places.setdefault(rank, []).append(who)
        last = max(places, default=0)
        found.append(
            Marked(tuple(tuple(places.get(r, ())) for r in range(1, last + 1)), 1, line)
        )  # fmt: skip
    return found


def _ranks(selection: Record) -> Iterator[int]:
    positions = _list(selection, "SelectionPosition")
    if not positions and "Rank" in selection:
        yield _rank(selection["Rank"])
    for p in positions:
        if p.get("HasIndication", "yes") == "yes" and p.get("IsAllocable", "yes") != "no":
            yield _rank(p.get("Rank", selection.get("Rank", 1)))


def _rank(value: object) -> int:
    # A rank names a column of the paper: nobody prints a thousand of them.
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise ValueError(f"no rank: {value}")
    return value


def _list(record: Record, key: str) -> Sequence[Any]:
    value = record.get(key, [])
    if not isinstance(value, list):
        raise TypeError(f"{key} is no list")
    return value


def _fault(file: str, line: int, what: str, expected: str, help_: str = "") -> BadInput:
    return BadInput(Diagnostic("E531", what, Place(file, line), expected, help_))
