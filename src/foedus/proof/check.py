"""Check a constitution: every guarantee, question and expected vote, in file order."""

from __future__ import annotations

from collections.abc import Mapping

from foedus.constitution.model import Model
from foedus.constitution.syntax import Expect, Guarantee, Question
from foedus.errors import BadInput, Diagnostic
from foedus.proof.court import Court
from foedus.proof.engine import LIMIT, Solution
from foedus.proof.expect import rule_on_votes
from foedus.proof.games import Games
from foedus.proof.judge import rule_on
from foedus.proof.verdicts import Report, Ruling


def check(
    model: Model,
    votes: Mapping[str, bytes] | None = None,
    *,
    seconds: float = LIMIT,
    certify: bool = False,
    filled: Mapping[str, int] | None = None,
    known: dict[object, Solution] | None = None,
) -> Report:
    """Return the ruling on every guarantee, question and expected vote of a constitution.

    `votes` holds the vote files that `expect` names (see `foedus.proof.load.read_votes`);
    `seconds` limits each query; `certify` proves everything a second time with another engine;
    `filled` says how many can take part, by body, group or unit; `known` keeps queries answered
    for further texts.
    Raises BadInput with every error of every statement.
    """
    court = Court(Games(model, filled), seconds, certify, known={} if known is None else known)
    rulings: list[Ruling] = []
    errors: list[Diagnostic] = []
    for node in model.constitution.statements:
        try:
            if isinstance(node, Guarantee | Question):
                rulings.append(rule_on(court, node))
            elif isinstance(node, Expect):
                rulings.append(rule_on_votes(court, node, votes or {}))
        except BadInput as exc:
            errors += exc.diagnostics
    if errors:
        raise BadInput(dict.fromkeys(errors))
    return Report(model.constitution.name, model.file, tuple(rulings), model.digests)
