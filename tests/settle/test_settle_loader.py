"""Bad input named with its place: each error code provoked once, all errors of a file at once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import settle_case as sc

from foedus.case.load import load
from foedus.case.positions import guarantee_facts, load_positions
from foedus.case.settle_files import read_graph, read_points
from foedus.errors import BadInput, Diagnostic
from foedus.settle.codes import CODES

CONDITION = """
[[position]]
key = "{key}"
party = "b"
kind = "conditional"
if = ["{a}"]
then = ["{b}"]
strength = "demand"
statement = "b-6"
"""
LADDER = """
[[position]]
key = "ladder"
party = "b"
kind = "ladder"
question = "oil"
rungs = [["half"], ["half"]]
strength = "demand"
statement = "b-6"
"""
CIRCLE = CONDITION.format(key="x", a="oil = half", b="police = region") + CONDITION.format(
    key="y", a="police = region", b="oil = half"
)
RULES = """
[[rule]]
key = "never"
text = "neither"
then = ["oil = half"]
[[rule]]
key = "nor"
text = "nor"
then = ["oil = quarter"]
"""
ACCEPTS = sc.EXTRA.replace('"rejects"', '"accepts"').replace("b-extra", "b-other")

#: code -> (added text, old words, new words): what is changed in a case that is otherwise good.
BAD: dict[str, tuple[str, str, str]] = {
    "E701": (sc.EXTRA, 'statement = "b-5"', 'statement = "b-55"'),
    "E702": (sc.EXTRA, 'statement = "b-5"', 'statement = "b-5"\nwords = "never said"'),
    "E704": (sc.EXTRA, 'question = "oil"\noptions', 'question = "oils"\noptions'),
    "E705": (sc.EXTRA, '["quarter"]', '["quarters"]'),
    "E706": (sc.EXTRA, 'party = "b"\nkind = "rejects"', 'party = "bb"\nkind = "rejects"'),
    "E707": (sc.EXTRA, '"b-extra"', '"b-oil"'),
    "E708": (CONDITION.format(key="x", a="oil", b="rule = all"), "", ""),
    "E709": (CIRCLE, "", ""),
    "E710": (sc.VALUES, "rule = 50", "rule = 60"),
    "E711": (sc.VALUES, "of = { two = 0, all = 100 }", "of = { two = 0 }"),
    "E712": (RULES, "", ""),
    "E713": (sc.EXTRA + ACCEPTS, "", ""),
    "E714": (sc.EXTRA, '"North cannot be outvoted"\nstrength', '"North may leave"\nstrength'),
    "E715": (LADDER, "", ""),
    "E716": (sc.EXTRA, 'options = ["quarter"]', "options = []"),
    "E719": (sc.EXTRA, 'statement = "b-5"', 'statement = "a-5"'),
    "E722": (sc.EXTRA, '"oil.foedus"', '"gas.foedus"'),
    "E723": (sc.EXTRA, 'key = "all"', 'key = "all"\nconstitution = "text"'),
    "E725": (sc.EXTRA, '"police: region may execute"', '"police: region may legislat"'),
    "E726": (sc.DRAFTS, 'clause = "2"\nparty', 'clause = "9"\nparty'),
}


def errors_of(folder: Path) -> list[Diagnostic]:
    with pytest.raises(BadInput) as caught:
        load_positions(load(folder))
    return list(caught.value.diagnostics)


@pytest.mark.parametrize("code", BAD)
def test_each_code_with_its_line(tmp_path: Path, code: str) -> None:
    more, old, new = BAD[code]
    if code == "E723":
        more += '\n[[question]]\nkey = "other"\ntext = "?"\n' + "".join(
            f'[[question.option]]\nkey = "{k}"\ntext = "{k}"\nconstitution = "text-2"\n'
            for k in "xy"
        )
    whole = sc.POSITIONS + more
    assert not old or old in whole
    folder = sc.write(tmp_path, positions=whole.replace(old, new, 1) if old else whole)
    if code == "E723":
        (folder / "constitutions/text-2.foedus").write_text(sc.TEXT)
        entry = '\n[[constitution]]\nfile = "text-2.foedus"\ntitle = "T2"\nkind = "model"\n'
        (folder / "case.toml").write_text(sc.CASE + entry)
    found = [d for d in errors_of(folder) if d.code == code]
    assert found
    for error in found:
        assert error.place.file.endswith("positions.toml")
        assert error.place.line
        assert error.what
        assert error.expected


def test_all_errors_at_once(tmp_path: Path) -> None:
    codes = ("E701", "E705")
    text = sc.POSITIONS + "".join(
        sc.EXTRA.replace("b-extra", c).replace(*BAD[c][1:]) for c in codes
    )
    found = {d.code for d in errors_of(sc.write(tmp_path, positions=text))}
    assert found == set(codes)


def test_a_quote_that_its_stored_source_does_not_contain(tmp_path: Path) -> None:
    folder = sc.write(tmp_path)
    (folder / "sources").mkdir()
    bad, good = b"Something else was said.", b"Then A said\n1 of it. So it stands."
    for text, codes in ((bad, ["E703"]), (good, [])):
        (folder / "sources/a.txt").write_bytes(text)
        digest = hashlib.sha256(text).hexdigest()
        held = f'status = "held"\ncopy = "sources/a.txt"\nsha256 = "{digest}"'
        whole = sc.STATEMENTS.replace('status = "recorded"', held, 1)
        (folder / "statements.toml").write_text(whole)
        if codes:
            assert [d.code for d in errors_of(folder)] == codes
        else:
            load_positions(load(folder))


def test_a_case_without_settle_files(tmp_path: Path) -> None:
    folder = sc.write(tmp_path)
    (folder / "settle/positions.toml").unlink()
    assert [d.code for d in errors_of(folder)] == ["E720"]


def test_too_many_constitutions_to_build(tmp_path: Path) -> None:
    more = "".join(
        f'\n[[question]]\nkey = "q{k}"\ntext = "?"\n'
        + "".join(f'[[question.option]]\nkey = "o{i}"\ntext = "?"\nvariant = "v{k}.foedus"\n'
                  for i in range(8))
        for k in range(2)
    )  # fmt: skip
    folder = sc.write(tmp_path, more)
    for k in range(2):
        (folder / f"settle/variants/v{k}.foedus").write_text(f'note "v{k}"\n')
    assert "E724" in {d.code for d in errors_of(folder)}


def test_an_error_of_an_assembled_text_stands_at_its_line_in_the_variant(tmp_path: Path) -> None:
    folder = sc.write(tmp_path)
    path = folder / "settle/variants/police.foedus"
    path.write_text('# comment\npower "police": region may executes under "Art. 3"\n')
    case = load(folder)
    negotiation, _ = load_positions(case)
    with pytest.raises(BadInput) as caught:
        guarantee_facts(case, negotiation)
    first = caught.value.diagnostics[0]
    assert first.place.file.endswith("variants/police.foedus")
    assert first.place.line == 2
    assert "police = region" in first.what


MALFORMED = [
    ("order = 5", 'order = ["region", "centre"]'),
    ("order = [5]", 'order = ["region", "centre"]'),
    ('weights = "all"', "weights = { rule = 50, police = 30, oil = 20 }"),
    ("of = 3", "of = { two = 0, all = 100 }"),
    ("of = { two = 0.5, all = 100 }", "of = { two = 0, all = 100 }"),
    ("no_deal = 101", "no_deal = 10"),
    ("no_deal = -1", "no_deal = 10"),
    ("speakers = 3", 'speakers = ["Delegation A"]'),
    ("kind = 7", 'kind = "power"'),
    ('status = "perhaps"', 'status = "not invited"'),
    ('stands_for = "rule != two"', 'stands_for = "rule = two"'),
    ('unknown_key = 1\nparty = "b"', 'party = "b"'),
]


@pytest.mark.parametrize("new,old", MALFORMED)
def test_what_is_of_the_wrong_kind_is_an_error_and_no_crash(
    tmp_path: Path, new: str, old: str
) -> None:
    whole = sc.POSITIONS + sc.VALUES + sc.DRAFTS
    assert old in whole
    folder = sc.write(tmp_path, positions=whole.replace(old, new, 1))
    found = errors_of(folder)
    assert found
    assert all(re.fullmatch(r"E[37]\d\d", d.code) for d in found)


GRAPH = (
    'states = ["x", "y"]\n[[party]]\nname = "A"\norder = [["x"], ["y"]]\nmoves = { x = ["y"] }\n'
)
BAD_GRAPHS = [
    GRAPH.replace('["y"]]', "]"),
    GRAPH.replace('["x"], ["y"]', '["x"], ["y", "z"]'),
    GRAPH.replace('["x"], ["y"]', '["x"], ["y", "x"]'),
    GRAPH.replace('{ x = ["y"] }', '{ z = ["y"] }'),
    GRAPH.replace('{ x = ["y"] }', "5"),
    GRAPH.replace('"x", "y"]\n', '"x", "y", "y"]\n'),
    GRAPH + GRAPH.partition("\n")[2],
    'states = ["x"]\n',
]


@pytest.mark.parametrize("text", BAD_GRAPHS)
def test_states_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_graph(text.encode(), "g.toml")
    assert {d.code for d in caught.value.diagnostics} <= {"E728", "E303"}


POINTS = """[[party]]
name = "A"
points = { x = 60, y = 40 }
[[party]]
name = "B"
points = { x = 50, y = 50 }
"""
BAD_POINTS = [
    POINTS.replace("60", "61"),
    POINTS.replace("{ x = 50", "{ z = 50"),
    POINTS.replace("60", "-10").replace("40", "110"),
    POINTS.partition("\n[[party]]")[0],
]


@pytest.mark.parametrize("text", BAD_POINTS)
def test_points_that_cannot_be_divided(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_points(text.encode(), "p.toml")
    assert {d.code for d in caught.value.diagnostics} == {"E729"}


def test_every_code_is_provoked_by_some_test() -> None:
    elsewhere = {"E703", "E717", "E718", "E720", "E724", "E728", "E729"}
    assert set(CODES) == set(BAD) | elsewhere
