"""What sentences say together: good files that must pass, beside the bad ones in `bad/`."""

from __future__ import annotations

import pytest

from foedus.constitution.lines import split
from foedus.constitution.parse import decode, parse, read
from foedus.constitution.words import as_column, as_name, quoted, tokens, unquoted
from foedus.errors import BadInput

HEAD = """constitution X
body House: 100 members, of whom 60 North, 40 South
body Senate: 20 members
  composition: table "senate.csv" by party, region counting seats as of 2020
  filled: 19 as of 2020
person President
units States: table "states.csv", weight population as of 2010, weight votes as of 1999
units Islands: Alpha, Beta
electorate People: voters of States as of 2020
set Large: States where population at least 1000 as of 2010
set Near: Alpha of Islands
reading Count: Wide, Narrow
"""


def codes(text: str) -> list[str]:
    try:
        parse(HEAD + text, "t")
    except BadInput as exc:
        return [f"{d.code}@{d.place.line - HEAD.count(chr(10))}" for d in exc.diagnostics]
    return []


def law(condition: str, name: str = "Law") -> str:
    return f'procedure {name} under "Art. 1"\n  passes when {condition}\n'


GOOD = [
    law("House approve by at least 100 members"),
    law("North in House approve by all members"),
    law("each party in Senate approve by more than 1/2 of votes cast"),
    law("Green in Senate approve by more than 1/2 of votes cast"),  # a group of the table
    law("Senate approve by more than 1/2 of seats filled"),
    law("States approve by at least 1/2 of population"),
    law("States approve by at least 12 votes"),
    law("Large approve by at least 1/2 of population as of 2010"),
    law("Large approve by at least 2 units"),
    law("States approve by at least 2/3 of votes cast"),
    law("States approve by at least 3 units, each by more than 1/2 of votes cast"),
    law("Large approve by at least 3 units, each by more than 1/2 of votes cast"),
    law("People approve by more than 1/2 of registered voters"),
    law("President assents"),
    law("Alpha assents"),
    law("Bavaria assents"),  # may be a row of states.csv
    law("unless unless House approve by all members"),
    law("unless any of\n    House reject by all members\n    unless Senate approve by all members"),
    law(
        "all of\n    House approve by all members\n    if House petition by at least 3 members, "
        "then instead House approve by all members"
    ),
    law("by reading Count\n    when Narrow\n      never\n    when Wide\n      President assents"),
    law("never") + law("procedure Law passes", "Other"),
    'procedure Law under "1"\n  in force from 1990 until 2000\n  passes when never\n'
    'procedure Law under "1"\n  in force from 2000\n  passes when never\n',
    'set Large2 as "a": Large where x is "1"\nset Large2 as "b": Large where y is "1"\n',
    law("never") + "view V of Law: voters are States, Bavaria\n",
    law("never") + 'guarantee "G"\n  for each of States: it alone cannot pass Law\n',
    law("never") + 'guarantee "G"\n  "House: North" can be outvoted in Law\n',
    law("never")
    + 'question "Q"\n  smallest share of population, counting everyone, that blocks Law\n',
    law("never") + 'expect Law in reading Wide with votes "v.csv" => adopted\n',
    'power "anything": region may legislate under "1"\n',  # no matters listed
]


@pytest.mark.parametrize("text", GOOD, ids=[g.splitlines()[-1].strip()[:70] for g in GOOD])
def test_good_sentences_pass(text: str) -> None:
    assert codes(text) == []


BAD = [
    (law("States approve by more than 1/2 of members"), ["E049@2"]),
    (law("Near approve by at least 1/2 of population"), ["E050@2"]),
    (law("Near approve by more than 1/2 of members"), ["E049@2"]),
    (law("House approve by more than 1/2 of members sworn"), ["E052@2"]),
    (law("unless unless House reject by all members"), ["E053@2"]),
    (law("if House petition by at least 101 members, then delay 3 days"), ["E048@2"]),
    (law("House approve by more than 100 members"), ["E048@2"]),
    (law("East in House approve by all members"), ["E054@2"]),
    (law("any of\n    President assents\n    if House petition by all members, then instead never"),
     ["E067@4"]),
    (law("never") + 'question "Q"\n  Law can pass without it\n', ["E051@4"]),
    (law("never") + 'guarantee "G"\n  for each of Lage: Law can pass without it\n', ["E040@4"]),
    (law("never") + 'guarantee "G"\n  Law in view V implies Law\n', ["E043@4"]),
    (law("never") + 'guarantee "G"\n  vetoers of Law\n  leaving by Alpha\n', ["E070@4", "E070@5"]),
    (law("never") + "view V of Law: voters are States\nview V of Law: voters are Islands\n",
     ["E041@4"]),
    ('matters "a"\nguarantee "G"\n  taking "b" from Alpha needs Alpha\n', ["E056@3"]),
    (law("procedure Law passes"), ["E061@1"]),
    ('body Lords: 9 members\n  9 seats for States by "hill" on area\n', ["E050@2"]),
    ("body Lords: 9 members\n  9 seats for each of Stats\n", ["E040@2"]),
    ("body Lords: 5 members, of whom 2 A, 2 B\n  of whom 1 C, 4 D\n", ["E046@1"]),
    ("body Lords: 5 members\n  of whom 1 C, 3 D\n  sworn: 6 as of 2000\n", ["E046@2", "E047@3"]),
]  # fmt: skip


@pytest.mark.parametrize("text,want", BAD, ids=[" ".join(w) + " " + t[-40:-1] for t, w in BAD])
def test_bad_sentences_are_found_where_they_stand(text: str, want: list[str]) -> None:
    assert codes(text) == want


def test_names_of_a_broken_declaration_are_no_errors_where_they_are_used() -> None:
    text = "constitution X\nbody House 10 members\n" + law("House approve by all members")
    with pytest.raises(BadInput) as caught:
        parse(text, "t")
    assert [d.code for d in caught.value.diagnostics] == ["E011"]


def test_errors_come_in_the_order_of_the_file() -> None:
    text = law("Hous approve by all") + "body Hal: 0 members\n" + law("Sen assents", "Law2")
    with pytest.raises(BadInput) as caught:
        parse(f"constitution X\n{text}", "t")
    lines = [d.place.line for d in caught.value.diagnostics]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "text", ["plain", "two words", 'a "quote"', "back\\slash", "# hash", "Д", "ß", "é", "O'Neill"]
)
def test_texts_are_quoted_and_unquoted(text: str) -> None:
    assert unquoted(quoted(text)) == text
    assert unquoted(as_name(text)) == text
    assert unquoted(as_column(text, beside_words=True)) == text
    (word,) = tokens(quoted(text), lambda *_: None) or []
    assert word.kind == "STRING"


@pytest.mark.parametrize(
    "name,want",
    [("House", "House"), ("Vice-President", "Vice-President"), ("Рада", "Рада"), ("東京", "東京"),
     ("house", '"house"'), ("Two Words", '"Two Words"'), ("1st", '"1st"'), ("É", "É")],
)  # fmt: skip
def test_names_are_bare_where_they_are_one_word_with_a_capital(name: str, want: str) -> None:
    assert as_name(name) == want


def test_lines_keep_comments_and_know_their_pieces() -> None:
    source = split("# top\n\na b,  # one\n    c  # two\n  d\n# end", "t")
    (line,) = source.roots
    assert (line.text, line.comment, line.before) == ("a b, c", "# one  # two", ["# top", ""])
    assert [c.text for c in line.children] == ["d"]
    assert source.after == ["# end"]
    assert str(source.place(line, 5, 6)) == "t:4:5"


def test_a_byte_that_is_not_utf8_is_placed() -> None:
    with pytest.raises(BadInput) as caught:
        decode(b"ab\ncd\xff", "t")
    assert str(caught.value.diagnostics[0].place) == "t:2:3"


def test_reading_alone_collects_and_never_raises() -> None:
    parsed = read("nonsense\n  more\nbody A: 1 members\n", "t")
    assert [e.code for e in parsed.errors] == ["E010"]
    assert [n.name for n in parsed.constitution.statements] == ["A"]  # type: ignore[union-attr]
