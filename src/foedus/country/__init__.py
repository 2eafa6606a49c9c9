"""Regions, communities and tables whose columns name source, date and confidence."""
