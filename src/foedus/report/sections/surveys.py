"""Surveys: pollster, days, sample and wording before any number."""

from __future__ import annotations

from foedus.case.model import BASE, Case, Survey, SurveyQuestion
from foedus.report.blocks import Caution, Facts, Figure, Group, Provenance, Section, slug
from foedus.report.data import Data
from foedus.report.figures.bars import Bar, Row, bar_chart
from foedus.report.numbers import decimal, whole


def surveys(case: Case) -> Section | None:
    """Return the surveys; None where the case has none."""
    if not case.surveys:
        return None
    blocks: list[object] = [
        Caution(
            "A survey tells what a sample answered to one wording in some days. Two surveys with "
            "other options or other places are not one series."
        )
    ]
    blocks += [_survey(survey, first=k == 0) for k, survey in enumerate(case.surveys)]
    return Section("surveys", "Surveys", tuple(blocks))


def _survey(survey: Survey, *, first: bool) -> Group:
    pairs = (
        ("Pollster", survey.pollster),
        ("For", survey.client),
        ("Fieldwork", str(survey.fieldwork)),
        ("Sample", whole(survey.sample) if survey.sample is not None else "not recorded"),
        ("How", survey.mode),
        ("Who and where", survey.population),
        ("Error as published", survey.error),
        ("Source", survey.source),
        ("Status", survey.status.label),
        ("Note", survey.note),
    )
    facts = Facts(tuple((name, words) for name, words in pairs if words))
    figures = [_question(survey, q, k) for k, q in enumerate(survey.questions) if q.results]
    later = "" if survey.layer == BASE else " (later layer)"
    title = f"{survey.pollster}, {survey.fieldwork}{later}"
    return Group(slug("survey", survey.key), title, (facts, *figures), open=first)


def _question(survey: Survey, question: SurveyQuestion, number: int) -> Figure:
    ident = slug("survey", survey.key, number)
    rows = tuple(
        Row(
            f"{r.option}, {r.group}" if r.group else r.option,
            (Bar(0, r.share / 100, f"{decimal(r.share)} %"),),
        )
        for r in question.results
    )
    asked = f"“{question.wording}” ({question.language})"
    wording = asked if question.wording else "wording of the question not seen"
    subject = f"{question.subject[:1].upper()}{question.subject[1:]}"
    data = Data(
        ("Option", "Group", "Percent"),
        tuple((r.option, r.group, r.share) for r in question.results),
        frozenset({2}),
    )
    error = f"error as published: {survey.error}" if survey.error else "error not published"
    return Figure(
        ident,
        subject,
        (bar_chart(f"{ident}-chart", subject, ("answered",), rows),),
        data,
        Provenance(
            survey.source or survey.pollster,
            f"asked: {wording}",
            str(survey.fieldwork),
            f"estimate; {error}; {question.status.label}",
        ),
        note=question.note,
    )
