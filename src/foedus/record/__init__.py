"""Sources, statements, commitments and steps: append-only and tamper-evident."""
