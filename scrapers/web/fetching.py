"""Threads that fetch and read addresses, one of a host at a time."""

import heapq
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from textgen.web import Address

from .pages import Result


class Fetchers:
    """Fetches from several hosts at once; the next address of a host waits until the last one is done.

    Args:
        jobs: How many addresses may be under way.
        fetch: Fetches one, without any harm from being called in several threads.
    """

    def __init__(self, jobs: int, fetch: Callable[[Address], Result]) -> None:
        self._fetch = fetch
        self._jobs = jobs
        self._threads = 0
        self._tasks: queue.SimpleQueue[Address | None] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
        self.busy = 0
        """How many addresses are under way."""

    @property
    def is_full(self) -> bool:
        """Whether as many addresses are under way as may be."""
        return self.busy >= self._jobs

    def start(self, address: Address) -> None:
        """Fetch an address."""
        if self._threads <= self.busy:
            threading.Thread(target=self._work, daemon=True).start()
            self._threads += 1
        self.busy += 1
        self._tasks.put(address)

    def wait(self, seconds: float | None) -> Iterator[Result]:
        """Give what comes within some time, and what has come meanwhile."""
        try:
            result = self._results.get(timeout=seconds)
            while True:
                self.busy -= 1
                if isinstance(result, BaseException):
                    raise result
                yield result
                result = self._results.get_nowait()
        except queue.Empty:
            return

    def close(self) -> None:
        """Let the threads end; what is under way is dropped."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _work(self) -> None:
        while (address := self._tasks.get()) is not None:
            try:
                self._results.put(self._fetch(address))
            except BaseException as error:  # it is raised again in the main thread
                self._results.put(error)


class Hosts:
    """Whose turn it is: hosts that may be asked at once, and hosts that must be left alone for a while."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._ready: deque[str] = deque()
        self._later: list[tuple[float, str]] = []

    def add(self, host: str) -> None:
        """Let a host stand in the queue, unless it does."""
        if host not in self._known:
            self._known.add(host)
            self._ready.append(host)

    def remove(self, host: str) -> None:
        """Forget a host that has nothing to ask for any more."""
        self._known.discard(host)

    def take(self) -> str | None:
        """Return the host whose turn it is, None if it is nobody's."""
        while self._later and self._later[0][0] <= time.monotonic():
            self._ready.append(heapq.heappop(self._later)[1])
        return self._ready.popleft() if self._ready else None

    def give_back(self, host: str, seconds: float = 0.0) -> None:
        """Let a host have another turn, after some seconds."""
        if seconds > 0:
            heapq.heappush(self._later, (time.monotonic() + seconds, host))
        else:
            self._ready.append(host)

    @property
    def pause(self) -> float | None:
        """Seconds until a host may be asked, None if there is none."""
        if self._ready:
            return 0.0
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else None
