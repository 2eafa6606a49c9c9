"""What checking gives: findings about single claims, rulings on guarantees, a report of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import Exit
from foedus.proof.witnesses import Alike, Counter, Does

#: The largest whole number that every reader of JSON keeps exactly (2^53 - 1).
SAFE = 9_007_199_254_740_991
#: Steps that counting the coalitions of one witness may take unless a counter is given.
QUICK = 5_000
#: What is said in place of a second engine where there is none.
UNCERTIFIED = "no second engine fits"


class Status(StrEnum):
    """The verdict on a claim."""

    HOLDS = "holds"
    FAILS = "fails"
    NO_VOTE = "no vote"
    UNDECIDED = "undecided"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Finding(Answer):
    """The verdict on one claim, in one reading, for one unit, definition and open threshold.

    `coalition` is the witness (one of possibly many), `reason` what a person can check by hand,
    `engine` what closed it, `certified` the second engine that agreed ("" where none was asked
    for). `where` says in which reading, for which unit or definition it was found. `alike` says
    which coalitions show the same, so that they can be counted;
    `brief` is the reason with "…" in place of the coalition.
    """

    status: Status
    reason: str
    coalition: Mapping[str, int] | None = None
    value: Fraction | int | None = None
    bound: Fraction | int | None = None
    engine: str = "evaluation"
    certified: str = ""
    where: str = ""
    article: str = ""
    assumptions: tuple[str, ...] = ()
    label: Label = Label.EXACT
    method: str = "the rule evaluated on the coalition, from its JSON"
    reference: str = "Felsenthal & Machover 1998, ch. 2"
    rule: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    alike: Alike | None = field(default=None, repr=False, compare=False)
    brief: str = field(default="", repr=False, compare=False)

    @property
    def does(self) -> Does:
        """What the members of the coalition do: say yes, say no, or are empty seats."""
        return self.alike.does if self.alike is not None else Does.YES

    def at(self, where: str) -> Finding:
        """Return the finding with a further circumstance named."""
        return replace(self, where=", ".join(filter(None, [where, self.where])))


def worst(statuses: list[Status]) -> Status:
    """Return the verdict on a conjunction: fails before no vote before undecided before holds."""
    for status in (Status.FAILS, Status.NO_VOTE, Status.UNDECIDED, Status.ANSWER):
        if status in statuses:
            return status
    return Status.HOLDS


@dataclass(frozen=True, slots=True)
class ClaimResult(Answer):
    """One claim with all its findings; `spread` says how the readings differ, if they do."""

    sentence: str
    line: int
    findings: tuple[Finding, ...]
    spread: str = ""

    @property
    def status(self) -> Status:
        """The verdict over all findings."""
        return worst([f.status for f in self.findings])


@dataclass(frozen=True, slots=True)
class Ruling(Answer):
    """A guarantee, question or expected vote with its claims.

    `expected` is "holds", "fails" (with `because`) or "" for a question; `as_expected` is what
    the exit code counts.
    """

    kind: str
    title: str
    line: int
    expected: str
    because: str
    claims: tuple[ClaimResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The verdict over all claims."""
        return worst([c.status for c in self.claims])

    @property
    def as_expected(self) -> bool | None:
        """Whether it turned out as the text says; None while undecided; questions always do."""
        status = self.status
        if not self.expected:
            return None if status is Status.UNDECIDED else True
        if status is Status.UNDECIDED:
            return None
        failed = status in (Status.FAILS, Status.NO_VOTE)
        return failed is (self.expected == "fails")

    def to_dict(self, counter: Counter | None = None) -> dict[str, Any]:
        """Return the ruling as plain data, its verdict and whether it was expected included.

        Each witness comes with what its members do (`does`) and with how many coalitions show the
        same (`alike`, None where they were not counted).
        """
        data = Answer.to_dict(self)
        data["status"], data["as_expected"] = self.status.value, self.as_expected
        counter = counter or Counter(QUICK)
        for plain, claim in zip(data["claims"], self.claims, strict=True):
            plain["status"] = claim.status.value
            for cells, finding in zip(plain["findings"], claim.findings, strict=True):
                cells["does"] = finding.does.value if finding.coalition is not None else None
                cells["alike"] = _number(finding, counter)
        return data


def _number(finding: Finding, counter: Counter) -> int | str | None:
    """Return N of "one of N": digits in a string where JSON's readers would round the number."""
    if finding.coalition is None or finding.alike is None:
        return None
    number = counter.count(finding.alike)
    return number if number is None or number <= SAFE else str(number)


@dataclass(frozen=True, slots=True)
class Report(Answer):
    """Every guarantee, question and expected vote of one constitution."""

    name: str
    file: str
    rulings: tuple[Ruling, ...]
    digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit(self) -> Exit:
        """0 where all is as the text says, 1 where something is not, 3 while undecided."""
        found = [r.as_expected for r in self.rulings]
        if False in found:
            return Exit.FAILS
        return Exit.UNDECIDED if None in found else Exit.OK

    def to_dict(self, counter: Counter | None = None) -> dict[str, Any]:
        """Return the report as plain data with its exit code; `counter` counts the witnesses."""
        counter = counter or Counter(QUICK)
        return {
            "name": self.name,
            "file": self.file,
            "exit": int(self.exit),
            "rulings": [r.to_dict(counter) for r in self.rulings],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a claim and finding."""
        return [
            {"title": r.title, "claim": c.sentence, "status": f.status.value, "where": f.where,
             "reason": f.reason}
            for r in self.rulings for c in r.claims for f in c.findings
        ]  # fmt: skip
