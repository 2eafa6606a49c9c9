"""PrefLib's ordinal formats: soc, soi, toc, toi (Mattei and Walsh 2013; header of 2022)."""

from __future__ import annotations

import re

from foedus.elect.ballots.marks import Marked, MarkedBallots
from foedus.errors import BadInput, Diagnostic, Place

_HEAD = re.compile(r"#\s*([A-Z ]+?)\s*([0-9]{0,9})\s*:\s*(.*)")
_WHOLE = re.compile("[0-9]{1,15}")
_GROUP = re.compile(r"\{([^{}]*)\}|([^,{}]+)")


def parse_preflib(text: str, file: str) -> MarkedBallots:
    """Return the ballots of a PrefLib text: "COUNT: 1,2,{3,4}", equals in braces.

    Raises BadInput (E521) with every line at fault, and E525 where the number of voters that the
    header states is not the sum of the counts.
    """
    return _PrefLib(text, file).parse()


class _PrefLib:
    def __init__(self, text: str, file: str) -> None:
        self.file, self.lines = file, text.splitlines()
        self.faults: list[Diagnostic] = []
        self.names: dict[int, str] = {}
        self.stated: dict[str, str] = {}

    def fault(self, line: int, what: str, expected: str, code: str = "E521") -> None:
        """Note a fault."""
        self.faults.append(Diagnostic(code, what, Place(self.file, line), expected))

    def parse(self) -> MarkedBallots:
        """Return the file's content or raise every fault."""
        ballots: list[Marked] = []
        for line, raw in enumerate(self.lines, start=1):
            text = raw.strip()
            if text.startswith("#"):
                self._head(text)
            elif text:
                ballots += self._ballot(line, text)
        self._check(ballots)
        if self.faults:
            raise BadInput(self.faults)
        names = tuple(self.names[i] for i in sorted(self.names))
        return MarkedBallots(self.file, names, tuple(ballots), title=self.stated.get("TITLE", ""))

    def _head(self, text: str) -> None:
        found = _HEAD.fullmatch(text)
        if not found:
            return
        key, number, value = found.groups()
        if key == "ALTERNATIVE NAME" and number:
            self.names[int(number)] = value.strip()
        else:
            self.stated[key] = value.strip()

    def _ballot(self, line: int, text: str) -> list[Marked]:
        count, colon, order = text.partition(":")
        if not colon or not _WHOLE.fullmatch(count.strip()):
            self.fault(line, f"this is no ballot: {text[:40]}", "COUNT: 1,2,{3,4}")
            return []
        places = []
        for group in _GROUP.finditer(order):
            if group[1] is None and not group[2].strip():
                continue  # blanks beside a brace are no place
            inside = group[1] if group[1] is not None else group[2]
            words = [w.strip() for w in inside.split(",") if w.strip()]
            if not all(_WHOLE.fullmatch(w) and int(w) in self.names for w in words):
                self.fault(line, f'"{inside.strip()}" names no alternative', "numbers as above")
                return []
            places.append(tuple(int(w) - 1 for w in words))
        return [Marked(tuple(places), int(count), line)]

    def _check(self, ballots: list[Marked]) -> None:
        if sorted(self.names) != list(range(1, len(self.names) + 1)) or not self.names:
            self.fault(0, "the alternatives are not numbered from 1 without gaps",
                       "# ALTERNATIVE NAME 1: ...")  # fmt: skip
        if len(set(self.names.values())) != len(self.names):
            self.fault(0, "two alternatives have the same name", "names that differ")
        voters = self.stated.get("NUMBER VOTERS", "")
        total = sum(b.count for b in ballots)
        if _WHOLE.fullmatch(voters) and int(voters) != total and not self.faults:
            self.fault(0, f"the header states {voters} voters, the lines sum to {total}",
                       "the same number: the file may be cut short", "E525")  # fmt: skip
