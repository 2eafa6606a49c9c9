"""What the atlas holds, read from its folders: a system is NAME/NAME.foedus, a case cases/NAME."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: The folder of the atlas inside the package.
HOME = Path(__file__).resolve().parent
#: Folders beside the systems that hold something else: cases, and opinion data of conventions.
NOT_SYSTEMS = frozenset({"cases", "conversations"})
_TITLE = re.compile(r'^constitution\s+(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))\s*$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a system (a `.foedus` file with its tables) or a case (a folder)."""

    name: str
    kind: str
    title: str
    path: Path

    @property
    def folder(self) -> Path:
        """The folder that holds the entry's files."""
        return self.path if self.kind == "case" else self.path.parent

    @property
    def tables(self) -> tuple[Path, ...]:
        """The tables of the entry: every CSV file with a sidecar, in order of name."""
        sides = self.folder.rglob("*.meta.toml")
        found = (p.with_name(p.name.removesuffix(".meta.toml") + ".csv") for p in sides)
        return tuple(sorted(p for p in found if p.is_file()))


def systems(home: Path = HOME) -> tuple[Entry, ...]:
    """Return the constitutions of the atlas, in order of name."""
    return tuple(_systems(home))


def cases(home: Path = HOME) -> tuple[Entry, ...]:
    """Return the cases of the atlas, in order of name."""
    return tuple(_cases(home))


def entries(home: Path = HOME) -> tuple[Entry, ...]:
    """Return every system, then every case."""
    return (*systems(home), *cases(home))


def find(name: str, home: Path = HOME) -> Path:
    """Return the path of a system's `.foedus` file or of a case's folder, by name or title.

    Case, blanks and hyphens do not matter ("United States" is united-states). A path that exists
    is returned as it stands, so that packaged names and one's own files go the same way.
    Raises BadInput (E230) with the nearest name, or (E231) where an entry's file is missing.
    """
    own = Path(name)
    if own.exists() and (own.is_dir() or own.suffix):
        return own
    known = entries(home)
    wanted = _slug(name)
    for entry in known:
        if wanted in (_slug(entry.name), _slug(entry.title)):
            return entry.path
    spoken = [e.name for e in known]
    hint = did_you_mean(wanted, spoken) or "`foedus atlas` lists what there is"
    what = f'no file, folder or entry of the atlas is called "{name}"'
    raise BadInput(Diagnostic("E230", what, Place(name), ", ".join(spoken), hint))


def _slug(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().casefold())


def _systems(home: Path) -> Iterator[Entry]:
    for folder in sorted(p for p in home.iterdir() if p.is_dir() and p.name[0].isalpha()):
        if folder.name in NOT_SYSTEMS:
            continue
        path = folder / f"{folder.name}.foedus"
        if not path.is_file():
            what = f'the atlas entry "{folder.name}" has no constitution'
            raise BadInput(Diagnostic("E231", what, Place(str(folder)), path.name))
        title = _TITLE.search(path.read_text(encoding="utf-8"))
        named = (title["quoted"] or title["bare"]) if title else folder.name
        yield Entry(folder.name, "system", named, path)


def _cases(home: Path) -> Iterator[Entry]:
    folder = home / "cases"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        head = path / "case.toml"
        if head.is_file():
            yield Entry(path.name, "case", _case_title(head) or path.name, path)


def _case_title(head: Path) -> str:
    """Return the title a case gives itself; a broken head is reported by whoever loads the case."""
    import tomllib

    try:
        title = tomllib.loads(head.read_text(encoding="utf-8")).get("title", "")
    except ValueError:
        return ""
    return title if isinstance(title, str) else ""
