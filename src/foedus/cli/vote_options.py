"""The options `--reading` and `--unit` of commands that hold a vote against a procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.constitution.model import Model


def chosen(model: Model, procedure: str, reading: str, unit: str) -> list[Mapping[str, str]]:
    """Return every combination of readings that `--reading` leaves open.

    Raises BadInput (E267) for an answer that no reading of the procedure has, and (E266) for a
    `--unit` where the procedure asks no unit concerned.
    """
    from foedus.constitution import syntax as s
    from foedus.constitution.compile import readings_of
    from foedus.constitution.readings import combinations, with_others
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    open_ = readings_of(model, procedure)
    answers = [a for r in open_ for a in r.alternatives]
    errors = []
    if reading and reading not in answers:
        what = f'no reading of "{procedure}" has the answer "{reading}"'
        expected = ", ".join(answers) or "no --reading: the text has one reading"
        hint = did_you_mean(reading, answers)
        errors.append(Diagnostic("E267", what, Place("--reading"), expected, hint))
    book = model.book()
    nodes = with_others(book, book.procedure(procedure))
    if unit and not any(isinstance(node, s.Concerned) for node in nodes):
        what = f'"{procedure}" needs the consent of no unit concerned, and "{unit}" is named'
        errors.append(Diagnostic("E266", what, Place("--unit"), "no --unit"))
    if errors:
        raise BadInput(errors)
    return [c for c in combinations(open_) if not reading or reading in c.values()]
