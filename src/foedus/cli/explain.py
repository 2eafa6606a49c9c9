"""`foedus explain CODE`: what an error code means and how to mend it."""

from __future__ import annotations

import click

from foedus.cli.common import emit, guarded, json_option, table


@click.command("explain", epilog="Example: foedus explain E012")
@click.argument("code", required=False)
@json_option
@guarded
def command(code: str | None, as_json: bool) -> None:
    """Explain an error CODE; without one, list them all."""
    from foedus.codes import all_codes
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    known = all_codes()
    if code is None:
        if as_json:
            emit({"codes": known}, kind="explain")
        else:
            click.echo(table(["code", "meaning"], [[c, e.title] for c, e in sorted(known.items())]))
        return
    found = known.get(code.upper())
    if found is None:
        hint = did_you_mean(code.upper(), known) or "`foedus explain` lists every code"
        what = f'no error code "{code}"'
        raise BadInput(Diagnostic("E000", what, Place("CODE"), "a code such as E012", hint))
    if as_json:
        emit({"codes": {code.upper(): found}}, kind="explain")
        return
    click.echo(f"{code.upper()}: {found.title}\n\n{found.text}")
    if found.example:
        click.echo(f"\n{found.example}")
