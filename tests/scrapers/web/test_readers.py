"""Pages read in other processes: the same result, and no harm from a page that breaks them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import html
from textgen_scrapers.web import readers
from textgen_scrapers.web.readers import Readers, UnreadableError
from textgen_scrapers.web.reading import Reading, Task, read

TASKS = [Task(html(n, "/a").encode(), f"https://example.org/{n}", {}, "utf-8") for n in range(8)]


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    """Two processes that read from the first page on."""
    monkeypatch.setattr(readers, "FIRST_PAGES", 0)
    pool = Readers(2)
    yield pool
    pool.close()


def test_other_processes_read_what_this_one_reads(others: Readers) -> None:
    found: dict[int, Reading] = {}
    threads = [
        threading.Thread(target=lambda n=n: found.__setitem__(n, others.read(TASKS[n]))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[n] for n in range(8)] == [read(task) for task in TASKS]
    assert len(others._all) == 2


def test_a_process_that_breaks_down_is_replaced(others: Readers) -> None:
    others.read(TASKS[0])
    (process,) = others._all
    process._popen.kill()
    process._popen.wait()
    with pytest.raises(UnreadableError, match="broke the reader"):
        others.read(TASKS[1])
    assert others.read(TASKS[1]) == read(TASKS[1])


@pytest.mark.parametrize("count", [0, 1])
def test_a_page_that_the_libraries_break_down_at_has_a_reason(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(readers, "FIRST_PAGES", 0)
    pool = Readers(count)
    bad = Task(None, "https://example.org/", {}, None)  # type: ignore[arg-type]
    with pytest.raises(UnreadableError, match=r"broke the reader of pages \(TypeError\)"):
        pool.read(bad)
    assert pool.read(TASKS[0]).page.text
    pool.close()


def test_a_page_that_takes_too_long_is_given_up(others: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    others.read(TASKS[0])
    monkeypatch.setattr(readers, "PATIENCE", 0.2)
    (process,) = others._all
    os.kill(process._popen.pid, signal.SIGSTOP)  # it answers no more
    with pytest.raises(UnreadableError, match=r"could not be read within 0\.2 s"):
        others.read(TASKS[1])


def test_processes_end_when_the_one_that_started_them_is_killed() -> None:
    script = (
        "import sys, time\n"
        "from textgen_scrapers.web import readers\n"
        "from textgen_scrapers.web.reading import Task\n"
        "readers.FIRST_PAGES = 0\n"
        "pool = readers.Readers(1)\n"
        "pool.read(Task(b'<p>x</p>', 'https://example.org/', {}, None))\n"
        "print(pool._all[0]._popen.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        other = int(process.stdout.readline())
        process.kill()
    end = time.monotonic() + 10
    while time.monotonic() < end and _runs(other):
        time.sleep(0.05)
    assert not _runs(other)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
