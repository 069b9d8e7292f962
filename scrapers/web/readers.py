"""Reads pages in other processes, where there are several processors and enough pages."""

import json
import math
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
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
        self._count = count
        self._closed = False
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
            self._give_back(process)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
            for process in self._all:
                process.end()

    def _watch(self) -> None:
        """Look after the processes."""
        while not self._closed:
            for process in list(self._all):
                process.watch()
            time.sleep(min(1.0, PATIENCE / 2))

    def _process(self) -> "_Process | None":
        with self._lock:
            self._pages += 1
            if not self._count or self._pages <= FIRST_PAGES:
                return None
            if len(self._all) < self._count and self._idle.empty():
                if not self._all:
                    threading.Thread(target=self._watch, daemon=True).start()
                self._all.append(_Process())
                return self._all[-1]
        return self._idle.get()

    def _give_back(self, process: "_Process") -> None:
        """Let others have a process, or another one in its place if it broke down."""
        with self._lock:
            if not process.is_usable and not self._closed:
                self._all.remove(process)
                process = _Process()
                self._all.append(process)
        self._idle.put(process)


class _Process:
    """A process that reads pages."""

    def __init__(self) -> None:
        self.is_usable = True
        self._late = False
        self._until = math.inf
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _MAIN, json.dumps(sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._tasks = cast("IO[bytes]", self._popen.stdin)
        self._readings = cast("IO[bytes]", self._popen.stdout)

    def read(self, task: Task) -> Reading:
        self._late = False
        self._until = time.monotonic() + PATIENCE
        try:
            pickle.dump(task, self._tasks, pickle.HIGHEST_PROTOCOL)
            self._tasks.flush()
            result: Reading | str = pickle.load(self._readings)  # noqa: S301 - from the process that we started
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            reason = f"could not be read within {PATIENCE:g} s" if self._late else "broke the reader of pages"
            raise UnreadableError(reason) from error
        finally:
            self._until = math.inf
        if isinstance(result, str):
            raise UnreadableError(result)
        return result

    def watch(self) -> None:
        """End the process if its page takes too long."""
        if time.monotonic() > self._until:
            self._late = True
            self._popen.kill()

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
