"""Guarantees, witnesses, minimal coalitions and the difference between two texts."""
