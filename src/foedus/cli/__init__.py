"""The command line: only click is imported here; each command imports what it needs when called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from foedus import __version__
from foedus.cli.groups import LazyGroup

#: Name of a command -> (module below foedus.cli that has it as `command`, help line).
COMMANDS: dict[str, tuple[str, str]] = {
    "record": ("record", "Who said what, what was promised, what was seen: tamper-evident."),
    "new": ("new", "A small commented case folder to begin with."),
    "report": ("report", "One case folder to one self-contained page."),
    "seats": ("seats", "Populations or votes to seats: exact, ties shown, certified."),
    "count": ("count", "Ballots to winners by a named rule, with every stage."),
    "fmt": ("fmt", "A constitution in the one authored form of the language, comments kept."),
    "atlas": ("atlas", "The constitutions and cases that come with foedus, with sources."),
    "check": ("check", "What constitutions guarantee: each claim with a witness or a proof."),
    "show": ("show", "One procedure: its sentence, who must agree, who can block."),
    "power": ("power", "Who holds how much power, exactly: every index, any rule."),
    "powers": ("powers", "Who may do what, who can take it back, who belongs, who takes part."),
    "fiscal": ("fiscal", "Taxes, shares, equalisation: before and after, per head, exactly."),
    "diff": ("diff", "Where two texts, versions or readings differ, and which guarantees change."),
    "tally": ("tally", "Real votes held against a rule: each limb, its margin, what turns it."),
    "settle": ("settle", "What every side can accept, or exactly why nothing is."),
    "convene": ("convene", "A convention: delegates, opinions, participation, agendas, votes."),
    "observe": ("observe", "Station results checked, protocols traced, votes estimated."),
    "explain": ("explain", "What an error code means and how to mend it."),
}


class Program(LazyGroup):
    """The program: every command, and what ends it."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run as click does, but an interrupt anywhere ends with its own line and exit code 130."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        try:
            code = super().main(args, standalone_mode=False, **extra)
        except click.Abort:
            click.echo("stopped; nothing was written", err=True)
            code = 130
        except click.ClickException as exc:
            exc.show()
            code = exc.exit_code
        sys.exit(code if isinstance(code, int) else 0)


@click.group(
    cls=Program,
    subcommands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with a packaged case: foedus report CASE (see the README).",
)
@click.version_option(__version__, prog_name="foedus")
def main() -> None:
    """A settlement, tested before it is signed.

    Exit codes: 0 all holds, 1 a guarantee fails, 2 bad input or usage, 3 undecided within
    the limit.
    """
