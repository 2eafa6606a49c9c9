"""docs/atlas/*.md say what is computed today; no page is missing, none is left over."""

from __future__ import annotations

import re

import pytest
from atlas_pages import PAGES, pages

WRITTEN = pages()


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_the_page_is_what_is_computed(name: str) -> None:
    page = PAGES / name
    assert page.is_file(), "run: python tests/atlas/atlas_pages.py"
    assert page.read_text(encoding="utf-8") == WRITTEN[name]


def test_there_is_a_page_for_every_system_and_the_index_links_it() -> None:
    assert {p.name for p in PAGES.glob("*.md")} == set(WRITTEN)
    index = (PAGES.parent / "atlas.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(atlas/([a-z-]+\.md)\)", index)) == set(WRITTEN)
