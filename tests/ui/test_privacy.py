"""Nothing leaves the computer, nobody else gets in, and the page can be read by everybody."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browsing
import pytest
import requests
from test_browser import FAINT

STEPS = ("Gather", "Train", "Write", "Compare")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - that it is refused is tested
SCREENS = [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]


@browsing.needs_browser
def test_the_page_asks_nobody_else_and_keeps_to_its_policy(page: Any, app: browsing.App) -> None:
    for step in STEPS:
        page.step(step)
        page.tab.wait_for_timeout(300)
    assert len(page.asked) > 20
    assert page.asked_elsewhere() == []
    assert page.violations() == []
    assert page.errors == []
    assert app.asked == []
    policy = requests.get(app.address, timeout=30).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src ")]
    assert scripts.startswith("script-src 'self' 'nonce-")
    assert "unsafe" not in scripts


@browsing.needs_browser
def test_what_a_stranger_would_add_to_the_page_is_not_run(page: Any) -> None:
    page.tab.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.strange = 1";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.strange = 2'>");
        document.body.insertAdjacentHTML("beforeend", "<img src='http://127.0.0.2:9/pixel'>");
    }""")
    page.tab.wait_for_timeout(300)
    assert page.tab.evaluate("window.strange") is None
    assert {violation.split()[0] for violation in page.violations()} >= {"script-src-elem", "img-src"}


@browsing.needs_browser
@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)
def test_every_step_can_be_read_on_every_screen(
    chromium: Any, app: browsing.App, scheme: str, width: int
) -> None:
    page = browsing.Page(chromium, app, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for step in STEPS:
        page.step(step)
        page.tab.wait_for_timeout(300)
        assert page.tab.evaluate("document.documentElement.scrollWidth") == width
        texts, faint = page.tab.evaluate(FAINT)
        assert texts > 8
        assert faint == []
        nameless = page.tab.evaluate("""() => [...document.querySelectorAll("input, textarea, select")]
            .filter(field => field.offsetParent && !field.labels?.length && !field.ariaLabel)
            .map(field => field.outerHTML.slice(0, 120))""")
        assert nameless == []
    page.tab.close()


@browsing.needs_browser
def test_every_step_can_be_reached_by_the_keyboard(page: Any) -> None:
    reached = set()
    page.step("Write")
    for _ in range(40):
        page.tab.keyboard.press("Tab")
        reached.add(page.tab.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
    assert {"Write", "Stop writing"} <= reached


@browsing.needs_gradio
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.localhost:80", "Origin": "http://127.0.0.1:80"}, 403),
    ],
)
def test_pages_of_strangers_get_nothing(app: browsing.App, headers: dict[str, str], status: int) -> None:
    for path in ("", "/config", "/gradio_api/upload"):
        answer = requests.get(app.address + path, headers=headers, timeout=30)
        assert (answer.status_code == 403) == (status == 403)
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert requests.get(app.address + "/gradio_api/file=/etc/hostname", timeout=30).status_code == 403


@browsing.needs_gradio
def test_a_second_app_on_the_port_is_one_line(app: browsing.App, textgen: Any) -> None:
    port = app.address.rpartition(":")[2]
    second = textgen("ui", "--port", port, "--no-browser")
    assert second.code == 1
    assert second.stderr.splitlines()[0] == f"Error: port {port} is in use"
    assert len(second.stderr.splitlines()) == 2


def test_without_gradio_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'gradio' else find(name, *rest)\n"
        "sys.argv = ['textgen', 'ui', '--no-browser']\n"
        "from textgen.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Gradio, which is not installed" in done.stderr


@browsing.needs_gradio
def test_an_upload_goes_to_the_disk_and_the_next_app_removes_what_a_killed_one_left(
    tmp_path: Path, textgen: Any
) -> None:
    size, chunk = 200_000_000, b"x" * 1_000_000
    head = b'--cut\r\nContent-Disposition: form-data; name="files"; filename="export.zip"\r\n\r\n'

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(size // len(chunk)):
            yield chunk
        yield b"\r\n--cut--\r\n"

    def peak(process: int) -> int:
        """The most memory that a process has had, in bytes."""
        status = Path(f"/proc/{process}/status").read_text()
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])

    with browsing.running(tmp_path) as app:
        requests.get(app.address, timeout=60)
        before = peak(app.process.pid)
        kind = {"Content-Type": "multipart/form-data; boundary=cut"}
        answer = requests.post(app.address + "/gradio_api/upload", data=body(), headers=kind, timeout=120)
        upload = Path(answer.json()[0])
        assert upload.stat().st_size == size
        assert upload.is_relative_to(tmp_path / "corpus")
        assert peak(app.process.pid) - before < size / 4
        os.kill(app.process.pid, signal.SIGKILL)
        app.process.wait(30)
    assert upload.exists()

    refused = textgen("ui", "--host", EVERYWHERE, "--no-browser")
    assert refused.code == 1
    assert "export TEXTGEN_PASSWORD=" in refused.stderr
    secret = {"TEXTGEN_PASSWORD": "päss:word"}
    with browsing.running(tmp_path, "--host", EVERYWHERE, env=secret) as app:
        _needs_the_password(app)
        assert not upload.exists()
        given = ("textgen", "päss:word".encode())
        page = f"{app.address}/gradio_api/heartbeat/open"  # what a page keeps open
        opened = requests.get(page, auth=given, stream=True, timeout=60)
    opened.close()
    assert "päss" not in app.said
    assert "Traceback" not in app.said
    assert list((tmp_path / "corpus").iterdir()) == []


def _needs_the_password(app: browsing.App) -> None:
    for path in ("", "/config", "/textgen.js", "/reports/any", "/gradio_api/queue/data?session_hash=1"):
        without = requests.get(app.address + path, timeout=60)
        assert without.status_code == 401
        assert without.headers["WWW-Authenticate"].startswith("Basic ")
    given = ("textgen", "päss:word".encode())
    assert requests.get(app.address, auth=given, timeout=60).status_code == 200
    assert requests.get(app.address, auth=("textgen", b"wrong"), timeout=60).status_code == 401
