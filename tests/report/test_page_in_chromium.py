"""The page in a browser: nothing is loaded, nothing overflows, paper has every section."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
        found[name].write_text(make(sources.get(name, name), later=name == "hostile")[0], "utf-8")
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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_the_page_is_quiet_and_fits(
    browser: Browser, files: dict[str, Path], case: str, width: int
) -> None:
    page, wrong = opened(browser, files[case], width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture = page.screenshot()
    assert picture.startswith(b"\x89PNG")
    assert not wrong
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_lies_outside(
    browser: Browser, files: dict[str, Path], case: str, width: int
) -> None:
    page, _ = opened(browser, files[case], width)
    outside = page.evaluate(
        """() => [...document.querySelectorAll("main p, main li, main h2, main h3, main svg")]
        .filter((e) => !e.closest(".scroll, .hidden") && !e.classList.contains("hidden"))
        .map((e) => [e.getBoundingClientRect(), e])
        .filter(([r]) => r.width && (r.left < -1 || r.right > innerWidth + 1))
        .map(([, e]) => e.textContent.slice(0, 60))"""
    )
    assert outside == []
    page.close()


@pytest.mark.parametrize("case", CASES)
def test_words_in_drawings_stay_inside_them(
    browser: Browser, files: dict[str, Path], case: str
) -> None:
    page, _ = opened(browser, files[case], 1280)
    cut = page.evaluate(
        """() => [...document.querySelectorAll("svg.drawing text")]
        .map((t) => [t.getBoundingClientRect(), t.closest("svg").getBoundingClientRect(), t])
        .filter(([r, s]) => r.width && (r.left < s.left - 1 || r.right > s.right + 1
          || r.bottom > s.bottom + 1))
        .map(([, , t]) => t.textContent)"""
    )
    assert cut == []
    page.close()


def test_words_of_a_tile_stay_in_their_tile(browser: Browser, files: dict[str, Path]) -> None:
    for case in CASES:
        page, _ = opened(browser, files[case], 1280)
        wide = page.evaluate(
            """() => [...document.querySelectorAll("svg g > .tile-name")]
            .filter((t) => t.getBoundingClientRect().width
              > t.parentElement.querySelector("rect").getBoundingClientRect().width)
            .map((t) => t.textContent)"""
        )
        assert wide == []
        page.close()


@pytest.mark.parametrize("case", CASES)
def test_paper_has_every_section(browser: Browser, files: dict[str, Path], case: str) -> None:
    from pypdf import PdfReader

    page = browser.new_page()
    page.goto(files[case].as_uri())
    titles = page.locator("h2").all_inner_texts()
    reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
    words = " ".join("".join(p.extract_text() for p in reader.pages).split())
    assert len(reader.pages) >= 2
    for title in titles:
        assert " ".join(title.split()[1:]) in words
    page.close()


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
