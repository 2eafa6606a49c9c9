"""Which rows of powers rest on an article that was read, and where; the catalogues of 2014 on."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from click.testing import CliRunner

from foedus.atlas import cases, find, systems
from foedus.cli import main
from foedus.constitution.load import load
from foedus.constitution.syntax import Function, Level
from foedus.federation.checks import Kind, checks
from foedus.federation.matrix import matrix
from foedus.federation.organs import measures
from foedus.federation.paths import paths
from foedus.proof.games import Games

#: system: (rows, rows that stay marked because an article was not read or does not name them).
COUNTS = {
    "belgium": (61, 18),
    "bosnia": (58, 1),
    "canada": (66, 10),
    "eu-council": (41, 0),
    "germany": (70, 0),
    "india": (70, 0),
    "northern-ireland": (33, 14),
    "south-africa": (68, 0),
    "spain": (65, 3),
    "switzerland": (67, 0),
    "ukraine": (71, 3),
    "un-security-council": (18, 0),
    "united-states": (65, 3),
}


def rows(system: str) -> list[dict[str, str]]:
    folder = next(e.path for e in systems() if e.name == system).parent
    with (folder / "powers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer(*words: str) -> dict[str, Any]:
    done = CliRunner().invoke(main, ["powers", *words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_every_system_has_its_powers_and_every_marked_row_is_counted() -> None:
    found = {}
    for system in systems():
        here = rows(system.name)
        found[system.name] = (len(here), sum(r["status"] == "unverified" for r in here))
    assert found == COUNTS
    assert sum(n for n, _ in COUNTS.values()) == 753
    assert sum(n for _, n in COUNTS.values()) == 52


def test_the_case_marks_the_rows_that_its_text_does_not_name() -> None:
    path = next(c.path for c in cases() if c.name == "ukraine-2014")
    folder = (path if path.is_dir() else path.parent) / "constitutions"
    with (folder / "powers.csv").open(encoding="utf-8", newline="") as file:
        here = list(csv.DictReader(file))
    assert [r["matter"] for r in here if r["status"] == "unverified"] == [
        "housing",
        "spatial planning",
        "agriculture",
    ]


@pytest.mark.parametrize("system", sorted(COUNTS))
def test_a_source_is_named_only_where_an_article_was_read(system: str) -> None:
    for row in rows(system):
        assert not (row["source"] and row["status"] != "verified"), row
        assert not row["source"] or "(" in row["source"], row


@pytest.mark.parametrize("system", sorted(COUNTS))
def test_the_command_counts_the_same(system: str) -> None:
    (text,) = answer(system)["texts"]
    marked = {(r["matter"], r["level"], r["article"]) for r in text["rows"]
              if r["status"] == "unverified"}  # fmt: skip
    said = [o["text"] for o in text["open"] if o["kind"] == "articles not read"]
    entries, unread = COUNTS[system]
    assert len(marked) == unread
    told = "rest on articles that were not read or do not name the matter"
    assert said == ([f"{unread} of {entries} entries {told}"] if unread else [])


# --------------------------------------------------- three catalogues of another style


@pytest.mark.parametrize(
    "system, matter, function, level, article",
    [
        ("eu-council", "customs", "legislate", "centre", "TFEU Art. 3(1)(a)"),
        ("eu-council", "trade foreign", "legislate", "centre", "TFEU Art. 3(1)(e)"),
        ("eu-council", "environment", "legislate", "concurrent", "TFEU Art. 4(2)(e)"),
        ("eu-council", "culture", "legislate", "parallel", "TFEU Art. 6(c)"),
        ("eu-council", "labour law", "legislate", "concurrent", "TFEU Art. 4(2)(b)"),
        ("eu-council", "nothing named", "legislate", "region", "TEU Arts 4(1), 5(2)"),
        ("un-security-council", "peace and security", "legislate", "centre", "Arts 24(1), 25"),
        ("un-security-council", "sanctions", "execute", "region", "Arts 41, 48"),
        ("un-security-council", "use of force", "legislate", "centre", "Art. 42"),
        ("un-security-council", "nothing named", "legislate", "region", "Art. 2(7)"),
        ("northern-ireland", "the Crown", "legislate", "centre", "Schedule 2 para. 1"),
        ("northern-ireland", "post telecom", "legislate", "shared", "Schedule 3 para. 7"),
        ("northern-ireland", "school education", "execute", "region", "s. 4(1)"),
        ("northern-ireland", "nothing named", "execute", "region", "s. 4(1)"),
    ],
)
def test_a_catalogue_says_who_holds_a_matter(
    system: str, matter: str, function: str, level: str, article: str
) -> None:
    found = matrix(load(find(system))).of(matter, Function(function))
    assert (Level(level), article) in {(c.level, c.article) for c in found}


@pytest.mark.parametrize(
    "system, matter, path, consent",
    [
        # Ratified by every member: each stops it alone.
        ("eu-council", "customs", "Treaty change", 27),
        # The permanent members as a group, and the 188 others as a group (two thirds of 193).
        ("un-security-council", "sanctions", "Charter amendment", 2),
    ],
)
def test_how_a_catalogue_is_changed(system: str, matter: str, path: str, consent: int) -> None:
    found = {p.procedure: p for p in paths(Games(load(find(system))), matter)}
    assert len(found[path].consent) == consent


def test_a_devolved_matter_is_taken_by_an_act_or_moved_with_both_designations() -> None:
    found = {p.procedure: p for p in paths(Games(load(find("northern-ireland"))), "agriculture")}
    assert set(found["Act of Parliament"].consent) == {"Parliament"}
    moved = found["Order moving a matter between the lists"]
    assert {"Parliament", "Secretary of State"} <= set(moved.consent)


def test_the_council_begins_enforcement_by_its_own_procedure() -> None:
    (found,) = measures(Games(load(find("un-security-council"))))
    assert found.article == "Arts 39-42"


@pytest.mark.parametrize("system", ["eu-council", "un-security-council", "northern-ireland"])
def test_what_a_catalogue_leaves_open_is_told(system: str) -> None:
    text = load(find(system))
    found = {o.kind for o in checks(text, matrix(text))}
    expected = {
        "eu-council": set(),
        "un-security-council": set(),
        "northern-ireland": {Kind.UNREAD, Kind.NO_MONEY},
    }
    assert found == expected[system]
