"""Populations and votes to seats; ballots to winners."""
