"""Reads pages in other processes, where there are several processors and enough pages."""

import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, cast

from .reading import Reading, Task, broken, read

PATIENCE = 60.0
"""Seconds for one page; some pages keep a reader busy for ever."""
FIRST_PAGES = 16
"""So many pages are read in this process: starting others takes longer."""

_MAIN = (
    "import json, signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "sys.path[:] = json.loads(sys.argv[1]); "
    "from textgen_scrapers.web import worker; worker.main()"
)


class UnreadableError(Exception):
    """A page that cannot be read; the message is a short reason."""


class Readers:
    """Reads pages, each in the thread that asks or in a process of its own.

    A process that takes too long is ended, and one that breaks down does not take the run with it.

    Args:
        count: How many processes there may be; 0 for this one only.
    """

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._here = threading.Lock()
        self._pages = 0
        self._missing = count
        self._alone = count == 0
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()
        self._all: list[_Process] = []

    def read(self, task: Task) -> Reading:
        """Read a page.

        Raises:
            UnreadableError: it cannot be read.
        """
        process = self._process()
        if process is None:
            try:
                with self._here:
                    return read(task)
            except Exception as error:
                raise UnreadableError(broken(error)) from error
        try:
            return process.read(task)
        finally:
            if process.is_usable:
                self._idle.put(process)
            else:
                with self._lock:
                    self._all.remove(process)
                    self._missing += 1

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._missing = 0
            processes, self._all = self._all, []
        for process in processes:
            process.end()

    def _process(self) -> "_Process | None":
        with self._lock:
            self._pages += 1
            if self._alone or self._pages <= FIRST_PAGES:
                return None
            if self._missing and self._idle.empty():
                self._missing -= 1
                process = _Process()
                self._all.append(process)
                return process
        return self._idle.get()


class _Process:
    """A process that reads pages."""

    def __init__(self) -> None:
        self.is_usable = True
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _MAIN, json.dumps(sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._tasks = cast("IO[bytes]", self._popen.stdin)
        self._readings = cast("IO[bytes]", self._popen.stdout)

    def read(self, task: Task) -> Reading:
        timer = threading.Timer(PATIENCE, self._popen.kill)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(task, self._tasks, pickle.HIGHEST_PROTOCOL)
            self._tasks.flush()
            result: Reading | str = pickle.load(self._readings)  # noqa: S301 - from the process that we started
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            in_time = timer.is_alive()
            reason = "broke the reader of pages" if in_time else f"could not be read within {PATIENCE:g} s"
            raise UnreadableError(reason) from error
        finally:
            timer.cancel()
        if isinstance(result, str):
            raise UnreadableError(result)
        return result

    def end(self) -> None:
        self.is_usable = False
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._tasks, self._readings):
            with suppress(OSError):  # what was not sent needs no more
                pipe.close()


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
