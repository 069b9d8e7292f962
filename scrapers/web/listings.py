"""Sitemaps and feeds: the addresses that a site itself lists."""

from collections.abc import Callable, Iterator, Sequence

import textgen
from textgen.web import Address, Frontier, Page, Response, decode_html
from textgen.web.addresses import identity, join
from textgen.web.feeds import Post, read_feed
from textgen.web.sitemaps import UnreadableError, read_sitemap, unpack
from textgen.web.visible import plain_text

from .options import Options
from .pages import Outcome, Result, document
from .scope import Boundary

SITEMAP, FEED = "sitemap", "feed"
_XML = (
    "application/xml",
    "text/xml",
    "text/plain",
    "application/octet-stream",
    "text/html",
    "application/xhtml+xml",
)
LISTINGS = {
    SITEMAP: (*_XML, "application/gzip", "application/x-gzip"),
    FEED: (
        *_XML,
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
    ),
}
"""The kinds of listings, and the content types in which they come."""

MAX_NESTING = 5
MAX_LISTINGS = 5_000
MAX_FEED_PAGES = 500

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


class Listings:
    """Takes in what sitemaps and feeds list.

    Args:
        context: The run's services.
        options: What the user wants; what only a page has is not taken from feeds.
        boundary: How far the crawl may go.
        frontier: The addresses.
        add: Lets an address wait: its depth, kind, time of change and content follow it.
    """

    def __init__(
        self,
        context: textgen.Context,
        options: Options,
        boundary: Boundary,
        frontier: Frontier,
        add: Callable[..., None],
    ) -> None:
        self._context = context
        self._takes_content = options.select is None and options.drop is None and not options.comments
        self._boundary = boundary
        self._frontier = frontier
        self._add = add
        self._number = 0

    def take(self, result: Result) -> tuple[Sequence[textgen.Document], Outcome]:
        """Return the documents that a listing holds itself, and what to remember of it."""
        address, response = result.address, result.response
        if response is None:
            self._context.fail(address.url, result.failure or "no answer")
            return (), Outcome(failed=True)
        outcome = Outcome(identity(response.url), response.validators or address.validators)
        if response.status == 304:
            return (), outcome
        self._number += 1
        try:
            if address.kind == SITEMAP:
                self._sitemap(address, response)
                return (), outcome
            return list(self._feed(address, response)), outcome
        except UnreadableError as error:
            self._context.fail(address.url, str(error))
            return (), Outcome(failed=True)

    def _sitemap(self, address: Address, response: Response) -> None:
        for entry in read_sitemap(unpack(response.body), response.url):
            if entry.kind == SITEMAP:
                if address.depth >= MAX_NESTING or self._number > MAX_LISTINGS:
                    self._context.skip(entry.url, "one sitemap too many")
                else:  # pages come before further sitemaps, so that no more of these are read than needed
                    self._add(entry.url, address.depth + 2 - (address.depth > 0), SITEMAP, entry.changed)
            elif self._boundary.has(entry.url):
                self._add(entry.url, 1, "page", entry.changed)

    def _feed(self, address: Address, response: Response) -> Iterator[textgen.Document]:
        if response.media_type in {"text/html", "application/xhtml+xml"} and (
            found := _announced(response.body, response.url, response.charset)
        ):
            for url in found:
                self._add(url, address.depth, FEED)
            return
        feed = read_feed(
            response.body, response.url, headers={"content-type": response.headers.get("content-type", "")}
        )
        for post in feed.posts:
            if not self._boundary.allows(post.url):
                continue
            page = _page(post, feed.language) if self._takes_content and post.is_whole else None
            if page is not None:
                uri = identity(post.url)
                self._frontier.alias(post.url)
                yield document(page, uri)
            else:
                content = plain_text(post.content) if self._takes_content and post.content else None
                self._add(post.url, 1, "page", post.changed, content)
        for url in feed.more:
            if address.depth < MAX_FEED_PAGES:
                self._add(url, address.depth + 1, FEED)
            else:
                self._context.skip(url, "one page of a feed too many")


def _page(post: Post, language: str | None) -> Page | None:
    """The whole article, if the feed has it."""
    text = plain_text(post.content) if post.content else ""
    if not text:
        return None
    return Page(text, title=post.title, author=post.author, date=post.date, language=language)


def _announced(html: bytes, url: str, charset: str | None) -> list[str]:
    """The feeds that a page announces, without those of comments."""
    from lxml.etree import ParserError
    from lxml.html import document_fromstring

    try:
        tree = document_fromstring(decode_html(html, charset))
    except ParserError:  # there is nothing
        return []
    links = [
        address
        for link in tree.iterfind(".//link[@href]")
        if link.get("type", "").lower() in _FEED_TYPES
        and "alternate" in link.get("rel", "").lower().split()
        and (address := join(url, link.get("href")))
    ]
    return [link for link in dict.fromkeys(links) if "/comments" not in link]
