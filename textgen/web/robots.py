"""What a site's robots.txt allows, by RFC 9309."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from textgen.errors import SourceError
from textgen.web.response import FetchError, Response

MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
MAX_DELAY = 60.0
"""Seconds; a longer Crawl-delay is cut to this."""

_DISALLOW = re.compile(r"^\s*dis\w+\s*:?\s*([^\s#]+)", re.IGNORECASE)
_AGENT = re.compile(r"^\s*user.?agent\b", re.IGNORECASE)


class Rules:
    """A site's robots.txt as far as it concerns us.

    Args:
        agent: The product token that we answer to.
        text: The file; "" allows everything.
        unreachable: Why the file could not be fetched, which forbids everything; None if it could.
    """

    def __init__(self, agent: str, text: str = "", unreachable: str | None = None) -> None:
        self._agent = agent
        self._text = text
        self._unreachable = unreachable
        self._parsed = Protego.parse(text)

    def refusal(self, url: str) -> str | None:
        """Why ``url`` must not be fetched, None if it may."""
        if self._unreachable:
            return f"robots.txt could not be read ({self._unreachable})"
        if self._parsed.can_fetch(url, self._agent):
            return None
        return f"robots.txt forbids it ({self._rule(url)})"

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, at most ``MAX_DELAY``."""
        rate = self._parsed.request_rate(self._agent)
        wanted = max(
            self._parsed.crawl_delay(self._agent) or 0.0, rate.seconds / rate.requests if rate else 0.0
        )
        return min(wanted, MAX_DELAY)

    def _rule(self, url: str) -> str:
        """The line that forbids ``url``: the longest that does so when no other rule is left."""
        lines = self._text.splitlines()
        rules = [(match[1], number) for number, line in enumerate(lines) if (match := _DISALLOW.match(line))]
        matching = [
            (path, number)
            for path, number in rules
            if not Protego.parse(f"User-agent: *\nDisallow: {path}").can_fetch(url, "*")
        ]
        for path, number in sorted(matching, key=lambda rule: -len(rule[0])):
            alone = (
                line if index == number or _AGENT.match(line) else "Disallow:"
                for index, line in enumerate(lines)
            )
            if not Protego.parse("\n".join(alone)).can_fetch(url, self._agent):
                return f"Disallow: {path}"
        return "Disallow"


class Robots:
    """The rules of every site met in a run, each fetched once.

    Args:
        fetch: Fetches one address without following redirects.
        agent: The product token that we answer to.
    """

    def __init__(self, fetch: Callable[[str], Response], agent: str) -> None:
        self._fetch = fetch
        self._agent = agent
        self._sites: dict[str, Rules] = {}

    def rules(self, url: str) -> Rules:
        """The rules of the site that ``url`` belongs to."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._sites:
            self._sites[site] = self._read(f"{site}/robots.txt")
        return self._sites[site]

    def _read(self, url: str) -> Rules:
        try:
            response = self._fetch(url)
            for _ in range(MAX_REDIRECTS):
                if response.location is None:
                    break
                response = self._fetch(response.location)
        except FetchError as error:
            return Rules(self._agent, unreachable=error.reason)
        except SourceError:
            return Rules(self._agent, unreachable="redirected to what is not a web address")
        if response.status == 429 or response.status >= 500:
            return Rules(self._agent, unreachable=f"HTTP {response.status}")
        if not 200 <= response.status < 300:  # also where the redirects had no end
            return Rules(self._agent)
        whole_lines = response.body
        if len(whole_lines) >= MAX_BYTES:
            whole_lines = whole_lines[: whole_lines.rfind(b"\n") + 1]
        return Rules(self._agent, whole_lines.decode("utf-8-sig", "replace"))
