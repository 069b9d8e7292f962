from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import browsing
import pytest


@pytest.fixture(scope="session")
def app(_session_folders: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[browsing.App]:
    with browsing.running(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def page(chromium: Any, app: browsing.App) -> Iterator[browsing.Page]:
    opened = browsing.Page(chromium, app, viewport={"width": 1280, "height": 900})
    yield opened
    opened.tab.close()
