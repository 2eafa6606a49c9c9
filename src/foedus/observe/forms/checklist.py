"""Observations as read: one a form sent in, observers as codes, answers or the reason for none."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.csvfile import Sheet, decode_text, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.observe.columns import Absent
from foedus.observe.forms.form import Form, Question
from foedus.observe.whole import whole

Value = str | int | tuple[int, int] | Absent


@dataclass(frozen=True, slots=True)
class Observation:
    """One form sent in: station, observer's code, entry number, times, answers by question.

    "by sex" answers are (women, men); `line` is where it stands in the file.
    """

    station: str
    observer: str
    entry: str
    started: str
    ended: str
    answers: Mapping[str, Value] = field(repr=False)
    line: int = 0
    round: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A file of observations under a form; `identities` maps codes to names, kept apart."""

    form: Form
    observations: tuple[Observation, ...]
    digest: str
    file: str
    identities: Mapping[str, str] = field(repr=False, default_factory=dict)


def sheet_of(data: bytes, file: str, separator: str, code: str) -> Sheet:
    """Return a sheet whose cells are cut by any separator; errors under the code given."""
    if separator == ",":
        return parse_sheet(data, file, code=code)
    import hashlib
    from dataclasses import replace

    text = decode_text(data, file, code=code)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    )
    sheet = parse_sheet(out.getvalue().encode(), file, code=code)
    return replace(sheet, digest=hashlib.sha256(data).hexdigest())


def read_checklist(data: bytes, file: str, form: Form) -> Checklist:
    """Return the observations in a CSV export under a form.

    Raises BadInput: E931 for columns that are not there and answers that are none of the words
    the form gives, each with its place.
    """
    if "station" not in form.meta:
        what = "the form names no column of the station"
        raise BadInput(Diagnostic("E930", what, Place(file), 'station = "column"'))
    sheet = sheet_of(data, file, form.separator, "E931")
    wanted = [*form.meta.values(), *(c for q in form.questions for c in q.columns)]
    missing = [c for c in dict.fromkeys(wanted) if c not in sheet.header]
    if missing:
        raise BadInput([_no_column(sheet, c) for c in missing])
    errors: list[Diagnostic] = []
    columns = {c: sheet.column(c) for c in dict.fromkeys(wanted)}
    codes: dict[str, str] = {}
    found = []
    for i in range(len(sheet.rows)):
        meta = {k: columns[c][i] for k, c in form.meta.items()}
        if not meta["station"]:
            errors.append(Diagnostic("E931", "a form names no station",
                                     sheet.place(i, form.meta["station"])))  # fmt: skip
        answers = {q.key: _answer(q, i, columns, form, sheet, errors) for q in form.questions}
        name = meta.get("observer", "")
        code = codes.setdefault(name, f"O{len(codes) + 1:03d}") if name else ""
        found.append(Observation(meta["station"], code, meta.get("entry", "") or "1",
                                 meta.get("started", ""), meta.get("ended", ""), answers,
                                 sheet.lines[i], meta.get("round", "")))  # fmt: skip
    if errors:
        raise BadInput(errors)
    identities = {code: name for name, code in codes.items()}
    return Checklist(form, tuple(found), sheet.digest, file, identities)


def _no_column(sheet: Sheet, name: str) -> Diagnostic:
    what = f'the form reads the column "{name}", which is not there'
    hint = did_you_mean(name, sheet.header)
    return Diagnostic("E931", what, Place(sheet.file, 1), ", ".join(sheet.header[:12]), hint)


def _answer(
    q: Question, i: int, columns: Mapping[str, tuple[str, ...]], form: Form, sheet: Sheet,
    errors: list[Diagnostic],
) -> Value:  # fmt: skip
    cells = [columns[c][i] for c in q.columns]
    for cell in cells:
        if cell in form.absent:
            return form.absent[cell]
    counts = [n for n in map(whole, cells) if n is not None]
    if q.kind == "by sex" and len(counts) == len(cells):
        return counts[0], counts[1]
    cell = cells[0]
    if q.kind == "yes/no" and cell in (*q.yes, *q.no):
        return "yes" if cell in q.yes else "no"
    if q.kind == "choice" and cell in q.options:
        return cell
    if q.kind == "several" and set(cell.split()) <= set(q.options):
        return " ".join(o for o in q.options if o in cell.split())
    if q.kind == "number" and counts:
        return counts[0]
    if q.kind == "time":
        return cell
    expected = {
        "yes/no": ", ".join((*q.yes, *q.no)), "choice": ", ".join(q.options),
        "several": " ".join(q.options),
    }.get(q.kind, "a whole number")  # fmt: skip
    what = f'"{", ".join(cells)}" does not answer "{q.text}"'
    expected += ", or a word listed under [absent]"
    errors.append(Diagnostic("E931", what, sheet.place(i, q.columns[0]), expected))
    return Absent.MISSING
