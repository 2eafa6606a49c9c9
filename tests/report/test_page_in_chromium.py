"""The page in a browser: nothing is loaded, nothing overflows, paper has every section."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from three_regions import HOSTILE, write_case

from foedus.case.folder import packaged
from foedus.report.make import make

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CASES = ["three", "hostile", *sorted(packaged())]
WIDTHS = [1280, 390]
#: What a sheet of A4 holds between its margins, in pixels, rounded down.
PAPER = 710


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        there = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield there
        there.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    sources = {
        "three": str(write_case(folder / "three")),
        "hostile": str(write_case(folder / "hostile", title=HOSTILE, quote=HOSTILE)),
    }
    found = {}
    for name in CASES:
        found[name] = folder / f"{name}.html"
        found[name].write_text(make(sources.get(name, name), later=name != "three")[0], "utf-8")
    return found


def opened(browser: Browser, file: Path, width: int) -> tuple[Page, list[str]]:
    """Open a page and return it with everything that went wrong or was asked of a network."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
    page.on("dialog", lambda d: wrong.append(f"dialog: {d.message}"))
    page.on(
        "request",
        lambda r: None if r.url.startswith("file:") else wrong.append(f"request: {r.url}"),
    )
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    return page, wrong


#: What lies outside the window, is cut off in a drawing, or is wider than its tile.
LOOK = """() => {
  const all = (s) => [...document.querySelectorAll(s)], box = (e) => e.getBoundingClientRect();
  const words = (e) => e.textContent.trim().slice(0, 60);
  return {
    width: document.documentElement.scrollWidth,
    outside: all("main p, main li, main h2, main h3, main svg.drawing")
      .filter((e) => !e.closest(".scroll, .hidden"))
      .filter((e) => box(e).width && (box(e).left < -1 || box(e).right > innerWidth + 1))
      .map(words),
    cut: all("svg.drawing text").filter((t) => box(t).width)
      .filter((t) => { const r = box(t), s = box(t.closest("svg"));
        return r.left < s.left - 1 || r.right > s.right + 1 || r.bottom > s.bottom + 1; })
      .map(words),
    wide: all("svg.drawing .tiles text").filter((t) => box(t).width
        > box(t.closest("svg")).width * 62 / t.closest("svg").viewBox.baseVal.width)
      .map(words),
  };
}"""
VIEWS = [(case, width) for case in CASES for width in WIDTHS if (case, width) != ("hostile", 1280)]


@pytest.fixture(scope="module")
def looks(browser: Browser, files: dict[str, Path]) -> dict[tuple[str, int], dict[str, Any]]:
    """Every page looked at once in every width, with all its parts open."""
    found = {}
    for case, width in VIEWS:
        page, wrong = opened(browser, files[case], width)
        assert page.screenshot().startswith(b"\x89PNG")
        found[case, width] = {**page.evaluate(LOOK), "wrong": wrong}
        page.close()
    return found


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: f"{v[0]}-{v[1]}")
def test_the_page_is_quiet_and_fits(
    looks: dict[tuple[str, int], dict[str, Any]], view: tuple[str, int]
) -> None:
    look = looks[view]
    assert look["wrong"] == []
    assert look["width"] <= view[1]
    assert look["outside"] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: f"{v[0]}-{v[1]}")
def test_words_in_drawings_stay_in_their_place(
    looks: dict[tuple[str, int], dict[str, Any]], view: tuple[str, int]
) -> None:
    assert looks[view]["cut"] == []
    assert looks[view]["wide"] == []


@pytest.mark.parametrize("case", [c for c in CASES if c != "hostile"])
def test_paper_has_every_section(browser: Browser, files: dict[str, Path], case: str) -> None:
    from pypdf import PdfReader

    page = browser.new_page()
    page.goto(files[case].as_uri())
    titles = [" ".join(t.split()) for t in page.locator("h2").all_inner_texts()]
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", outline=True, tagged=True)))
    assert len(reader.pages) >= 2
    headings = [" ".join(t.split()) for t in bookmarks(reader.outline)]
    assert [t for t in headings if t in titles] == titles
    page.close()


@pytest.mark.full
@pytest.mark.parametrize("later, sheets", [(False, 56), (True, 68)])
def test_paper_of_the_packaged_case(
    browser: Browser, tmp_path: Path, later: bool, sheets: int
) -> None:
    from pypdf import PdfReader

    file = tmp_path / "page.html"
    file.write_text(make("ukraine-2014", later=later)[0], "utf-8")
    page = browser.new_page(viewport={"width": PAPER, "height": 1000})
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
    # Wider than the sheet, and the browser would shrink the type of the whole page.
    assert page.evaluate("document.documentElement.scrollWidth") == PAPER
    page.reload()
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    assert len(reader.pages) <= sheets


def bookmarks(outline: list[Any]) -> Iterator[str]:
    """Yield the headings of a PDF in order."""
    for item in outline:
        if isinstance(item, list):
            yield from bookmarks(item)
        else:
            yield str(item.title)


def test_the_keyboard_reaches_the_content_first(browser: Browser, files: dict[str, Path]) -> None:
    page, _ = opened(browser, files["three"], 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.close()


def test_a_link_into_a_folded_part_opens_it(browser: Browser, files: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(files["three"].as_uri() + "#answers-voice")
    assert page.evaluate("document.getElementById('answers-voice').closest('details').open")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(
    browser: Browser, files: dict[str, Path], scheme: str
) -> None:
    """WCAG 2.1, 1.4.3: contrast of at least 4.5 for every pair of ink and paper used."""
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(files["three"].as_uri())
    colours = page.evaluate(
        """(names) => { const s = getComputedStyle(document.documentElement);
        return Object.fromEntries(names.map((n) => [n, s.getPropertyValue("--" + n).trim()])); }""",
        ["ink", "soft", "paper", "wash", "link", "on", "off", "mark", *(f"t{k}" for k in range(7))],
    )
    pairs = [("ink", "paper"), ("soft", "paper"), ("ink", "wash"), ("soft", "wash")]
    pairs += [("link", "paper"), ("on", "paper"), ("off", "paper"), ("ink", "mark")]
    pairs += [("ink", f"t{k}") for k in range(4)] + [("paper", f"t{k}") for k in (4, 5, 6)]
    weak = {p: round(contrast(colours[p[0]], colours[p[1]]), 2) for p in pairs}
    assert not {p: c for p, c in weak.items() if c < 4.5}
    page.close()


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1)."""

    def luminance(colour: str) -> float:
        digits = colour.removeprefix("#")
        digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
        parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
