"""The training: a process of its own, which outlives its page and the app, and is found again.

What it tells waits in a folder of the models folder. Its output file is held by an operating-system lock,
which the process inherits and which ends with it, however that ends: so everybody can see whether it runs.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from textgen import atomic, folders, lock
from textgen.errors import TextgenError

_FOLDER: Final = ".training"
_EVENTS: Final = "events.jsonl"
_ERRORS: Final = "errors.txt"
_BEGUN: Final = "training.json"
_END: Final = 200_000  # bytes that are read of either end of the events


@dataclass(frozen=True)
class State:
    """How the training stands that was begun last.

    Args:
        runs: Whether it still runs.
        text: The corpus or file, as it was named.
        plan: What is trained; see ``textgen.lstm.events.Plan``.
        progress: How far it is.
        samples: The last texts that it wrote.
        notes: What it had to say, the last things.
        result: How it ended.
        error: Why it failed: what is wrong, and what to do.
    """

    runs: bool
    text: str
    plan: dict[str, Any] | None = None
    progress: dict[str, Any] | None = None
    samples: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    result: dict[str, Any] | None = None
    error: tuple[str, str] | None = None

    @property
    def model(self) -> str:
        """The model's name, once it is known."""
        return str(self.plan["model"]) if self.plan else ""


def begin(text: str, words: Sequence[str]) -> None:
    """Begin a training.

    Args:
        text: The corpus or file to learn.
        words: The options of ``textgen train``, as they are typed.

    Raises:
        TextgenError: another one runs.
    """
    if is_running():
        raise TextgenError("a training is running", hint="Stop it, or wait until it has ended.")
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "textgen", "train", "--json", *words, "--", text]
    with (folder / _EVENTS).open("wb") as events, (folder / _ERRORS).open("wb") as errors:
        lock.hold(events)
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=events, stderr=errors, start_new_session=True
        )
    atomic.write(folder / _BEGUN, json.dumps({"process": process.pid, "text": text}).encode())
    _begun.append(process)


_begun: list[subprocess.Popen[bytes]] = []


def stop() -> None:
    """Ask the training to save and end.

    Raises:
        TextgenError: none runs.
    """
    if not is_running():
        raise TextgenError("no training is running", hint="There is nothing to stop.")
    with suppress(ProcessLookupError):
        os.kill(int(_read_begun()["process"]), signal.SIGTERM)


def is_running() -> bool:
    """Whether a training runs that an app began."""
    for process in _begun:
        process.poll()  # so that what has ended is no zombie
    return lock.is_held(_folder() / _EVENTS)


def state() -> State | None:
    """How the training stands that was begun last; None if there was none."""
    runs = is_running()
    try:
        begun = _read_begun()
        first, last = _ends(_folder() / _EVENTS)
        errors = (_folder() / _ERRORS).read_text("utf-8", "replace")
    except (OSError, ValueError):
        return None
    found: dict[str, Any] = {"samples": [], "notes": []}
    for event in [*first, *last]:
        kind = event.pop("event", "")
        if kind == "sample":
            found["samples"].append(event)
        elif kind == "note":
            found["notes"].append(event["text"])
        else:
            found[kind] = event
    return State(
        runs=runs,
        text=str(begun["text"]),
        plan=found.get("plan"),
        progress=found.get("progress"),
        samples=found["samples"][-3:],
        notes=found["notes"][-5:],
        result=found.get("result"),
        error=None if runs else _error(errors, ended="result" in found),
    )


def history(model: str) -> list[tuple[float, float, float]]:
    """Return seconds, training loss and validation loss at each evaluation of a model so far."""
    try:
        with (folders.models_folder() / model / "history.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
    except OSError:
        return []
    found = []
    for row in rows:
        with suppress(KeyError, TypeError, ValueError):  # the last one may be half written
            found.append(tuple(float(row[name]) for name in ("seconds", "train_loss", "validation_loss")))
    return found  # type: ignore[return-value]


def _error(errors: str, *, ended: bool) -> tuple[str, str] | None:
    lines = errors.splitlines()
    for place, line in enumerate(lines):
        if line.startswith("Error: "):
            return line.removeprefix("Error: "), lines[place + 1] if place + 1 < len(lines) else ""
    if ended:
        return None
    return "The training was ended before it could save", "Go on with it, or begin anew."


def _ends(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the first and the last events of a file that may be long."""
    with path.open("rb") as file:
        head = file.read(_END)
        size = file.seek(0, os.SEEK_END)
        if size <= _END:
            return _events(head), []
        file.seek(max(_END, size - _END))
        tail = file.read()
    return _events(head), _events(tail)


def _events(data: bytes) -> list[dict[str, Any]]:
    found = []
    for line in data.split(b"\n"):
        with suppress(ValueError):  # cut at an end of what was read, or not written whole yet
            event = json.loads(line)
            if isinstance(event, dict):
                found.append(event)
    return found


def _read_begun() -> dict[str, Any]:
    begun: dict[str, Any] = json.loads((_folder() / _BEGUN).read_bytes())
    return begun


def _folder() -> Path:
    return folders.models_folder() / _FOLDER
