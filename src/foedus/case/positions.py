"""The settle/ folder of a case: questions, parties and positions, tied to the case's statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from foedus.case.build_words import statement
from foedus.case.model import BASE, Case, Statement, Status
from foedus.case.positions_texts import guarantee_facts, variants
from foedus.case.reader import Record
from foedus.case.tomlfile import TomlFile, parse_toml
from foedus.constitution.syntax import Guarantee
from foedus.errors import BadInput, Diagnostic, Place
from foedus.settle.checks import check
from foedus.settle.model import Negotiation
from foedus.settle.reading import read
from foedus.settle.records import Names

__all__ = [
    "check_sheet",
    "guarantee_facts",
    "has_positions",
    "load_positions",
    "unfit",
    "with_sheets",
]


def has_positions(case: Case) -> bool:
    """Return whether the case has settle files."""
    return any(_files(case))


def _files(case: Case) -> list[Path]:
    folder = Path(case.folder)
    return sorted((folder / "settle").glob("*.toml"))


def load_positions(case: Case) -> tuple[Negotiation, Mapping[str, bytes]]:
    """Return the negotiation of a case and its files.

    A file with `layer = "NAME"` counts only while that layer is on. Raises BadInput with every
    error (E302-E305, E701-E726).
    """
    errors: list[Diagnostic] = []
    inputs = {p.relative_to(case.folder).as_posix(): p.read_bytes() for p in _files(case)}
    inputs |= (
        {f"settle/variants/{k}": v.encode() for k, v in variants(case).items()} if inputs else {}
    )
    if not inputs:
        what = f'the case "{case.meta.key}" has no settle files'
        raise BadInput(Diagnostic("E720", what, Place(case.folder), "settle/*.toml"))
    records = []
    for name, data in inputs.items():
        if not name.endswith(".toml"):
            continue
        record = _record(case, name, data, errors)
        records += [record] if record else []
    names = _names(case)
    negotiation = read(records, names)
    if not errors:
        check(negotiation, names)
    if errors:
        raise BadInput(errors)
    return negotiation, inputs


def _record(case: Case, name: str, data: bytes, errors: list[Diagnostic]) -> Record | None:
    place = str(Path(case.folder) / name)
    try:
        file: TomlFile = parse_toml(data, place)
    except BadInput as exc:
        errors += exc.diagnostics
        return None
    record = Record(file, (), file.data, errors)
    layer = record.text("layer", "")
    known = {x.key: x.on for x in case.layers}
    if layer and layer not in known:
        record.fail("E311", f'the case has no layer "{layer}"', "layer", expected=", ".join(known))
    return record if known.get(layer, True) else None


def _names(case: Case) -> Names:
    copies = {}
    for key, said in case.statements.items():
        copy = _copy(case, key) if said.status is Status.HELD else None
        if copy is not None:
            copies[key] = copy
    guarantees = {
        c.key: frozenset(
            g.title for g in c.model.constitution.statements if isinstance(g, Guarantee)
        )
        for c in case.constitutions
        if c.model is not None
    }
    return Names(case.statements, copies, guarantees, variants(case))


def _copy(case: Case, key: str) -> str | None:
    """Return the text of the stored source of a held statement; None where it is not text."""
    place = case.statements[key].place
    try:
        file = parse_toml(Path(place.file).read_bytes(), place.file)
        rows = [r for r in file.data.get("statement", []) if r.get("key") == key]
        text = (Path(case.folder) / str(rows[0]["copy"])).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, IndexError, KeyError, BadInput):
        return None
    return text


def with_sheets(case: Case, sheets: Mapping[str, bytes]) -> Negotiation:
    """Return the negotiation with opened sealed sheets, by party; their positions are `sealed`.

    A sheet holds positions, values and statements of its party only. Raises BadInput: what is
    wrong in the public files as it is, and E718 without a word of the content for a sheet.
    """
    public, _ = load_positions(case)
    errors: list[Diagnostic] = []
    names = _names(case)
    owners: dict[str, str] = {}
    records = [r for p in _files(case) if (r := _record(case, *_named(case, p), errors))]
    for party, data in sheets.items():
        before = len(errors)
        record = _record(case, f"settle/{party}.sealed", data, errors)
        if record is None or not _of_one_party(record, party, public):
            raise unfit(party)
        own = _own_words(record)
        if len(errors) > before or set(own) & set(names.said):
            raise unfit(party)
        names.said = {**names.said, **own}
        owners |= dict.fromkeys(own, party)
        records.append(record)
    found = read(records, names)
    if not errors:
        check(found, names)
    if errors:
        raise unfit(", ".join(sheets))
    # What is public stays as it was read without any sheet.
    known = {p.key for p in public.positions}
    more = tuple(replace(p, sealed=True) for p in found.positions if p.key not in known)
    values = tuple(replace(v, sealed=True) for v in found.values if v not in public.values)
    return replace(
        public,
        positions=(*public.positions, *more),
        values=(*public.values, *values),
        said=names.said,
        sealed_said=owners,
    )


def _named(case: Case, path: Path) -> tuple[str, bytes]:
    return path.relative_to(case.folder).as_posix(), path.read_bytes()


def _own_words(record: Record) -> dict[str, Statement]:
    found = (statement(r, BASE) for r in record.records("statement"))
    return {s.key: s for s in found}


def _of_one_party(record: Record | None, party: str, public: Negotiation) -> bool:
    parties = {p.key for p in public.parties}
    if record is None or party not in parties:
        return False
    own = {"statement", "position", "values", "coded_by"}
    lists = [record.data.get(kind, []) for kind in ("position", "values", "statement")]
    if not all(isinstance(x, list) and all(isinstance(r, dict) for r in x) for x in lists):
        return False
    mine = all(r.get("party") == party for r in (*lists[0], *lists[1]))
    return mine and set(record.data) <= own


def unfit(party: str) -> BadInput:
    """Return the error of a sheet that does not fit, without a word of its content."""
    what = f'the sealed sheet "{party}" cannot be used with this case'
    expected = "a sheet that was checked and sealed for this case: foedus settle CASE --seal SHEET"
    return BadInput(Diagnostic("E718", what, Place(f"{party}.sealed"), expected))


def check_sheet(case: Case, party: str, data: bytes, file: str) -> None:
    """Check a party's sheet before it is sealed, for its owner: raises BadInput with every error.

    The errors name its lines and words: they are for the owner's screen only.
    """
    public, _ = load_positions(case)
    sheet = parse_toml(data, file)
    errors: list[Diagnostic] = []
    record = Record(sheet, (), sheet.data, errors)
    if not _of_one_party(record, party, public):
        what = f'the sheet holds something else than positions of "{party}"'
        expected = 'only [[position]], [[values]] and [[statement]], each with party = "..."'
        raise BadInput(Diagnostic("E718", what, Place(file), expected))
    names = _names(case)
    own = _own_words(record)
    for key in sorted(set(own) & set(names.said)):
        what = f'the case has a public statement "{key}" already'
        record.fail("E718", what, "statement", expected="a key of its own for a sealed statement")
    names.said = {**names.said, **own}
    records = [r for p in _files(case) if (r := _record(case, *_named(case, p), errors))]
    found = read([*records, record], names)
    if not errors:
        check(found, names)
    if errors:
        raise BadInput(errors)
