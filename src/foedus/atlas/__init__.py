"""Real constitutions, countries and cases, each with its sources."""
