"""What `foedus powers` and `foedus fiscal` share: the texts of an address, by key and title."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.shares import hundredths

if TYPE_CHECKING:
    from fractions import Fraction

    from foedus.case.model import Case
    from foedus.constitution.model import Model


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its key and title in a case (its own name elsewhere), and the model."""

    key: str
    title: str
    model: Model
    banner: str = ""

    @property
    def short(self) -> str:
        """What stands at the head of a column: the title up to its colon, the key if it is long."""
        title = self.title.partition(":")[0]
        return title if len(title) <= 24 else self.key


def texts(address: str) -> tuple[list[Text], Case | None]:
    """Return the texts of a file, an atlas name or a case, and the case where it is one.

    A case has all its layers on. Raises BadInput with every error.
    """
    from foedus.atlas.index import find
    from foedus.cli.proof_shared import models, split

    plain, _, _ = split(address)
    path = Path(plain) if plain == "-" or Path(plain).is_file() else find(plain)
    if plain == "-" or not path.is_dir():
        found = list(models(address))
        return [Text(Path(m.file).stem, m.constitution.name, m) for m in found], None
    from foedus.case import load as load_case
    from foedus.case.folder import other_layers

    case = load_case(path, layers=other_layers(str(path)))
    return [
        Text(c.key, c.title, c.model, c.banner) for c in case.constitutions if c.model is not None
    ], case


def chosen(found: list[Text], wanted: str) -> list[Text]:
    """Return the texts that a word names: a key, a title or its short form ("A" is "Model A").

    Every text where no word is given. Raises BadInput (E855) where none is meant.
    """
    if not wanted:
        return found
    word = wanted.casefold()
    named = [t for t in found if word in {w.casefold() for w in (t.key, t.title, t.short)}]
    named = named or [t for t in found if f"model {word}" == t.short.casefold()]
    if named:
        return named
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    known = [t.key for t in found]
    what = f'no text is called "{wanted}"'
    place = Place(found[0].model.file if found else "")
    hint = did_you_mean(wanted, known)
    raise BadInput(Diagnostic("E855", what, place, ", ".join(known), hint))


def digests(found: list[Text]) -> dict[str, str]:
    """Return the SHA-256 of every file the texts were read from."""
    return {name: d for text in found for name, d in text.model.digests.items()}


def number(value: Fraction, places: int = 2) -> str:
    """Return a fraction as a decimal with grouped thousands, rounded half up, marked ~ if it is."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = f"{whole // 10**places:,}" + (f".{whole % 10**places:0{places}d}" if places else "")
    sign = "-" if value < 0 and whole else ""
    return f"{'' if scaled.denominator == 1 else '~'}{sign}{digits}"


def percent(value: Fraction, places: int = 1) -> str:
    """Return a share as a percentage, marked ~ where it is rounded, < or > beside 0 or 100."""
    shown = hundredths(value, places)
    if shown[0] in "<>":
        return f"{shown} %"
    return number(value * 100, places) + " %"
