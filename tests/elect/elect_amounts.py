"""How many random cases the tests of elections play: few by default, all in the full run."""

from __future__ import annotations

from hypothesis import settings

from conftest import FULL

FEW = settings(max_examples=1000 if FULL else 30)
