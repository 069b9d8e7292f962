"""What every test stands on: its own empty folders, a clean environment, no internet, the command line."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("textgen", deadline=None)  # how fast something is, no test says
settings.load_profile("textgen")

CLEARED = (
    "COLUMNS",
    "FORCE_COLOR",
    "LINES",
    "NO_COLOR",
    "PYTHONIOENCODING",
    "PYTHONPATH",
    "PYTHONUTF8",
    "RUNWAY_TOKEN",
)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Give bytes no part in a test's name: gzip writes the time into its own, and workers must agree."""
    return argname if isinstance(val, bytes) else None


@dataclass(frozen=True)
class Result:
    """What a finished command left behind."""

    code: int
    stdout: str
    stderr: str


@pytest.fixture(autouse=True, scope="session")
def _session_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clean the environment, and keep what session and module fixtures write out of the repository."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else a background job's commands ignore it
    folder = tmp_path_factory.mktemp("session")
    with pytest.MonkeyPatch.context() as patch:
        for name in [*CLEARED, *(name for name in os.environ if name.startswith("TEXTGEN_"))]:
            patch.delenv(name, raising=False)
        patch.setenv("TEXTGEN_CORPUS", str(folder / "corpus"))
        patch.setenv("TEXTGEN_MODELS", str(folder / "models"))
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
        patch.chdir(folder)
        yield


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _session_folders: None) -> None:
    """Give each test its own current folder, corpora and models, all under ``tmp_path``."""
    monkeypatch.setenv("TEXTGEN_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("TEXTGEN_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def textgen(tmp_path: Path) -> Callable[..., Result]:
    """Run the command line in a fresh process: ``textgen("corpus", "list").stdout``.

    ``input`` (text or bytes) goes to stdin, ``env`` adds to the environment, ``cwd`` is the
    current folder (default: ``tmp_path``); output is read as UTF-8, with "\\n" as it was written.
    """

    def run(
        *arguments: str | Path,
        input: str | bytes | None = None,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
        timeout: float = 120,
    ) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "textgen", *map(str, arguments)],
            input=input.encode() if isinstance(input, str) else input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            env={**os.environ, **(env or {})},
            cwd=cwd or tmp_path,
            timeout=timeout,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser; where there is none its tests are skipped, but not in CI.

    Not for the session: while Playwright runs, no other test of its thread may run an event loop.
    """
    program = shutil.which("chromium") or shutil.which("google-chrome")
    needed = {"Playwright": importlib.util.find_spec("playwright"), "Chromium": program}
    missing = [name for name, there in needed.items() if not there]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"not installed: {', '.join(missing)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def open_file(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Show a file in the browser; whatever it asks for and complains of is in ``asked`` and ``said``.

    ``before`` is a script that runs before those of the page; other options are Playwright's.
    """
    pages = []

    def opened(file: Path, *, width: int = 1280, before: str = "", **options: Any) -> Any:
        page = chromium.new_page(viewport={"width": width, "height": 800}, **options)
        pages.append(page)
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
        if before:
            page.add_init_script(before)
        page.goto(file.as_uri())
        return page

    yield opened
    for page in pages:
        page.close()
