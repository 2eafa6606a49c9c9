"""Where the program starts: nothing is imported yet, so that Ctrl-C is quiet from here on."""

from __future__ import annotations


def run() -> None:
    """Run the command line; an interrupt while it is still loading ends like any later one."""
    try:
        from foedus.cli import main

        main(prog_name="foedus")
    except KeyboardInterrupt:
        import sys

        sys.stderr.write("stopped; nothing was written\n")
        sys.exit(130)


if __name__ == "__main__":
    run()
