"""What a page says: its main text and what it tells about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from textgen.web.charset import decode_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag
    from lxml.html import HtmlElement

_GAP, _LINE, _PARAGRAPH = "\x1f", "\x1e", "\x1d"
_SPACE = re.compile(r"[\s\x1d-\x1f]+")
_GAPS = re.compile(r"[\x1d-\x1f\n]+")

_HIDDEN = re.compile("^(head|iframe|noscript|script|style|template)$")
_SPACED = re.compile("^(blockquote|dl|figure|h[1-6]|ol|p|pre|table|ul)$")
_BLOCK = re.compile(
    "^(address|article|aside|body|caption|center|dd|details|dialog|div|dt|fieldset|figcaption|footer|form|header"
    "|hgroup|hr|li|main|nav|section|summary|tbody|tfoot|thead|tr)$"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's main text and what the page tells about itself.

    Args:
        text: Without menus, comments and advertisements; "" where there is none.
        title: The page's title.
        author: Its author or authors.
        date: The day it was published.
        language: The language it declares, as in "en" or "pt-BR".
        licence: The licence it links to or names.
        links: The web addresses it links to, in order, each once and without fragment.
    """

    text: str
    title: str | None = None
    author: str | None = None
    date: datetime | None = None
    language: str | None = None
    licence: str | None = None
    links: tuple[str, ...] = ()


def extract(html: bytes, url: str | None = None, *, charset: str | None = None) -> Page:
    """Return the main text of a page and what it tells about itself; no network is used.

    Args:
        html: The page.
        url: Its address; relative links need it.
        charset: The encoding that the server declared, if it did.
    """
    import trafilatura

    tree = trafilatura.load_html(decode_html(html, charset))
    if tree is None:
        return Page("")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    links = tuple(dict.fromkeys(_links(tree, url)))
    licence = tree.find(".//link[@rel='license'][@href]")
    main = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=True)
    if main is None:
        return Page("", language=language, links=links)
    return Page(
        text=main.text or "",
        title=main.title,
        author=main.author,
        date=_day(main.date),
        language=language,
        licence=main.license or (licence.get("href") if licence is not None else None),
        links=links,
    )


def visible_text(element: Tag) -> str:
    """Return what a reader sees of a BeautifulSoup element; the element is changed.

    Space is folded as a browser does, except in <pre>; a block begins a new line, and a
    paragraph, a heading, a list or a table stands apart by an empty line.
    """
    from bs4.element import PreformattedString

    for hidden in element.find_all(_HIDDEN):
        hidden.decompose()
    for string in element.find_all(string=True):
        if isinstance(string, PreformattedString):
            string.extract()  # a comment or declaration
        elif string.find_parent("pre") is None:
            string.replace_with(_SPACE.sub(_GAP, string))
    for line_break in element.find_all("br"):
        line_break.replace_with("\n")
    for names, mark in ((_BLOCK, _LINE), (_SPACED, _PARAGRAPH)):
        for block in element.find_all(names):
            block.insert(0, mark)
            block.append(mark)
    for cell in element.find_all(["td", "th"]):
        cell.append(_GAP)
    return _GAPS.sub(_gap, element.get_text()).strip()


def _gap(run: re.Match[str]) -> str:
    """What remains of a run of marks and line breaks: empty line, line break or space."""
    asked = 2 if _PARAGRAPH in run[0] else 1 if _LINE in run[0] else 0
    return "\n" * max(asked, run[0].count("\n")) or " "


def _links(tree: HtmlElement, url: str | None) -> Iterator[str]:
    base = url or ""
    declared = tree.find(".//base[@href]")
    if declared is not None:
        base = _join(base, declared.get("href")) or base
    for anchor in tree.iterfind(".//a[@href]"):
        link = _join(base, anchor.get("href"))
        if link is not None:
            yield link


def _join(base: str, link: str) -> str | None:
    """The web address that ``link`` means on a page at ``base``, None if it is none."""
    try:
        address = urldefrag(urljoin(base, link.strip())).url
        return address if urlsplit(address).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _day(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
