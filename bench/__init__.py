"""Benchmarks: foedus and its rivals in one run, one line a task."""
