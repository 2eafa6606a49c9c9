"""What a case's `observe/` folder holds: quick count, protocols, checklists and audit, computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.arrival import Arrived, arrival
from foedus.observe.audit.draw import check_seed, read_manifest
from foedus.observe.audit.plan import AuditPlan
from foedus.observe.audit.plan import plan_from as audit_from
from foedus.observe.audit.risk import AuditState, assess
from foedus.observe.audit.sample import read_sample
from foedus.observe.columns import read_columns
from foedus.observe.design import Plan, plan_from
from foedus.observe.forms.checklist import read_checklist
from foedus.observe.forms.coverage import Covered, coverage
from foedus.observe.forms.double import entered
from foedus.observe.forms.form import read_form
from foedus.observe.results import Results, read_results
from foedus.observe.statements import QuickCount, quick_count
from foedus.observe.trace import Trace, trace

#: Files that stand for each part; a part is there when its first file is.
PARTS = {
    "count": ("plan.json", "returns.csv"),
    "trace": ("copies.csv", "published.csv"),
    "coverage": ("export.csv", "form.toml", "frame.csv"),
    "audit": ("audit.json", "cards.csv", "manifest.csv", "seed.txt"),
}
MAPPING = "columns.toml"


@dataclass(frozen=True, slots=True)
class Observed:
    """Computed answers; a part without files is None. `digests` are of every file read."""

    plan: Plan | None = None
    count: QuickCount | None = None
    arrivals: Mapping[str, tuple[Arrived, ...]] = field(default_factory=dict)
    traced: Trace | None = None
    covered: Covered | None = None
    audit: AuditPlan | None = None
    state: AuditState | None = None
    digests: Mapping[str, str] = field(default_factory=dict)


def read_observed(case: Path) -> Observed | None:
    """Return what the `observe/` folder of a case says; None where there is no such folder.

    Raises BadInput with the first file that lacks or cannot be read.
    """
    folder = case / "observe"
    if not folder.is_dir():
        return None
    _near_misses(folder)
    files = _Files(folder)
    there = {part for part, names in PARTS.items() if (folder / names[0]).is_file()}
    plan, count, arrivals = None, None, {}
    if "count" in there:
        plan = plan_from(files.json("plan.json"), files.name("plan.json"))
        returns = files.stations("returns.csv")
        count = quick_count(plan, returns)
        arrivals = {c: arrival(plan, returns, c) for c in returns.candidates}
    traced = covered = audit = state = None
    if "trace" in there:
        traced = trace(files.stations("copies.csv"), files.stations("published.csv"))
    if "coverage" in there:
        form = read_form(files.read("form.toml"), files.name("form.toml"))
        data = read_checklist(files.read("export.csv"), files.name("export.csv"), form)
        once = entered(data.observations).observations
        covered = coverage(once, form, files.stations("frame.csv"))
    if "audit" in there:
        audit, state = files.audit()
    return Observed(plan, count, arrivals, traced, covered, audit, state, files.digests)


def _near_misses(folder: Path) -> None:
    """Raise BadInput (E900) for files whose name is almost that of a part's missing file."""
    known = {MAPPING, *(name for names in PARTS.values() for name in names)}
    there = {p.name for p in folder.iterdir()}
    errors = []
    for name in sorted(there - known):
        near = get_close_matches(name, sorted(known - there), n=1, cutoff=0.85)
        if near:
            what, help = "nothing reads this file", f'did you mean "{near[0]}"?'
            errors.append(Diagnostic("E900", what, Place(str(folder / name)), near[0], help))
    if errors:
        raise BadInput(errors)


class _Files:
    """Reads the files of the folder and keeps their digests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}

    def name(self, file: str) -> str:
        return f"observe/{file}"

    def read(self, file: str) -> bytes:
        try:
            data = (self.folder / file).read_bytes()
        except OSError as exc:
            what = f"cannot read this file: {exc.strerror}"
            where = Place(str(self.folder / file))
            raise BadInput(Diagnostic("E900", what, where, "docs/observe.md")) from None
        self.digests[self.name(file)] = hashlib.sha256(data).hexdigest()
        return data

    def json(self, file: str) -> Any:
        try:
            return json.loads(self.read(file))
        except ValueError:
            place = Place(self.name(file))
            raise BadInput(Diagnostic("E905", "this is no JSON", place, "a plan")) from None

    def stations(self, file: str) -> Results:
        columns = read_columns(self.read(MAPPING), self.name(MAPPING))
        return read_results(self.read(file), self.name(file), columns)

    def audit(self) -> tuple[AuditPlan, AuditState]:
        plan = audit_from(self.json("audit.json"), self.name("audit.json"))
        seed = self.read("seed.txt").decode("utf-8", "replace").strip()
        check_seed(seed)
        manifest = read_manifest(self.read("manifest.csv"), self.name("manifest.csv"))
        cards = read_sample(self.read("cards.csv"), self.name("cards.csv"), plan, manifest, seed)
        return plan, assess(plan, cards)
