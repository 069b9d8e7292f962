"""The polite HTTP client: robots.txt honoured, one request at a time and a pause for each host."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from textgen.errors import SourceError
from textgen.web.response import FetchError, Response, check_address
from textgen.web.robots import MAX_BYTES as ROBOTS_BYTES
from textgen.web.robots import Robots
from textgen.web.transport import Transport

HTML = frozenset({"text/html", "application/xhtml+xml"})
AGENT = "textgen"
MAX_REDIRECTS = 10
MAX_TRIES = 4
MAX_PAUSE = 120.0
"""Seconds; a server that asks for more is left alone."""


@dataclass(slots=True)
class _Host:
    """Who may ask a host next, and when."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Client:
    """Fetches pages the way a site's owner would want it.

    Args:
        delay: Seconds between two requests to a host; a longer Crawl-delay of the site's wins.
        timeout: Seconds for one request, from the name look-up to the last byte.
        max_bytes: The most that one answer may hold, decompressed.
    """

    def __init__(self, *, delay: float = 1.0, timeout: float = 60.0, max_bytes: int = 20_000_000) -> None:
        from importlib.metadata import version

        self._delay = delay
        self._max_bytes = max_bytes
        self._transport = Transport(user_agent=f"{AGENT}/{version('textgen')}", timeout=timeout)
        self._robots = Robots(lambda url: self._send(url, delay, ROBOTS_BYTES, cut=True), AGENT)
        self._hosts: dict[str, _Host] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def get(self, url: str, *, types: Collection[str] | None = HTML) -> Response:
        """Return the page at ``url``, after its redirects.

        Args:
            url: An http or https address.
            types: The content types that are wanted; None for any.

        Raises:
            SourceError: ``url`` is not an address to fetch.
            FetchError: the page cannot or must not be fetched.
        """
        url = check_address(url)
        for _ in range(MAX_REDIRECTS + 1):
            rules = self._robots.rules(url)
            if refusal := rules.refusal(url):
                raise FetchError(url, refusal, hint="The site asks programs to stay away from this page.")
            response = self._send(url, max(self._delay, rules.delay), self._max_bytes, types=types)
            if response.location is None:
                if not 200 <= response.status < 300:
                    raise FetchError(url, f"HTTP {response.status}")
                return response
            try:
                url = check_address(response.location)
            except SourceError as error:
                raise FetchError(url, "redirected to what is not a web address") from error
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects")

    def _send(
        self,
        url: str,
        delay: float,
        max_bytes: int,
        *,
        types: Collection[str] | None = None,
        cut: bool = False,
    ) -> Response:
        """Ask until the host is not too busy, the limits of patience are reached or the answer is final."""
        host = self._hosts.setdefault(urlsplit(url).netloc.lower(), _Host())
        with host.lock:
            for attempt in range(MAX_TRIES):
                time.sleep(max(0.0, host.free_at - time.monotonic()))
                try:
                    response = self._transport.get(url, max_bytes=max_bytes, types=types, cut=cut)
                finally:
                    host.free_at = time.monotonic() + delay
                if response.status not in {429, 503}:
                    break
                pause = _retry_after(response)
                if pause is None:
                    pause = delay * 2 ** (attempt + 1) * random.uniform(1.0, 1.25)  # noqa: S311
                if pause > MAX_PAUSE:
                    break
                host.free_at = time.monotonic() + max(delay, pause)
            return response


def _retry_after(response: Response) -> float | None:
    """The seconds that the server asks to wait, None if it does not say or nobody can read it."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
