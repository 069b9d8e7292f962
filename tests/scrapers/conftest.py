"""What the tests of every source share."""

from __future__ import annotations

import pytest
from recording import Run


@pytest.fixture
def run() -> Run:
    """A context that remembers what the source said to it."""
    return Run()
