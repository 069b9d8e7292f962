"""Whose turn it is: one request at a time for each host, with a pause, a longer one if it is in trouble."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

from textgen.web.addresses import host as host_of

if TYPE_CHECKING:
    from requests.cookies import RequestsCookieJar


REMEMBERED = 10_000
"""Hosts; of more, those that nothing needs to be known of are forgotten."""
MAX_FAILURES = 5
"""So many addresses in a row that all attempts failed for, and a host is given up."""
MAX_COOKIES = 50
MAX_SITES = 1_000
"""Of more sites, the files of those asked longest ago are forgotten, and read anew when they are needed."""

T = TypeVar("T")


def _jar() -> RequestsCookieJar:
    from requests.cookies import RequestsCookieJar

    return RequestsCookieJar()


@dataclass(slots=True)
class Host:
    """What is known of a host in this run.

    Args:
        lock: Held while it is asked.
        free_at: When it may be asked next, in the seconds of ``time.monotonic``.
        left_at: When the last request to it was over.
        failures: For how many addresses in a row it failed.
        given_up: Why it is not asked any more.
        cookies: What it wants to be told again.
        remarked: Whether the user was told that it wants to be asked more seldom than it is.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    left_at: float = float("-inf")
    failures: int = 0
    given_up: str | None = None
    cookies: RequestsCookieJar = field(default_factory=_jar)
    remarked: bool = False

    @property
    def wait(self) -> float:
        """Seconds until it may be asked."""
        return max(0.0, self.free_at - time.monotonic())

    def pause(self, seconds: float) -> None:
        """Leave it alone for so long."""
        self.free_at = max(self.free_at, time.monotonic() + seconds)

    def rest(self, seconds: float) -> None:
        """Leave it alone until so long after the last request."""
        self.free_at = max(self.free_at, self.left_at + seconds)

    def failed(self, reason: str) -> None:
        """Say that all attempts for an address failed."""
        self.failures += 1
        if self.failures >= MAX_FAILURES:
            self.give_up(reason)

    def give_up(self, reason: str) -> None:
        """Leave it alone for the rest of the run."""
        self.given_up = f"its host was given up ({reason})"

    def answered(self) -> None:
        """Say that it is well."""
        self.failures = 0
        if len(self.cookies) > MAX_COOKIES:
            self.cookies.clear()


class Hosts:
    """The hosts of a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hosts: OrderedDict[str, Host] = OrderedDict()

    def of(self, url: str) -> Host:
        """Return the host of an address."""
        name = host_of(url)
        with self._lock:
            host = self._hosts.get(name)
            if host is None:
                host = self._hosts[name] = Host()
                if len(self._hosts) > REMEMBERED:
                    self._forget()
            self._hosts.move_to_end(name)
            return host

    def wait(self, url: str) -> float:
        """Seconds until the host of an address may be asked; a guess while it is being asked."""
        host = self._hosts.get(host_of(url))
        if host is None or host.given_up:
            return 0.0
        return max(host.wait, 0.1 if host.lock.locked() else 0.0)

    def _forget(self) -> None:
        now = time.monotonic()
        for name, host in list(self._hosts.items())[: REMEMBERED // 10]:
            if host.free_at < now and not host.failures and not host.given_up and not host.lock.locked():
                del self._hosts[name]


@dataclass(slots=True)
class _Entry(Generic[T]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    value: T | None = None
    until: float = 0.0


class PerSite(Generic[T]):
    """What each site has one of, such as a robots.txt: read when it is needed, and again when it is old.

    Args:
        read: Given an address of the site and the old value or None, returns the value and for how
            many seconds it counts.
        clock: Tells the time in seconds.
    """

    def __init__(
        self, read: Callable[[str, T | None], tuple[T, float]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, _Entry[T]] = OrderedDict()

    def get(self, url: str) -> T:
        """Return the value for the site of an address."""
        parts = urlsplit(url)
        name = f"{parts.scheme}://{host_of(url)}"
        with self._lock:
            entry = self._entries.setdefault(name, _Entry())
            self._entries.move_to_end(name)
            if len(self._entries) > MAX_SITES:
                self._entries.popitem(last=False)
        with entry.lock:
            if entry.value is None or self._clock() >= entry.until:
                entry.value, seconds = self._read(url, entry.value)
                entry.until = self._clock() + seconds
            return entry.value


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, None if it does not say or nobody can read it."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None
