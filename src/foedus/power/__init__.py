"""Voting power: counting coalitions exactly, every index, certified bounds and sampling."""
