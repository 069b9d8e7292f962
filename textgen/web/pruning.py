"""Parts of a page that are not its text, whatever the site: they go before the text is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ASIDE = re.compile(
    r"(?<![a-z])(?:advert(?:isement)?|cta|most-?read|print-?(?:footer|header|only)|promo|read-?more"
    r"|recirc(?:ulation)?|screen-?reader(?:-text)?|sign-?up|sponsored|sr-only|subscribe|trending|visible-print"
    r"|visually-?hidden)(?![a-z])",
    re.IGNORECASE,
)
_CONTAINERS = ("article", "aside", "div", "header", "li", "ol", "p", "section", "span", "ul")
_LISTED = {"blockquote", "li", "table", "td"}
_ADDRESS = re.compile(r"://|\bwww\.")

MAX_ASIDE = 0.25
"""An element with a larger share of the page's paragraphs is no aside, whatever its class says."""
MIN_TAGGED = 0.6
MIN_LINKED = 0.6
MAX_CELLS = 1_000
MAX_LABEL = 25
"""Characters beside the link in a line such as "Read more: ..."."""
MAX_LINK_LINES = 0.3
"""Where more of the paragraphs' characters than this share are in such lines, the page is a list of links."""


def prune(tree: HtmlElement) -> None:
    """Remove calls to act, what is only for print or screen readers, tags and "Read more" lines.

    Endless rows of tables become several: trafilatura's time grows with the square of their cells.
    """
    _remove(_asides(tree))
    _remove(_tags(tree))
    _remove(_link_lines(tree))
    _fold_rows(tree)


def words_of(element: HtmlElement) -> str:
    """Return the element's text with space folded."""
    return " ".join(element.text_content().split())


def linked(element: HtmlElement) -> int:
    """Return how many characters of the element's text are links."""
    return sum(len(words_of(anchor)) for anchor in element.iter("a"))


def _asides(tree: HtmlElement) -> list[HtmlElement]:
    named = [
        element
        for element in tree.iter(*_CONTAINERS)
        if _ASIDE.search(f"{element.get('class', '')} {element.get('id', '')}")
    ]
    limit = MAX_ASIDE * _paragraphs(tree) if named else 0
    return [element for element in named if _is_small(element, limit) and element.find(".//h1") is None]


def _is_small(element: HtmlElement, limit: float) -> bool:
    return len(element.text_content()) <= limit or _paragraphs(element) <= limit


def _paragraphs(element: HtmlElement) -> int:
    """Characters in the element's paragraphs, itself included."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _tags(tree: HtmlElement) -> list[HtmlElement]:
    """Lists of the page's keywords: blocks that hold little more than links marked as tags."""
    blocks: dict[HtmlElement, bool] = {}
    for anchor in tree.xpath(".//a[@rel]"):
        if "tag" in anchor.get("rel", "").split():
            for block in anchor.iterancestors("div", "li", "p", "span", "ul"):
                if block not in blocks:
                    blocks[block] = linked(block) >= MIN_TAGGED * len(words_of(block))
                if not blocks[block]:
                    break
    return [block for block, is_list in blocks.items() if is_list]


def _link_lines(tree: HtmlElement) -> list[HtmlElement]:
    """Paragraphs that are one link, perhaps behind a label, on a page that is no list of links."""
    lines, in_lines, in_all = [], 0, 0
    for paragraph in tree.iter("p"):
        text = words_of(paragraph)
        in_all += len(text)
        if not text or paragraph.find(".//a") is None or _ADDRESS.search(text):
            continue
        length = linked(paragraph)
        is_line = length >= MIN_LINKED * len(text) and len(text) - length <= MAX_LABEL
        if is_line and not any(ancestor.tag in _LISTED for ancestor in paragraph.iterancestors()):
            lines.append(paragraph)
            in_lines += len(text)
    return lines if in_lines <= MAX_LINK_LINES * in_all else []


def _fold_rows(tree: HtmlElement) -> None:
    for row in tree.xpath(f".//tr[count(*) > {MAX_CELLS}]"):
        cells, last = list(row), row
        for start in range(MAX_CELLS, len(cells), MAX_CELLS):
            following = row.makeelement("tr")
            following.extend(cells[start : start + MAX_CELLS])
            following.tail, last.tail = last.tail, None
            last.addnext(following)
            last = following


def _remove(elements: Iterable[HtmlElement]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
