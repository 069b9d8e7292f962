"""The tasks of a collection in processes of this computer: killed, without room, with a wrong step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from textgen import Corpus

SOURCE = '''
import os, resource, sys, time
from pathlib import Path
from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
import textgen
from textgen.errors import PluginError

TASKS = 4

class Read(PipelineStep):
    """Invented documents; the second task waits as long as there is a file "stay"."""

    def run(self, data=None, rank=0, world_size=1):
        Path(f"began-{rank}-{os.getpid()}").touch()
        for number in range(20):
            yield Document(f"Task {rank} read document {number} here. " * 100, f"{rank}/{number}")
            while rank == 1 and number == 10 and Path("stay").exists():
                Path("waits").touch()
                time.sleep(0.05)
        if Path("break").exists():
            raise PluginError("the step broke down", hint="Mend it.")

def many(context):
    yield from context.spread(lambda shards: [Read()], tasks=TASKS, jobs=2, key="")

if __name__ == "__main__":
    if len(sys.argv) > 1:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
    from slow import many
    try:
        print(textgen.collect(many).documents)
    except textgen.TextgenError as error:
        print(error.message, error.hint, sep="\\n")
'''


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    path = tmp_path / "slow.py"
    path.write_text(SOURCE)
    return path


def start(path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(path: Path) -> list[str]:
    """Run it to its end; return what the corpus holds."""
    said, problems = start(path).communicate(timeout=60)
    assert said == "80\n", said + problems
    assert [*Path("corpus").glob(".*")] == []
    return [document.uri for document in Corpus.open("many").documents()]


def until(path: Path, pattern: str) -> Path:
    for _ in range(600):
        if found := next(path.glob(pattern), None):
            return found
        time.sleep(0.05)
    pytest.fail(f"no {pattern} came")


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


EXPECTED = [f"{task}/{number}" for task in range(4) for number in range(20)]


@pytest.fixture
def waiting(slow: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A run whose second task waits, when the first one's shard is whole; and that task's process."""
    Path("stay").touch()
    run = start(slow)
    until(Path(), "waits")
    until(Path("corpus"), ".many.shards-*/00003.db")
    (began,) = Path().glob("began-1-*")
    yield run, int(began.name.split("-")[2])
    run.kill()
    run.communicate()


def test_a_killed_worker_is_an_error_and_the_next_run_goes_on(
    slow: Path, waiting: tuple[subprocess.Popen[str], int]
) -> None:
    run, worker = waiting
    os.kill(worker, signal.SIGKILL)
    said, _ = run.communicate(timeout=60)
    assert said.startswith("a process of datatrove broke down\nType the same command again to go on; ")
    log = Path(said.split("; ")[1].removesuffix(" tells more.\n"))
    assert "ended from outside" in log.read_text()
    Path("stay").unlink()
    assert finish(slow) == EXPECTED
    began = [path.name.split("-")[1] for path in Path().glob("began-*")]
    assert sorted(began) == ["0", "1", "1", "2", "3"]  # whole shards are not read again


def test_when_textgen_is_killed_its_processes_end_and_the_next_run_goes_on(
    slow: Path, waiting: tuple[subprocess.Popen[str], int]
) -> None:
    run, worker = waiting
    run.kill()
    run.wait()
    for _ in range(300):
        if not alive(worker):
            break
        time.sleep(0.1)
    assert not alive(worker)
    Path("stay").unlink()
    assert finish(slow) == EXPECTED


def test_a_step_that_breaks_down_says_why(slow: Path) -> None:
    Path("break").touch()
    said, _ = start(slow).communicate(timeout=60)
    assert said == "the step broke down\nMend it.\n"


def test_a_disk_that_is_full_is_one_clear_error(slow: Path) -> None:
    said, _ = start(slow, "120000").communicate(timeout=60)
    message, hint = said.splitlines()
    assert "could not be written: " in message
    assert "Free some space" in hint
    assert finish(slow) == EXPECTED
