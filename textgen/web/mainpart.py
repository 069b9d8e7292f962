"""The main text of a page: trafilatura's modes, and which of their results to take.

Its precise mode is better where it takes away what stands around the text, and worse where it loses
half of it. So the precise result is taken when it is most of the balanced one, or one piece of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textgen.web.visible import GAP, LINE, PARAGRAPH, settled, spaced

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

MIN_PRECISE = 250
"""Characters below which the precise mode has found a snippet, not a text."""
MIN_SHARE = 0.7
MIN_PIECE = 0.3
"""As ``MIN_SHARE``, where the precise result is one piece of the balanced one: the rest is around it."""
SHORT = 600
MIN_COVERAGE = 0.5
"""A text with a smaller share of the page's paragraphs may be the wrong part of it."""
MAX_ELEMENTS = 30_000
"""A page of more is read paragraph by paragraph."""
_BLOCKS = {"code", "head", "list", "p", "quote", "table"}
_LINES = {"div", "item", "lb", "row"}
_PARAGRAPHS = ("blockquote", "dd", "dt", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "td", "th")
_OUTSIDE = {"aside", "footer", "form", "header", "nav"}
_UNREAD = {*_OUTSIDE, "script", "style"}

_log = logging.getLogger(__name__)


def is_vast(tree: HtmlElement) -> bool:
    """Whether a page has so many elements that looking closely takes too long."""
    return bool(tree.xpath(f"count(.//*) > {MAX_ELEMENTS}"))


def all_prose(tree: HtmlElement) -> str:
    """Return headings, paragraphs, items and cells, but none of headers, footers, asides; it is quick."""
    from lxml import etree

    pieces: list[str] = []
    inside = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        is_start, is_paragraph = event == "start", element.tag in _PARAGRAPHS
        if is_paragraph:
            inside += 1 if is_start else -1
            pieces.append(PARAGRAPH)
        if is_start and (element.tag in _UNREAD or not isinstance(element.tag, str)):
            walk.skip_subtree()
        elif inside:
            pieces.append(spaced((element.text if is_start else element.tail) or ""))
    return settled("".join(pieces))


def main_text(tree: HtmlElement, *, comments: bool = False) -> str:
    """Return the main text of a page that is not vast, "" where there is none.

    Args:
        tree: The page; it stays as it is.
        comments: Whether readers' comments follow the text.
    """
    if comments:
        return _run(tree, include_comments=True)
    paragraphs = _prose(tree)
    precise = _run(tree, fast=True, favor_precision=True)
    if len(precise) >= max(SHORT, MIN_SHARE * paragraphs) and paragraphs >= SHORT:
        return precise
    balanced = _run(tree, fast=True)
    if _is_whole(precise, balanced):
        text, enough = precise, MIN_PRECISE
    else:
        text, enough = balanced, SHORT
    given_up = len(text) >= SHORT and "\n" not in text  # then it is the whole page in one line
    if given_up or len(text) < max(enough, MIN_COVERAGE * paragraphs):
        thorough = _run(tree)
        if len(thorough) > len(balanced) or (given_up and len(thorough) >= MIN_SHARE * len(text)):
            text = thorough
    return text


def metadata(tree: HtmlElement) -> Document:
    """Return what trafilatura finds of title, author, date and licence; the tree stays as it is."""
    import trafilatura
    from trafilatura.settings import Document

    try:
        return trafilatura.extract_metadata(tree, extensive=False)  # no date that the page does not tell
    except Exception as error:
        _log.debug("trafilatura found no metadata: %r", error)
        return Document()


def _is_whole(precise: str, balanced: str) -> bool:
    if len(precise) < MIN_PRECISE:
        return False
    if len(precise) >= MIN_SHARE * len(balanced):
        return True
    return len(precise) >= MIN_PIECE * len(balanced) and precise in balanced


def _run(tree: HtmlElement, *, include_comments: bool = False, **mode: bool) -> str:
    import trafilatura

    try:
        found = trafilatura.bare_extraction(tree, include_comments=include_comments, **mode)
    except Exception as error:  # it is made for pages, and a hostile one may be anything
        _log.debug("trafilatura failed: %r", error)
        return ""
    if found is None:
        return ""
    texts = [_rendered(body) for body in (found.body, found.commentsbody) if body is not None]
    return "\n\n".join(filter(None, texts))


def _rendered(body: _Element) -> str:
    """The text of trafilatura's result: blocks apart by an empty line, items and rows on a line each."""
    from lxml import etree

    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        mark = PARAGRAPH if element.tag in _BLOCKS else LINE if element.tag in _LINES else ""
        if event == "start":
            pieces.append(mark)
            if element.tag == "item":
                pieces.append("- ")
            pieces.append(spaced(element.text or ""))
            continue
        pieces.append(GAP if element.tag == "cell" else mark)
        if element is not body:
            pieces.append(spaced(element.tail or ""))
    return settled("".join(pieces))


def _prose(tree: HtmlElement) -> int:
    """Characters in paragraphs outside of headers, footers and asides."""
    return sum(
        len(paragraph.text_content())
        for paragraph in tree.iter("p")
        if not any(ancestor.tag in _OUTSIDE for ancestor in paragraph.iterancestors())
    )
