"""Submissions: texts of people's own, petitions with identical texts apart, near copies named.

Near copies share most of their three-word runs: the Jaccard index of these sets, computed exactly
for every pair that can reach it. (Broder 1997; prefix filter: Bayardo, Ma & Srikant 2007.)
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from typing import Any

from foedus.answer import Answer, Label
from foedus.convene.reading import LISTED, needed
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Diagnostic

#: Texts that share this much of their three-word runs are called near copies.
NEAR = 0.8
RUN = 3
#: More texts than this with one run among their first are held against the first of them only.
CROWD = 500


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission as handed in."""

    name: str
    text: str
    person: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One text as handed in by `count` submissions (a petition from two on), the first quoted.

    `regions` counts its submissions by region; `names` are the first of them.
    """

    text: str
    count: int
    names: tuple[str, ...]
    regions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NearCopy:
    """Two texts that differ and share most of their three-word runs."""

    first: str
    second: str
    shared: float
    copies: int


@dataclass(frozen=True, slots=True)
class Submissions(Answer):
    """What came in: `own` texts handed in once, `petitions` handed in more often, near copies.

    Nothing is dropped: own + sum of petition counts = total. `twice` people handed in more than
    one submission; `complete` is False where more than `CROWD` texts were so alike that each was
    held against the first of them only; `by_region` is (region, submissions, own texts, copies).
    """

    total: int
    texts: int
    own: int
    petitions: tuple[Text, ...]
    in_petitions: int
    near: tuple[NearCopy, ...]
    near_groups: tuple[tuple[str, ...], ...]
    twice: tuple[tuple[str, int], ...]
    by_region: tuple[tuple[str, int, int, int], ...]
    near_from: float = NEAR
    complete: bool = True
    label: Label = Label.EXACT
    method: str = "identical after case, punctuation and spacing; three-word runs, exact Jaccard"
    reference: str = "Broder 1997; Bayardo, Ma & Srikant 2007"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a petition."""
        return [{"text": p.text, "count": p.count} for p in self.petitions]


def read_submissions(data: bytes, file: str) -> tuple[Submission, ...]:
    """Return the submissions of a table `id,text[,person,region]`. Raises BadInput (E800-E802)."""
    sheet = parse_sheet(data, file, code="E800")
    needed(sheet, ("id", "text"))
    blank = ("",) * len(sheet.rows)
    person = sheet.column("person") if "person" in sheet.header else blank
    region = sheet.column("region") if "region" in sheet.header else blank
    ids, texts = sheet.column("id"), sheet.column("text")
    seen = Counter(ids)
    errors = [
        Diagnostic("E802", f"the submission {name} is given twice", sheet.place(row, "id"),
                   "an id of its own for each")
        for row, name in enumerate(ids) if seen[name] > 1 and name in ids[:row]
    ] if len(seen) < len(ids) else []  # fmt: skip
    errors += [
        Diagnostic("E801", "a submission without a text", sheet.place(row, "text"), "its text")
        for row, text in enumerate(texts) if not text
    ]  # fmt: skip
    if errors:
        raise BadInput(errors[:LISTED])
    return tuple(Submission(*x) for x in zip(ids, texts, person, region, strict=True))


def normal(text: str) -> str:
    """Return a text without case, accents of form, punctuation and spacing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", folded))


def runs(text: str) -> frozenset[str]:
    """Return the three-word runs of a normal text (the whole text where it is shorter)."""
    words = text.split()
    if len(words) < RUN:
        return frozenset([text])
    return frozenset(" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def submissions(given: Sequence[Submission], *, near: float = NEAR) -> Submissions:
    """Return own texts, petitions and near copies, counted apart."""
    groups: dict[str, list[Submission]] = defaultdict(list)
    for s in given:
        groups[normal(s.text)].append(s)
    petitions = [_text(g) for g in groups.values() if len(g) > 1]
    petitions.sort(key=lambda t: (-t.count, t.names))
    keys = list(groups)
    found, complete = _near(keys, near)
    pairs = sorted(found, key=lambda p: (-p[2], p[0], p[1]))
    names = {k: groups[k][0].name for k in keys}
    copies = tuple(
        NearCopy(names[keys[i]], names[keys[j]], share,
                 len(groups[keys[i]]) + len(groups[keys[j]]))
        for i, j, share in pairs
    )  # fmt: skip
    people = Counter(s.person for s in given if s.person)
    inside = sum(p.count for p in petitions)
    return Submissions(
        len(given), len(groups), len(given) - inside, tuple(petitions), inside, copies,
        tuple(_joined(pairs, keys, names)),
        tuple((p, n) for p, n in people.most_common() if n > 1), tuple(_by_region(groups)), near,
        complete,
    )  # fmt: skip


def _text(group: Sequence[Submission]) -> Text:
    regions = Counter(s.region for s in group if s.region)
    return Text(
        group[0].text, len(group), tuple(s.name for s in group[:5]),
        tuple(regions.most_common()),
    )  # fmt: skip


def _by_region(groups: dict[str, list[Submission]]) -> Iterator[tuple[str, int, int, int]]:
    total: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for group in groups.values():
        total.update(s.region for s in group)
        if len(group) == 1:
            own[group[0].region] += 1
    if set(total) - {""}:
        for region, n in total.most_common():
            yield region or "not said", n, own[region], n - own[region]


def _near(keys: Sequence[str], near: float) -> tuple[list[tuple[int, int, float]], bool]:
    """Return the pairs that share enough, and whether every pair was held against the other."""
    sets = [runs(k) for k in keys]
    pairs, complete = _candidates(sets, near)
    found = []
    for i, j in sorted(pairs):
        shared = len(sets[i] & sets[j]) / len(sets[i] | sets[j])
        if shared >= near:
            found.append((i, j, shared))
    return found, complete


def _candidates(sets: Sequence[frozenset[str]], near: float) -> tuple[set[tuple[int, int]], bool]:
    """Return all pairs that can reach a Jaccard index of `near`, and whether these are all.

    Two such sets share a run among the first |x| - ceil(near |x|) + 1 of each, in any one order;
    the rarest runs come first, so that few pairs meet.
    """
    rarity = Counter(r for own in sets for r in own)
    index: dict[str, list[int]] = defaultdict(list)
    for i, own in enumerate(sets):
        first = len(own) - ceil(near * len(own) - 1e-9) + 1
        for run in sorted(own, key=lambda r: (rarity[r], r))[:first]:
            index[run].append(i)
    found: set[tuple[int, int]] = set()
    crowds = [members for members in index.values() if len(members) > CROWD]
    for members in index.values():
        if len(members) <= CROWD:
            found.update(combinations(members, 2))
    for members in crowds:
        # Hundreds of near copies of one text: each is held against the first.
        found.update((members[0], m) for m in members[1:])
    return found, not crowds


def _joined(
    pairs: Sequence[tuple[int, int, float]], keys: Sequence[str], names: dict[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yield the groups that near copies form together, in order of their first member."""
    root: dict[int, int] = {}

    def find(i: int) -> int:
        while root.setdefault(i, i) != i:
            i = root[i]
        return i

    for i, j, _ in pairs:
        root[find(j)] = find(i)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in sorted(root):
        groups[find(i)].append(i)
    for members in sorted(groups.values()):
        yield tuple(names[keys[i]] for i in members)
