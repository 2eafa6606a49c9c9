"""Populations and votes to seats, exact, with ties as results and a certificate for each."""

from foedus.elect.seats.allocate import METHODS, allocate, method_name
from foedus.elect.seats.result import Allocation
from foedus.elect.seats.ties import Remedy, Tie, lot_order

__all__ = ["METHODS", "Allocation", "Remedy", "Tie", "allocate", "lot_order", "method_name"]
