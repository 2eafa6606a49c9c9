"""What every command shares: reading input, printing answers, turning errors into exit codes."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TextIO, TypeVar

import click

from foedus.answer import plain
from foedus.errors import BadInput, Diagnostic, Exit, MissingExtra, Place, TooLarge

F = TypeVar("F", bound=Callable[..., Any])
#: Errors that are printed as text; a file of another kind can have one in every character.
SHOWN_ERRORS = 200


def seconds(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Return a limit in seconds, finite and zero or more; else a usage error (exit code 2)."""
    # A NaN fails the comparison, too.
    if not 0 <= value < float("inf"):
        raise click.BadParameter(
            f"{value} is no number of seconds: write one such as 10", ctx=ctx, param=param
        )
    return value


json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")


def guarded(function: F) -> F:
    """Wrap a command so that no traceback reaches a user; outermost below the click decorators."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        as_json = bool(kwargs.get("as_json"))
        try:
            return _answered(functools.partial(function, *args, **kwargs), as_json)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(Exit.OK)
        except OSError as exc:
            # What no reader expected of its file: a name too long, a disk that is full.
            named = exc.filename is not None
            stop(f"{exc.filename}: {exc.strerror}" if named else f"{exc.strerror or exc}",
                 as_json=as_json and named)  # fmt: skip
        except KeyboardInterrupt:
            click.echo("stopped; nothing was written", err=True)
            sys.exit(130)

    return run  # type: ignore[return-value]


def _answered(call: Callable[[], Any], as_json: bool) -> Any:
    """Run a command; an error in its input is told and ends the program."""
    try:
        return call()
    except BadInput as exc:
        fail(exc, as_json=as_json)
    except (MissingExtra, TooLarge) as exc:
        stop(str(exc), as_json=as_json)
    except RecursionError:
        stop("the input is nested too deeply to be read", as_json=as_json)
    except ValueError as exc:
        # What no reader expected: Python neither reads nor writes more digits than these.
        if "integer string conversion" not in str(exc):
            raise
        most = f"{sys.get_int_max_str_digits():,}"
        stop(f"a number of more than {most} digits is neither read nor written", as_json=as_json)


def stop(what: str, *, as_json: bool) -> NoReturn:
    """Say what is in the way, which is no place in an input, and leave with exit code 2."""
    if as_json:
        fail(BadInput(Diagnostic("E000", what, Place(""))), as_json=True)
    click.echo(f"error: {what}", err=True)
    sys.exit(Exit.BAD_INPUT)


def fail(exc: BadInput, *, as_json: bool) -> NoReturn:
    """Print every diagnostic (JSON on stdout where asked) and leave with exit code 2."""
    if as_json:
        emit({"errors": [d.to_dict() for d in exc.diagnostics]}, kind="errors")
        sys.exit(Exit.BAD_INPUT)
    count = len(exc.diagnostics)
    shown = exc.diagnostics[:SHOWN_ERRORS]
    click.echo("\n\n".join(d.render() for d in shown), err=True)
    left = (
        f", the first {SHOWN_ERRORS} of them shown (--json has all)" if count > len(shown) else ""
    )
    code = min(d.code for d in exc.diagnostics)
    click.echo(
        f"\n{count} error{'s' if count != 1 else ''}{left}; more with: foedus explain {code}",
        err=True,
    )
    sys.exit(Exit.BAD_INPUT)


def _stream(stream: TextIO | None, name: str, code: str) -> TextIO:
    """Return a standard stream; raises BadInput where the program was started without it."""
    if stream is None:
        raise BadInput(
            Diagnostic(code, f"{name} is closed", Place("-"), "a file's name, or a pipe")
        )
    return stream


def read_bytes(path: str, *, code: str) -> bytes:
    """Return a file's bytes, `-` being standard input; raises BadInput where it cannot be read."""
    if path == "-":
        return _stream(sys.stdin, "standard input", code).buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as exc:
        what = f"cannot read this file: {exc.strerror}"
        raise BadInput(Diagnostic(code, what, Place(path), "a file that can be read")) from None


def emit(data: Mapping[str, Any], *, kind: str, inputs: Mapping[str, bytes] | None = None) -> None:
    """Print an answer as JSON with its kind, format version and the SHA-256 of each input."""
    head: dict[str, Any] = {"format": f"foedus.{kind}/1"}
    if inputs is not None:
        head["inputs"] = {k: hashlib.sha256(v).hexdigest() for k, v in inputs.items()}
    click.echo(json.dumps({**head, **plain(data)}, indent=2, ensure_ascii=False))


def table(header: list[str], rows: list[list[str]], *, right: set[int] | None = None) -> str:
    """Return an aligned plain-text table; `right` names the columns set flush right."""
    right = right or set()
    widths = [max(len(r[i]) for r in [header, *rows]) for i in range(len(header))]
    lines = []
    for row in [header, ["-" * w for w in widths], *rows]:
        cells = [
            c.rjust(widths[i]) if i in right else c.ljust(widths[i]) for i, c in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def note(text: str) -> None:
    """Print a note on stderr, on terminals only."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


class DefaultGroup(click.Group):
    """A group whose first word may be an argument of its `default` command instead of a command.

    `usage` shows how the default is called.
    """

    def __init__(self, *args: Any, default: str, usage: str, **kwargs: Any) -> None:
        # click keeps the help option of a command's first call, whoever called it.
        kwargs.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **kwargs)
        self.default, self.usage = default, usage

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give the default every word where an option other than help stands first."""
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named, or the default with every word."""
        if args and args[0] not in self.commands:
            return self.default, self.commands[self.default], args
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names without the default's."""
        return [n for n in super().list_commands(ctx) if n != self.default]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the default's usage first."""
        formatter.write_usage(ctx.command_path, self.usage)
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...")


def _write_through(target: Path, data: bytes, code: str) -> None:
    try:
        with target.open("wb", buffering=0) as stream:
            stream.write(data)
    except OSError as exc:
        raise _unwritable(str(target), exc, code) from None


def _unwritable(path: str, exc: OSError, code: str) -> BadInput:
    what = f"cannot write this file: {exc.strerror}"
    return BadInput(Diagnostic(code, what, Place(path), "a place that can be written"))


def _no_folder(folder: Path, path: str, code: str) -> BadInput:
    return BadInput(
        Diagnostic(
            code, f'there is no folder "{folder}" to write to', Place(path),
            "a place that can be written", f"make it first: mkdir -p {shlex.quote(str(folder))}",
        )
    )  # fmt: skip


def write_bytes(path: str, data: bytes, *, code: str, folder: bool = False) -> None:
    """Write a file whole or not at all (a temporary file beside it, then a rename); `-` is stdout.

    Its folder is made where `folder` says that the command was given one to fill; else a folder
    that is missing is an error. Raises BadInput where the file cannot be written.
    """
    if path == "-":
        _stream(sys.stdout, "standard output", code).buffer.write(data)
        return
    target = Path(path)
    if target.exists() and not target.is_file():
        # A device or a pipe (/dev/null, /dev/full) is written to, never replaced by a file.
        _write_through(target, data, code)
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as exc:
        if not target.parent.is_dir():
            raise _no_folder(target.parent, path, code) from None
        beside.unlink(missing_ok=True)
        raise _unwritable(path, exc, code) from None
