"""Published results by station that are not in this repository, cut down to five columns.

The files are those of the folder `data` of github dkobak/elections (the electoral commission's
results, collected by S. Shpilkin and I. Shukshin), read where somebody has put them: the folder
`data/observe/elections` beside the other golden data, or the one that FOEDUS_ELECTIONS names.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

#: Parts of column names, in the words of the files: the register, ballots issued (one column or
#: three), valid and invalid ballots (or all ballots in the boxes), the first of the choices.
REGISTER = ("избирателей, включенных", "избирателей, внесенных", "участников голосования, включ")
ISSUED = ("бюллетеней, выданных",)
BOX = ("действительных",)
WHOLE = ("бюллетеней, содержащихся",)
FIRST = {
    2004: "Путин", 2007: "ЕДИНАЯ РОССИЯ", 2011: "ЕДИНАЯ РОССИЯ", 2012: "Путин", 2018: "Путин",
    2020: "ДА", 2021: "ЕДИНАЯ РОССИЯ", 2024: "Путин",
}  # fmt: skip
MAPPING = """
station = "n"
registered = "r"
issued = "i"
ballots = "b"
[candidates]
"first" = "a"
"""


def folder(shared: Path) -> Path:
    """Where the files are looked for."""
    return Path(os.environ.get("FOEDUS_ELECTIONS", shared / "data" / "observe" / "elections"))


def rows(path: Path) -> Iterator[list[str]]:
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        with archive.open(name) as file:
            yield from csv.reader(io.TextIOWrapper(file, "utf-8"))


def cut(path: Path, year: int) -> str:
    """The file's stations with figures, as a table with the columns of the mapping."""
    lines = rows(path)
    head = next(lines)

    def columns(words: tuple[str, ...]) -> list[int]:
        return [i for i, name in enumerate(head) if any(w in name for w in words)]

    register, issued = columns(REGISTER), columns(ISSUED)
    box = columns(WHOLE) if year == 2020 else columns(BOX)
    first = [i for i, name in enumerate(head) if FIRST[year] in name]
    assert [len(x) for x in (register, issued, box, first)] == (
        [1, 1, 1, 1] if year == 2020 else [1, 3, 2, 1]
    )
    out = ["n,r,i,b,a"]
    for n, line in enumerate(lines):
        if line[first[0]]:
            cells = [sum(int(float(line[c])) for c in x) for x in (register, issued, box, first)]
            out.append(",".join(map(str, [n, *cells])))
    return "\n".join(out) + "\n"
