"""From records of a case's settle files to a negotiation, all errors collected in the records."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.settle.model import Mandate, Negotiation, Option, Party, Question, Rule, Seat
from foedus.settle.reading_drafts import draft
from foedus.settle.reading_positions import position
from foedus.settle.reading_values import values
from foedus.settle.records import Names, Record, known, own_key, statement, terms

_KINDS = ("question", "party", "status_quo", "rule", "values", "draft")


def read(files: Sequence[Record], names: Names) -> Negotiation:
    """Return the negotiation of a folder's files; errors are collected in the records.

    Checks across positions are made by `foedus.settle.checks`.
    """
    by_kind = {k: [r for f in files for r in f.records(k)] for k in _KINDS}
    joint: dict[tuple[str, str], str] = {}
    for record in by_kind["question"]:
        question = _question(record, names, joint)
        names.questions[question.key] = question
    for record in by_kind["party"]:
        party = _party(record, names)
        names.parties[party.key] = party
    _bound(by_kind["question"], names)
    quo, quo_by = _status_quo(by_kind["status_quo"], names)
    coders = [f.text("coded_by", "") for f in files]
    caution = " ".join(filter(None, (f.text("caution", "") for f in files)))
    base = next(filter(None, (_base(f, names) for f in files)), "")
    rules = tuple(_rule(r, names) for r in by_kind["rule"])
    positions = [
        position(r, names, coder)
        for f, coder in zip(files, coders, strict=True)
        for r in f.records("position")
    ]
    given = [values(r, names) for r in by_kind["values"]]
    drafts = tuple(draft(r, names) for r in by_kind["draft"])
    for f in files:
        f.done()
    return Negotiation(
        tuple(names.questions.values()),
        rules,
        tuple(names.parties.values()),
        tuple(p for p in positions if p),
        tuple(v for v in given if v),
        joint,
        quo,
        quo_by,
        "; ".join(dict.fromkeys(filter(None, coders))),
        caution,
        names.said,
        base,
        drafts,
    )


def _base(f: Record, names: Names) -> str:
    key = f.text("base", "")
    if key and not known(f, "E714", key, names.guarantees, "constitution in the case", "base"):
        return ""
    return key


def _question(r: Record, names: Names, joint: dict[tuple[str, str], str]) -> Question:
    key = own_key(r, names, "question")
    options: dict[str, Option] = {}
    for o in r.records("option"):
        option = _option(o, names)
        if option.key in options:
            what = f'question "{key}" has the option "{option.key}" twice'
            o.fail("E707", what, "key", expected="options of different keys")
        text = o.text("joint_text", "")
        if text and statement(o, names, text, "joint_text"):
            joint[key, option.key] = text
        options[option.key] = option
        o.done()
    if len(options) < 2:
        r.fail("E705", f'question "{key}" has fewer than two options', expected="two or more")
    question = Question(key, r.text("text"), tuple(options.values()), r.text("note", ""))
    r.done()
    return question


def _option(o: Record, names: Names) -> Option:
    option = Option(o.text("key"), o.text("text"), o.text("constitution", ""), o.texts("binds"),
                    o.text("variant", ""))  # fmt: skip
    if option.constitution:
        known(o, "E714", option.constitution, names.guarantees, "constitution in the case",
              "constitution")  # fmt: skip
    if option.variant:
        known(o, "E722", option.variant, names.variants, "file in settle/variants", "variant")
    return option


def _bound(records: Sequence[Record], names: Names) -> None:
    for record in records:
        for o in record.records("option"):
            for key in o.texts("binds"):
                known(o, "E706", key, names.parties, "party", "binds")


def _party(r: Record, names: Names) -> Party:
    key = own_key(r, names, "party")
    disputed = r.texts("disputed_by")
    for k in disputed:
        statement(r, names, k, "disputed_by")
    party = Party(
        key,
        r.text("name"),
        r.choice("status", Seat),
        r.flag("within"),
        r.choice("mandate", Mandate),
        r.text("mandate_from", ""),
        disputed,
        r.texts("speakers", needed=True),
        r.text("note", ""),
    )
    r.done()
    return party


def _rule(r: Record, names: Names) -> Rule:
    key = own_key(r, names, "rule")
    rule = Rule(key, r.text("text"), terms(r, names, "if", False), terms(r, names, "then", True))
    r.done()
    return rule


def _status_quo(records: Sequence[Record], names: Names) -> tuple[dict[str, str], dict[str, str]]:
    found: dict[str, str] = {}
    by: dict[str, str] = {}
    for r in records:
        said = r.text("statement")
        statement(r, names, said)
        for question, option, _ in terms(r, names, "is", True):
            found[question], by[question] = option, said
        r.done()
    return found, by
