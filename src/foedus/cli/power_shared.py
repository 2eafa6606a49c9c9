"""What the commands of `foedus power` share: options, the time they may take, refusals."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from foedus.cli.common import seconds

if TYPE_CHECKING:
    from foedus.power.profile import Budget

F = TypeVar("F", bound=Callable[..., Any])

limit_option = click.option(
    "--limit", callback=seconds, default=60.0, show_default=True, help="Seconds before it stops."
)
index_option = click.option(
    "--index", default="shapley", show_default=True, help="The index; see foedus power --list."
)


def bare_options(function: F) -> F:
    """Add the options of a bare game."""
    for flag, name, text in (
        ("--name", "named", "The column of names."),
        ("--column", "column", "The column of weights."),
        ("--weights", "weights", "The CSV table, - for standard input."),
        ("--quota", "quota", '270, "more than 1/2", "at least 85%".'),
    ):
        function = click.option(flag, name, default="", help=f"A bare game: {text}")(function)
    return function


def refuse(code: str, what: str, place: str, expected: str, help: str = "") -> None:
    """Raise BadInput with one fault of an option."""
    from foedus.errors import BadInput, Diagnostic, Place

    raise BadInput(Diagnostic(code, what, Place(place), expected, help))


def budget_of(limit: float) -> Budget:
    """Return a budget of so many seconds that reports progress on terminals."""
    from foedus.power.profile import Budget

    def progress(done: float) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done:4.0%} ", nl=False, err=True)

    return Budget(seconds=limit, progress=progress)


@contextmanager
def counting() -> Iterator[None]:
    """Turn an unknown index (E354) or an engine that does not fit (E355) into BadInput."""
    from foedus.power.game import NotThisGame

    try:
        yield
    except NotThisGame as exc:
        refuse("E355", str(exc), "--engine", "an engine that fits, or auto")
    except ValueError as exc:
        refuse("E354", str(exc), "--index", "see foedus power --list")
    finally:
        if sys.stderr.isatty():
            click.echo("\r      \r", nl=False, err=True)


def shown(value: Any) -> str:
    """Return a value of an index for a table; a dash where there is none."""
    from foedus.power.table import show

    return "-" if value is None else show(value)


def assumed(more: Iterable[str] = ()) -> list[str]:
    """Return what every index assumes, after what the rule itself assumes."""
    from foedus.power.table import ASSUMPTIONS

    return list(dict.fromkeys([*more, *ASSUMPTIONS]))


def say_assumed(more: Iterable[str] = ()) -> None:
    """Print what every index assumes, one line each."""
    for line in assumed(more):
        click.echo(f"assuming: {line}")


def firmness(answer: Any) -> str:
    """Return how firm the values of an answer are, with their error."""
    return f"{answer.label.value}{f', at most +- {answer.error:.2g}' if answer.error else ''}"
