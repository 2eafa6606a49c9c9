"""The sampling recipe: a public seed, SHA-256, and a manifest of the cards."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.whole import whole

RECIPE = (
    "number the cards of the scope from 0 in the order of the manifest; for i = 1, 2, ... take the "
    "card numbered int(SHA-256(seed + ',' + scope + ',' + i), base 16) mod cards, and skip a card "
    "taken before"
)
CEREMONY = (
    "after the reported outcome and the manifest are published, in public: roll ten-sided dice, at "
    "least 20 times, and write the digits down in the order rolled; that number is the seed"
)
#: Digits that a ceremony gives at least.
DIGITS = 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where the cards are: (stratum, batch, cards) in file order, with the digest of the file."""

    batches: tuple[tuple[str, str, int], ...]
    digest: str

    def cards(self, strata: Sequence[str] = ()) -> int:
        """Return how many cards these strata hold; all strata where none is named."""
        return sum(n for _, _, n in self.inside(strata))

    def inside(self, strata: Sequence[str] = ()) -> list[tuple[str, str, int]]:
        """Return the batches of these strata; all where none, or "all" and no such, is named."""
        whole = not strata or (tuple(strata) == ("all",) and "all" not in self.strata)
        return [b for b in self.batches if whole or b[0] in strata]

    @property
    def strata(self) -> tuple[str, ...]:
        """The strata, in file order."""
        return tuple(dict.fromkeys(h for h, _, _ in self.batches))


@dataclass(frozen=True, slots=True)
class Drawn(Answer):
    """A card drawn: its scope, number in the draw, stratum, batch and place in the batch from 1."""

    scope: str
    number: int
    card: str
    stratum: str
    batch: str
    place: int
    label: Label = Label.EXACT
    method: str = RECIPE
    reference: str = "Rivest, SHA-256 samplers for election audits; Stark, tools for audits"


def read_manifest(data: bytes, file: str) -> Manifest:
    """Return the manifest in CSV bytes: stratum, batch, cards. Raises BadInput (E911)."""
    sheet = parse_sheet(data, file, code="E911")
    if set(sheet.header) != {"stratum", "batch", "cards"}:
        what = f"the columns are {', '.join(sheet.header)}"
        raise BadInput(Diagnostic("E911", what, Place(file, 1), "stratum, batch, cards"))
    columns = zip(
        sheet.column("stratum"), sheet.column("batch"), sheet.column("cards"), strict=True
    )
    errors, batches, seen = [], [], set()
    for row, (stratum, batch, cards) in enumerate(columns):
        number = whole(cards)
        if not number:
            what = f'"{cards}" is no number of cards'
            errors.append(Diagnostic("E911", what, sheet.place(row, "cards"), "1, 2, ..."))
        elif (stratum, batch) in seen:
            what = f'the batch "{batch}" of "{stratum}" is there already'
            errors.append(Diagnostic("E911", what, sheet.place(row, "batch"), "each batch once"))
        else:
            batches.append((stratum, batch, number))
        seen.add((stratum, batch))
    if errors or not batches:
        none = Diagnostic("E911", "the manifest has no batch", Place(file), "at least one")
        raise BadInput(errors or none)
    return Manifest(tuple(batches), sheet.digest)


def check_seed(seed: str) -> None:
    """Raise BadInput (E912) unless the seed is at least 20 digits, as a ceremony gives it."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS},}}", seed):
        what = f'"{seed}" is no seed of a ceremony'
        help = "a seed that someone chose lets them choose the sample"
        raise BadInput(Diagnostic("E912", what, Place("--seed"), f"{DIGITS} digits or more", help))


def numbers(seed: str, scope: str, cards: int, wanted: int) -> Iterator[int]:
    """Yield card numbers from 0, by the recipe; raises ValueError for more cards than there are."""
    if not 0 <= wanted <= cards:
        raise ValueError(f"{wanted} of {cards} cards")
    taken: set[int] = set()
    i = 0
    while len(taken) < wanted:
        i += 1
        text = f"{seed},{scope},{i}".encode()
        number = int.from_bytes(hashlib.sha256(text).digest(), "big") % cards
        if number not in taken:
            taken.add(number)
            yield number


def draw_cards(
    manifest: Manifest, seed: str, scopes: Mapping[str, Sequence[str]], wanted: Mapping[str, int]
) -> list[Drawn]:
    """Return the cards to fetch: `wanted` from each scope, in the order they are to be read.

    Raises BadInput (E911) for a scope with fewer cards than wanted.
    """
    found: list[Drawn] = []
    for scope, number in wanted.items():
        inside = manifest.inside(scopes[scope])
        total = sum(n for _, _, n in inside)
        if number > total:
            what = f"{number} cards are wanted of the {total} of {scope}"
            raise BadInput(Diagnostic("E911", what, Place(scope), f"at most {total}"))
        starts = [0]
        for _, _, n in inside:
            starts.append(starts[-1] + n)
        found += [_card(scope, k, i, inside, starts) for k, i in
                  enumerate(numbers(seed, scope, total, number), 1)]  # fmt: skip
    return found


def _card(
    scope: str, k: int, index: int, inside: list[tuple[str, str, int]], starts: list[int]
) -> Drawn:
    from bisect import bisect_right

    at = bisect_right(starts, index) - 1
    stratum, batch, _ = inside[at]
    place = index - starts[at] + 1
    return Drawn(scope, k, f"{stratum}/{batch}/{place}", stratum, batch, place)
