"""Ballots to winners: one rule a file, each reading like its statute or paper."""
