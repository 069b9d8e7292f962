from __future__ import annotations

import pytest
from served import serving

from textgen.generators.registry import load_generator


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def local():
    """The same model without a server."""
    return load_generator("shakespeare")
