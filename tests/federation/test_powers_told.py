"""What the commands say of an atlas text: conflict rules, sources, who is left out, no path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from federation_world import CSV, HEAD, model, write

from cases_once import invoke
from foedus.errors import BadInput
from foedus.federation.communities import communities


def said(*words: str) -> str:
    done = invoke("powers", *words)
    assert done.exit_code == 0, done.output
    return done.output


# ------------------------------------------------------------------- texts of the atlas


@pytest.mark.parametrize(
    "words, lines",
    [
        (("germany",), ["conflict rule: centre prevails (Art. 31, 72(1), 72(3))"]),
        (("canada",), ["Constitution Acts, 1867 to 1982", "10 of them on articles not read"]),
        (("germany", "--matter", "police"), ["region may legislate, execute: Art. 30, 70(1)"]),
        (("eu-council",), ["read in: Treaty of Lisbon, Art. 2 no. 90"]),
        (("minorities", "canada"), ["no office, seat or condition of this text asks"]),
        (("languages", "germany"), ["language rights: 0; texts: 1"]),
        (("authority", "spain"), ["0 components scored in 1 text; they are not added up"]),
        (("ukraine-2014",), ["a task without money: ", "texts, "]),
    ],
)  # fmt: skip
def test_a_text_of_the_atlas_is_told(words: tuple[str, ...], lines: list[str]) -> None:
    told = said(*words)
    for line in lines:
        assert line in told, told[-800:]
    assert "None" not in told


@pytest.mark.parametrize(
    "system, matter, article, mark",
    [
        ("united-states", "energy", "FERC v. Mississippi 1982", False),
        ("united-states", "police federal", "Art. I s. 8 cl. 18", True),
        ("eu-council", "vat", "TFEU Art. 113", False),
        ("belgium", "labour law", "art. 6 par. 1 VI subpar. 5 no. 12", False),
        ("belgium", "railways", "Art. 35 transitional", True),
        ("northern-ireland", "prisons", "S.I. 2010/976 arts 1(2), 6", False),
        ("northern-ireland", "criminal law", "S.I. 2010/977", True),
        ("india", "spatial planning", "Art. 243W, Twelfth Schedule 1, 2", False),
        ("bosnia", "unit borders", "Annex 2 of the General Framework Agreement, Art. II", False),
        ("canada", "offshore resources", "reference of 1967", False),
    ],
)
def test_a_mark_stands_where_the_article_was_not_read(
    system: str, matter: str, article: str, mark: bool
) -> None:
    (line,) = [x for x in said(system).splitlines() if re.match(rf"{matter}  ", x)]
    assert re.search(re.escape(article) + r"\)" + (r"\?" if mark else r"(?!\?)"), line), line


# ------------------------------------------------------------------------ texts of tests


def test_a_matter_that_nothing_decides_has_no_path(tmp_path: Path) -> None:
    # `Law` decides by name, `Amendment` powers: without both nothing moves a matter.
    bare = 'procedure Law under "1"\n  decides "tea"\n  passes when House approve by all members\n'
    file = write(tmp_path, HEAD, bare, 'power "police": region may legislate under "2"\n')
    assert "no procedure of this text decides it" in said(str(file), "--matter", "police")
    assert "how it can be taken:\n" in said(str(file), "--matter", "police")


def test_a_blank_share_is_told_by_its_unit(tmp_path: Path) -> None:
    csv = CSV.replace("S,South,300000,300,10.0", "S,South,300000,300,")
    line = "community Northern: north_share of Regions as of 2020\n"
    file = write(tmp_path, HEAD, line, csv=csv)
    assert "unknown, in no share: South" in said("minorities", str(file))


def test_a_community_of_a_list_of_names_is_refused(tmp_path: Path) -> None:
    text = HEAD.partition("electorate")[0] + (
        "units Isles: Alpha, Beta\ncommunity Northern: north_share of Isles as of 2020\n"
    )
    with pytest.raises(BadInput) as caught:
        communities(model(tmp_path, text))
    (error,) = caught.value.diagnostics
    assert (error.code, error.expected) == ("E872", "units of a table")
    assert error.place.line


# -------------------------------------------------------------------- options, all at once


@pytest.mark.parametrize(
    "words, codes",
    [
        (("ukraine-2014", "--model", "Q", "--matter", "polce", "--unit", "Kyv"),
         ["E855", "E870", "E871"]),
        (("ukraine-2014", "--matter", "polce", "--unit", "Kyv"), ["E870", "E871"]),
        (("germany", "--model", "Q", "--matter", "police", "--unit", "Bayern"), ["E855"]),
        (("part", "ukraine-2014", "--switch", "nope", "--model", "Q", "--votes", "nowhere.csv",
          "--procedure", "x"), ["E855", "E873", "E265"]),
        (("part", "germany", "--model", "Q"), ["E855", "E873"]),
        (("organs", "ukraine-2014", "--model", "Q"), ["E855"]),
    ],
)  # fmt: skip
def test_every_option_that_names_nothing_is_told(words: tuple[str, ...], codes: list[str]) -> None:
    done = invoke("powers", *words)
    assert done.exit_code == 2
    assert re.findall(r"error\[(E\d+)\]", done.output) == codes
    assert f"{len(codes)} error{'s' if len(codes) > 1 else ''}" in done.output


def test_votes_without_a_row_are_open_and_not_left_out(tmp_path: Path) -> None:
    votes = tmp_path / "v.csv"
    votes.write_text("body,unit,yes,no\n", encoding="utf-8")
    words = ("part", "ukraine-2014", "--switch", "seats-2014-10", "--model", "text-2004",
             "--procedure", "Ordinary law", "--votes", str(votes))  # fmt: skip
    done = invoke("powers", *words)
    assert done.exit_code == 0, done.output
    assert "votes on Ordinary law: by law open, under seats-2014-10 open" in done.output
    assert "unknown are votes of Verkhovna Rada" in done.output
