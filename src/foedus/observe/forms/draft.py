"""A statement's draft: what was and was not observed; the mission concludes and signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.observe.forms.coverage import Covered
from foedus.observe.forms.double import Entered
from foedus.observe.forms.form import AREAS
from foedus.observe.forms.incidents import Incidents
from foedus.observe.forms.quality import Flag
from foedus.observe.forms.tally import NO_MARGIN, Answered

SOURCE = (
    "Declaration of Principles for International Election Observation, 27 October 2005: its "
    "definition of election observation, as the ACE Encyclopaedia gives it"
)
#: The points of the Declaration's definition, and the areas whose answers belong below each.
POINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Information gathered on laws, processes and institutions",
     ("registration", "commissions", "complaints")),
    ("Information gathered on the electoral environment", ("campaign", "media")),
    ("Information gathered on election day", ("opening", "voting", "closing", "count")),
)  # fmt: skip
SIGNED = (
    "This is a draft made by a program from the mission's own forms. Its conclusions are written "
    "and signed by the mission: ______________________"
)


@dataclass(frozen=True, slots=True)
class Draft(Answer):
    """A draft in plain Markdown. `unobserved` lists the areas without a single answer."""

    text: str
    unobserved: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "counts of the mission's forms under the points of the Declaration"
    reference: str = SOURCE


def draft(
    mission: str, answered: Sequence[Answered], entered: Entered, flags: Sequence[Flag],
    covered: Covered | None = None, found: Incidents | None = None,
) -> Draft:  # fmt: skip
    """Return the draft of a mission's statement: each point with what was and was not observed."""
    lines = [f"# Draft statement: {mission}", "", "By the points of the Declaration of Principles "
             "for International Election Observation (2005).", ""]  # fmt: skip
    for title, areas in POINTS:
        lines += [f"## {title}", ""]
        for area in areas:
            lines += _area(area, [a for a in answered if a.area == area])
    if found is not None:
        lines += _incidents(found)
    lines += _accuracy(answered, entered, flags, covered)
    lines += ["## Analysis and conclusions", "", "(The mission writes its analysis and its "
              "conclusions here; the program writes none.)", "", SIGNED, "",
              f"Source of the points: {SOURCE}.", ""]  # fmt: skip
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
        text = f"{e.value * 100:.1f} % of stations, {e.low * 100:.1f} to {e.high * 100:.1f}"
        return f"{a.text}: yes at an estimated {text}{tail}"
    if a.kind == "yes/no" and a.share is not None:
        return f"{a.text}: yes in {float(a.share) * 100:.1f} % of observations{tail}"
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


def _accuracy(
    answered: Sequence[Answered], entered: Entered, flags: Sequence[Flag], covered: Covered | None
) -> list[str]:
    lines = ["## Accuracy: coverage, methods and limits", ""]
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
