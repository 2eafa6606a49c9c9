"""A statement's draft: what was and was not observed; the mission concludes and signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.observe.forms.coverage import Covered
from foedus.observe.forms.double import Entered
from foedus.observe.forms.form import AREAS
from foedus.observe.forms.incidents import Incidents
from foedus.observe.forms.points import ACCURACY, NAME, NUMBERS, POINTS, Point
from foedus.observe.forms.quality import Flag
from foedus.observe.forms.tally import NO_MARGIN, Answered
from foedus.shares import hundredths

SIGNED = (
    "This is a draft made by a program from the mission's own forms. Its conclusions are written "
    "and signed by the mission: ______________________"
)
WRITTEN = "(The mission writes its analysis and its conclusions here; the program writes none.)"
UNCHECKED = "number not verified"


@dataclass(frozen=True, slots=True)
class Draft(Answer):
    """A draft in plain Markdown. `unobserved` lists the areas without a single answer."""

    text: str
    unobserved: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "counts of the mission's forms under the points of the Declaration"
    reference: str = f"{NAME}; {NUMBERS}"


def draft(
    mission: str, answered: Sequence[Answered], entered: Entered, flags: Sequence[Flag],
    covered: Covered | None = None, found: Incidents | None = None,
) -> Draft:  # fmt: skip
    """Return the draft of a mission's statement: each point with what was and was not observed."""
    lines = [f"# Draft statement: {mission}", "", f"By the points of the {NAME}.", ""]
    for point in POINTS:
        lines += [f"## {point.title} (paragraph {point.paragraph}, {UNCHECKED})", ""]
        for area in point.areas:
            lines += _area(area, [a for a in answered if a.area == area])
        if point is ACCURACY:
            lines += _accuracy(answered, entered, flags, covered)
        elif not point.areas:
            lines += ["(For the mission to state: its forms say nothing on this point.)", ""]
    if found is not None:
        lines += _incidents(found)
    lines += ["## Analysis and conclusions", "", WRITTEN, "", SIGNED, "", *_sources()]
    empty = tuple(a for a in AREAS if not any(x.area == a and x.observations for x in answered))
    return Draft("\n".join(lines), empty)


def _area(area: str, answers: list[Answered]) -> list[str]:
    head = f"**{area.capitalize()}.**"
    if not any(a.observations for a in answers):
        return [f"{head} Not observed by this mission.", ""]
    return [head, "", *(f"* {_line(a)}" for a in answers), ""]


def _line(a: Answered) -> str:
    absent = ", ".join(f"{n} {why}" for why, n in a.absent.items() if n)
    tail = f" ({a.observations} observations{'; ' + absent if absent else ''})"
    if a.estimate is not None:
        e = a.estimate
        text = f"{hundredths(e.value)} % of stations, {hundredths(e.low)} to {hundredths(e.high)}"
        return f"{a.text}: yes at an estimated {text}{tail}"
    if a.kind == "yes/no" and a.share is not None:
        return f"{a.text}: yes in {hundredths(a.share)} % of observations{tail}"
    counts = ", ".join(f"{k} {n}" for k, n in a.counts.items())
    return f"{a.text}: {counts}{tail}"


def _incidents(found: Incidents) -> list[str]:
    lines = ["## Incidents", ""]
    for level, row in found.levels.items():
        lines.append(
            f"* {level}: {row['incidents']} incidents, {row['seen']} seen by observers, "
            f"{row['reported only']} reported to them only, {row['corroborated']} corroborated"
        )
    return [*lines, "", "A report is what somebody told; it is not yet a finding.", ""]


def _sources() -> list[str]:
    """Where each point was read, and that its number is not verified."""
    read: dict[str, list[Point]] = {}
    for point in POINTS:
        read.setdefault(point.seen, []).append(point)
    lines = [f"Sources of the points: {NUMBERS}.", ""]
    for seen, points in read.items():
        lines.append(f"* {', '.join(p.title for p in points)}: {seen}.")
    return [*lines, ""]


def _accuracy(
    answered: Sequence[Answered], entered: Entered, flags: Sequence[Flag], covered: Covered | None
) -> list[str]:
    lines: list[str] = []
    if covered is not None:
        total = sum(s.stations for s in covered.strata)
        visited = sum(s.visited for s in covered.strata)
        none = [s.stratum for s in covered.strata if not s.visited]
        lines.append(f"* {visited} of {total} stations of the frame were visited.")
        if none:
            lines.append(f"* Not visited at all: {', '.join(none)}.")
    sampled = any(a.estimate for a in answered)
    lines.append("* Stations were drawn at random by a published plan." if sampled else
                 f"* Shares are of observations: {NO_MARGIN}.")  # fmt: skip
    lines += [
        f"* {entered.double} forms were entered twice, {entered.single} once; "
        f"{len(entered.disagreements)} of {entered.compared} answers compared disagree and are "
        "counted as missing.",
        f"* {len(flags)} quality flags stand open.",
        "",
    ]
    return lines
