"""Text and tree: what is rendered is read back equal, and formatting changes nothing twice."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from language_trees import constitution, statement

from foedus.constitution import syntax as s
from foedus.constitution.fmt import WIDTH, format_text
from foedus.constitution.parse import read
from foedus.constitution.render import prose, sentence, text
from foedus.constitution.tree import from_json, to_json


def reread(source: str) -> s.Constitution:
    parsed = read(source, "t.foedus")
    assert not parsed.errors, "\n".join(e.render() for e in parsed.errors) + "\n" + source
    return parsed.constitution


@given(constitution, st.integers(3, 7))
def test_a_tree_survives_text_format_json_and_any_indentation(
    tree: s.Constitution, width: int
) -> None:
    source = text(tree)
    assert reread(source) == tree
    once = format_text(source)
    assert reread(once) == tree
    assert format_text(once) == once
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree
    lines = source.splitlines()
    wide = [" " * (width * ((len(x) - len(x.lstrip())) // 2)) + x.lstrip() for x in lines]
    assert reread("\n".join(wide)) == tree


@given(statement)
def test_every_rule_renders_back_to_the_same_sentence(node: s.Statement) -> None:
    tree = reread(f"constitution X\n{sentence(node)}\n")
    assert tree.statements == (node,)
    assert sentence(tree.statements[0]) == sentence(node)
    line = prose(node)
    assert "\n" not in line
    for lower in getattr(node, "details", ()):
        assert sentence(lower).splitlines()[0].removesuffix(" of") in line


def with_comments(source: str, seed: int) -> tuple[str, list[str]]:
    """Return the text with comments and blank lines strewn in, and the comments in order."""
    rng, found, lines = random.Random(seed), [], []
    for line in source.splitlines():
        for _ in range(rng.choice([0, 0, 1, 2])):
            found.append(f"# comment {len(found)} \"quoted\" = '#'")
            lines.append(" " * rng.randrange(6) + found[-1])
        if rng.random() < 0.2:
            lines += ["", "   "]
        if rng.random() < 0.3 and line.strip():
            found.append(f"#comment {len(found)}")
            line += " " + found[-1]
        lines.append(line)
    return "\n".join(lines), found


@given(constitution, st.integers(0, 10**6))
def test_comments_are_kept_in_order_and_change_nothing(tree: s.Constitution, seed: int) -> None:
    source, comments = with_comments(text(tree), seed)
    formatted = format_text(source)
    assert reread(source) == reread(formatted) == tree
    assert format_text(formatted) == formatted
    kept = re.findall(r"#\s?comment \d+", formatted)
    assert kept == [re.match(r"#\s?comment \d+", c).group() for c in comments]  # type: ignore[union-attr]


def test_long_lists_go_on_in_the_next_line() -> None:
    names = ", ".join(f'"Region number {i}"' for i in range(27))
    source = f'constitution X\nunits R: {names}\n  article "Art. 1"\n'
    formatted = format_text(source)
    assert max(map(len, formatted.splitlines())) <= WIDTH
    assert len(reread(formatted).all(s.Units)[0].names) == 27
    assert format_text(formatted) == formatted


@pytest.mark.parametrize(
    "given_, want",
    [
        ("passes when A approve by at least 65/100 of members", "at least 65/100 of members"),
        ("passes when A approve by at least 13/20 of members", "at least 65/100 of members"),
        ("passes when A approve by at least 60/100 of members", "at least 3/5 of members"),
        ("passes when A approve by at least 1/1 of members", "all members"),
        ("passes when A approve by at least 2/4 of members", "at least 1/2 of members"),
        ('passes when "A" approve by more than 0001 units', "A approve by more than 1 units"),
        ("not before 1 years", "not before 1 year"),
        ("not after 30 day", "not after 30 days"),
        ('passes   when  "House of  A" approve by all  members', '"House of  A" approve by all'),
    ],
)  # fmt: skip
def test_one_authored_form(given_: str, want: str) -> None:
    source = f'constitution X\nprocedure P under "1"\n  {given_}\n'
    assert want in format_text(source)
