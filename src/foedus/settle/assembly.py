"""The constitution that a package builds: a base text with the variants of the options chosen.

A variant is a file of sentences of the language. Each replaces the sentence of the base that
begins with the same words and name (`procedure "Amendment"`), or is added where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from foedus.settle.model import Negotiation

#: At most this many texts are assembled for one negotiation.
TEXTS = 256
_HEAD = re.compile(r'((?:[A-Za-z]+\s+)+?)("[^"]*"|[^\s:,"]+)')

#: One line of an assembled text: the file it comes from ("" for the base) and its line there.
Origin = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A top-level sentence: how it begins, its lines and the first one's number."""

    head: str
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A text with the origin of each line, and the options it belongs to by question."""

    options: Mapping[str, str]
    base: str
    text: str
    origins: tuple[Origin, ...]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text; comments and blank lines go with the sentence before."""
    found: list[tuple[int, list[str]]] = [(1, [])]
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1].strip() and not line.startswith("#"):
            found.append((number, []))
        found[-1][1].append(line)
    return [Sentence(_head(lines[0]), n, tuple(lines)) for n, lines in found if lines]


def _head(line: str) -> str:
    """Return how a sentence begins, up to and with its name."""
    found = _HEAD.match(line)
    return " ".join(found[0].replace('"', " ").split()) if found else line.split(":")[0].strip()


def institutional(negotiation: Negotiation) -> tuple[str, ...]:
    """Return the questions whose options build a constitution, in order."""
    return tuple(q.key for q in negotiation.questions
                 if any(o.constitution or o.variant for o in q.options))  # fmt: skip


def combinations(negotiation: Negotiation) -> list[dict[str, str]]:
    """Return every choice of options of the institutional questions."""
    keys = institutional(negotiation)
    lists = [[o.key for o in negotiation.question(k).options] for k in keys]
    return [dict(zip(keys, chosen, strict=True)) for chosen in product(*lists)]


def bases(negotiation: Negotiation, options: Mapping[str, str]) -> list[str]:
    """Return the constitutions that the options name, else the base; more than one is an error."""
    chosen = [negotiation.question(q).option(o) for q, o in options.items()]
    named = list(dict.fromkeys(o.constitution for o in chosen if o.constitution))
    return named or [negotiation.base]


def clashes(
    negotiation: Negotiation, options: Mapping[str, str], variants: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (head, one file, another) where two variants chosen write the same sentence."""
    first: dict[str, str] = {}
    for file in _chosen(negotiation, options):
        for sentence in sentences(variants[file]):
            other = first.setdefault(sentence.head, file)
            if sentence.head and other != file and not sentence.head.startswith("#"):
                yield sentence.head, other, file


def _chosen(negotiation: Negotiation, options: Mapping[str, str]) -> list[str]:
    found = (negotiation.question(q).option(o).variant for q, o in options.items())
    return list(dict.fromkeys(filter(None, found)))


def assemble(
    negotiation: Negotiation, options: Mapping[str, str], texts: Mapping[str, str],
    variants: Mapping[str, str],
) -> Assembled | None:  # fmt: skip
    """Return the text of a choice of options; None where no base text is named."""
    base = bases(negotiation, options)[0]
    if base not in texts:
        return None
    chosen = _chosen(negotiation, options)
    extra = [(f, s) for f in chosen for s in sentences(variants[f])]
    heads = {s.head for _, s in extra if s.head and not s.head.startswith("#")}
    kept: list[tuple[str, Sentence]] = [("", s) for s in sentences(texts[base])
                                        if s.head not in heads]  # fmt: skip
    lines: list[str] = []
    origins: list[Origin] = []
    for file, sentence in [*kept, *extra]:
        lines += sentence.lines
        origins += [(file, sentence.line + i) for i in range(len(sentence.lines))]
    return Assembled(dict(options), base, "\n".join(lines) + "\n", tuple(origins))


def guarantees_in(texts: Sequence[str]) -> frozenset[str]:
    """Return the titles of the guarantees that sentences of texts state."""
    return frozenset(t for text in texts for t in re.findall(r'(?m)^guarantee "([^"]*)"', text))
