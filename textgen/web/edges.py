"""What stands before and after the text of a page without being part of it: headline, date, notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textgen.web.pruning import linked, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORD = re.compile(r"\w+")
_TITLES = ("og:title", "twitter:title")
_FRONT_PROPERTIES = {"alternativeHeadline", "dateModified", "datePublished", "headline"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINKED_BLOCKS = ".//*[self::p or self::li or self::h2 or self::h3 or self::h4 or self::h5 or self::h6][.//a]"
_NOTICE = re.compile(
    r"""^\W*(?:follow|find|like|join)\b.{0,80}\bon\b.{0,60}\b(?:facebook|instagram|linkedin|telegram|twitter|youtube)\b
    |all\ rights\ reserved|alle\ rechte\ vorbehalten|todos\ los\ derechos\ reservados|tous\ droits\ réservés
    |tutti\ i\ diritti\ riservati|wszelkie\ prawa\ zastrzeżone
    |^\W*(?:copyright|©|\(c\))\ .{0,80}\d{4}
    |^\W*comments?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)

MAX_LABEL = 80
"""A section's name, a place or an author's line that stands before a headline is shorter."""
MAX_NOTICE = 500
MAX_NOTICES = 0.3
"""Where more of the lines than this share are notices, the page is meant so."""


class Edges:
    """What the page says in other places, too, or marks as something else than text.

    Args:
        tree: The whole page, before anything is removed.
        title: The page's title as its data tells it.
    """

    def __init__(self, tree: HtmlElement, title: str | None) -> None:
        self._front = _front(tree, title)
        self._back = _back(tree)
        self._headings = {_key(words_of(heading)) for heading in tree.iter(*_HEADINGS)}

    def trimmed(self, text: str) -> str:
        """Return the text without headline and date before it and notices after it."""
        lines = text.split("\n")
        told = [number for number, line in enumerate(lines) if _key(line)]
        start, end = 0, len(told)
        while start < end - 1:
            if _key(lines[told[start]]) in self._front:
                start += 1
            elif len(lines[told[start]]) <= MAX_LABEL and _key(lines[told[start + 1]]) in self._front:
                start += 2
            else:
                break
        last = end
        while last > start + 1 and self._is_back(lines[told[last - 1]]):
            last -= 1
        if end - last <= max(1, MAX_NOTICES * (end - start)):
            end = last
        return "\n".join(lines[told[start] : told[end - 1] + 1]) if start < end else text

    def _is_back(self, line: str) -> bool:
        if _key(line) in self._back or _key(line) in self._headings:
            return True
        return len(line) <= MAX_NOTICE and _NOTICE.search(line) is not None


def _front(tree: HtmlElement, title: str | None) -> set[str]:
    texts = {title or "", *(words_of(heading) for heading in tree.iter("h1", "title"))}
    named = {
        meta.get("property") or meta.get("name"): meta.get("content") or "" for meta in tree.iter("meta")
    }
    texts.update(named.get(name, "") for name in _TITLES)
    for element in tree.xpath(".//*[@itemprop]"):
        if _FRONT_PROPERTIES.intersection(element.get("itemprop", "").split()):
            texts.add(words_of(element))
    texts.update(words_of(time) for time in tree.iter("time"))
    return {_key(text) for text in texts} - {""}


def _back(tree: HtmlElement) -> set[str]:
    """Lines in italics with a link in them, and lines that are links: at the end, they are notices."""
    keys = set()
    for block in tree.xpath(_LINKED_BLOCKS):
        text = words_of(block)
        if len(text) > MAX_NOTICE:
            continue
        italics = sum(
            len(words_of(part))
            for part in block.iter("em", "i")
            if next(part.iterancestors("em", "i"), None) is None
        )
        if italics >= 0.9 * len(text) or linked(block) >= 0.9 * len(text):
            keys.add(_key(text))
    return keys


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
