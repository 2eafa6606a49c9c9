"""What a case's convene/ folder holds, read and computed once; None where there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from foedus.atlas.conversations import packaged
from foedus.case.as_record import record_entries
from foedus.case.model import Case
from foedus.convene.access import Participation, participation, read_participation, read_regions
from foedus.convene.agenda_reading import read_plan
from foedus.convene.agenda_whole import Agendas, agendas
from foedus.convene.convention import Convention, Link, link, read_convention
from foedus.convene.folder import find_folder, read_conversation
from foedus.convene.opinions import Opinions, opinions
from foedus.convene.ratify import Ratification, ratify
from foedus.convene.reading import Conversation
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.proof.ballots import read_ballots

FILE = "convention.toml"


@dataclass(frozen=True, slots=True)
class Convened:
    """The convention of a case; parts it does not name are None. `digests` are of all files."""

    convention: Convention
    link: Link
    talk: Conversation | None
    opinions: Opinions | None
    participation: Participation | None
    agendas: Agendas | None
    ratification: Ratification | None
    digests: dict[str, str] = field(repr=False)


class _Folder:
    """Reads files below convene/ and keeps their digests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digests: dict[str, str] = {}

    def read(self, name: str) -> bytes:
        try:
            data = (self.path / name).read_bytes()
        except OSError as exc:
            what = f'{FILE} names "{name}", which cannot be read: {exc.strerror}'
            expected = "a file in this folder"
            raise BadInput(
                Diagnostic("E810", what, Place(str(self.path / FILE)), expected)
            ) from None
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return data


def convened(case: Case) -> Convened | None:
    """Return the convention of a case. Raises BadInput (E800-E810) for what is wrong in it."""
    folder = _Folder(Path(case.folder) / "convene")
    if not (folder.path / FILE).is_file():
        return None
    told = read_convention(folder.read(FILE), str(folder.path / FILE))
    entries = {str(e["id"]): str(e["kind"]) for e in record_entries(case)[0]}
    found = link(told, entries, str(folder.path / FILE))
    talk, views = _opinions(told, folder)
    return Convened(
        told, found, talk, views, _participation(told, folder), _agendas(told, folder),
        _ratification(case, told, folder), folder.digests,
    )  # fmt: skip


def _opinions(told: Convention, folder: _Folder) -> tuple[Conversation | None, Opinions | None]:
    if not told.opinions:
        return None, None
    here = folder.path / told.opinions
    path = here if here.is_dir() else find_folder(told.opinions, packaged())
    talk, inputs = read_conversation(path)
    folder.digests |= {
        f"{told.opinions}/{Path(p).name}": hashlib.sha256(d).hexdigest() for p, d in inputs.items()
    }
    found = opinions(talk.votes, groups=told.groups, seed=told.seed, published=talk.published)
    return talk, found


def _participation(told: Convention, folder: _Folder) -> Participation | None:
    if not told.participation:
        return None
    regions = read_regions(folder.read(told.regions), told.regions) if told.regions else None
    data = folder.read(told.participation)
    return participation(read_participation(data, told.participation, regions))


def _agendas(told: Convention, folder: _Folder) -> Agendas | None:
    if not told.clauses:
        return None
    plan = read_plan(
        folder.read(told.clauses), told.clauses, folder.read(told.rankings), told.rankings
    )
    return agendas(plan)


def _ratification(case: Case, told: Convention, folder: _Folder) -> Ratification | None:
    if not (told.votes and told.adopted_by and told.constitution):
        return None
    texts = {c.key: c for c in case.constitutions}
    if told.constitution not in texts:
        what = f'the case has no constitution "{told.constitution}"'
        hint = did_you_mean(told.constitution, texts)
        raise BadInput(Diagnostic("E810", what, Place(FILE), ", ".join(texts), hint))
    name = f"../votes/{told.votes}"
    votes = read_ballots(folder.read(name), told.votes)
    return ratify(texts[told.constitution].model, told.adopted_by, votes)
