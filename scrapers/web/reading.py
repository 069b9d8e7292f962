"""What a page is worth: its text, or why there is none. It runs in worker processes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from textgen.web import Page, extract
from textgen.web.addresses import join

_HEAD = 16_384
_REFRESH = re.compile(r"""<meta\b[^>]*http-equiv\s*=\s*["']?refresh\b[^>]*>""", re.IGNORECASE)
_CONTENT = re.compile(
    r"""content\s*=\s*(?:(["'])\s*(?P<quoted>.*?)\s*\1|(?P<bare>[^\s"'>]+))""", re.IGNORECASE | re.DOTALL
)
_WAY = re.compile(r"(\d*)[\d.]*\s*[;,]\s*(?:url\s*=\s*)?(.+)", re.IGNORECASE | re.DOTALL)
_NOFOLLOW = re.compile(
    r"""<meta\b(?=[^>]*\bname\s*=\s*["']?(?:robots|textgen)\b)[^>]*\bcontent\s*=\s*["'][^"']*\b(?:nofollow|none)\b""",
    re.IGNORECASE,
)
MAX_WAIT = 10.0
"""Seconds; a page that leads on later than this is one to be read."""


@dataclass(frozen=True, slots=True)
class Task:
    """A page to read.

    Args:
        html: The page.
        url: Its address.
        headers: What the server said.
        charset: The encoding that the server declared.
        select: The CSS selector of what is wanted, or None.
        drop: The CSS selector of what is not, or None.
        comments: Whether readers' comments are wanted.
        feed_content: What a feed has of its text, or None.
    """

    html: bytes
    url: str
    headers: Mapping[str, str]
    charset: str | None
    select: str | None = None
    drop: str | None = None
    comments: bool = False
    feed_content: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page is worth.

    Args:
        page: Its text, and what it says about itself.
        moved: The address that it leads on to by itself, or None.
    """

    page: Page
    moved: str | None = None


def read(task: Task) -> Reading:
    """Read a page."""
    head = task.html[:_HEAD].decode("latin-1")
    if moved := _moved(head, task.url):
        return Reading(Page(""), moved=moved)
    page = extract(
        task.html,
        task.url or None,
        charset=task.charset,
        select=task.select,
        drop=task.drop,
        comments=task.comments,
        feed_content=task.feed_content,
    )
    if _NOFOLLOW.search(head) or "nofollow" in task.headers.get("x-robots-tag", "").lower():
        page = replace(page, links=())
    return Reading(page)


def broken(error: Exception) -> str:
    """Return why a page cannot be read when a library below gave up."""
    return f"broke the reader of pages ({type(error).__name__})"


def _moved(head: str, url: str) -> str | None:
    for meta in _REFRESH.finditer(head):
        content = _CONTENT.search(meta[0])
        way = content and _WAY.fullmatch(content["quoted"] or content["bare"] or "")
        if way and float(way[1] or 0) <= MAX_WAIT:
            from html import unescape

            target = unescape(way[2]).strip("'\"")
            return join(url, target) or target
    return None
