"""`foedus record ...`: the memory of a process, append-only and tamper-evident."""

from __future__ import annotations

import click

from foedus.cli.groups import LazyGroup

SUBCOMMANDS: dict[str, tuple[str, str]] = {
    "init": ("record_write:init", "Make a new, empty record."),
    "add": ("record_write:add", "Add one entry, field by field."),
    "import": ("record_write:import_", "Add entries from JSON lines, all or none."),
    "redact": ("record_write:redact", "Delete a sealed value; every proof stays valid."),
    "note": ("record_write:note_", "Keep private notes in a sealed file of your own."),
    "sign": ("record_sign:sign", "Sign the record as it stands."),
    "cosign": ("record_sign:cosign", "Sign another party's checkpoint, once it verifies."),
    "verify": ("record_sign:verify_", "Verify every byte, signature and quote."),
    "prove": ("record_sign:prove", "Prove that one entry is in the record."),
    "compare": ("record_sign:compare_", "Compare two copies; name the first difference."),
    "status": ("record_read:status_", "What was promised, and each assessor's level."),
    "timeline": ("record_read:timeline_", "What was said and done, by date."),
    "inspections": ("record_map:inspections_", "What was inspected where, with a map."),
    "order": ("record_read:order", "The order of steps: contradictions, windows, exposure."),
    "export": ("record_read:export", "Write the record as plain files."),
}


@click.group(
    "record", cls=LazyGroup, subcommands=SUBCOMMANDS, epilog="Example: foedus record init talks"
)
def command() -> None:
    """Who said what, what was promised in which order, what was seen.

    RECORD is an SQLite file, or a postgresql:// URL. Nothing not yet agreed belongs in it.
    """
