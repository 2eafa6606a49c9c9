"""Versions of a single negotiating text from records: clauses, criticism, yes to the whole."""

from __future__ import annotations

from foedus.settle.model import Criticism, Draft, DraftClause
from foedus.settle.records import Names, Record, choice, known, own_key, statement, words_of


def draft(r: Record, names: Names) -> Draft:
    """Return one version of the text."""
    key = own_key(r, names, "draft")
    clauses: dict[str, DraftClause] = {}
    for c in r.records("clause"):
        clause = DraftClause(c.text("key"), c.text("text"), choice(c, names, "stands_for"))
        if clause.key in clauses:
            what = f'draft "{key}" has the clause "{clause.key}" twice'
            c.fail("E707", what, "key", expected="clauses of different keys")
        _once(c, clause, clauses)
        clauses[clause.key] = clause
        c.done()
    criticism = tuple(_criticism(c, names, clauses) for c in r.records("criticism"))
    yes = dict(_yes(y, names) for y in r.records("yes"))
    found = Draft(key, r.text("title"), r.text("date"), tuple(clauses.values()), criticism, yes)
    r.done()
    return found


def _once(r: Record, clause: DraftClause, clauses: dict[str, DraftClause]) -> None:
    chosen = {c.choice[0] for c in clauses.values() if c.choice}
    if clause.choice and clause.choice[0] in chosen:
        what = f'two clauses stand for an option of "{clause.choice[0]}"'
        r.fail("E726", what, "stands_for", expected="one clause for each question")


def _criticism(r: Record, names: Names, clauses: dict[str, DraftClause]) -> Criticism:
    clause, party, said = r.text("clause"), r.text("party"), r.text("statement", "")
    known(r, "E726", clause, clauses, "clause in this draft", "clause")
    known(r, "E706", party, names.parties, "party", "party")
    words = r.text("words", "")
    if statement(r, names, said):
        words_of(r, names, said, words, names.parties.get(party))
    found = Criticism(clause, party, said, words, choice(r, names, "asks"))
    r.done()
    return found


def _yes(r: Record, names: Names) -> tuple[str, str]:
    party, said = r.text("party"), r.text("statement", "")
    known(r, "E706", party, names.parties, "party", "party")
    if statement(r, names, said):
        words_of(r, names, said, "", names.parties.get(party))
    r.done()
    return party, said
