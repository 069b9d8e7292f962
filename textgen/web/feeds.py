"""What a feed lists: RSS, Atom and JSON Feed."""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from textgen.web.addresses import join
from textgen.web.sitemaps import UnreadableError
from textgen.web.times import utc

FULL = 600
"""Characters of text from which on a feed's content is a whole article, unless its end says otherwise."""

_CUT_OFF = re.compile(
    r"(\[?(…|\.\.\.|&#8230;|&hellip;)\]?"
    r"|\b(read more|continue reading|weiterlesen|lire la suite|leer más)\W*)\s*(</\w+>\s*)*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_PAGING = ("next", "prev-archive")


@dataclass(frozen=True, slots=True)
class Post:
    """An entry of a feed.

    Args:
        url: The page that it is about.
        title: Its title.
        author: Its author.
        date: When it was published.
        changed: When it was changed.
        content: Its text as HTML, None where the feed has none or says that this is only its beginning.
    """

    url: str
    title: str | None = None
    author: str | None = None
    date: datetime | None = None
    changed: datetime | None = None
    content: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the content is so long that it is a whole article."""
        return self.content is not None and len(_TAG.sub("", self.content).strip()) >= FULL


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed.

    Args:
        posts: Its entries.
        more: The addresses of its other pages (RFC 5005, or JSON Feed's ``next_url``).
        language: The language it declares.
    """

    posts: tuple[Post, ...]
    more: tuple[str, ...] = ()
    language: str | None = None


def read_feed(data: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> Feed:
    """Return what a feed lists; no network is used.

    Args:
        data: The feed.
        url: Where it is.
        headers: What the server said of it; its charset counts.

    Raises:
        UnreadableError: it is no feed.
    """
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, url)
    import feedparser

    content_type = (headers or {}).get("content-type", "")
    about = {"content-location": url, **({"content-type": content_type} if content_type else {})}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=about)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise UnreadableError("a damaged feed") from error
    if not parsed.get("version"):
        raise UnreadableError("not a feed")
    links = parsed.feed.get("links", [])
    more = [link.get("href") for relation in _PAGING for link in links if link.get("rel") == relation]
    return Feed(
        tuple(
            post
            for entry in parsed.entries
            if (post := _post(entry, url, described=str(parsed.version).startswith("rss")))
        ),
        tuple(address for link in more if link and (address := join(url, link))),
        parsed.feed.get("language"),
    )


def _post(entry: Mapping[str, Any], url: str, *, described: bool) -> Post | None:
    """An entry; in RSS, many feeds have the whole text as its description."""
    link = entry.get("link")
    address = join(url, link) if link else None
    if address is None:
        return None
    details = [*entry.get("content", []), *([entry.get("summary_detail", {})] if described else [])]
    contents = [content.get("value", "") for content in details if _is_text(content)]
    return Post(
        address,
        title=_plain(entry.get("title")),
        author=_plain(entry.get("author")),
        date=_time(entry, "published_parsed") or _time(entry, "updated_parsed"),
        changed=_time(entry, "updated_parsed"),
        content=max(filter(_is_uncut, contents), key=len, default=None),
    )


def _is_text(content: Mapping[str, Any]) -> bool:
    return content.get("type", "text/html") in {"text/html", "application/xhtml+xml", "text/plain"}


def _is_uncut(content: str) -> bool:
    """Whether there is some, and it is more than the start of an article."""
    return not content.isspace() and content != "" and _CUT_OFF.search(content.rstrip()) is None


def _json_feed(data: bytes, url: str) -> Feed:
    try:
        feed = json.loads(data)
        items = feed["items"]
        if "jsonfeed.org" not in str(feed["version"]) or not isinstance(items, list):
            raise UnreadableError("not a feed")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableError("not a feed") from error
    following = _string(feed.get("next_url"))
    more = join(url, following) if following else None
    return Feed(
        tuple(post for item in items if isinstance(item, dict) and (post := _json_post(item, feed, url))),
        (more,) if more else (),
        _string(feed.get("language")),
    )


def _json_post(item: Mapping[str, Any], feed: Mapping[str, Any], url: str) -> Post | None:
    link = _string(item.get("url")) or _string(item.get("id"))
    address = join(url, link) if link else None
    if address is None:
        return None
    text = _string(item.get("content_text"))
    html = _string(item.get("content_html")) or (_paragraphs(text) if text else "")
    authors = item.get("authors") or [item.get("author") or feed.get("author") or {}]
    return Post(
        address,
        title=_string(item.get("title")),
        author=", ".join(_names(authors)) or None,
        date=utc(item.get("date_published")),
        changed=utc(item.get("date_modified")) or utc(item.get("date_published")),
        content=html if _is_uncut(html) else None,
    )


def _names(authors: object) -> Iterable[str]:
    if isinstance(authors, list):
        for author in authors:
            if isinstance(author, dict) and (name := _string(author.get("name"))):
                yield name


def _paragraphs(text: str) -> str:
    from html import escape

    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text))


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _plain(text: str | None) -> str | None:
    from html import unescape

    return unescape(_TAG.sub("", text)).strip() or None if text else None


def _time(entry: Mapping[str, Any], name: str) -> datetime | None:
    parsed = entry[name] if name in entry else None  # noqa: SIM401 - get() would warn
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None
