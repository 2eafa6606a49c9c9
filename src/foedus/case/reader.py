"""Reading records: one key at a time, every error collected with its place."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from foedus.case.tomlfile import Path, TomlFile
from foedus.case.words import When
from foedus.errors import Diagnostic, did_you_mean

E = TypeVar("E", bound=StrEnum)

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?|[0-9]+/[1-9][0-9]*")
#: Stands for a date that could not be read, so that the rest of the file is still checked.
_NO_DATE = When("", datetime.date.min, datetime.date.min)


@dataclass(slots=True)
class Record:
    """One table of a TOML file; the methods read a key each, `done` reports what was not read."""

    file: TomlFile
    path: Path
    data: Mapping[str, Any]
    errors: list[Diagnostic]
    read: set[str] = field(default_factory=set)

    def fail(
        self,
        code: str,
        what: str,
        key: str = "",
        *,
        word: str = "",
        expected: str = "",
        help: str = "",
    ) -> None:
        """Collect an error at a key (or at this record)."""
        place = self.file.place((*self.path, key) if key else self.path, word)
        source = self.file.source(place)
        self.errors.append(Diagnostic(code, what, place, expected, help, source))

    def _get(self, key: str, needed: bool, expected: str) -> Any:
        self.read.add(key)
        value = self.data.get(key)
        if value is None and needed:
            what = f'{self.name} has no "{key}"'
            self.fail("E303", what, expected=f"{key} = {expected}")
        return value

    @property
    def name(self) -> str:
        """Return how errors call this record: its kind and its key."""
        kind = next((str(p) for p in reversed(self.path) if isinstance(p, str)), "this file")
        key = self.data.get("key") or self.data.get("title") or self.data.get("file")
        return (
            f'{kind} "{key}"'
            if isinstance(key, str)
            else f"this {kind}".replace("this this", "this")
        )

    def _wrong(self, key: str, expected: str) -> None:
        what = f'"{key}" of {self.name} is of the wrong kind'
        self.fail("E304", what, key, expected=expected)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; compulsory where there is no default."""
        value = self._get(key, default is None, '"text"')
        if value is None:
            return default or ""
        if not isinstance(value, str) or not (value.strip() or default is not None):
            self._wrong(key, "text in quotes, not empty")
            return ""
        return value.strip()

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._get(key, needed, '["text", ...]')
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._wrong(key, "a list of texts in square brackets")
            return ()
        return tuple(v.strip() for v in value)

    def integer(self, key: str) -> int | None:
        """Return a whole number of zero or more, None where the key is absent."""
        value = self._get(key, False, "0")
        if value is None or (type(value) is int and value >= 0):
            return value
        self._wrong(key, "a whole number, such as 1200")
        return None

    def flag(self, key: str) -> bool:
        """Return true or false, false where the key is absent."""
        value = self._get(key, False, "true")
        if not isinstance(value, bool | None):
            self._wrong(key, "true or false")
        return value is True

    def said(self, key: str) -> bool | None:
        """Return true or false, None where the key is absent: nothing is said."""
        value = self._get(key, False, "true")
        if not isinstance(value, bool | None):
            self._wrong(key, "true or false")
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> Fraction:
        """Return an exact number written as a whole number, "45.2" or "1/3"."""
        value = self._get(key, True, '"45.2"')
        if type(value) is int and value >= 0:
            return Fraction(value)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return Fraction(value)
        if value is not None:
            self._wrong(key, 'a whole number, or a decimal in quotes such as "45.2"')
        return Fraction(0)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return one of a few words."""
        words = [str(w.value) for w in kind]
        value = self._get(key, default is None, f'"{words[0]}"')
        if isinstance(value, str) and value in words:
            return kind(value)
        if value is not None:
            hint = did_you_mean(str(value), words)
            what = f'"{key}" of {self.name} is "{value}"'
            self.fail("E304", what, key, expected=", ".join(words), help=hint)
        return default or list(kind)[-1]

    def when(self, key: str = "date", *, needed: bool = True) -> When:
        """Return a date or interval."""
        value = self._get(key, needed, '"2014-03-30"')
        if value is None:
            return _NO_DATE
        found = read_when(value.isoformat() if isinstance(value, datetime.date) else str(value))
        if found is None:
            what = f'"{value}" is not a date'
            expected = "2014, 2014-03, 2014-03-30, or two of them with a slash between"
            self.fail("E305", what, key, expected=expected)
        return found or _NO_DATE

    def numbers(self, key: str) -> dict[str, int]:
        """Return a table of whole numbers by name."""
        value = self._get(key, False, '{ "Body" = 0 }')
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(type(v) is int for v in value.values()):
            self._wrong(key, '{ "Body" = 423 }')
            return {}
        return dict(value)

    def records(self, key: str) -> list[Record]:
        """Return an array of tables as records of their own."""
        value = self._get(key, False, "[[...]]")
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self._wrong(key, f"tables: [[{key}]]")
            return []
        return [
            Record(self.file, (*self.path, key, i), v, self.errors) for i, v in enumerate(value)
        ]

    def tables(self, key: str) -> dict[str, Record]:
        """Return the tables below a key by name, as records of their own."""
        value = self._get(key, False, "")
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
            self._wrong(key, f"tables: [{key}.NAME]")
            return {}
        return {
            n: Record(self.file, (*self.path, key, n), v, self.errors) for n, v in value.items()
        }

    def done(self, also: Iterable[str] = ()) -> None:
        """Report every key of this record that nobody read."""
        known = self.read | set(also)
        for key in self.data:
            if key not in known:
                hint = did_you_mean(key, known)
                what = f'{self.name} has an unknown key "{key}"'
                self.fail("E302", what, key, expected=", ".join(sorted(known)), help=hint)


def read_when(text: str) -> When | None:
    """Return the days that `2014`, `2014-03`, `2014-03-30` or `FROM/TO` span, None if no date."""
    first, slash, last = text.partition("/")
    begin, end = _days(first), _days(last if slash else first)
    if begin is None or end is None or begin[0] > end[1]:
        return None
    return When(text, begin[0], end[1])


def _days(text: str) -> tuple[datetime.date, datetime.date] | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(g) if g else None for g in found.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(first.year, last_month)[1]
        return first, datetime.date(first.year, last_month, last_day)
    except ValueError:
        return None
