"""What every page must be, told from its HTML alone: shared by the tests of any case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "wbr"}
#: Attributes by which a browser would load something.
LOADING = {"src", "srcset", "poster", "data", "background", "action", "xlink:href", "formaction"}
DRAWN = {"g", "rect", "line", "circle", "polyline", "path", "use", "text", "title", "desc"}


@dataclass
class Element:
    """One element of the page."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = field(default=None, repr=False)
    children: list[Element] = field(default_factory=list, repr=False)
    parts: list[str | Element] = field(default_factory=list, repr=False)

    def add(self, child: Element) -> None:
        """Append a child element."""
        self.children.append(child)
        self.parts.append(child)

    def every(self, tag: str) -> list[Element]:
        """Return every element of a tag below this one, in order."""
        found = []
        for child in self.children:
            found += [child] if child.tag == tag else []
            found += child.every(tag)
        return found

    def text(self) -> str:
        """Return the words of this element and those below it."""
        return "".join(p if isinstance(p, str) else p.text() for p in self.parts)

    def above(self, tag: str) -> Element | None:
        """Return the nearest element of a tag above this one."""
        here = self.parent
        while here is not None and here.tag != tag:
            here = here.parent
        return here


class Reader(HTMLParser):
    """A strict reader: every element that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.here = self.root
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        new = Element(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.add(new)
        if tag not in VOID:
            self.here = new

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.add(Element(tag, {k: v or "" for k, v in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag:
            self.wrong.append(f"</{tag}> inside <{self.here.tag}> at {self.getpos()}")
            return
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def parsed(page: str) -> Element:
    """Return the page's tree; fails where the markup is not nested."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.wrong, reader.wrong[:5]
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root


def every(root: Element) -> list[Element]:
    """Return every element of the page."""
    found = []
    for child in root.children:
        found += [child, *every(child)]
    return found


def check_nothing_is_loaded(root: Element, page: str) -> None:
    """No element loads anything: links to sources are the only addresses."""
    symbols = {s.attributes["id"] for s in root.every("symbol")}
    for element in every(root):
        assert element.tag not in {"link", "iframe", "object", "embed", "base", "form", "audio"}
        loading = LOADING & set(element.attributes)
        assert not loading, f"<{element.tag}> loads {loading}"
        address = element.attributes.get("href", "")
        allowed = address.startswith(("#", "http://", "https://", "data:text/csv"))
        assert (
            not address
            or (element.tag == "a" and allowed)
            or (element.tag == "use" and address[1:] in symbols)
        ), address
        assert not [k for k in element.attributes if k.startswith("on")], element.attributes
    style = "".join(s.text() for s in root.every("style"))
    assert not re.search(r"url\(|@import|expression", style)
    assert page.count("<script") == 1
    policies = [m for m in root.every("meta") if "http-equiv" in m.attributes]
    assert [m for m in policies if m.attributes["content"].startswith("default-src 'none'")]


def check_structure(root: Element) -> None:
    """One h1, no level skipped, unique ids, every inner link has its goal, a language, a main."""
    levels = [int(e.tag[1]) for e in every(root) if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels.count(1) == 1
    steps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not steps, f"a heading level is skipped: {steps}"
    idents = [e.attributes["id"] for e in every(root) if "id" in e.attributes]
    doubled = sorted({i for i in idents if idents.count(i) > 1})
    assert not doubled, doubled
    for link in root.every("a"):
        address = link.attributes.get("href", "")
        assert not address.startswith("#") or address[1:] in idents, address
        assert link.text().strip(), f"a link without words: {link.attributes}"
    assert root.every("html")[0].attributes["lang"] == "en"
    assert len(root.every("main")) == 1
    assert root.every("nav")[0].attributes.get("aria-label")


def check_figures(root: Element) -> None:
    """Every drawing has a text alternative; every figure its source and its data as a table."""
    for drawing in root.every("svg"):
        if drawing.attributes.get("aria-hidden") == "true":
            assert [c.tag for c in drawing.children] == ["symbol"], "a drawing hidden from readers"
            continue
        assert drawing.attributes.get("role") == "img"
        named = drawing.attributes["aria-labelledby"].split()
        inside = {e.attributes.get("id"): e.text().strip() for e in drawing.children}
        assert all(inside.get(n) for n in named), f"no text alternative: {named}"
        assert {e.tag for e in every(drawing)} <= DRAWN
    for figure in root.every("figure"):
        assert figure.every("svg"), "a figure without a drawing"
        assert figure.every("figcaption")
        assert "Source" in "".join(t.text() for t in figure.every("dt"))
        assert figure.every("table"), "a figure without its data"
        saved = [a for a in figure.every("a") if "download" in a.attributes]
        assert saved, "a figure without its CSV"


def check_tables(root: Element) -> None:
    """Every table has a caption, column headers, and a row header in each row."""
    for table in root.every("table"):
        assert table.every("caption")[0].text().strip()
        heads = table.every("thead")[0].every("th")
        assert heads
        assert all(h.attributes.get("scope") == "col" for h in heads)
        for row in table.every("tbody")[0].every("tr"):
            assert row.children[0].tag == "th"
            assert row.children[0].attributes.get("scope") == "row"
            assert len(row.children) == len(heads)


def check_page(page: str) -> Element:
    """Run every check on a page and return its tree."""
    assert len(page.encode()) < 1_000_000
    root = parsed(page)
    check_nothing_is_loaded(root, page)
    check_structure(root)
    check_figures(root)
    check_tables(root)
    return root
