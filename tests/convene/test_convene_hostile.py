"""Files spoiled in every way a hand or a program spoils them: named errors, never a traceback."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import FULL
from foedus.cli import main

GOOD: dict[str, bytes] = {
    "pool.csv": b"id,region,sex\n"
    + b"".join(f"p{i},{'NS'[i % 2]},{'wm'[i // 2 % 2]}\n".encode() for i in range(20)),
    "quotas.csv": b"feature,value,min,max\nregion,N,2,3\nregion,S,2,3\nsex,w,2,3\nsex,m,2,3\n",
    "sexes.csv": b"feature,value,min,max\nsex,w,1,3\nsex,m,1,3\n",
    "people.csv": b"person,region,sex,invited,answered,selected,present,voted\n"
    + b"".join(f"p{i},N,w,yes,yes,no,no,yes\n".encode() for i in range(12)),
    "regions.csv": b"region,population\nN,100\nS,50\n",
    "signed.csv": b"initiative,person,region\na,p1,N\na,p2,S\nb,p1,N\n",
    "letters.csv": b"id,text,person,region\n1,hello there good people,p,N\n2,hello you,q,S\n",
    "rankings.csv": b"voter,clause,ranking\nA,language,one > two\nB,language,two > one\n",
    "clauses.toml": b'title = "x"\nprocedure = "amendment"\n[[clause]]\nkey = "language"\n'
    b'text = "q"\nstatus_quo = "one"\n[[clause.option]]\nkey = "one"\n[[clause.option]]\n'
    b'key = "two"\n',
    "rules.foedus": b'constitution T\n  source "t"\nbody A: 40 members\nprocedure P under "t"\n'
    b"  passes when all of\n    A approve by more than 1/2 of votes cast\n",
    "votes.csv": b"body,yes,no,abstain,absent,invalid\nA,10,20,0,10,0\n",
    "talk/participants-votes.csv": b"participant,group-id,n-comments,n-votes,n-agree,n-disagree,"
    b"0,1,2,3,4,5,6,7\n"
    + b"".join(
        f"{i},{i % 2},0,8,4,4,{','.join('1' if (j + i) % 2 else '-1' for j in range(8))}\n".encode()
        for i in range(12)
    ),
    "talk/comments.csv": b"timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,"
    b"comment-body\n" + b"".join(f"1,x,{j},0,1,1,1,text {j}\n".encode() for j in range(8)),
    "talk/summary.csv": b"topic,x\nurl,http://a\nvoters,12\n",
    "own/votes.csv": b"participant,statement,vote\n"
    + b"".join(
        f"p{i},s{j},{('agree', 'disagree', 'pass')[(i + j) % 3]}\n".encode()
        for i in range(8)
        for j in range(8)
    ),
    "own/statements.csv": b"statement,text\n" + b"".join(f"s{j},t\n".encode() for j in range(8)),
}
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "lot": (
        ["lot", "pool.csv", "5", "--quotas", "quotas.csv", "--tickets", "10", "--limit", "3"],
        ["pool.csv", "quotas.csv"],
    ),
    "lot by region": (
        ["lot", "pool.csv", "4", "--quotas", "sexes.csv", "--regions", "region", "--seats", "equal",
         "--tickets", "5"],
        ["pool.csv", "sexes.csv"],
    ),
    "delegates": (["delegates", "regions.csv", "--each", "3"], ["regions.csv"]),
    "participation": (
        ["participation", "people.csv", "--regions", "regions.csv"], ["people.csv", "regions.csv"],
    ),
    "support": (
        ["support", "signed.csv", "--threshold", "2 from 2", "--regions", "regions.csv"],
        ["signed.csv", "regions.csv"],
    ),
    "submissions": (["submissions", "letters.csv"], ["letters.csv"]),
    "agenda": (["agenda", "clauses.toml", "rankings.csv"], ["clauses.toml", "rankings.csv"]),
    "ratify": (["ratify", "rules.foedus", "P", "votes.csv"], ["rules.foedus", "votes.csv"]),
    "opinions": (
        ["opinions", "talk"],
        ["talk/participants-votes.csv", "talk/comments.csv", "talk/summary.csv"],
    ),
    "own opinions": (["opinions", "own"], ["own/votes.csv", "own/statements.csv"]),
}  # fmt: skip
#: What a number is replaced by.
NUMBERS = (b"-1", b"99999999999999999999", b"1.5", b"1e9", b"NaN", b"", "٣".encode(), b"0")


def spoiled(data: bytes, draw: random.Random) -> bytes:
    """A file as a hand, an editor or a broken download leaves it."""
    lines = data.split(b"\n")
    at, line = draw.randrange(len(data)), draw.randrange(len(lines))
    number = draw.choice(list(re.finditer(rb"\d+", data)) or [None])
    ways = [
        b"",
        data[:at],
        data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :],
        data[:at] + draw.choice([b'"', b"\n", b"\0", b",", b"\r"]) + data[at:],
        data.replace(b",", b";"),
        b"\n".join(draw.sample(lines, len(lines))),
        b"\xef\xbb\xbf" + data,
        data.decode("latin-1").encode("utf-16"),
        b"\n".join([*lines[:line], *[lines[line]] * 3, *lines[line:]]),
        b"\n".join(lines[:1]),
        b"\n".join([*lines[:line], *lines[line + 1 :]]),
        b"PAR1" + data,
    ]
    if number is not None:
        ways.append(data[: number.start()] + draw.choice(NUMBERS) + data[number.end() :])
    return draw.choice(ways)


def written(folder: Path) -> None:
    for name, data in GOOD.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


@pytest.mark.parametrize("name", COMMANDS)
def test_files_as_they_are_give_an_answer(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["convene", *COMMANDS[name][0]])
    assert done.exit_code in (0, 1, 3), done.output


@pytest.mark.parametrize("name", COMMANDS)
def test_spoiled_files_never_end_in_a_traceback(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draw = random.Random(f"hostile {name}")
    words, files = COMMANDS[name]
    for _ in range(200 if FULL else 6):
        written(tmp_path)
        spoil = draw.choice(files)
        bad = spoiled(GOOD[spoil], draw)
        (tmp_path / spoil).write_bytes(bad)
        done = CliRunner().invoke(main, ["convene", *words])
        assert done.exception is None or isinstance(done.exception, SystemExit), (spoil, bad)
        assert done.exit_code in (0, 1, 2, 3)
        if done.exit_code == 2:
            assert re.search(r"error\[E\d{3}\]", done.output), (spoil, bad, done.output)
            assert "Traceback" not in done.output


@pytest.mark.parametrize("name", COMMANDS)
def test_a_missing_file_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, files = COMMANDS[name]
    # What an export may lack is no error.
    may_lack = {"talk/comments.csv", "talk/summary.csv", "own/statements.csv"}
    for gone in files:
        written(tmp_path)
        (tmp_path / gone).unlink()
        done = CliRunner().invoke(main, ["convene", *words])
        assert done.exception is None or isinstance(done.exception, SystemExit)
        if gone not in may_lack:
            assert done.exit_code == 2, (gone, done.output)
            assert "error[E" in done.output


@pytest.mark.parametrize(
    "made", [(), ("summary.csv",), ("comments.csv", "summary.csv"), ("x.txt",)]
)
def test_a_folder_without_votes_names_what_it_needs(made: tuple[str, ...], tmp_path: Path) -> None:
    for name in made:
        (tmp_path / name).write_bytes(GOOD.get(f"talk/{name}", b"x"))
    done = CliRunner().invoke(main, ["convene", "opinions", str(tmp_path)])
    assert done.exit_code == 2
    assert "participants-votes.csv" in done.output
