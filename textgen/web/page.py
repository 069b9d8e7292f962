"""What a page says: its main text and what it tells about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from textgen.web.charset import decode_html
from textgen.web.visible import plain_text, selected_text, without

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from textgen.web.structured import StructuredData


MAX_DEPTH = 250
"""A little deeper the usual parser stops, and leaves out the rest of a page."""

_FRAGMENT = re.compile(r"\s*<(?:article|body|div|h[1-6]|main|p|script|section)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's main text and what the page tells about itself.

    Args:
        text: Without headline, menus, comments and advertisements; "" where there is none.
        title: The page's title.
        author: Its author or authors.
        date: The day it was published.
        language: The language it declares, as in "en" or "pt-BR".
        licence: The address of the licence, or its name.
        links: The web addresses it links to, in order, each once and without fragment.
        canonical: The address that it gives itself, if that is of the same site.
        partial: Why the text is not the whole article, None if it seems to be.
        needs_browser: Whether it has no text, only scripts that would fetch it.
        extractor: The programs that found the text, with their versions.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: datetime | None = None
    language: str | None = None
    licence: str | None = None
    links: tuple[str, ...] = ()
    canonical: str | None = None
    partial: str | None = None
    needs_browser: bool = False
    extractor: str | None = None


def extract(
    html: bytes,
    url: str | None = None,
    *,
    charset: str | None = None,
    select: str | None = None,
    drop: str | None = None,
    comments: bool = False,
    feed_content: str | None = None,
) -> Page:
    """Return the main text of a page and what it tells about itself; no network is used.

    Args:
        html: The page.
        url: Its address; relative links need it.
        charset: The encoding that the server declared, if it did.
        select: Take what this CSS selector finds, not the main text.
        drop: Leave out what this CSS selector finds.
        comments: Whether readers' comments follow the text.
        feed_content: The article, as HTML or not, in the site's feed: taken where it says more than the page.

    Raises:
        SourceError: ``select`` or ``drop`` is not a CSS selector.
    """
    from textgen.web.structured import StructuredData
    from textgen.web.wholeness import needs_browser

    source = decode_html(html, charset)
    selected = selected_text(source, select, drop) if select is not None else None
    if selected is None and drop is not None:
        source = without(source, drop)
    tree = _tree(source)
    if tree is None:
        return Page(selected or "", extractor=_extractor())
    data = StructuredData(tree, url)
    page = _described(tree, data)
    if selected is not None:
        return replace(page, text=selected, needs_browser=not selected and needs_browser(tree))
    return _with_text(page, tree, data, comments=comments, feed_content=feed_content)


def _tree(source: str) -> HtmlElement | None:
    """The elements of a page, None if it has none."""
    import trafilatura

    tree = trafilatura.load_html(source)
    if tree is None and not _FRAGMENT.match(source):
        return None
    last, depth = tree, 0 if tree is not None else MAX_DEPTH
    while last is not None and len(last):
        last, depth = last[-1], depth + 1
    if depth < MAX_DEPTH:
        return _joined(tree)
    # The parser has stopped here, as tags that nobody closed lead so deep, or there is no <html>.
    from lxml.html import HTMLParser, document_fromstring

    patient = HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
    )
    return _joined(document_fromstring(source.encode(), parser=patient))


def _joined(tree: HtmlElement | None) -> HtmlElement | None:
    """The page with what stands behind its first </html> in its body, as browsers show it."""
    if tree is None or tree.tag != "html":
        return tree
    body = tree.find("body")
    target = tree if body is None else body
    for another in list(tree.itersiblings("html")):
        for part in list(another):
            target.extend(list(part) if part.tag in {"head", "body"} else [part])
    return tree


def _with_text(
    page: Page, tree: HtmlElement, data: StructuredData, *, comments: bool, feed_content: str | None
) -> Page:
    from textgen.web.edges import Edges
    from textgen.web.linebreaks import mark, restore
    from textgen.web.mainpart import all_prose, is_vast, main_text
    from textgen.web.pruning import prune
    from textgen.web.wholeness import fuller, has_barrier, needs_browser, why_partial

    alternatives = [*data.bodies]
    if feed_content is not None:
        alternatives.append(plain_text(feed_content))
    scripted, barrier, edges = needs_browser(tree), has_barrier(tree), Edges(tree, page.title)
    if is_vast(tree):
        found = edges.trimmed(all_prose(tree))
    else:
        prune(tree)
        marked = mark(tree)
        found = "" if scripted else edges.trimmed(main_text(tree, comments=comments))
        if marked:
            found = restore(found)
    text = fuller(found, alternatives)
    return replace(
        page,
        text=text,
        partial=why_partial(text, data, barrier=barrier),
        needs_browser=scripted and not text,
    )


def _described(tree: HtmlElement, data: StructuredData) -> Page:
    from textgen.web.mainpart import metadata

    about = metadata(tree)
    return Page(
        "",
        title=_without_site(about.title, about.sitename),
        author=about.author,
        date=_day(about.date),
        language=data.language,
        licence=data.licence or about.license,
        links=tuple(dict.fromkeys(data.links)),
        canonical=data.canonical,
        extractor=_extractor(),
    )


def _without_site(title: str | None, site: str | None) -> str | None:
    """The title without the site's name behind it: "The pier | Invented News"."""
    if not title or not site:
        return title
    return re.sub(rf"\s+[|–—-]\s+{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE) or title


@cache
def _extractor() -> str:
    from importlib.metadata import version

    return f"textgen {version('textgen')}, trafilatura {version('trafilatura')}"


def _day(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
