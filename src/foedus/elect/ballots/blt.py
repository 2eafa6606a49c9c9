"""The BLT ballot format (Wichmann 1994, Voting matters 3; OpenSTV's extensions apart)."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from foedus.elect.ballots.profile import Profile, from_rankings
from foedus.errors import BadInput, Diagnostic, Place

_WHOLE = re.compile("-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a ballot file holds: the profile, the seats it names, its title."""

    profile: Profile
    seats: int
    title: str = ""


def parse_blt(text: str, file: str) -> BallotFile:
    """Return the ballots of a BLT text.

    First line: candidates and seats; a line of negative numbers names those withdrawn; then
    "weight choice choice ... 0" a ballot, a line "0", the names in quotes, the title. Raises
    BadInput (E520) with every line at fault: a ballot that does not end in 0, an unknown
    candidate, a candidate twice, a name missing.
    """
    return _Blt(text, file).parse()


class _Blt:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = [
            (n, line.split("#")[0].strip()) for n, line in enumerate(text.splitlines(), start=1)
        ]
        self.lines = [(n, line) for n, line in self.lines if line]
        self.faults: list[Diagnostic] = []

    def fault(self, line: int, what: str, expected: str) -> None:
        """Note a fault."""
        self.faults.append(Diagnostic("E520", what, Place(self.file, line), expected))

    def parse(self) -> BallotFile:
        """Return the file's content or raise every fault."""
        head = self._numbers(*self.lines[0]) if self.lines else None
        if head is None or len(head) != 2 or min(head) < 1:
            line = self.lines[0][0] if self.lines else 0
            self.fault(line, "the file does not begin like a BLT file", "CANDIDATES SEATS")
            raise BadInput(self.faults)
        m, seats = head
        body = self.lines[1:]
        ends = [i for i, (_, line) in enumerate(body) if line == "0"]
        if not ends:
            self.fault(self.lines[-1][0], "the ballots do not end: the file is cut short",
                       "a line with 0 after the last ballot")  # fmt: skip
            raise BadInput(self.faults)
        withdrawn, ballots = self._ballots(body[: ends[0]], m)
        names, title = self._names(body[ends[0] + 1 :], m)
        if self.faults:
            raise BadInput(self.faults)
        return BallotFile(from_rankings(names, ballots, withdrawn), seats, title)

    def _numbers(self, line: int, text: str) -> list[int] | None:
        words = text.split()
        if all(_WHOLE.fullmatch(word) for word in words):
            return [int(word) for word in words]
        else:
            what = f"these are no whole numbers below 10^15: {text[:40]}"
            self.fault(line, what, "numbers and blanks")
            return None

    def _ballots(
        self, lines: list[tuple[int, str]], m: int
    ) -> tuple[set[int], list[tuple[list[int], int]]]:
        withdrawn: set[int] = set()
        ballots: list[tuple[list[int], int]] = []
        for line, text in lines:
            words = self._numbers(line, text)
            if words is None:
                continue
            if not ballots and all(w < 0 for w in words):
                withdrawn |= {-w - 1 for w in words}
                continue
            weight, *choices = words
            if not choices or choices[-1] != 0:
                self.fault(line, "the ballot does not end in 0", "WEIGHT CHOICE ... 0")
            elif any(not 1 <= c <= m for c in choices[:-1]):
                self.fault(line, "the ballot names an unknown candidate", f"numbers 1 to {m}")
            elif len(set(choices)) != len(choices):
                self.fault(line, "the ballot names a candidate twice", "each at most once")
            elif weight < 0:
                self.fault(line, f"a ballot counts {weight} times", "zero or more")
            else:
                ballots.append(([c - 1 for c in choices[:-1]], weight))
        return withdrawn, ballots

    def _names(self, lines: list[tuple[int, str]], m: int) -> tuple[list[str], str]:
        found: list[str] = []
        for line, text in lines:
            try:
                found += shlex.split(text)
            except ValueError:
                self.fault(line, "a name's quotation marks do not close", '"NAME"')
        last = lines[-1][0] if lines else self.lines[-1][0]
        if len(found) < m:
            self.fault(last, f"{m} candidates, but {len(found)} names", f"{m} names in quotes")
        elif len(set(found[:m])) != m:
            self.fault(last, "two candidates have the same name", "names that differ")
        return found[:m], " ".join(found[m:])


def blt_text(profile: Profile, seats: int, title: str) -> str:
    """Return a profile as BLT, equal rankings joined, so that it can be counted again."""
    merged: dict[tuple[int, ...], int] = {}
    for ranking, count in profile.ballots():
        merged[ranking] = merged.get(ranking, 0) + count
    lines = [f"{len(profile.candidates)} {seats}"]
    lines += [str(-c - 1) for c in sorted(profile.withdrawn)]
    lines += [
        " ".join(map(str, [n, *(c + 1 for c in ranking), 0])) for ranking, n in merged.items() if n
    ]
    names = [*profile.candidates, title]
    return "\n".join([*lines, "0", *(_quoted(n) for n in names), ""])


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
