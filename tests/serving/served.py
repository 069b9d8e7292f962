"""A real ``textgen serve`` in a process of its own, and what is needed to ask it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests


@dataclass
class Served:
    """A server that runs."""

    address: str
    process: subprocess.Popen[str]
    errors: Path

    def post(self, path: str, body: Any = None, **options: Any) -> requests.Response:
        """Ask as a program does: each time on a connection of its own."""
        if body is not None:
            options["json"] = body
        return requests.post(self.address + path, timeout=60, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Ask as a program does."""
        return requests.get(self.address + path, timeout=60, **options)

    def complete(self, **body: Any) -> dict[str, Any]:
        """Return an answer of OpenAI's route."""
        answer = self.post("/v1/completions", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def text(self, **body: Any) -> str:
        """Return the one text of an answer."""
        [choice] = self.complete(**body)["choices"]
        return choice["text"]

    def events(self, **body: Any) -> list[dict[str, Any]]:
        """Return what a stream tells, [DONE] included in the protocol and left out here."""
        with requests.post(
            self.address + "/v1/completions", json={**body, "stream": True}, timeout=60, stream=True
        ) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = [line for line in answer.iter_lines() if line]
        assert lines.pop() == b"data: [DONE]"
        return [json.loads(line.removeprefix(b"data: ")) for line in lines]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(20)


@contextmanager
def serving(
    folder: Path, *arguments: str, model: str | Path = "shakespeare", env: dict[str, str] | None = None
) -> Iterator[Served]:
    """Serve a model on a free port."""
    errors = folder / f"stderr-{time.monotonic_ns()}"
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "textgen", "serve", str(model), "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, **(env or {})},
        )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), errors.read_text()
        yield Served(address, process, errors)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        process.stdout.close()
