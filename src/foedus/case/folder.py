"""The files of a case folder: which part reads which, and what nothing reads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: File or folder of TOML records -> (name of its arrays of tables, whether the file has a layer).
RECORDS: dict[str, str] = {
    "statements": "statement",
    "questions": "question",
    "comparisons": "comparison",
    "disputes": "dispute",
    "commitments": "commitment",
    "surveys": "survey",
    "votes": "vote",
    "sets": "set",
    "switches": "switch",
}
#: Folders that are read as a whole, and those left to the people who keep the case.
_FOLDERS = ("country", "constitutions", "votes", *RECORDS)
_OWN = ("sources", "notes")
#: Folders whose files their own readers know (what a convention and observers gave; the record).
_OTHERS = ("convene", "observe", "record")
#: What foedus.case.positions reads when it is asked for: positions, variants, sealed sheets.
_POSITIONS = {"settle": ("*.toml", "*.sealed", "variants/*.foedus")}


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a case by part, as paths; `name` is the folder's name."""

    path: Path
    name: str
    case: Path
    records: dict[str, tuple[Path, ...]]
    tables: tuple[Path, ...]
    constitutions: tuple[Path, ...]
    votes: tuple[Path, ...]


def packaged() -> dict[str, Path]:
    """Return the cases that come with foedus, by name."""
    import foedus.atlas

    root = Path(str(foedus.atlas.__file__)).parent / "cases"
    found = sorted(root.iterdir()) if root.is_dir() else []
    return {p.name: p for p in found if (p / "case.toml").is_file()}


def find(path_or_name: str | Path) -> Path:
    """Return the folder of a case by path or packaged name; raises BadInput (E300)."""
    path = Path(path_or_name)
    if path.name == "case.toml":
        path = path.parent
    if (path / "case.toml").is_file():
        return path
    known = packaged()
    if str(path_or_name) in known:
        return known[str(path_or_name)]
    hint = did_you_mean(str(path_or_name), known)
    if path.is_dir():
        what, hint = "this folder has no case.toml", _what_a_folder_lacks(path)
    elif path.exists():
        what = "a case is a folder, and this is a file"
    else:
        what = f'there is no case "{path_or_name}"'
    names = ", ".join(known) or "none"
    expected = f"a folder with a case.toml, or a packaged case ({names})"
    raise BadInput(Diagnostic("E300", what, Place(str(path_or_name)), expected, hint))


def other_layers(path_or_name: str) -> tuple[str, ...]:
    """Return the names of the layers beside the base layer; none where the file cannot be read.

    What is wrong with the file is told by the loader, with everything else that is wrong.
    """
    try:
        data = tomllib.loads((find(path_or_name) / "case.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    layers = data.get("layers", {})
    return tuple(layers) if isinstance(layers, dict) else ()


def _what_a_folder_lacks(path: Path) -> str:
    """Return how to name what a folder without case.toml holds or hides."""
    from foedus.atlas.index import entries

    texts = sorted(path.glob("*.foedus"))
    hints = [f"name the constitution itself: {texts[0]}"] if texts else []
    if path.name in {e.name for e in entries()}:
        hints.append(f'or rename the folder: it hides the atlas entry "{path.name}"')
    return "; ".join(hints).removeprefix("or ") or "foedus new FOLDER writes a small case"


def scan(path: Path, errors: list[Diagnostic]) -> Folder:
    """Return the files of a folder by part; files that nothing reads are E310."""
    records = {part: tuple(_records(path, part)) for part in RECORDS}
    folder = Folder(
        path,
        path.resolve().name,
        path / "case.toml",
        records,
        tuple(sorted((path / "country").glob("*.csv"))),
        tuple(sorted((path / "constitutions").glob("*.foedus"))),
        tuple(sorted((path / "votes").glob("*.csv"))),
    )
    errors += _unread(folder)
    return folder


def _records(path: Path, part: str) -> Iterator[Path]:
    if (path / f"{part}.toml").is_file():
        yield path / f"{part}.toml"
    yield from sorted((path / part).glob("*.toml"))


def _unread(folder: Folder) -> Iterator[Diagnostic]:
    read = {folder.case, *folder.tables, *folder.constitutions, *folder.votes}
    read |= {p.with_suffix(".meta.toml") for p in folder.tables}
    # The constitutions read their own tables and vote files: any CSV beside them is theirs.
    read |= set((folder.path / "constitutions").glob("*.csv"))
    read |= set((folder.path / "constitutions").glob("*.meta.toml"))
    for paths in folder.records.values():
        read |= set(paths)
    for part, patterns in _POSITIONS.items():
        read |= {p for pattern in patterns for p in (folder.path / part).glob(pattern)}
    known = [f"{part}.toml" for part in RECORDS] + ["case.toml"]
    for found in sorted(folder.path.iterdir()):
        if found.name.startswith(".") or found.suffix == ".md" or found.name in _OWN:
            continue
        if found.is_dir():
            yield from _unread_folder(found, read)
        elif found not in read:
            hint = did_you_mean(found.name, known)
            yield _unknown(found, "no part of a case reads this file", hint)


def _unread_folder(folder: Path, read: set[Path]) -> Iterator[Diagnostic]:
    if folder.name not in (*_FOLDERS, *_POSITIONS):
        if folder.name in _OTHERS:
            return
        hint = did_you_mean(folder.name, (*_FOLDERS, *_POSITIONS, *_OTHERS, *_OWN))
        # People keep folders of their own beside these, so that only a near miss is an error.
        if hint:
            yield _unknown(folder, "no part of a case reads this folder", hint)
        return
    for path in sorted(folder.rglob("*")):
        ours = path.suffix != ".md" and not path.name.startswith(".")
        if path.is_file() and path not in read and ours:
            yield _unknown(path, f"nothing in {folder.name}/ reads this file", "")


def _unknown(path: Path, what: str, hint: str) -> Diagnostic:
    help = hint or "rename it, or move it to notes/"
    return Diagnostic("E310", what, Place(str(path)), "a file that docs/case.md lists", help)
