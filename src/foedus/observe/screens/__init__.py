"""Screens of published results: off unless declared beforehand, calibrated or refused."""
