"""The polite HTTP client: robots.txt honoured, one request at a time and a pause for each host."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from textgen.errors import SourceError
from textgen.web.addresses import host as host_of
from textgen.web.guard import Guard
from textgen.web.hosts import Host, Hosts, PerSite, retry_after
from textgen.web.optouts import AGENT, Reservations, opted_out, speaks_of_mining
from textgen.web.response import HTML, FetchError, OptedOut, Response, Validators, check_address
from textgen.web.robots import MAX_AGE, MAX_DELAY, Robots, Rules, follow
from textgen.web.robots import MAX_BYTES as ROBOTS_BYTES
from textgen.web.transport import Transport

MAX_REDIRECTS = 10
MAX_TRIES = 4
MAX_PAUSE = 120.0
"""Seconds; a host that asks for more is given up."""
MIN_BACK_OFF = 0.05
"""Seconds; the first pause after a failure is twice that, or twice the delay."""
BUSY = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
"""Statuses that may be another one later."""

_CONTACT = re.compile(r"(?=.*(@|https?://))[!-'*-~]{3,200}")


class Client:
    """Fetches pages the way a site's owner would want it; several threads may use it at once.

    Args:
        contact: An e-mail or web address of whom a site's owner may write to; it is told with every request.
        allow_private: Whether computers of the local network, and this one, may be asked.
        delay: Seconds between two requests to a host; a longer Crawl-delay of the site's wins.
        timeout: Seconds for one request, from the name look-up to the last byte.
        max_bytes: The most that one answer may hold, decompressed.
        opt_outs: Whether pages that ask not to be used are refused.
        proxy: The address of a proxy; those that the environment names are not used.
        guard: Which addresses may be connected to; by default what ``allow_private`` says.
        authorities: A PEM file of those whose certificates are trusted; by default the public ones.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        allow_private: bool = False,
        delay: float = 1.0,
        timeout: float = 60.0,
        max_bytes: int = 20_000_000,
        opt_outs: bool = True,
        proxy: str | None = None,
        guard: Guard | None = None,
        authorities: Path | None = None,
    ) -> None:
        self._delay = delay
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._opt_outs = opt_outs
        self._contact = contact
        self._proxy = proxy
        self._guard = guard or Guard(allow_private=allow_private)
        self._authorities = authorities
        self._transport = self._new_transport()
        self._hosts = Hosts()
        self._robots = Robots(self._site_file, AGENT)
        self._reservations = PerSite(self._read_reservations)
        self._closed = threading.Event()
        self._remarks: deque[str] = deque(maxlen=100)
        self.on_answer: Callable[[Response], None] | None = None
        """Is told every answer, redirects and robots.txt too, but not of what belongs to a page."""

    def configure(
        self,
        *,
        contact: str | None = None,
        allow_private: bool | None = None,
        delay: float | None = None,
        opt_outs: bool | None = None,
    ) -> None:
        """Change what is given, before the first request.

        Raises:
            SourceError: the contact is no address, or the delay is negative.
        """
        if delay is not None:
            if not 0 <= delay < float("inf"):
                raise SourceError(
                    f"--delay {delay:g} is no time to wait", hint="Give seconds, 0 or more, such as 2.5."
                )
            self._delay = delay
        if opt_outs is not None:
            self._opt_outs = opt_outs
        if contact is not None:
            self._contact = contact
        if allow_private is not None:
            self._guard = Guard(allow_private=allow_private)
        self._transport.close()
        self._transport = self._new_transport()

    def close(self) -> None:
        """Let go of the connections; whoever waits for its turn gives up."""
        self._closed.set()
        self._transport.close()

    def take_remarks(self) -> list[str]:
        """What the user should be told of hosts, once."""
        remarks = []
        while self._remarks:
            remarks.append(self._remarks.popleft())
        return remarks

    @property
    def user_agent(self) -> str:
        """How the client introduces itself."""
        return _identity(self._contact)

    def wait(self, url: str) -> float:
        """Seconds until the host of ``url`` may be asked; 0 also for a host that was given up."""
        return self._hosts.wait(url)

    def rules(self, url: str) -> Rules:
        """The robots.txt of the site of ``url``; it is fetched if need be.

        Raises:
            SourceError: ``url`` is not an address to fetch.
        """
        return self._robots.rules(check_address(url))

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        max_bytes: int | None = None,
        media_types: Collection[str] = HTML,
        headers: Mapping[str, str] | None = None,
        robots: bool = True,
        paced: bool = True,
    ) -> Response:
        """Return what is at ``url``, after its redirects; wait for its host's turn before.

        Args:
            url: An http or https address.
            validators: What the server said of the version that is there already; if it is still the newest,
                the response has the status 304 and no body.
            max_bytes: The most that the answer may hold, decompressed; by default the client's limit.
            media_types: The content types that are wanted; () for any.
            headers: What else to say, such as a token; no other site that it redirects to is told.
            robots: False for an interface that the site makes for programs, with rules of its own, as
                robots.txt speaks to crawlers; another site that it redirects to is asked nevertheless.
            paced: False for what belongs to a page that was just fetched, such as its scripts: it is asked
                for once, one at a time of a host but without a pause before it.

        Raises:
            SourceError: ``url`` is not an address to fetch.
            OptedOut: it asks not to be used.
            FetchError: it cannot or must not be fetched.
        """
        url = check_address(url)
        origin = _origin(url)
        conditions = validators.headers if validators else {}
        for _ in range(MAX_REDIRECTS + 1):
            crawling = robots or _origin(url) != origin
            delay = self._permitted(url) if crawling else self._delay
            response = self._ask(
                url,
                delay,
                self._max_bytes if max_bytes is None else max_bytes,
                media_types=media_types,
                headers={**((headers or {}) if _origin(url) == origin else {}), **conditions},
                paced=paced,
            )
            if response.location is None:
                return self._accepted(response, page=tuple(media_types) == HTML, conditional=bool(conditions))
            try:
                url = check_address(response.location)
            except SourceError as error:
                raise FetchError(url, "redirected to what is not a web address") from error
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects")

    def _permitted(self, url: str) -> float:
        """Return the seconds that the host wants between two requests, if ``url`` may be fetched at all."""
        rules = self._robots.rules(url)
        if rules.problem:
            raise FetchError(
                url, rules.problem.reason, hint=rules.problem.hint, transient=rules.problem.transient
            )
        if refusal := rules.refusal(url):
            raise FetchError(url, refusal, hint="The site asks programs to stay away from this page.")
        host = self._hosts.of(url)
        if rules.wanted_delay > MAX_DELAY and not host.remarked:
            host.remarked = True
            wanted, given = f"{rules.wanted_delay:,.0f}", f"{MAX_DELAY:.0f}"
            self._remarks.append(
                f"{host_of(url)} asks for {wanted} s between two requests; it gets {given} s."
            )
        return max(self._delay, rules.delay)

    def _accepted(self, response: Response, *, page: bool, conditional: bool) -> Response:
        status = response.status
        if status == 304 and conditional:
            return response
        if not 200 <= status < 300 or status == 206:
            raise FetchError(response.url, f"HTTP {status}", transient=status in BUSY)
        if self._opt_outs:
            html = response.body if page else b""
            reason = opted_out(response.headers, html, page=page)
            if reason is None and not speaks_of_mining(response.headers, html):
                reserved = self._reservations.get(response.url).cover(response.url)
                reason = "tdmrep.json: tdm-reservation" if reserved else None
            if reason:
                raise OptedOut(response, reason)
        return response

    def _site_file(self, url: str, delay: float | None = None) -> Response:
        return self._ask(check_address(url), self._delay if delay is None else delay, ROBOTS_BYTES, cut=True)

    def _read_reservations(self, url: str, _: Reservations | None) -> tuple[Reservations, float]:
        url = urljoin(url, "/.well-known/tdmrep.json")
        try:
            delay = self._permitted(url)
            response = follow(lambda address: self._site_file(address, delay), url)
        except (FetchError, SourceError):  # the file is optional; what else is wrong shows at the next page
            return Reservations(), MAX_AGE
        return Reservations(response.body if response.status == 200 else b""), MAX_AGE

    def _ask(
        self,
        url: str,
        delay: float,
        max_bytes: int,
        *,
        media_types: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
        paced: bool = True,
    ) -> Response:
        """Ask until the answer is final, the host is well enough, or patience has an end."""
        host = self._hosts.of(url)
        with host.lock:
            host.rest(delay)  # robots.txt may have asked for it only now
            for attempt in range(1, MAX_TRIES + 1):
                self._await_turn(url, host, paced=paced)
                outcome: Response | FetchError
                try:
                    outcome = self._transport.get(
                        url,
                        max_bytes=max_bytes,
                        media_types=media_types,
                        headers=headers,
                        cookies=host.cookies,
                        cut=cut,
                    )
                except FetchError as error:
                    if not error.transient:
                        raise
                    outcome = error
                finally:
                    host.left_at = time.monotonic()
                    host.rest(delay)
                if isinstance(outcome, Response) and paced and self.on_answer is not None:
                    self.on_answer(outcome)
                if isinstance(outcome, Response) and outcome.status not in BUSY:
                    host.answered()
                    return outcome
                if not _back_off(host, outcome, delay * 2**attempt) or not paced:
                    break
            if isinstance(outcome, Response):
                host.failed(f"HTTP {outcome.status}")
                return outcome
            host.failed(outcome.reason)
            raise outcome

    def _await_turn(self, url: str, host: Host, *, paced: bool) -> None:
        if host.given_up is None and self._closed.wait(host.wait if paced else 0.0):
            raise FetchError(url, "the run was ended", hint="Run it again.")
        if host.given_up:
            raise FetchError(url, host.given_up, hint="Try again later.")

    def _new_transport(self) -> Transport:
        return Transport(
            user_agent=_identity(self._contact),
            timeout=self._timeout,
            guard=self._guard,
            authorities=self._authorities,
            proxy=self._proxy,
        )


def _back_off(host: Host, outcome: Response | FetchError, seconds: float) -> bool:
    """Leave a host in trouble alone for as long as it wants, or ``seconds``; False if it wants too much."""
    wanted = retry_after(outcome.headers) if isinstance(outcome, Response) else None
    if wanted is None:
        wanted = max(seconds, MIN_BACK_OFF) * random.uniform(1.0, 1.25)  # noqa: S311
    elif wanted > MAX_PAUSE:
        host.give_up("it asks to be left alone for longer")
        return False
    host.pause(min(wanted, MAX_PAUSE))
    return True


def _identity(contact: str | None) -> str:
    """How the client introduces itself: name, version, and where to read or whom to write to."""
    from importlib.metadata import metadata

    about = metadata("textgen")
    homes = about.get_all("Project-URL") or []
    where = [f"+{homes[0].rpartition(' ')[2]}"] if homes else []
    if contact is not None:
        if not _CONTACT.fullmatch(contact):
            raise SourceError(
                f"--contact {contact!r} is neither an e-mail address nor a web address",
                hint="Give what a site's owner may write to, such as me@example.com.",
            )
        where.append(contact)
    return f"{AGENT}/{about['Version']}" + (f" ({'; '.join(where)})" if where else "")


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url).scheme, host_of(url)
