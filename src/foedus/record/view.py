"""Reading a record: what stands (corrections applied), by date, party, question and layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer
from foedus.record.canonical import read_canonical
from foedus.record.log import Log

#: The field that dates an entry, the first one present.
DATES = ("date", "agreed_on", "from", "deadline")
#: The fields that name a party.
PARTIES = ("speaker", "obligor", "assessor", "by", "reported_by", "counted_by", "commanded_by",
           "verifier", "quoted_by")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with its number, the values of sealed fields that are held, and its correction."""

    seq: int
    body: Mapping[str, Any]
    replaced_by: str = ""

    @property
    def id(self) -> str:
        """The entry's id."""
        return str(self.body["id"])

    @property
    def kind(self) -> str:
        """The entry's kind."""
        return str(self.body["kind"])

    @property
    def date(self) -> str:
        """The entry's date as written (2014-03-31 or 2014-03), or an empty string."""
        return next((str(self.body[d]) for d in DATES if d in self.body), "")


@dataclass(frozen=True, slots=True)
class Timeline(Answer):
    """The entries that stand, in order of date; undated ones last."""

    items: tuple[Item, ...]
    as_of: str
    left_out: int

    def rows(self) -> list[dict[str, Any]]:
        """Return a row an entry: date, kind, who, what."""
        return [
            {
                "date": i.date or "undated",
                "kind": i.kind,
                "id": i.id,
                "who": who(i),
                "what": what(i),
            }
            for i in self.items
        ]


def who(item: Item) -> str:
    """Return the first party the entry names."""
    return next((str(item.body[p]) for p in PARTIES if p in item.body), "")


def what(item: Item) -> str:
    """Return the entry's words: its quote in quotation marks, its text, or what it is about."""
    body = item.body
    hidden = [name for name in body.get("sealed", {}) if name not in body]
    if "quote" in hidden:
        return "[quote sealed: its value is not held here]"
    if "quote" in body:
        return f"“{body['quote']}”"
    for name in ("text", "what", "matter", "document", "level"):
        if name in body:
            return str(body[name])
    return ", ".join(f"{k}: {v}" for k, v in body.items() if k not in ("id", "kind"))


def items(log: Log, *, opened: bool = True) -> list[Item]:
    """Return every entry of a log, sealed values filled in where they are held here."""
    entries = list(log.entries())
    held: dict[int, dict[str, Any]] = {}
    if opened:
        for seq, field, salt, value in log.all_openings():
            if salt:
                held.setdefault(seq, {})[field] = read_canonical(value)
    replaced = {e.body["replaces"]: str(e.body["id"]) for e in entries if "replaces" in e.body}
    return [
        Item(e.seq, {**e.body, **held.get(e.seq, {})}, replaced.get(e.body["id"], ""))
        for e in entries
    ]


def timeline(
    entries: Iterable[Item],
    *,
    kinds: Sequence[str] = (),
    party: str = "",
    question: str = "",
    since: str = "",
    as_of: str = "",
    later: bool = False,
) -> Timeline:
    """Return the entries that stand, filtered and by date.

    Entries before the day `since`, or without a date then, are no part of the answer. A corrected
    entry gives way to its correction; an entry dated after `as_of`, or in a layer
    named "later", is left out unless `later` is set, and counted in `left_out`.
    """
    kept, left_out = [], 0
    for item in entries:
        if item.replaced_by or (kinds and item.kind not in kinds):
            continue
        before = since and (not item.date or item.date < since[: len(item.date)])
        if before or not concerns(item, party, question):
            continue
        after = bool(as_of and item.date and item.date[: len(as_of)] > as_of[: len(item.date)])
        if not later and (after or item.body.get("layer") == "later"):
            left_out += 1
            continue
        kept.append(item)
    kept.sort(key=lambda i: (not i.date, i.date, i.seq))
    return Timeline(tuple(kept), as_of, left_out)


def concerns(item: Item, party: str = "", question: str = "") -> bool:
    """Return whether an entry names a party, and is on a question or bears it as a tag."""
    on = question in ("", item.body.get("question"), *item.body.get("tags", []))
    return on and (not party or _names(item, party))


def _names(item: Item, party: str) -> bool:
    word = party.casefold()
    return any(word in str(item.body.get(p, "")).casefold() for p in PARTIES)
