"""Counting coalitions and every index of voting power."""
