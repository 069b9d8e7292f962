"""Loopback sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sites import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def other_site() -> Iterator[Site]:
    with serving() as site:
        yield site
