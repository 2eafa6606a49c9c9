"""The constitutions that packages build: assembled, compiled, decided, remembered by content."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from foedus.case.model import Case
from foedus.errors import BadInput, Diagnostic, Place
from foedus.settle.asks import ABSENT, UNDECIDED, verdict
from foedus.settle.assembly import Assembled, assemble, combinations, institutional
from foedus.settle.facts import Fact
from foedus.settle.model import Negotiation, Position

#: Seconds that one guarantee may take before it counts as undecided.
SECONDS = 10.0
#: Changed whenever a verdict could change for the same text.
VERSION = "1"


def variants(case: Case) -> dict[str, str]:
    """Return the text of every file in settle/variants by its name."""
    folder = Path(case.folder) / "settle" / "variants"
    return {p.name: p.read_text(encoding="utf-8", errors="replace")
            for p in sorted(folder.glob("*.foedus"))}  # fmt: skip


def guarantee_facts(case: Case, negotiation: Negotiation) -> dict[str, Fact]:
    """Return, for each position that asks something of a text, what each text keeps of it.

    Raises BadInput with the language's errors where a text cannot be built. Verdicts are
    remembered by the content of text and tables; what only a sealed position asks never is.
    """
    asking = [p for p in negotiation.standing() if p.take.of_text]
    if not asking:
        return {}
    files = variants(case)
    texts = {c.key: c.text for c in case.constitutions}
    built = [assemble(negotiation, o, texts, files) for o in combinations(negotiation)]
    questions = institutional(negotiation)
    choices = [tuple(o.values()) for o in combinations(negotiation)]
    found: dict[str, list[str]] = {p.key: [] for p in asking}
    for text in built:
        for key, word in _verdicts(case, text, asking).items():
            found[key].append(word)
    return {p.key: Fact(p.key, p.asks, questions, tuple(zip(choices, found[p.key], strict=True)))
            for p in asking}  # fmt: skip


def _verdicts(case: Case, text: Assembled | None, asking: Iterable[Position]) -> dict[str, str]:
    if text is None:
        return {p.key: ABSENT for p in asking}
    memory, model = _Memory(), None
    digest = _digest(case, text)
    found = {}
    for position in asking:
        name = hashlib.sha256(f"{digest} {position.take} {position.asks}".encode()).hexdigest()
        word = "" if position.sealed else memory.get(name)
        if not word:
            model = model or _model(case, text)
            word = verdict(model, position.take, position.asks, _decide)
            if not position.sealed and word != UNDECIDED:
                memory.put(name, word)
        found[position.key] = word
    return found


def _digest(case: Case, text: Assembled) -> str:
    tables = {k: v for k, v in case.digests.items() if k.endswith((".csv", ".meta.toml"))}
    whole = json.dumps([VERSION, text.text, sorted(tables.items())])
    return hashlib.sha256(whole.encode()).hexdigest()


def _decide(model: Any, guarantee: Any) -> str:
    from foedus.proof.court import Court
    from foedus.proof.games import Games
    from foedus.proof.judge import rule_on

    return str(rule_on(Court(Games(model), SECONDS, False), guarantee).status)


def _model(case: Case, text: Assembled) -> Any:
    from foedus.constitution.load import load

    base = case.constitution(text.base)
    if text.text.split() == base.text.split() and base.model is not None:
        return base.model
    try:
        return load(base.path, text.text.encode())
    except BadInput as exc:
        raise BadInput([_placed(case, text, base.path, d) for d in exc.diagnostics]) from None


def _placed(case: Case, text: Assembled, base: str, found: Diagnostic) -> Diagnostic:
    """Return an error of an assembled text at its place in the base or in the variant."""
    if found.place.file != base or not found.place.line:
        return found
    file, line = text.origins[min(found.place.line, len(text.origins)) - 1]
    where = str(Path(case.folder) / "settle" / "variants" / file) if file else base
    chosen = ", ".join(f"{q} = {o}" for q, o in text.options.items())
    place = Place(where, line, found.place.column, found.place.end_column)
    return replace(found, place=place, what=f"{found.what} (in the text built from {chosen})")


class _Memory:
    """Verdicts by content in the user's cache folder: file names are hashes, each holds one word.

    FOEDUS_CACHE names another folder, empty for none. A folder that cannot be written is no error.
    """

    def __init__(self) -> None:
        home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        place = os.environ.get("FOEDUS_CACHE", str(Path(home) / "foedus"))
        self.folder = Path(place) / "texts" if place else None

    def get(self, name: str) -> str:
        """Return what is remembered, "" where nothing is."""
        try:
            return (self.folder / name).read_text(encoding="utf-8") if self.folder else ""
        except (OSError, UnicodeDecodeError):
            return ""

    def put(self, name: str, word: str) -> None:
        """Remember a word, whole or not at all."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self.folder / f".{name}.{os.getpid()}"
            beside.write_text(word, encoding="utf-8")
            beside.replace(self.folder / name)
        except OSError:
            # Only time is lost: the verdict is computed again next time.
            return
