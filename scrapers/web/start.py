"""How a crawl begins: its addresses, those that earlier runs left, and the sites' listings."""

from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

import textgen
from textgen.web import Frontier
from textgen.web.addresses import identity, join
from textgen.web.warc import Archive

from .crawl import Crawl
from .given import Given
from .listings import FEED, SITEMAP
from .options import Options
from .scope import Boundary

BATCH = 5_000


def crawl_of(context: textgen.Context, given: Given, options: Options) -> Crawl:
    """Return the crawl of what was given, begun anew or where the last run of it ended."""
    archive = Archive(options.warc) if options.warc else None
    if archive is not None:
        context.http.on_answer = archive.write
    frontier = context.frontier(f"{options.key} {given.addresses} {given.lists}")
    _welcome_back(context, frontier, options)
    if not frontier.interrupted or (options.refresh and not frontier.refreshing):
        frontier.renew(SITEMAP, FEED, refresh=options.refresh)
    if not options.follows:
        frontier.sleep()
    boundary = Boundary(options)
    starts = given.all_addresses(context)
    while batch := list(islice(starts, BATCH)):
        for url in batch:
            _begin(context, frontier, boundary, options, url)
        frontier.commit()
    return Crawl(context, options, frontier, boundary, archive)


def _begin(
    context: textgen.Context, frontier: Frontier, boundary: Boundary, options: Options, url: str
) -> None:
    if options.follows:
        boundary.start(identity(url))
        known = frontier.find(url)
        if known and known[1]:
            boundary.start(known[1])  # where it led in an earlier run
    if options.feed:
        frontier.add(url, kind=FEED)
    if options.sitemap:
        for listing in _sitemaps(context, url):
            frontier.add(listing, kind=SITEMAP)
    if options.crawl or not options.follows:
        frontier.add(url)


def _sitemaps(context: textgen.Context, url: str) -> Iterable[str]:
    """The sitemaps of a site; an address that looks like a sitemap's is one."""
    path = urlsplit(url).path.lower()
    if path.endswith((".xml", ".xml.gz", ".txt")):
        return [url]
    named = context.http.rules(url).sitemaps or ["/sitemap.xml"]
    return [address for each in named if (address := join(url, each))]


def _welcome_back(context: textgen.Context, frontier: Frontier, options: Options) -> None:
    if frontier.interrupted:
        context.log("Going on where the last run ended.")
    elif frontier.finished and not options.refresh:
        pages = "1 page was" if frontier.finished == 1 else f"{frontier.finished:,} pages were"
        context.log(f"{pages} fetched before; --refresh asks whether there is something new.")
