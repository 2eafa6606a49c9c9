"""What a screen may say: what was observed, what a model expects, what else explains it."""

from __future__ import annotations

CLOSING = "This test does not identify a cause, an actor or a number of votes."
MODEL = "redraws of every station from its own turnout and shares (binomial, multinomial)"

#: Statistic family -> what else gives the same picture. Shown with every result, large or small.
EXPLANATIONS: dict[str, tuple[str, ...]] = {
    "integer": (
        "small electorates, where few fractions are possible",
        "clerks who write a rounded figure and copy it later",
        "stations whose register was closed at the number that came (ships, hospitals, camps)",
        "results published after rounding or from rounded percentages",
        "choices that leave a small denominator, or stations merged in the table",
    ),
    "last-digit": (
        "counts too small or too alike for their last digits to be spread",
        "heaping on round figures by honest clerks",
        "tables typed again by hand, or figures corrected at a later stage",
        "one station entered in several rows, or rows split by list",
    ),
    "picture": (
        "regions that differ in turnout and in support at the same time",
        "displaced, military, out-of-country or institutional stations",
        "a register that is out of date in some places",
    ),
}


def sentence(name: str, observed: float, expected: float) -> str:
    """Return the one sentence a statistic is given."""
    return f"{name}: observed {observed:,.1f}, {expected:,.1f} expected under {MODEL}. {CLOSING}"


def family_of(statistic: str) -> str:
    """Return the key of EXPLANATIONS for a statistic."""
    return "last-digit" if statistic.startswith("last digit") else "integer"
