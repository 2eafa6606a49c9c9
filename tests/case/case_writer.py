"""Writes case folders for the tests: a three-region case from scratch, and edits of files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

FILES: dict[str, str] = {
    "case.toml": """
        title = "Three provinces"
        as_of = "2020-06-30"
        is = ["a test"]
        is_not = ["a country"]
        units = "provinces"
        unit_name = "provinces"
        gaps = ["the third letter"]

        [layers.later]
        title = "After June 2020"
        tables = ["turnout"]

        [[constitution]]
        file = "charter.foedus"
        title = "Charter"
        kind = "text"
        in_force_by = ["anna"]
        not_in_force_by = ["carl"]

        [[constitution]]
        file = "model-x.foedus"
        title = "Model X"
        kind = "model"

        [[equality]]
        key = "seats"
        title = "Residents per seat"
        table = "provinces"
        people = "population"
        seats = "seats"
        """,
    "country/provinces.csv": """
        code,name,row,col,people,seats,speakers
        A,Ash,0,0,100,2,60
        B,Birch,0,1,300,3,10
        C,Cedar,1,0,600,5,
        """,
    "country/provinces.meta.toml": """
        title = "The three provinces"
        key = "code"
        label = "name"
        tile = ["row", "col"]
        [defaults]
        source = "census"
        date = "2019-01-01"
        confidence = "A"
        status = "verified"
        [columns.people]
        name = "population"
        what = "residents"
        unit = "persons"
        kind = "integer"
        total = 1000
        [columns.seats]
        what = "seats"
        unit = "seats"
        kind = "integer"
        total = 10
        [columns.speakers]
        what = "share of speakers"
        unit = "per cent"
        kind = "decimal"
        total = "none: shares"
        """,
    "country/turnout.csv": """
        code,name,turnout
        A,Ash,50
        B,Birch,
        C,Cedar,70
        """,
    "country/turnout.meta.toml": """
        title = "Turnout"
        key = "code"
        label = "name"
        [columns.turnout]
        what = "turnout"
        unit = "per cent"
        source = "commission"
        date = "2020-09-01"
        confidence = "A"
        kind = "decimal"
        status = "verified"
        total = "none: shares"
        """,
    "constitutions/charter.foedus": """
        constitution Charter
          source "Gazette 1"

        body Diet: 10 members
        units Provinces: table "../country/provinces.csv", weight population as of 2019

        procedure Law under "Art. 1"
          passes when Diet approve by more than 1/2 of members
        """,
    "constitutions/model-x.foedus": """
        constitution "Model X"
          source "made for this test"

        body Diet: 10 members

        procedure Law under "rule 1"
          passes when Diet approve by at least 2/3 of members
        """,
    "statements.toml": """
        [[statement]]
        key = "anna"
        date = "2020-02"
        speaker = "Anna"
        capacity = "minister"
        quote = "We agreed on equal rights and fair elections."
        source = "https://example.org/1"
        status = "recorded"

        [[statement]]
        key = "carl"
        date = "2020-01-31"
        speaker = "Carl"
        capacity = "governor"
        quote = "We agreed on some rights and honest elections."
        source = "https://example.org/2"
        status = "recorded"
        reports = ["Anna"]

        [[statement]]
        key = "dora"
        date = "2020-08-01"
        speaker = "Dora"
        capacity = "observer"
        quote = "[Both were late.]"
        source = "memory"
        status = "unverified"
        layer = "later"
        """,
    "questions.toml": """
        [[question]]
        key = "rights"
        text = "Which rights?"
        statements = ["anna", "dora", "carl"]
        """,
    "comparisons.toml": """
        [[comparison]]
        key = "points"
        title = "Point by point"
        columns = ["anna", "carl"]
        [[comparison.point]]
        title = "Rights"
        cell = [
          { statement = "anna", words = "equal rights", marks = ["equal"] },
          { statement = "carl", words = "some rights", marks = ["some"] },
        ]
        [[comparison.only]]
        statement = "carl"
        words = "honest elections"
        [[comparison.absent]]
        who = "The governor of Birch"
        statements = ["carl"]
        """,
    "disputes.toml": """
        [[dispute]]
        key = "how-many"
        on = "How many rights?"
        texts = ["dora"]
        [[dispute.side]]
        holds = "equal"
        statements = ["anna"]
        [[dispute.side]]
        holds = "some"
        statements = ["carl"]

        [[dispute]]
        key = "late"
        on = "Who was late?"
        layer = "later"
        [[dispute.side]]
        holds = "both"
        statements = ["dora"]
        [[dispute.side]]
        holds = "nobody"
        statements = ["anna"]
        """,
    "commitments.toml": """
        [[commitment]]
        key = "c1"
        date = "2020-03-01"
        document = "Accord"
        point = "1"
        text = "They shall meet."
        obligor = "not stated"
        deadline = "2020-05-01"
        verifier = "not stated"
        source = "https://example.org/3"
        status = "recorded"
        readings = ["anna"]
        """,
    "surveys.toml": """
        [[survey]]
        key = "poll"
        pollster = "Polls"
        fieldwork = "2020-03-01/2020-03-05"
        sample = 900
        population = "residents"
        [[survey.question]]
        subject = "rights"
        result = [
          { option = "yes", share = "45.2", group = "all" },
          { option = "no", share = "54.8", group = "all" },
        ]
        """,
    "votes.toml": """
        [[vote]]
        key = "v1"
        date = "2020-04-01"
        body = "Diet"
        on = "the accord"
        file = "accord.csv"
        procedure = "Law"
        """,
    "votes/accord.csv": """
        body,unit,yes,no,registered
        Diet,,6,,10
        """,
    "sets.toml": """
        [[set]]
        key = "half"
        family = "speakers"
        label = "at least half"
        table = "provinces"
        column = "speakers"
        as_of = "2019"
        threshold = 50
        population = "population"
        attributed = "the test"

        [[set]]
        key = "tenth"
        family = "speakers"
        label = "more than a tenth"
        table = "provinces"
        column = "speakers"
        as_of = "2019"
        comparison = ">"
        threshold = "10"
        population = "population"
        attributed = "the test"
        """,
    "switches.toml": """
        [[switch]]
        key = "september"
        title = "September 2020"
        seats = { Diet = 10 }
        filled = { Diet = 8 }
        units_without = ["B"]
        layer = "later"
        """,
}


def write_case(folder: Path) -> Path:
    """Write the three-province case and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace a text in one file; the text must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
