"""Procedures as sentences with their articles, the same procedure of every text side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from foedus.case.model import BASE, Case, Constitution, Kind
from foedus.report.blocks import (
    Caution,
    Group,
    Remark,
    Section,
    Side,
    Sides,
    slug,
)
from foedus.report.numbers import counted, whole

if TYPE_CHECKING:
    from foedus.constitution.syntax import Procedure

#: How deep a line stands, and its words.
Line = tuple[int, str]

KINDS = {Kind.TEXT: "text", Kind.DRAFT: "tabled draft", Kind.MODEL: "model"}


def procedures(case: Case) -> Section | None:
    """Return the procedures of every text; None where the case has no constitution."""
    texts = readable(case)
    if not texts:
        return None
    blocks: list[object] = [
        Caution(
            "The sentences are those of the files, quotation marks left out; what is computed "
            "below is computed from them. Texts and models stand as equal columns, in the order "
            "of the case."
        ),
        Sides("The texts", tuple(_introduced(case, c) for c in texts)),
    ]
    blocks += [_named(texts, name, k == 0) for k, name in enumerate(names_of(texts))]
    return Section("procedures", "Procedures, as sentences", tuple(blocks))


def readable(case: Case) -> tuple[Constitution, ...]:
    """Return the constitutions whose text was checked."""
    return tuple(c for c in case.constitutions if c.model is not None)


def short_title(constitution: Constitution) -> str:
    """Return a title that fits the head of a column: "Model A", or the whole title of a text."""
    head = constitution.title.split(":")[0].strip()
    return head if constitution.kind is Kind.MODEL else constitution.title


def names_of(texts: Sequence[Constitution]) -> tuple[str, ...]:
    """Return the names of all procedures, in the order of their first text."""
    found = (p.name for c in texts for p in c.model.constitution.procedures)
    return tuple(dict.fromkeys(found))


def _introduced(case: Case, constitution: Constitution) -> Side:
    lines = [("What it is", KINDS[constitution.kind])]
    if constitution.layer != BASE:
        lines.append(("Layer", f"later ({constitution.layer})"))
    lines += _attributed(case, "Said to be in force by", constitution.in_force_by)
    lines += _attributed(case, "Said not to be in force by", constitution.not_in_force_by)
    if constitution.note:
        lines.append(("Note", constitution.note))
    return Side(constitution.title, constitution.banner, tuple(lines))


def _attributed(case: Case, words: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    said = [case.statements[k] for k in keys if k in case.statements]
    told = [f"{s.speaker} ({s.document}, {s.when})" for s in said]
    return [(words, "; ".join(told))] if told else []


def _named(texts: Sequence[Constitution], name: str, first: bool) -> Group:
    """Return one procedure in every text; texts with the same rule share a column."""
    versions: dict[tuple[Line, ...], list[tuple[Constitution, Procedure]]] = {}
    without = []
    for text in texts:
        found = [p for p in text.model.constitution.procedures if p.name == name]
        for procedure in found:
            versions.setdefault(_rule(procedure), []).append((text, procedure))
        if not found:
            without.append(text)
    columns = tuple(_side(found, rule, texts) for rule, found in versions.items())
    blocks: list[object] = [Sides("", columns)]
    blocks += _notes([pair for found in versions.values() for pair in found], texts)
    if without:
        blocks.append(Remark(f"No procedure of this name: {named(without, texts, ', ')}."))
    title = f"{name} ({counted(len(texts) - len(without), 'text')})"
    return Group(slug("procedure", name), title, tuple(blocks), first)


def _side(
    found: Sequence[tuple[Constitution, Procedure]],
    rule: tuple[Line, ...],
    texts: Sequence[Constitution],
) -> Side:
    those = tuple(dict.fromkeys(text for text, _ in found))
    same = "The rule is the same in each of these texts." if len(those) > 1 else ""
    lines = [("Articles", "; ".join(dict.fromkeys(p.article for _, p in found if p.article)))]
    return Side(named(those, texts), same, tuple((a, b) for a, b in lines if b), rule)


def _notes(
    found: Sequence[tuple[Constitution, Procedure]], texts: Sequence[Constitution]
) -> list[Remark]:
    """Return the notes of a procedure below its columns, each with the texts that have it."""
    notes: dict[str, list[Constitution]] = {}
    for text, procedure in found:
        for note in pick_notes(procedure):
            notes.setdefault(note, []).append(text)
    return [Remark(f"{named(those, texts, ', ')}: {note}") for note, those in notes.items()]


def named(those: Sequence[Constitution], texts: Sequence[Constitution], joint: str = " · ") -> str:
    """Return several texts in few words: "Both texts · Model A", where no other is a text."""
    plain = [t for t in texts if t.kind is not Kind.MODEL]
    whole = len(plain) > 1 and all(t in those for t in plain)
    heads = [("Both" if len(plain) == 2 else f"All {len(plain)}") + " texts"] if whole else []
    return joint.join(
        [*heads, *(short_title(t) for t in those if t.kind is Kind.MODEL or not whole)]
    )


def pick_notes(procedure: Procedure) -> tuple[str, ...]:
    """Return the notes of a procedure."""
    from foedus.constitution.syntax import Note, pick

    return tuple(n.text for n in pick(procedure.details, Note))


def _rule(procedure: Procedure) -> tuple[Line, ...]:
    """Return the sentences below the head as (depth, words), notes and quotation marks left out."""
    from foedus.constitution.render import sentence

    lines = sentence(procedure).split("\n")[1:]
    found = [((len(x) - len(x.lstrip())) // 2 - 1, x.strip().replace('"', "")) for x in lines]
    return tuple(
        (depth, grouped_digits(words)) for depth, words in found if not words.startswith("note ")
    )


def grouped_digits(words: str) -> str:
    """Return a line with the digits of its long numbers in groups of three."""
    return re.sub(r"\d{5,}", lambda m: whole(int(m.group())), words)
