"""Every packaged case gives a whole page, small, the later layer included."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from page_checks import Element, check_page, every

from foedus.case.folder import packaged
from foedus.report.make import make

NAMES = sorted(packaged())


@pytest.fixture(scope="module", params=NAMES)
def tree(request: pytest.FixtureRequest) -> Element:
    """The page with every layer: the largest there is of the case."""
    return check_page(make(request.param, later=True)[0])


def test_the_models_say_on_every_card_that_nobody_tabled_them(tree: Element) -> None:
    cards = [a for a in tree.every("article") if "side" in a.attributes.get("class", "").split()]
    models = [c for c in cards if re.search(r"What it is\s*model", c.text())]
    assert all("nobody tabled this text" in c.text() for c in models)


def test_every_witness_says_that_it_is_no_proposal(tree: Element) -> None:
    shown = [d for d in every(tree) if d.attributes.get("class") == "witness"]
    told = re.compile(r"One of .* (coalitions|choices)|The only (coalition|choice)")
    titled = [d for d in every(tree) if d.attributes.get("class") == "witness-title"]
    assert len(titled) == len(shown)
    for witness in shown:
        assert "and not a proposal." in witness.text()
        assert told.search(witness.text()), witness.text()
        assert "of 0 " not in witness.text()


#: Words that the page's own voice never uses; inside quotes and sources they are the speaker's.
LOADED = re.compile(
    r"\b(fraud|rigged|stolen|falsified|annexe[ds]|annexation|annexing|occup\w*|separatist\w*|terrorist\w*|coup|junta|"
    r"regime|optimal|illegal\w*|illegitimate)\b",
    re.IGNORECASE,
)


def own_words(element: Element) -> str:
    """Return the words outside quotes, comparisons, data tables and what stands beneath them."""
    if element.tag in {"blockquote", "footer", "table", "style", "script", "desc", "title", "cite"}:
        return ""
    if element.attributes.get("class") == "translation":
        return ""
    parts = (p if isinstance(p, str) else own_words(p) for p in element.parts)
    return "".join(parts)


def test_the_pages_own_voice_uses_no_loaded_word(tree: Element) -> None:
    words = own_words(tree)
    found = [words[max(0, m.start() - 60) : m.end() + 40] for m in LOADED.finditer(words)]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_the_report_takes_little_memory(name: str) -> None:
    """Under 500 MB, in a process of its own; its time is measured by the bench."""
    code = (
        "import sys\n"
        "from foedus.report.make import make\n"
        "make(sys.argv[1])\n"
        "status = open('/proc/self/status').read()\n"
        "peak = status.split('VmHWM:')[1].split()[0]  # unlike ru_maxrss, not the parent's\n"
        "print(int(peak) / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, name], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 500
