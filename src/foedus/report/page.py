"""The page as one HTML text: inline styles and script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import jinja2

from foedus.report.blocks import Page, Verdict

#: A mark of its own shape for each state: a verdict is never told by colour alone.
MARKS = {"holds": "●", "fails": "✕", "no-vote": "—", "undecided": "?", "answer": "→", "absent": "·"}


def render(page: Page) -> str:
    """Return the page as HTML. Every text of the case is escaped; only figures are markup."""
    style, script = _asset("page.css"), _asset("page.js")
    template = _environment().get_template("page.html.j2")
    # The digest alone lets this script run: markup that slipped into the page could not.
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )
    first = _Once()
    text = template.render(page=page, style=style, script=script, policy=policy, first=first)
    # Empty lines are left over from the template's own instructions.
    return _unescaped(re.sub(r"\n\s*\n", "\n", text))


def _unescaped(text: str) -> str:
    """Return HTML with quote marks written as they are wherever they stand between tags."""
    return re.sub(r">[^<>]*", lambda m: m[0].replace("&#34;", '"').replace("&#39;", "'"), text)


class _Once:
    """Says whether a key comes for the first time on this page, and numbers keys in that order."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def __call__(self, key: str) -> bool:
        new = key not in self.seen
        self.number(key)
        return new

    def number(self, key: str) -> int:
        """Return the number of a key: its place among the keys of the page."""
        return self.seen.setdefault(key, len(self.seen) + 1)


def link(address: str) -> str:
    """Return an address that may become a link (http, https), and an empty string for any other."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    plain = parts.scheme in {"http", "https"} and parts.netloc and " " not in address.strip()
    return address.strip() if plain else ""


def mark(verdict: Verdict) -> str:
    """Return the sign of a verdict's state."""
    return MARKS.get(verdict.state, "?")


def _asset(name: str) -> str:
    return (files("foedus.report") / "templates" / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_asset),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(link=link, mark=mark)
    return environment
