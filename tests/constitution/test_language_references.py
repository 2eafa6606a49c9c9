"""`procedure X passes`: circles, depth, and large files, against a slow search of every path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_language_check import HEAD, codes

from foedus.constitution.check_references import MAX_DEPTH
from foedus.constitution.parse import parse
from foedus.constitution.readings import walk
from foedus.constitution.syntax import PassesToo, Procedure
from foedus.errors import BadInput

VOTE = "    House approve by all members\n"


def text(references: list[list[int]]) -> str:
    """Return a file of procedures P0, P1, ... that refer to one another."""
    return "".join(
        f'procedure P{i} under "Art. {i}"\n  passes when all of\n{VOTE}'
        + "".join(f"    procedure P{other} passes\n" for other in others)
        for i, others in enumerate(references)
    )


def circular(references: list[list[int]], start: int) -> bool:
    """Whether some walk leads back to where it began: every walk of up to n steps."""
    reached = set(references[start])
    for _ in references:
        reached |= {o for r in reached for o in references[r]}
    return start in reached


@given(st.data())
def test_circles_are_those_of_every_walk(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 6))
    others = st.lists(st.integers(0, n - 1), max_size=3, unique=True)
    references = data.draw(st.lists(others, min_size=n, max_size=n))
    lines = {i: 1 + sum(3 + len(r) for r in references[:i]) for i in range(n)}
    expected = [f"E061@{lines[i]}" for i in range(n) if circular(references, i)]
    assert codes(text(references)) == expected


def chain(length: int) -> str:
    return text([[], *([i] for i in range(length - 1))])


def test_a_chain_of_procedures_may_be_forty_long() -> None:
    assert codes(chain(MAX_DEPTH // 2)) == []


def test_a_longer_chain_is_refused_once_where_it_becomes_too_deep() -> None:
    too_deep = MAX_DEPTH // 2
    assert codes(chain(500)) == [f"E031@{1 + 3 + 4 * (too_deep - 1)}"]


def test_the_depth_counts_the_blocks_between() -> None:
    inner = "".join("  " * (i + 2) + "all of\n" for i in range(30))
    deep = "".join(
        f'procedure P{i} under "Art. {i}"\n'
        f"  passes when all of\n{VOTE}{inner}"
        + "  " * 32 + (f"procedure P{i - 1} passes\n" if i else VOTE.strip() + "\n")
        for i in range(4)
    )  # fmt: skip
    assert [c.partition("@")[0] for c in codes(deep)] == ["E031"]


def test_an_unknown_procedure_leads_nowhere() -> None:
    assert codes(
        f'procedure P under "Art. 1"\n  passes when all of\n{VOTE}    procedure Q passes\n'
    ) == ["E042@4"]


def test_every_node_of_a_procedure_is_walked() -> None:
    tree = parse(HEAD + chain(5))
    found = [n.procedure for p in tree.all(Procedure) for n in walk(p) if isinstance(n, PassesToo)]
    assert found == ["P0", "P1", "P2", "P3"]


def test_sentences_that_repeat_keep_their_own_places() -> None:
    tree = parse(HEAD + chain(3))
    votes = [
        n.place.line for p in tree.all(Procedure) for n in walk(p) if type(n).__name__ == "Vote"
    ]
    first = HEAD.count("\n") + 3
    assert votes == [first, first + 3, first + 7]


def test_ten_thousand_lines_are_read_with_each_error() -> None:
    lines = text([[] for _ in range(3333)]).replace("House", "Hous", 1)
    assert lines.count("\n") == 9999
    assert codes(lines) == ["E040@3"]


def test_a_group_named_as_in_a_condition_is_led_to_its_name_as_a_voter() -> None:
    claim = 'guarantee "G"\n  P0 cannot pass against "North in House"\n'
    with pytest.raises(BadInput) as caught:
        parse(HEAD.partition("body Senate")[0] + text([[]]) + claim)  # no table may hold the name
    (found,) = caught.value.diagnostics
    assert (found.code, found.help) == ("E040", 'write "House: North"')
