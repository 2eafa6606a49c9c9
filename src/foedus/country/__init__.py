"""Regions and communities: tables in which every column has a source, a date and a confidence."""

from foedus.country.meta import ColumnMeta, TableMeta
from foedus.country.table import Column, Table, load_table, parse_table

__all__ = ["Column", "ColumnMeta", "Table", "TableMeta", "load_table", "parse_table"]
