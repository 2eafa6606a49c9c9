"""Conversations read from disk: Polis exports, own tables, Parquet, packed files, bad data."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from foedus.atlas.conversations import packaged
from foedus.cli import main
from foedus.codes import all_codes
from foedus.convene.folder import find_folder, read_conversation
from foedus.convene.generate import FEATURES, conversation, planted_regions, pool, quotas
from foedus.convene.reading import Conversation
from foedus.errors import BadInput

VOTES = (
    "participant,group-id,n-comments,n-votes,n-agree,n-disagree,s1,s2,s3\n"
    "7,0,1,3,1,1,1,-1,0\n8,1,0,2,1,0,1,,0\n9,,0,0,0,0,,,\n"
)
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,x,s1,7,2,0,1,"First, with a comma"\n2,x,s2,7,0,1,-1,Taken out\n3,x,s3,8,0,0,0,Third\n'
)
OWN = "participant,statement,vote\na,s1,agree\na,s2,disagree\nb,s1,pass\nb,s2,\nc,s2,1\n"


@pytest.fixture
def polis(tmp_path: Path) -> Path:
    (tmp_path / "participants-votes.csv").write_text(VOTES)
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "summary.csv").write_text('topic,"A topic"\nvoters,3\n')
    return tmp_path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "votes.csv").write_text(OWN)
    return tmp_path


def cells(talk: Conversation) -> dict[tuple[str, str], int]:
    v = talk.votes
    return {
        (v.people[i], v.statements[v.column[at]]): int(v.value[at])
        for i in range(v.n)
        for at in range(v.start[i], v.start[i + 1])
    }


# ------------------------------------------------------------------ a Polis export


def test_an_export_is_read_as_it_is(polis: Path) -> None:
    talk, inputs = read_conversation(polis)
    assert talk.title == "A topic"
    assert cells(talk) == {("7", "s1"): 1, ("7", "s3"): 0, ("8", "s1"): 1, ("8", "s3"): 0}
    assert talk.votes.texts == ("First, with a comma", "Third")
    assert talk.votes.moderated == ("s2",)
    assert talk.published is not None
    assert talk.published.tolist() == [0, 1, -1]
    assert {Path(p).name for p in inputs} == {
        "participants-votes.csv", "comments.csv", "summary.csv",
    }  # fmt: skip


def test_packed_files_are_read_alike(polis: Path) -> None:
    plain, _ = read_conversation(polis)
    for name in ("participants-votes.csv", "comments.csv"):
        data = (polis / name).read_bytes()
        (polis / f"{name}.gz").write_bytes(gzip.compress(data))
        (polis / name).unlink()
    packed, inputs = read_conversation(polis)
    assert cells(packed) == cells(plain)
    assert any(p.endswith(".csv.gz") for p in inputs)


def test_a_broken_packed_file_is_a_named_error(polis: Path) -> None:
    (polis / "participants-votes.csv").unlink()
    (polis / "participants-votes.csv.gz").write_bytes(b"not packed")
    with pytest.raises(BadInput, match="E800"):
        read_conversation(polis)


def test_an_export_without_comments_shows_every_statement(polis: Path) -> None:
    (polis / "comments.csv").unlink()
    talk, _ = read_conversation(polis)
    assert talk.votes.statements == ("s1", "s2", "s3")
    assert talk.votes.moderated == ()


BAD_EXPORTS = [
    (VOTES + "10,0,0,1,1,0,2,,\n", "E801", ":5:7", '"2" is not a vote'),
    (VOTES + "7,0,0,1,1,0,1,,\n", "E802", ":5", "the participant 7 appears twice"),
    (VOTES + "10,0,0,1,1,0,1,\n", "E800", ":5", "this row has 8 cells"),
    (VOTES.replace("s2", "s1"), "E802", ":1", 'the statement "s1" has two columns'),
    (VOTES.replace("participant", "person"), "E800", ":1", "no column participant"),
    ("", "E800", "", "no column participant"),
]


@pytest.mark.parametrize("text,code,place,words", BAD_EXPORTS, ids=[w for *_, w in BAD_EXPORTS])
def test_bad_exports_get_named_errors(
    polis: Path, text: str, code: str, place: str, words: str
) -> None:
    (polis / "participants-votes.csv").write_text(text)
    with pytest.raises(BadInput) as caught:
        read_conversation(polis)
    told = str(caught.value)
    assert code in told
    assert words in told
    assert f"participants-votes.csv{place}" in told


def test_all_errors_of_an_export_come_at_once(polis: Path) -> None:
    rows = "".join(f"{i},0,0,1,1,0,x,y,z\n" for i in range(20, 40))
    (polis / "participants-votes.csv").write_text(VOTES + rows)
    with pytest.raises(BadInput) as caught:
        read_conversation(polis)
    assert len(caught.value.diagnostics) == 20


# ------------------------------------------------------------------ tables of one's own


def test_votes_line_by_line(own: Path) -> None:
    (own / "statements.csv").write_text("statement,text\ns1,One\ns2,Two\n")
    talk, _ = read_conversation(own)
    assert cells(talk) == {("a", "s1"): 1, ("a", "s2"): -1, ("b", "s1"): 0, ("c", "s2"): 1}
    assert talk.votes.texts == ("One", "Two")
    assert talk.published is None


def test_regions_come_from_the_votes_or_from_the_participants(own: Path) -> None:
    (own / "votes.csv").write_text(
        "participant,statement,vote,region\na,s1,agree,N\na,s2,pass,N\nb,s1,agree,S\nc,s1,pass,\n"
    )
    talk, _ = read_conversation(own)
    assert talk.votes.regions == ("N", "S")
    assert talk.votes.region is not None
    assert talk.votes.region.tolist() == [0, 1, -1]
    (own / "participants.csv").write_text("participant,region,sex\na,S,w\nb,S,m\nz,N,w\n")
    again, _ = read_conversation(own)
    assert again.votes.region is not None
    assert [again.votes.regions[r] if r >= 0 else "" for r in again.votes.region] == ["S", "S", ""]
    by_sex, _ = read_conversation(own, by="sex")
    assert by_sex.by == "sex"
    assert set(by_sex.votes.regions) == {"w", "m"}


def test_parquet_is_read_like_csv(own: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    plain, _ = read_conversation(own)
    source, target = own / "votes.csv", own / "votes.parquet"
    duckdb.sql(f"copy (select * from read_csv('{source}', all_varchar = true)) to '{target}'")
    (own / "votes.csv").unlink()
    packed, inputs = read_conversation(own)
    assert cells(packed) == cells(plain)
    assert [Path(p).name for p in inputs] == ["votes.parquet"]


def test_numbers_in_parquet_are_votes(own: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    (own / "votes.csv").unlink()
    target = own / "votes.parquet"
    rows = "(1, 10, 1), (1, 11, -1), (2, 10, 0), (2, 11, null)"
    duckdb.sql(
        f"copy (select * from (values {rows}) t(participant, statement, vote)) to '{target}'"
    )
    talk, _ = read_conversation(own)
    assert cells(talk) == {("1", "10"): 1, ("1", "11"): -1, ("2", "10"): 0}


def parquet(folder: Path, rows: str, columns: str = "participant, statement, vote") -> None:
    duckdb = pytest.importorskip("duckdb")
    (folder / "votes.csv").unlink(missing_ok=True)
    target = folder / "votes.parquet"
    duckdb.sql(f"copy (select * from (values {rows}) t({columns})) to '{target}'")


def test_regions_in_parquet_are_read(own: Path) -> None:
    parquet(own, "('a', 's', 'agree', 'N'), ('a', 't', 'pass', 'N'), ('b', 's', '-1', null)",
            "participant, statement, vote, region")  # fmt: skip
    talk, _ = read_conversation(own)
    assert talk.votes.regions == ("N",)
    assert talk.votes.region is not None
    assert dict(zip(talk.votes.people, talk.votes.region.tolist(), strict=True)) == {
        "a": 0,
        "b": -1,
    }


@pytest.mark.parametrize(
    "rows,code,words",
    [
        ("('a', 's', 'agree'), ('b', 's', 'yes')", "E801", "votes.parquet:2"),
        ("('a', 's', 'agree'), ('a', 's', 'pass')", "E802", "a votes twice on s"),
    ],
)
def test_bad_votes_in_parquet_get_named_errors(own: Path, rows: str, code: str, words: str) -> None:
    parquet(own, rows)
    with pytest.raises(BadInput, match=code) as caught:
        read_conversation(own)
    assert words in str(caught.value)


def test_a_person_of_two_regions_in_parquet_is_an_error(own: Path) -> None:
    parquet(own, "('a', 's', 'agree', 'N'), ('a', 't', 'pass', 'S')",
            "participant, statement, vote, region")  # fmt: skip
    with pytest.raises(BadInput, match="a is in N and in S"):
        read_conversation(own)


@pytest.mark.parametrize("content,words", [(b"no parquet", "not a Parquet table"), (None, "vote")])
def test_bad_parquet_gets_named_errors(own: Path, content: bytes | None, words: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    (own / "votes.csv").unlink()
    if content is None:
        duckdb.sql(f"copy (select 1 as participant) to '{own / 'votes.parquet'}' (format parquet)")
    else:
        (own / "votes.parquet").write_bytes(content)
    with pytest.raises(BadInput, match="E800") as caught:
        read_conversation(own)
    assert words in str(caught.value)


BAD_OWN = [
    ("votes.csv", OWN + "a,s1,agree\n", "E802", "a votes twice on s1"),
    ("votes.csv", OWN + "d,s1,maybe\n", "E801", '"maybe" is not a vote'),
    ("votes.csv", "participant,vote\na,agree\n", "E800", 'no column "statement"'),
    ("votes.csv", "participant,statement,vote,region\na,s1,agree,N\na,s2,agree,S\n", "E802",
     "a is in N and in S"),
    ("participants.csv", "participant,region\na,N\na,S\n", "E802", "appears twice"),
    ("participants.csv", "participant,regoin\na,N\n", "E800", 'did you mean "regoin"?'),
    ("participants.csv", "participant,region\na,Nord\n", "E803", 'no region "Nord"'),
    ("about.toml", "title = ", "E800", "not TOML"),
]  # fmt: skip


@pytest.mark.parametrize("file,text,code,words", BAD_OWN, ids=[w for *_, w in BAD_OWN])
def test_bad_tables_get_named_errors(
    own: Path, file: str, text: str, code: str, words: str
) -> None:
    (own / "regions.csv").write_text("region\nNorth\nSouth\n")
    (own / file).write_text(text)
    with pytest.raises(BadInput) as caught:
        read_conversation(own)
    assert code in str(caught.value)
    assert words in str(caught.value)


def test_a_folder_without_votes_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no votes in this folder"):
        read_conversation(tmp_path)


def test_without_the_solver_the_line_to_type_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pool.csv").write_text("id,a\n1,x\n2,y\n")
    (tmp_path / "q.csv").write_text("feature,value,min,max\na,x,0,1\n")
    monkeypatch.setitem(sys.modules, "highspy", None)
    words = ["convene", "lot", str(tmp_path / "pool.csv"), "1", "--quotas", str(tmp_path / "q.csv")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "pip install 'foedus[convene]'" in done.output


def test_without_duckdb_the_line_to_type_is_shown(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet(own, "('a', 's', 'agree')")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run(str(own))
    assert done.exit_code == 2
    assert "pip install 'foedus[big]'" in done.output


def test_folders_are_found_by_path_or_name(tmp_path: Path) -> None:
    assert find_folder(str(tmp_path), packaged()) == tmp_path
    assert find_folder("biodiversity", packaged()).is_dir()
    with pytest.raises(BadInput, match="biodiversity") as caught:
        find_folder("biodiversty", packaged())
    assert 'did you mean "biodiversity"?' in str(caught.value)


# ------------------------------------------------------------------ the command


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["convene", "opinions", *words])


def test_the_command_shows_groups_consensus_and_footings() -> None:
    done = run("canadian-electoral-reform", "--top", "3")
    assert done.exit_code == 0, done.output
    for words in (
        "448 people on 152 statements; 281 people placed in 2 groups "
        "(silhouette, seed 0, start best)",
        "silhouette by number of groups: 2:",
        "stability over 20 resamples",
        "agreement with the labels of the export",
        "Group A:",
        "Group B:",
        "What all groups share",
        "Three footings by region: citizens pooled, units equal, the weakest",
        "PLANTED",
        "sub-licensed under CC BY 4.0",
    ):
        assert words in done.output, words
    assert "statements have too few votes in a group" in done.output.splitlines()[-1]


def test_the_command_is_deterministic_for_a_seed() -> None:
    first = run("canadian-electoral-reform", "--seed", "5", "--json").output
    assert run("canadian-electoral-reform", "--seed", "5", "--json").output == first


@pytest.mark.parametrize(
    "words,code",
    [
        (("nowhere",), "E800"),
        (("canadian-electoral-reform", "--groups", "1"), "E806"),
        (("canadian-electoral-reform", "--groups", "999"), "E806"),
        (("canadian-electoral-reform", "--seed", "-1"), "E806"),
        (("canadian-electoral-reform", "--cell", "-2"), "E806"),
        (("canadian-electoral-reform", "--by", "sex"), "E800"),
    ],
)
def test_wrong_words_get_named_errors(words: tuple[str, ...], code: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert f"error[{code}]" in done.output
    assert "Traceback" not in done.output


def test_errors_are_json_where_asked() -> None:
    data = json.loads(run("nowhere", "--json").output)
    assert data["format"] == "foedus.errors/1"
    assert data["errors"][0]["code"] == "E800"


def test_every_code_of_this_part_has_its_explanation() -> None:
    mine = {c: e for c, e in all_codes().items() if "E800" <= c <= "E849"}
    assert len(mine) == 11
    assert all(e.title and e.text for e in mine.values())


# ------------------------------------------------------------------ generators


def test_a_generated_conversation_has_what_it_says() -> None:
    votes, group = conversation(300, 40, 6000, 2, groups=4)
    assert (votes.n, votes.m, votes.votes) == (300, 40, 6000)
    assert set(group.tolist()) == {0, 1, 2, 3}
    assert (votes.per_person() == 20).all()
    again, _ = conversation(300, 40, 6000, 2, groups=4)
    assert (again.value == votes.value).all()
    passes = float(np.mean(votes.value == 0))
    assert 0.11 < passes < 0.18


def test_features_of_a_generated_pool_hang_together() -> None:
    made = pool(2000, 6)
    west = [p for p in made if p["region"] == "West"]
    north = [p for p in made if p["region"] == "North"]

    def share(people: list[dict[str, str]], feature: str, value: str) -> float:
        return sum(p[feature] == value for p in people) / len(people)

    assert share(west, "language", "second") > 2 * share(north, "language", "second")
    # Volunteers differ from the population: fewer from the West than live there.
    assert len(west) / 2000 < FEATURES["region"]["West"]
    assert all(p[f] in FEATURES[f] for p in made for f in FEATURES)


@pytest.mark.parametrize("people", [0, -4])
def test_a_pool_of_nobody_is_an_error(people: int) -> None:
    with pytest.raises(BadInput, match="E806"):
        pool(people, 0)


@pytest.mark.parametrize("k", [7, 40, 100, 101])
def test_generated_quotas_add_up_and_regions_have_no_slack(k: int) -> None:
    rows = quotas(k, list(FEATURES), 2)
    for feature in FEATURES:
        mine = [r for r in rows if r["feature"] == feature]
        assert sum(int(r["min"]) for r in mine) <= k <= sum(int(r["max"]) for r in mine)
        if feature == "region":
            assert all(r["min"] == r["max"] for r in mine)
            assert sum(int(r["min"]) for r in mine) == k


def test_planted_regions_have_the_shares_they_are_planted_with() -> None:
    people = [f"p{i}" for i in range(4000)]
    groups = [i % 2 for i in range(4000)]
    shares = {"N": (0.2, 0.7), "S": (0.8, 0.3)}
    found = planted_regions(people, groups, shares, "seed")
    first = [found[p] for p, g in zip(people, groups, strict=True) if g == 0]
    rest = [found[p] for p, g in zip(people, groups, strict=True) if g == 1]
    assert first.count("N") / 2000 == pytest.approx(0.2, abs=0.03)
    assert rest.count("N") / 2000 == pytest.approx(0.7, abs=0.03)
    assert planted_regions(people[:9], groups[:9], shares, "seed") == {
        p: found[p] for p in people[:9]
    }
    assert planted_regions(people, groups, shares, "other") != found
