"""Conversations that come with foedus: Polis exports under CC BY 4.0, with attribution.

Their regions are planted: `SHARES` says how, and `participants.csv` can be made again from it.
"""

from __future__ import annotations

from pathlib import Path

#: region -> (share among the people of published group 0, share among everybody else).
SHARES = {"North": (0.15, 0.45), "East": (0.15, 0.30), "South": (0.20, 0.20), "West": (0.50, 0.05)}
SEED = "planted"


def packaged() -> dict[str, Path]:
    """Return the folder of every packaged conversation by name."""
    root = Path(__file__).parent
    return {p.name: p for p in sorted(root.iterdir()) if (p / "about.toml").is_file()}
