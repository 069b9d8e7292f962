"""Loopback sites, and a context that may ask them without waiting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from recording import Run
from sites import Site, serving

from textgen.web import Client


@pytest.fixture
def run() -> Iterator[Run]:
    run = Run()
    run.context.http = Client(delay=0, allow_private=True)
    yield run
    run.context.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(keep_alive=True) as site:
        yield site


@pytest.fixture
def other_site() -> Iterator[Site]:
    with serving(keep_alive=True) as site:
        yield site
