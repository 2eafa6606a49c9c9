"""foedus: a workbench for federal settlements, exact, neutral and able to show its reasons."""

__version__ = "0.1.0"
