"""A case folder, loaded whole: every file read, every error reported at once, sets computed."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from foedus.case import build_counts, build_words, folder
from foedus.case.checks import check
from foedus.case.layers import visible
from foedus.case.model import (
    BASE,
    Case,
    Constitution,
    Kind,
    Layer,
    Meta,
    Statement,
    Status,
    VoteRecord,
)
from foedus.case.reader import Record
from foedus.case.tomlfile import TomlFile, parse_toml
from foedus.country import Table, load_table
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Diagnostic, Place


def load(path_or_name: str | Path, *, layers: Iterable[str] = ()) -> Case:
    """Return the case of a folder, or of a packaged name, with the base layer and `layers`.

    Raises BadInput with every error of every file: E300-E320, those of the tables (E2xx) and of
    the constitutions (E0xx, E1xx).
    """
    errors: list[Diagnostic] = []
    found = folder.scan(folder.find(path_or_name), errors)
    loader = _Loader(found, errors)
    case = loader.case()
    errors += check(case, loader.places)
    wanted = frozenset(layers)
    for name in sorted(wanted - {x.key for x in case.layers} - {BASE}):
        known = ", ".join(x.key for x in case.layers)
        what = f'the case has no layer "{name}"'
        errors.append(Diagnostic("E311", what, Place(str(found.case)), known))
    if errors:
        # A table is read by the case and by each constitution that names it: one error, said once.
        first = {(d.code, d.what, _where(d.place)): d for d in reversed(errors)}
        raise BadInput(_causes(list(reversed(first.values())), found, case.tables))
    return visible(case, wanted)


def _causes(
    errors: list[Diagnostic], found: folder.Folder, tables: Mapping[str, Table]
) -> list[Diagnostic]:
    """Return the errors without those that only follow from a file that could not be read."""
    unread = {p.stem for p in found.tables} - set(tables)
    missing = tuple(f'no table "{name}"' for name in unread)
    closed = {os.path.normpath(d.place.file) for d in errors if d.code == "E300"}
    return [
        d
        for d in errors
        if not (d.code == "E307" and any(words in d.what for words in missing))
        and not (d.code != "E300" and os.path.normpath(d.place.file) in closed)
    ]


def _where(place: Place) -> tuple[str, int, int]:
    return os.path.normpath(place.file), place.line, place.column


@dataclass(slots=True)
class _Loader:
    """The files of one folder and the errors found in them so far."""

    folder: folder.Folder
    errors: list[Diagnostic]
    digests: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], Record] = field(default_factory=dict)

    def _bytes(self, path: Path) -> bytes | None:
        """Return a file's bytes; None, and one error, where it cannot be read."""
        try:
            data = path.read_bytes()
        except OSError as exc:
            what = f"cannot read this file: {exc.strerror}"
            self.errors.append(Diagnostic("E300", what, Place(str(path)), "a readable file"))
            return None
        name = path.relative_to(self.folder.path).as_posix()
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return data

    def _toml(self, path: Path) -> TomlFile | None:
        data = self._bytes(path)
        try:
            return None if data is None else parse_toml(data, str(path))
        except BadInput as exc:
            self.errors += exc.diagnostics
            return None

    def _records(self, part: str) -> list[tuple[Record, str]]:
        """Return the records of a part in file order, each with the layer of its file."""
        found: list[tuple[Record, str]] = []
        for path in self.folder.records[part]:
            file = self._toml(path)
            if file is None:
                continue
            whole = Record(file, (), file.data, self.errors)
            layer = whole.text("layer", BASE)
            whole.text("note", "")
            records = whole.records(folder.RECORDS[part])
            whole.done()
            for record in records:
                self._remember(part, record)
                found.append((record, layer))
        return found

    def _remember(self, part: str, record: Record) -> None:
        key = record.data.get("key")
        if not isinstance(key, str):
            return
        first = self.places.setdefault((part, key), record)
        if first is not record:
            other = (first.file.place(first.path), "the first one")
            place = record.file.place((*record.path, "key"))
            what = f'the key "{key}" stands twice'
            source = record.file.source(place)
            found = Diagnostic("E306", what, place, "a key of its own", "", source, (other,))
            self.errors.append(found)

    def _tables(self) -> dict[str, Table]:
        tables: dict[str, Table] = {}
        for path in self.folder.tables:
            if self._bytes(path) is None:
                continue
            try:
                tables[path.stem] = load_table(path)
            except BadInput as exc:
                self.errors += exc.diagnostics
        return tables

    def case(self) -> Case:
        """Return the case with every layer; what could not be read is left out."""
        file = self._toml(self.folder.case)
        empty = TomlFile(str(self.folder.case), {}, "", {}, "")
        head = Record(file or empty, (), file.data if file else {}, self.errors)
        tables = self._tables()
        if file is None:
            # The title page itself cannot be read: its keys are not missing, they are unseen.
            head.errors = []
        meta = self._meta(head, tables)
        named, table_layers = self._named_layers(head, tables)
        constitutions = self._constitutions(head.records("constitution"))
        gaps = head.texts("gaps")
        equalities = head.records("equality")
        head.done()
        units = tables.get(meta.units)
        switches = [build_counts.switch(r, units) for r, _ in self._records("switches")]
        by_key = {w.key: w for w in switches}
        said = [self._statement(r, layer) for r, layer in self._records("statements")]
        votes = [self._vote(r) for r, _ in self._records("votes")]
        case = Case(
            meta=meta,
            tables=tables,
            constitutions=constitutions,
            statements={s.key: s for s in sorted(said, key=lambda s: s.when.first)},
            questions=tuple(build_words.question(r) for r, _ in self._records("questions")),
            comparisons=tuple(build_words.comparison(r) for r, _ in self._records("comparisons")),
            disputes=tuple(build_words.dispute(r) for r, _ in self._records("disputes")),
            commitments=tuple(
                build_words.commitment(r, x) for r, x in self._records("commitments")
            ),
            surveys=tuple(build_counts.survey(r) for r, _ in self._records("surveys")),
            votes=tuple(votes),
            sets=tuple(build_counts.unit_set(r, tables) for r, _ in self._records("sets")),
            switches=tuple(switches),
            equality=tuple(
                found
                for r in equalities
                if (found := build_counts.residents_per_seat(r, tables, by_key))
            ),
            layers=named,
            gaps=gaps,
            table_layers=table_layers,
            digests=self.digests,
            folder=str(self.folder.path),
        )
        return _counted(_ordered(case))

    def _meta(self, head: Record, tables: dict[str, Table]) -> Meta:
        head.read.add("as_of")
        as_of = head.when("as_of")
        units = head.text("units")
        if units and units not in tables and (self.folder.path / "country").is_dir():
            known = ", ".join(sorted(tables)) or "a table that can be read"
            head.fail("E307", f'there is no table "{units}" in country/', "units", expected=known)
        return Meta(
            key=self.folder.name,
            title=head.text("title"),
            as_of=as_of.last,
            is_=head.texts("is", needed=True),
            is_not=head.texts("is_not", needed=True),
            summary=head.text("summary", ""),
            units=units,
            unit_name=head.text("unit_name", "units"),
            prepared=head.text("prepared", ""),
            notes=head.texts("notes"),
        )

    def _named_layers(
        self, head: Record, tables: dict[str, Table]
    ) -> tuple[tuple[Layer, ...], dict[str, str]]:
        layers = [Layer(BASE, "Up to the as-of date", "", True, 0)]
        of_table: dict[str, str] = {}
        for name, r in head.tables("layers").items():
            layers.append(Layer(name, r.text("title"), r.text("note", ""), False, 0))
            for table in r.texts("tables"):
                of_table[table] = name
                if table not in tables:
                    what = f'there is no table "{table}" in country/'
                    r.fail("E307", what, "tables", word=table, expected=", ".join(sorted(tables)))
            r.done()
        return tuple(layers), of_table

    def _constitutions(self, records: list[Record]) -> tuple[Constitution, ...]:
        found = [self._constitution(r) for r in records]
        listed = {c.path for c in found}
        for path in self.folder.constitutions:
            if str(path) not in listed:
                what = "case.toml does not list this constitution"
                help = f'[[constitution]] with file = "{path.name}", title and kind'
                place = Place(str(path))
                self.errors.append(Diagnostic("E315", what, place, "an entry in case.toml", help))
        return tuple(c for c in found if c.text)

    def _constitution(self, r: Record) -> Constitution:
        name = r.text("file")
        path = self.folder.path / "constitutions" / name
        there = bool(name) and path.is_file()
        data = (self._bytes(path) or b"") if there else b""
        if name and not there:
            known = ", ".join(p.name for p in self.folder.constitutions if p.is_file()) or "none"
            r.fail("E315", f'constitutions/ has no file "{name}"', "file", expected=known)
        found = Constitution(
            key=path.stem,
            title=r.text("title"),
            kind=r.choice("kind", Kind),
            path=str(path),
            text=data.decode("utf-8", "replace"),
            digest=hashlib.sha256(data).hexdigest(),
            model=self._model(path) if there else None,
            in_force_by=r.texts("in_force_by"),
            not_in_force_by=r.texts("not_in_force_by"),
            note=r.text("note", ""),
            layer=r.text("layer", BASE),
        )
        self.places["constitution", found.key] = r
        r.done()
        return found

    def _model(self, path: Path) -> Any:
        from foedus.constitution.load import load as load_constitution

        try:
            return load_constitution(path)
        except BadInput as exc:
            self.errors += exc.diagnostics
            return None

    def _statement(self, r: Record, layer: str) -> Statement:
        found = build_words.statement(r, layer)
        if found.status is not Status.HELD:
            return found
        copy, digest = r.text("copy"), r.text("sha256")
        path = self.folder.path / copy
        there = bool(copy) and path.is_file()
        if copy and not there:
            r.fail("E314", f'the folder has no file "{copy}"', "copy", expected="the source's copy")
        elif there and digest and hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            r.fail("E314", f"{copy} is not the file of that SHA-256", "sha256", expected=digest)
        return found

    def _vote(self, r: Record) -> VoteRecord:
        found = build_counts.vote(r)
        path = self.folder.path / "votes" / found.file
        if path not in self.folder.votes:
            there = ", ".join(p.name for p in self.folder.votes) or "none"
            r.fail("E307", f'votes/ has no file "{found.file}"', "file", expected=there)
            return found
        data = self._bytes(path)
        if data is None:
            return found
        try:
            sheet = parse_sheet(data, str(path), code="E313")
        except BadInput as exc:
            self.errors += exc.diagnostics
            return found
        return build_counts.with_counts(found, sheet, self.errors)


def _ordered(case: Case) -> Case:
    """Return the case with the statements of each question by date, and sides by first speaker."""
    far = datetime.date.max
    first = {k: s.when.first for k, s in case.statements.items()}

    def by_date(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(keys, key=lambda k: first.get(k, far)))

    questions = tuple(replace(q, statements=by_date(q.statements)) for q in case.questions)
    disputes = []
    for d in case.disputes:
        sides = [replace(s, statements=by_date(s.statements)) for s in d.sides]
        sides.sort(key=lambda s: min((first.get(k, far) for k in s.statements), default=far))
        disputes.append(replace(d, sides=tuple(sides)))
    return replace(case, questions=questions, disputes=tuple(disputes))


def _counted(case: Case) -> Case:
    """Return the case with the number of items in each layer."""
    count = Counter(s.layer for s in case.statements.values())
    parts = (
        "questions",
        "comparisons",
        "disputes",
        "commitments",
        "surveys",
        "votes",
        "sets",
        "switches",
        "constitutions",
        "equality",
    )
    for part in parts:
        count.update(item.layer for item in getattr(case, part))
    count.update(case.table_layers.get(name, BASE) for name in case.tables)
    layers = tuple(replace(x, items=count[x.key]) for x in case.layers)
    return replace(case, layers=layers)
