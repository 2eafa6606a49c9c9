"""Reads a .foedus file and the tables beside it: the only module of this floor that does."""

from __future__ import annotations

import hashlib
from pathlib import Path

from foedus.constitution.compile_check import binding_errors
from foedus.constitution.load_powers import load_powers
from foedus.constitution.model import CellTable, Model, day, holds
from foedus.constitution.parse import decode, parse, read
from foedus.constitution.power_units import unknown_units
from foedus.constitution.readings import read_address
from foedus.constitution.syntax import (
    Body,
    Composition,
    Constitution,
    InForce,
    Node,
    Units,
    pick,
)
from foedus.country import Table, load_table
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Diagnostic, Place


def load(address: str | Path, data: bytes | None = None) -> Model:
    """Return the constitution of a file, with its tables and the digest of every file read.

    Where `data` is given, it is the text and nothing is read in its place (standard input, whose
    address is `-`); its tables are named relative to the working directory.

    An address is `FILE`, `FILE@2018-06-01` (the versions in force on that date) and `FILE#A` (the
    answer A of the reading that has it, `#Count=A` where two have; several with commas).
    Raises BadInput with every error: the file cannot be read (E160), the address (E147, E161),
    the text, the tables, and what only the tables show (see `compile_check`).
    """
    path, as_of, choice = split_address(str(address))
    if data is None:
        data = _read(path)
    constitution = _parsed(decode(data, str(path)), path)
    _refuse_before_force(constitution, as_of, str(path))
    reading = read_address(constitution, choice) if choice else {}
    digests = {path.name: hashlib.sha256(data).hexdigest()}
    errors: list[Diagnostic] = []
    tables, cells = load_tables(constitution, path.parent, digests, errors)
    unbound = bool(errors)
    powers = load_powers(constitution, path.parent, digests, _read, errors)
    model = Model(constitution, tables, cells, digests, str(path), as_of, reading, powers)
    if not unbound:
        errors += [*binding_errors(model), *unknown_units(model)]
    if errors:
        raise BadInput(errors)
    return model


def _parsed(text: str, path: Path) -> Constitution:
    """Return the checked tree; raises BadInput with the errors of the tables after the text's own.

    What could be read of the text says which tables it names, so that one run tells of both.
    """
    try:
        return parse(text, str(path))
    except BadInput as exc:
        known = read(text, str(path)).constitution
        beside: list[Diagnostic] = []
        load_tables(known, path.parent, {}, beside)
        load_powers(known, path.parent, {}, _read, beside)
        raise BadInput([*exc.diagnostics, *beside]) from None


def _refuse_before_force(constitution: Constitution, as_of: str, file: str) -> None:
    """Raise BadInput (E161) for an address with a date on which the text is not in force."""
    force = next(iter(pick(constitution.details, InForce)), None)
    if as_of and not holds(force, as_of):
        assert force is not None
        what = f'"{constitution.name}" is not in force on {as_of}'
        expected = f"a date from {force.start}" + (f", before {force.until}" if force.until else "")
        raise BadInput(Diagnostic("E161", what, Place(file), expected))


def split_address(address: str) -> tuple[Path, str, str]:
    """Return the file, the date and the reading of an address; raises BadInput (E161)."""
    if Path(address).exists():
        return Path(address), "", ""
    rest, _, choice = address.partition("#")
    if Path(rest).exists():
        return Path(rest), "", choice
    file, at, date = rest.rpartition("@")
    if not at:
        return Path(rest), "", choice
    if not _is_date(date):
        what = f'"{date}" is not a date'
        raise BadInput(Diagnostic("E161", what, Place(file), "a year, month or day: 2018-06-01"))
    return Path(file), date, choice


def _is_date(text: str) -> bool:
    from datetime import date

    parts = text.split("-")
    if len(parts) > 3 or not all(p.isdigit() for p in parts):
        return False
    try:
        date.fromisoformat(day(text))
    except ValueError:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        what = f"cannot read this file: {exc.strerror}"
        raise BadInput(Diagnostic("E160", what, Place(str(path)), "a .foedus file")) from None


def load_tables(
    constitution: Constitution, folder: Path, digests: dict[str, str], errors: list[Diagnostic]
) -> tuple[dict[str, Table], dict[str, CellTable]]:
    """Return every table that units and compositions name, relative to a folder.

    A composition's table may do without a sidecar. Adds to `digests`, and every error
    of every table to `errors`.
    """
    tables: dict[str, Table] = {}
    cells: dict[str, CellTable] = {}
    for name, node in _named(constitution).items():
        path = folder / name
        bare = isinstance(node, Composition) and not path.with_suffix(".meta.toml").exists()
        try:
            if not path.exists():
                raise BadInput(_missing(name, node))
            if bare:
                cells[name] = _cells(path, name)
                digests[name] = cells[name].digest
            else:
                tables[name] = load_table(path)
                found = tables[name].digests
                digests.update({_beside(file, folder): d for file, d in found.items()})
        except BadInput as exc:
            errors += exc.diagnostics
    return tables, cells


def _named(constitution: Constitution) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for units in constitution.all(Units):
        if units.table:
            found[units.table] = units
    for body in constitution.all(Body):
        for composition in pick(body.details, Composition):
            found.setdefault(composition.table, composition)
    return found


def _missing(name: str, node: Node) -> Diagnostic:
    help = "tables are named relative to the .foedus file"
    return Diagnostic("E114", f'there is no table "{name}"', node.place, "a file", help)


def _cells(path: Path, name: str) -> CellTable:
    sheet = parse_sheet(_read(path), str(path), code="E119")
    return CellTable(name, {c: sheet.column(c) for c in sheet.header}, sheet.digest)


def _beside(file: str, folder: Path) -> str:
    path = Path(file)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
