"""How a page says that it does not want to be used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from protego import Protego

AGENT = "textgen"
NO_AI = frozenset({"noai", "noimageai", "noml"})
"""Not to be learned from."""
NO_INDEX = frozenset({"noindex", "none"})
"""Not to be taken in; said of sitemaps, feeds and programming interfaces it means search engines only."""

MAX_SEARCHED = 1_000_000
"""Bytes at the beginning of a page."""
_WITH_VALUE = re.compile(
    r"\s*(max-(snippet|image-preview|video-preview)|unavailable_after)\s*:", re.IGNORECASE
)
_SCOPE = re.compile(r"\s*(\*|[a-z][\w./-]*)\s*:(.*)", re.DOTALL | re.IGNORECASE)
_NAMES = (b"robots", AGENT.encode(), b"tdm-reservation")
_OPENING = re.compile(r"<(?:(!--|(?:script|style|template|textarea|title)\b)|meta\b([^>]{0,4096}))")
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def opted_out(headers: Mapping[str, str], html: bytes, *, page: bool = True) -> str | None:
    """Return why a page asks not to be used, or None.

    Args:
        headers: What the server said; any mapping of names in small letters, or one without regard to case.
        html: The page.
        page: Whether it is a page; of other things only what is said about learning and mining counts.
    """
    unwanted = NO_AI | NO_INDEX if page else NO_AI
    for directive in _header_directives(headers):
        if directive in unwanted:
            return f"X-Robots-Tag: {directive}"
    metas = list(_metas(headers, html)) if page else []
    for name, content in metas:
        if name in {"robots", AGENT}:
            for directive in _directives([content]):
                if directive in unwanted:
                    return f"meta {name}: {directive}"
    return "tdm-reservation: 1" if _reservation(headers, metas) == "1" else None


def speaks_of_mining(headers: Mapping[str, str], html: bytes) -> bool:
    """Whether a page itself says if it may be mined, so that the site's tdmrep.json does not count."""
    return _reservation(headers, _metas(headers, html)) is not None


class Reservations:
    """A site's /.well-known/tdmrep.json: the longest pattern that fits an address decides.

    Args:
        text: The file; what is no such file reserves nothing.
    """

    def __init__(self, text: bytes = b"") -> None:
        try:
            entries = json.loads(text.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            entries = []
        rules = []
        for entry in entries if isinstance(entries, list) else [entries]:
            location = entry.get("location") if isinstance(entry, dict) else None
            if isinstance(location, str) and location.strip():
                verb = "Disallow" if entry.get("tdm-reservation") in (1, "1") else "Allow"
                rules.append(f"{verb}: {location.split()[0]}")
        self._rules = Protego.parse("\n".join(["User-agent: *", *rules]))

    def cover(self, url: str) -> bool:
        """Whether the right to mine ``url`` is reserved."""
        return not self._rules.can_fetch(url, "*")


def _reservation(headers: Mapping[str, str], metas: Iterable[tuple[str, str]]) -> str | None:
    """The value of tdm-reservation: the header's, else the page's."""
    if (value := headers.get("tdm-reservation")) is not None:
        return value.strip()
    return next((content.strip() for name, content in metas if name == "tdm-reservation"), None)


def _header_directives(headers: Mapping[str, str]) -> Iterator[str]:
    """What X-Robots-Tag says to us; a value may begin with the name of whom it is for."""
    several = getattr(headers, "getlist", None)
    values = several("x-robots-tag") if several else [headers.get("x-robots-tag", "")]
    for value in values:
        agent = "*"
        for part in value.split(","):
            directive = part
            scope = None if _WITH_VALUE.match(part) else _SCOPE.fullmatch(part)
            if scope:
                agent, directive = scope[1].lower(), scope[2]
            if agent in {"*", AGENT}:
                yield from _directives([directive])


def _directives(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield from (word for word in re.split(r"[\s,]+", value.lower()) if word)


def _metas(headers: Mapping[str, str], html: bytes) -> Iterator[tuple[str, str]]:
    """Name and content of the page's meta elements, without those in scripts and comments."""
    head = html[:MAX_SEARCHED].lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or "utf-16" in headers.get("content-type", "").lower():
        text = html[:MAX_SEARCHED].decode("utf-16", "replace").lower()
    elif any(name in head for name in _NAMES):
        text = head.decode("latin-1")
    else:
        return
    opening = _OPENING.search(text)
    while opening:
        end = opening.end()
        if opening[1]:
            end = text.find("-->" if opening[1] == "!--" else f"</{opening[1]}", end)
            if end < 0:
                return
        else:
            found = {name: unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(opening[2])}
            if "name" in found:
                yield found["name"].strip(), found.get("content", "")
        opening = _OPENING.search(text, end)
