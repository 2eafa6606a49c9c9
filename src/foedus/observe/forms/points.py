"""The points of the Declaration of Principles (2005) in our own words, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "Declaration of Principles for International Election Observation, 27 October 2005"
ACE = "ACE Encyclopaedia, Election Observation, quoting the Declaration"
UN = "UN News, 27 October 2005, on its adoption"
NDI = "NDI, Declaration of Principles, summary of its commitments"
PRESS = "DCC Radio, 19 March 2018, quoting the Spanish text"
#: What is said wherever a paragraph's number is shown.
NUMBERS = (
    "the content of each point was read in the source named beside it, not in the Declaration "
    "itself; paragraph numbers are those in common use and were not checked against its text"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One point. `paragraph` is its usual number (not verified), `seen` where its content was read.

    `areas` are those of the forms that speak to it; a point without any is for the mission to
    state.
    """

    paragraph: int
    title: str
    seen: str
    areas: tuple[str, ...] = ()


ACCURACY = Point(4, "Accuracy of information and impartiality of analysis", ACE)
POINTS = (
    Point(4, "Information on laws, processes and institutions", ACE,
          ("registration", "commissions", "complaints")),
    Point(4, "Information on the electoral environment", ACE, ("campaign", "media")),
    Point(5, "The periods before, on and after election day", f"{UN}; {PRESS}",
          ("opening", "voting", "closing", "count")),
    ACCURACY,
    Point(6, "No interest in any particular result, no conflict of interest", UN),
    Point(6, "No funds or infrastructure from the host government", f"{UN}; {NDI}"),
    Point(7, "Timely, accurate and impartial public statements, with recommendations", PRESS),
    Point(11, "Presence that could lend legitimacy to a process", f"{NDI}; {PRESS}"),
    Point(12, "Invitation, access, movement and public statements as conditions", f"{UN}; {NDI}"),
)  # fmt: skip
