"""The app in a process of its own, and a real browser that writes down what its pages ask for."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_NEEDED = {
    "Gradio": importlib.util.find_spec("gradio"),
    "Playwright": importlib.util.find_spec("playwright"),
    "Chromium": CHROMIUM,
}
MISSING = [what for what, there in _NEEDED.items() if not there]
needs_browser = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("CI") != "true", reason=f"not installed: {', '.join(MISSING)}"
)
needs_gradio = pytest.mark.skipif(
    "Gradio" in MISSING and os.environ.get("CI") != "true", reason="not installed: Gradio"
)
# Notes each address beyond this computer that the app's process, or one that it starts, would ask.
WATCH = """
import os, socket
connect, look_up = socket.socket.connect, socket.getaddrinfo
def note(host):
    if host not in ("127.0.0.1", "::1", "localhost", None):
        with open(os.environ["ASKED"], "a") as file:
            file.write(f"{host}\\n")
def connecting(self, address):
    if isinstance(address, tuple):
        note(address[0])
    return connect(self, address)
def looking_up(host, *rest, **more):
    note(host)
    return look_up(host, *rest, **more)
socket.socket.connect, socket.getaddrinfo = connecting, looking_up
"""
# A plugin of a third party: nobody here knows its sources.
PLUGIN = """
import enum, pathlib, time, typing
import textgen, typer
class Mood(enum.Enum):
    CALM = "calm"
    WILD = "wild"
def letters(
    context: textgen.Context,
    number: typing.Annotated[int, typer.Option(min=1, help="How many letters there are.")] = 3,
    mood: typing.Annotated[Mood, typer.Option(help="How they sound.")] = Mood.CALM,
    broken: typing.Annotated[bool, typer.Option("--broken", help="Break in the middle.")] = False,
    slow: typing.Annotated[bool, typer.Option("--slow", help="Take a second for each.")] = False,
    really: typing.Annotated[bool, typer.Option("--really", help="Ask first.")] = False,
) -> typing.Iterator[textgen.Document]:
    \"\"\"Letters that were never sent.\"\"\"
    if really:
        context.confirm("Read what others wrote?")
    for at in range(number):
        context.progress(at, number)
        if slow:
            time.sleep(1)
        if at == 1:
            context.skip("letter/draft", "a draft")
            context.fail("letter/burnt", "it is burnt")
        if broken and at == 2:
            raise RuntimeError("the drawer is stuck")
        yield textgen.Document(f"Dear [{at}]*, I am {mood.value} <b>today</b>.", f"letter/{at}[*?]")
@textgen.hookimpl
def textgen_sources(register):
    register(letters)
"""
METADATA = "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n"
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class App:
    """A ``textgen ui`` that runs."""

    address: str
    process: subprocess.Popen[str]
    folder: Path

    @property
    def asked(self) -> list[str]:
        """The other computers that its process would have asked."""
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []

    @property
    def said(self) -> str:
        """What it wrote on stderr."""
        return (self.folder / "stderr").read_text("utf-8")


@contextmanager
def running(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Iterator[App]:
    """Run the app in a folder, which holds its corpora and models."""
    (folder / "watch").mkdir(exist_ok=True)
    (folder / "watch/sitecustomize.py").write_text(WATCH)
    (folder / "watch/acme_plugin.py").write_text(PLUGIN)
    (folder / "watch/acme-1.0.dist-info").mkdir(exist_ok=True)
    (folder / "watch/acme-1.0.dist-info/METADATA").write_text(METADATA)
    (folder / "watch/acme-1.0.dist-info/entry_points.txt").write_text("[textgen]\nacme = acme_plugin\n")
    with (folder / "stderr").open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "textgen", "ui", "--no-browser", "--port", "0", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={
                **os.environ,
                "TEXTGEN_CORPUS": str(folder / "corpus"),
                "TEXTGEN_MODELS": str(folder / "models"),
                "PYTHONPATH": str(folder / "watch"),
                "ASKED": str(folder / "asked"),
                **(env or {}),
            },
        )
    assert process.stdout
    try:
        yield App(process.stdout.readline().strip(), process, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


class Page:
    """A page of the app in the browser, with all it asked for and complained of."""

    def __init__(self, browser: Any, app: App, **options: Any) -> None:
        self.app = app
        self.tab = browser.new_page(**options)
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.tab.set_default_timeout(60_000)
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        self.tab.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self.tab.add_init_script(VIOLATIONS)
        self.tab.goto(app.address, timeout=120_000)  # the app may be starting
        self.button("Gather").wait_for(timeout=120_000)
        self.step("Write")
        self.button("Write").wait_for()

    def button(self, name: str) -> Any:
        """The button of that very name."""
        return self.tab.get_by_role("button", name=name, exact=True)

    def step(self, name: str) -> None:
        """Go to a step."""
        self.tab.get_by_role("tab", name=name).click()

    def field(self, label: str) -> Any:
        """The field of that label in the step that is shown."""
        return self.tab.get_by_label(label).locator("visible=true")

    def unfold(self, name: str, label: str, value: str) -> None:
        """Unfold options and fill in the first: a field that has just come is set to its default again."""
        self.tab.get_by_role("button", name=name).click()
        field = self.field(label)
        for _ in range(20):
            field.fill(value)
            self.tab.wait_for_timeout(200)
            if field.input_value() == value:
                return
        raise AssertionError(f"{label} does not keep {value}")

    def source(self, name: str) -> None:
        """Choose a source."""
        self.tab.get_by_role("radio", name=name, exact=True).check()

    @property
    def files(self) -> Any:
        """Where the form of the chosen source takes uploads."""
        return self.tab.locator("button:visible > input[type=file]")

    def choose(self, field: str, value: str) -> None:
        """Choose or type a value in a list."""
        box = self.tab.get_by_role("combobox", name=field, exact=True).locator("visible=true")
        box.fill(value)
        box.press("Enter")

    def says(self, text: str, *, timeout: float = 60_000) -> None:
        """Wait until the page says so; if it never does, tell what it says."""
        from playwright.sync_api import TimeoutError as NeverSaidError

        try:
            self.tab.get_by_text(text).first.wait_for(timeout=timeout)
        except NeverSaidError as error:
            said = self.tab.locator("body").inner_text()
            raise AssertionError(f"the page never says {text!r}, but:\n{said}") from error

    def asked_elsewhere(self) -> list[str]:
        """The addresses outside the app that the page asked for."""
        return [url for url in self.asked if not url.startswith((self.app.address, "data:", "blob:"))]

    def asked_the_queue(self) -> list[str]:
        """The requests that Gradio's queue would answer, which loses some (textgen.ui.handling)."""
        return [url for url in self.asked if "/queue/" in url]

    def violations(self) -> list[str]:
        """What the page's policy forbade."""
        return self.tab.evaluate("violations")
