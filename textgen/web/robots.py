"""What a site's robots.txt allows, by RFC 9309."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from urllib.parse import urljoin

from protego import Protego

from textgen.errors import SourceError
from textgen.web.hosts import PerSite
from textgen.web.response import FetchError, Response

MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
MAX_DELAY = 60.0
"""Seconds; a longer Crawl-delay is cut to this."""
MAX_AGE = 24 * 3600.0
"""Seconds for which the rules count."""
RETRY_AFTER = 15 * 60.0
"""Seconds after which a file that could not be read is asked for again."""

MAX_EXAMINED = 1_000
MAX_ALONE = 5
"""So many rules are looked at to name the one that forbids an address; a file may hold very many."""

_DISALLOW = re.compile(r"^\s*dis\w+\s*:?\s*([^\s#]+)", re.IGNORECASE)
_AGENT = re.compile(r"^(\s*user[- ]?agent\b\s*:?\s*)([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]*", re.IGNORECASE)
_SOMEBODY_ELSE = "others"


class Rules:
    """A site's robots.txt as far as it concerns us.

    Args:
        agent: The product token that we answer to.
        text: The file; "" allows everything.
        problem: Why the file could not be read, so that nothing may be fetched; None if it could.
    """

    def __init__(self, agent: str, text: str = "", problem: FetchError | None = None) -> None:
        self._agent = agent
        self._lines = [_AGENT.sub(self._group, line) for line in text.splitlines()]
        self.problem = problem
        self._parsed = Protego.parse("\n".join(self._lines))

    def refusal(self, url: str) -> str | None:
        """Why ``url`` must not be fetched, None if it may."""
        if self.problem:
            return self.problem.reason
        if self._parsed.can_fetch(url, self._agent):
            return None
        return f"robots.txt forbids it ({self._rule(url)})"

    @property
    def wanted_delay(self) -> float:
        """Seconds that the site wants between two requests."""
        rate = self._parsed.request_rate(self._agent)
        return max(
            self._parsed.crawl_delay(self._agent) or 0.0, rate.seconds / rate.requests if rate else 0.0
        )

    @property
    def delay(self) -> float:
        """Seconds that the site gets between two requests: what it wants, at most ``MAX_DELAY``."""
        return min(self.wanted_delay, MAX_DELAY)

    @property
    def sitemaps(self) -> Sequence[str]:
        """The addresses of the site's sitemaps."""
        return list(self._parsed.sitemaps)

    def _group(self, line: re.Match[str]) -> str:
        """A line that names a group: ours if the name is our product token, with a version or without.

        Protego would take also a part of the token ("text"), and no version ("textgen/1.0").
        """
        name = line[2].strip()
        if name != "*":
            token = _TOKEN.match(name)
            ours = token is not None and token[0].lower() == self._agent.lower()
            name = self._agent if ours else _SOMEBODY_ELSE
        return line[1] + name

    def _rule(self, url: str) -> str:
        """The line that forbids ``url``: the longest that does so when no other rule is left."""
        lines = self._lines
        rules = [(match[1], number) for number, line in enumerate(lines) if (match := _DISALLOW.match(line))]
        rules = rules[:MAX_EXAMINED]
        matching = [
            (path, number)
            for path, number in rules
            if not Protego.parse(f"User-agent: *\nDisallow: {path}").can_fetch(url, "*")
        ]
        for path, number in sorted(matching, key=lambda rule: -len(rule[0]))[:MAX_ALONE]:
            alone = (
                line if index == number or _AGENT.match(line) else "Disallow:"
                for index, line in enumerate(lines)
            )
            if not Protego.parse("\n".join(alone)).can_fetch(url, self._agent):
                return f"Disallow: {path}"
        return "Disallow"


class Robots:
    """The rules of every site met in a run, each read once a day.

    Args:
        fetch: Fetches one address without following redirects.
        agent: The product token that we answer to.
        clock: Tells the time in seconds.
    """

    def __init__(
        self, fetch: Callable[[str], Response], agent: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._sites = PerSite(self._read, clock)

    def rules(self, url: str) -> Rules:
        """The rules of the site that ``url`` belongs to."""
        return self._sites.get(url)

    def _read(self, url: str, old: Rules | None) -> tuple[Rules, float]:
        rules = self._fetched(urljoin(url, "/robots.txt"))
        if rules.problem is None:
            return rules, MAX_AGE
        return (rules if old is None else old), RETRY_AFTER  # yesterday's are better than none

    def _fetched(self, url: str) -> Rules:
        try:
            response = follow(self._fetch, url)
        except FetchError as error:
            return Rules(self._agent, problem=error)
        except SourceError:
            return Rules(self._agent, problem=_unreadable(url, "redirected to what is not a web address"))
        if response.status == 429 or response.status >= 500:
            return Rules(self._agent, problem=_unreadable(url, f"HTTP {response.status}"))
        if not 200 <= response.status < 300:  # also where the redirects had no end
            return Rules(self._agent)
        whole_lines = response.body
        if len(whole_lines) >= MAX_BYTES:
            whole_lines = whole_lines[: whole_lines.rfind(b"\n") + 1]
        return Rules(self._agent, whole_lines.decode("utf-8-sig", "replace"))


def _unreadable(url: str, why: str) -> FetchError:
    return FetchError(url, f"robots.txt could not be read ({why})", hint="Try again later.")


def follow(fetch: Callable[[str], Response], url: str) -> Response:
    """Fetch one of the files that every site may have, with up to five redirects."""
    response = fetch(url)
    for _ in range(MAX_REDIRECTS):
        if response.location is None:
            break
        response = fetch(response.location)
    return response
