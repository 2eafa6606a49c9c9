"""Why a sentence got stuck, in words: code, what, where, expected, help."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.constitution.hints import hint
from foedus.constitution.sentences import STARTS, Stuck, parse_words, terminal_words
from foedus.constitution.words import Word
from foedus.errors import did_you_mean


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error of one sentence; `start` and `end` are offsets in its text."""

    code: str
    what: str
    start: int
    end: int
    expected: str
    help: str = ""


_OPEN = {
    "NAME": "a name",
    "COLUMN": "a column",
    "STRING": 'a text in quotes ("...")',
    "DATE": "a date (2014-05-25)",
    "INTEGER": "a number",
    "FRACTION": "a fraction (1/2)",
    "ARROW": "an arrow (=>)",
    "COLON": "a colon",
    "COMMA": "a comma",
    "$END": "the end of the line",
}

_COMPARE = {"MORE", "AT", "LESS", "EXACTLY"}

#: What stands below what, for a sentence in the wrong place.
_BELONGS = {
    "top": "at the left margin",
    "head_line": "below `constitution`",
    "body_line": "below a body, electorate, person or organ",
    "units_line": "below units",
    "procedure_line": "below a procedure",
    "condition_line": "below `passes when all of`, or on the line of `passes when`",
    "order_line": "below `in order`",
    "reading_line": "below `by reading`",
    "view_line": "below a view",
    "claim_line": "below a guarantee or a question",
    "clause_line": "below an emergency or guarantor clause",
}


def explain(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint:
    """Return the complaint about a sentence that got stuck."""
    for look in (_elsewhere, _base, _date, _article, _compare, _joined, _unquoted, _small_name):
        found = look(words, stuck, start, length)
        if found is not None:
            return found
    return _generic(words, stuck, start, length)


def expected_words(accepted: frozenset[str]) -> str:
    """Return what would have been accepted, in words: `"of", a name or a number`."""
    open_kinds = [_OPEN[t] for t in _OPEN if t in accepted]
    if "NAME" in accepted:
        open_kinds.remove(_OPEN["STRING"])
    literal = sorted({w for t in accepted for w in terminal_words(t)})
    shown = [f'"{w}"' for w in literal[: 14 if len(literal) <= 14 else 10]]
    if len(literal) > 14:
        shown.append(f"{len(literal) - 10} more words")
    every = shown + open_kinds
    return " or ".join(filter(None, [", ".join(every[:-1]), every[-1] if every else ""]))


def _span(words: list[Word], stuck: Stuck, length: int) -> tuple[int, int]:
    if stuck.at < len(words):
        return words[stuck.at].start, words[stuck.at].end
    return length, length + 1


def _shown(words: list[Word], stuck: Stuck) -> str:
    return words[stuck.at].text if stuck.at < len(words) else "the end of the line"


def _elsewhere(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:
    """A sentence of the language that stands in the wrong place, or no beginning of one."""
    if stuck.at > 0:
        return None
    homes = [s for s in STARTS if s != start and not isinstance(parse_words(words, s), Stuck)]
    if homes:
        return Complaint(
            "E028",
            "this sentence cannot stand here",
            0,
            length,
            f"it belongs {_BELONGS.get(homes[0], 'elsewhere')}; "
            f"here: {expected_words(stuck.accepted)}",
            "begin it at the left margin"
            if homes[0] == "top"
            else "indent it by two spaces more than the line it belongs to",
        )
    begin, end = _span(words, stuck, length)
    return Complaint(
        "E010",
        f'no sentence here begins with "{_shown(words, stuck)}"',
        begin,
        end,
        expected_words(stuck.accepted),
        _near(words, stuck),
    )


def _near(words: list[Word], stuck: Stuck) -> str:
    if stuck.at >= len(words) or len(words[stuck.at].text) < 3:
        return ""
    known = [w for t in stuck.accepted for w in terminal_words(t)]
    return did_you_mean(words[stuck.at].text.lower(), sorted(known))


def _base(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A fraction without its base."""
    before = words[stuck.at - 1]
    lacks_of = before.kind == "FRACTION" and "OF" in stuck.accepted
    lacks_base = before.text == "of" and "CAST" not in stuck.accepted and "VOTES" in stuck.accepted
    if not (lacks_of or lacks_base):
        return None
    begin, end = _span(words, stuck, length)
    fraction = before.text if lacks_of else words[stuck.at - 2].text
    return Complaint(
        "E015",
        f"{fraction} of what?",
        begin,
        end,
        "`of` and a base: votes cast, members present, members, seats filled, members sworn, "
        "registered voters, units, or a column of weights",
        "the base is never assumed: the article says it, or it is a reading of its own",
    )


def _date(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A column without its date."""
    as_only = stuck.accepted == {"AS"}
    if not as_only and not stuck.accepted <= {"DATE"}:
        return None
    begin, end = _span(words, stuck, length)
    if stuck.at < len(words) and not as_only:
        return Complaint(
            "E018", f'"{_shown(words, stuck)}" is no date', begin, end,
            "a date: 2014, 2014-05 or 2014-05-25",
        )  # fmt: skip
    return Complaint(
        "E017",
        "figures without their date",
        begin,
        end,
        "`as of` and a date: 2014, 2014-05 or 2014-05-25",
        "say from which year (census, register, day) the figures are",
    )


def _article(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A procedure, power or clause that names no article."""
    if "UNDER" not in stuck.accepted or stuck.at < len(words):
        return None
    begin, end = _span(words, stuck, length)
    return Complaint(
        "E029",
        f"this {words[0].text} names no article",
        begin,
        end,
        '`under` and the article in quotes: under "Art. 79(2)"',
        "name the provision that says so, or the draft that proposes it",
    )


_MAJORITY = {"a", "an", "the", "majority", "absolute", "simple", "unanimity"}


def _compare(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A number, or a word such as `majority`, where `more than` or `at least` must stand."""
    if not stuck.accepted >= _COMPARE or stuck.at >= len(words):
        return None
    word = words[stuck.at]
    if word.kind not in {"FRACTION", "INTEGER"} and word.text not in _MAJORITY:
        return None
    return Complaint(
        "E016",
        f'"{word.text}" says neither "more than" nor "at least"',
        word.start,
        word.end,
        "`more than` or `at least`, then a fraction or a number",
        "half is `more than 1/2` or `at least 1/2`: they differ, and neither is assumed",
    )


#: Small words inside names.
_LINKS = {
    "of", "the", "and", "for", "in", "to", "de", "des", "du", "der", "del", "la", "i", "und", "y",
}  # fmt: skip


def _unquoted(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A name of several words without quotes."""
    before, at = words[stuck.at - 1], stuck.at
    if not before.is_name or at >= len(words) or words[at].kind != "WORD":
        return None
    if words[at].text == "and" and "COMMA" in stuck.accepted:
        return None
    last = at
    while last + 1 < len(words) and words[last + 1].kind == "WORD" and not words[last].is_name:
        last += 1
    small = {w.text for w in words[at:last]}
    if not words[last].is_name or not small <= _LINKS:
        return None
    whole = " ".join(w.text for w in words[at - 1 : last + 1])
    return Complaint(
        "E023",
        f"the name {whole} has several words",
        before.start,
        words[last].end,
        "a name of more than one word in quotes",
        f'write "{whole}"',
    )


def _joined(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """`and` mixed with `or`, or several subjects with neither `each of` nor `together`."""
    if stuck.at >= len(words):
        return None
    word = words[stuck.at]
    joining = {"and", "or", ","}
    earlier = joining & {w.text for w in words[: stuck.at]}
    if word.text in joining and earlier and {"AND", "OR", "COMMA"} & stuck.accepted:
        return Complaint(
            "E024",
            f'"{word.text}" is mixed with another joining word',
            word.start,
            word.end,
            "`and` throughout, or `or` throughout, in one sentence",
            "split it: blocks of `all of` and `any of` for conditions, several sets for filters",
        )
    if "TOGETHER" in stuck.accepted and "ALONE" not in stuck.accepted and not word.is_name:
        first = stuck.at - 1
        while first and (
            words[first - 1].kind == "STRING"
            or words[first - 1].is_name
            or words[first - 1].text in {",", "in"}
        ):
            first -= 1
        return Complaint(
            "E026",
            "several voters: each for itself, or counted together?",
            words[first].start,
            words[stuck.at - 1].end,
            "`each of A, B approve ...` or `A, B together approve ...`",
        )
    return None


def _small_name(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint | None:  # noqa: ARG001
    """A name that begins with a small letter."""
    if "NAME" not in stuck.accepted or stuck.at >= len(words) or _near(words, stuck):
        return None
    word = words[stuck.at]
    if word.kind != "WORD":
        return None
    return Complaint(
        "E027",
        f'"{word.text}" is not a name',
        word.start,
        word.end,
        "a name: one word with a capital first, or a text in quotes",
        f'write {word.text.capitalize()} or "{word.text}"',
    )


def _generic(words: list[Word], stuck: Stuck, start: str, length: int) -> Complaint:  # noqa: ARG001
    begin, end = _span(words, stuck, length)
    if stuck.at >= len(words):
        what = "the sentence ends too early"
        return Complaint("E012", what, begin, end, expected_words(stuck.accepted))
    help_ = hint(words[stuck.at], stuck.accepted) or _near(words, stuck)
    what = f'"{_shown(words, stuck)}" does not fit here'
    return Complaint("E011", what, begin, end, expected_words(stuck.accepted), help_)
