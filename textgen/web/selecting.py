"""The shortest way from addresses to the elements of their pages that a CSS selector finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textgen.web.charset import decode_html
from textgen.web.response import FetchError, check_address

if TYPE_CHECKING:
    from bs4 import Tag

    from textgen.collecting.context import Context


def select(context: Context, urls: Iterable[str], css: str) -> Iterator[tuple[str, Tag]]:
    """Fetch pages politely and yield the elements that ``css`` finds in each, with a uri for each.

    A page that cannot be fetched, and one that has no such element, is counted as failed. The uri
    is the page's address with ``#1``, ``#2`` and so on.

    Args:
        context: The context of the source.
        urls: Addresses of pages; each is fetched when its turn comes, and once.
        css: A CSS selector, as in ``.post p``.

    Raises:
        SourceError: one of ``urls`` is no web address, or ``css`` is no selector.
    """
    from bs4 import BeautifulSoup

    from textgen.web.visible import compile_selector

    selector = compile_selector(css)
    addresses = dict.fromkeys(map(check_address, urls))
    for number, address in enumerate(addresses):
        context.progress(number, len(addresses))
        try:
            response = context.http.get(address)
        except FetchError as error:
            context.fail(address, error.reason)
            continue
        found = selector.select(BeautifulSoup(decode_html(response.body, response.charset), "lxml"))
        if not found:
            context.fail(address, f"nothing matches {css}")
        for position, element in enumerate(found, 1):
            yield f"{response.url}#{position}", element
    context.progress(len(addresses), len(addresses))
