"""Whoever follows the tutorial and the guides sees what they show: their commands run here.

A block marked ``console`` shows commands and what they print, ``bash`` and ``python`` only what to type.
What is in a block marked ``text`` was measured once, and is not run.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = REPOSITORY / "docs"

FIRST = {  # what a page builds on
    "tutorial/write": [],
    "tutorial/train": [],
    "tutorial/gather": [],
    "tutorial/gpt2": ["tutorial/train"],
    "lstm": [],
    "guides/sharing": [],
    "guides/privacy": ["tutorial/gather"],
    "guides/troubleshooting": [],
}
SMALLER = {  # what takes minutes there takes seconds here
    "hamlet.txt --epochs 20": "hamlet.txt --epochs 1 --layers 16",
    "--epochs 30": "--epochs 2",
    "--minutes 3": "--minutes 0.02",
    "--samples 8 --length 200": "--samples 1 --length 40 --held-out poems.txt",
    "--samples 2 --length 200": "--samples 1 --length 40 --held-out poems.txt",
}
BLOCK = re.compile(
    r"^(?P<elsewhere> *<!-- in another terminal -->\n)?"
    r"(?P<indent> *)```(?P<language>bash|console|python)\n(?P<body>.*?)^(?P=indent)```$",
    flags=re.DOTALL | re.MULTILINE,
)


class Reader:
    """Somebody in the folder of textgen, who types what the pages say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._done: set[str] = set()
        self._servers: list[subprocess.Popen[bytes]] = []
        bin_folder = Path(sys.executable).parent
        self._environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
        for name in ("TEXTGEN_CORPUS", "TEXTGEN_MODELS"):
            self._environment.pop(name, None)
        for name in ("textgen/samples", "benchmarks"):
            shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "poems.txt").write_text(
            "The lamp is lit, the boats are in.\nWho waits for me?\n" * 60, "utf-8"
        )
        (folder / "notes.txt").write_text("Just a few words.\n", "utf-8")
        (folder / "old.txt").write_bytes("café au lait\n".encode("latin-1"))

    def follow(self, page: str) -> None:
        """Type all that a page says, and before it all that the page builds on."""
        if page in self._done:
            return
        for earlier in FIRST[page]:
            self.follow(earlier)
        ports = {"8765": unused_port(), "8000": unused_port()}
        text = (DOCS / f"{page}.md").read_text("utf-8")
        for port, free in ports.items():
            text = text.replace(f":{port}", f":{free}")
        text = text.replace("python benchmarks/site.py", f"python benchmarks/site.py {ports['8765']}")
        text = text.replace(
            "textgen serve shakespeare\n", f"textgen serve shakespeare --port {ports['8000']}\n"
        )
        for block in BLOCK.finditer(text):
            lines = [line.removeprefix(block["indent"]) for line in block["body"].splitlines()]
            if block["elsewhere"]:
                self._serve(lines[0])
            elif block["language"] == "python":
                self._type(["python", "-P", "-c", "\n".join(lines)], [])
            elif block["language"] == "bash":
                for line in lines:
                    self._type(["bash", "-c", smaller(line)], [])
            else:
                for command, shown in sessions(lines):
                    self._type(["bash", "-c", smaller(command)], shown)
        self._done.add(page)

    def leave(self) -> None:
        for server in self._servers:
            server.terminate()
            server.wait()

    def _type(self, command: list[str], shown: list[str]) -> None:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, timeout=600, check=False
        )
        output, messages = done.stdout.decode(), done.stderr.decode()
        code = exit_code(shown)
        assert done.returncode == code, f"{command[-1]}\n{output[-500:]}\n{messages[-2000:]}"
        said = steady(messages)
        rest = iter(steady(output))
        for line in steady("\n".join(shown)):
            assert line in said or line in rest, f"{command[-1]}\ndid not print: {line}\n{output}\n{messages}"

    def _serve(self, command: str) -> None:
        self._servers.append(
            subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.folder,
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        port = int(command.rpartition(" ")[2])
        end = time.monotonic() + 60
        while True:
            assert self._servers[-1].poll() is None, f"{command} ended"
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except ConnectionRefusedError:
                assert time.monotonic() < end, f"{command} does not answer"
                time.sleep(0.1)
            else:
                return


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def smaller(command: str) -> str:
    for there, here in SMALLER.items():
        command = command.replace(there, here)
    return command


def sessions(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console and the lines below it."""
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start][2:], lines[start + 1 : end]


def exit_code(shown: list[str]) -> int:
    if any(line.startswith("Error: No such option") for line in shown):
        return 2
    if any(line.startswith("Error:") for line in shown):
        return 1
    return 3 if any(line.startswith("Failed ") for line in shown) else 0


def steady(text: str) -> list[str]:
    """The lines of a text without what differs from run to run: seconds, and blanks at the end."""
    return [re.sub(r"\d+\.\d s\b", "… s", line.rstrip()) for line in text.splitlines()]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    person = Reader(tmp_path_factory.mktemp("reader"))
    yield person
    person.leave()


@pytest.mark.timeout(900)  # a page is many commands
@pytest.mark.parametrize("page", FIRST)
def test_a_page_can_be_followed(page, reader):
    reader.follow(page)


def test_every_page_of_the_tutorial_and_the_guides_is_followed():
    pages = {
        path.relative_to(DOCS).with_suffix("").as_posix()
        for folder in ("tutorial", "guides")
        for path in (DOCS / folder).glob("*.md")
        if BLOCK.search(path.read_text("utf-8"))
    }
    assert pages <= set(FIRST)
