"""Real constitutions, countries and cases, each with its sources and published figures."""

from foedus.atlas.index import Entry, cases, entries, find, systems

__all__ = ["Entry", "cases", "entries", "find", "systems"]
