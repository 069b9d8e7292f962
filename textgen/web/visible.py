"""What a reader sees of a page, or of what a CSS selector finds on it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from textgen.errors import SourceError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from soupsieve import SoupSieve

GAP, LINE, PARAGRAPH = "\x1f", "\x1e", "\x1d"
"""What stands for a space, a new line and an empty line until all of a text is there."""

_SPACE = re.compile(r"[\s\x1d-\x1f]+")
_TAG = re.compile(r"</?(?:a|b|br|div|em|h[1-6]|li|p|strong|ul)\b[^>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml[^>]*>", re.IGNORECASE)
_GAPS = re.compile(r"[\x1d-\x1f\n]{2,}|[\x1d\x1e]")  # by far the most gaps are one space

_HIDDEN = re.compile("^(head|iframe|noscript|script|style|template)$")
_SPACED = re.compile("^(blockquote|dl|figure|h[1-6]|ol|p|pre|table|ul)$")
_BLOCK = re.compile(
    "^(address|article|aside|body|caption|center|dd|details|dialog|div|dt|fieldset|figcaption|footer|form|header"
    "|hgroup|hr|li|main|nav|section|summary|tbody|tfoot|thead|tr)$"
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
            string.replace_with(spaced(string))
    for line_break in element.find_all("br"):
        line_break.replace_with("\n")
    for names, mark in ((_BLOCK, LINE), (_SPACED, PARAGRAPH)):
        for block in element.find_all(names):
            block.insert(0, mark)
            block.append(mark)
    for cell in element.find_all(["td", "th"]):
        cell.append(GAP)
    return settled(element.get_text())


def plain_text(text: str) -> str:
    """Return the text of data that may be HTML, escaped or not, as in JSON-LD and feeds."""
    text = unescape(text)
    if _TAG.search(text):
        return visible_text(_soup(text))
    return "\n".join(line.strip() for line in text.strip().splitlines())


def spaced(text: str) -> str:
    """Return the text with each run of space as one ``GAP``."""
    return _SPACE.sub(GAP, text)


def settled(text: str) -> str:
    """Return the text with the spaces and line breaks that its marks and line breaks ask for."""
    return _GAPS.sub(_gap, text).replace(GAP, " ").strip()


def selected_text(html: str, select: str, drop: str | None = None) -> str:
    """Return the visible text of what the selector finds; what lies within another match comes once.

    Raises:
        SourceError: one of the two is not a CSS selector.
    """
    found = compile_selector(select)
    soup = _without(html, drop)
    matches = found.select(soup)
    ids = {id(match) for match in matches}
    outermost = [match for match in matches if not any(id(parent) in ids for parent in match.parents)]
    return "\n\n".join(filter(None, map(visible_text, outermost)))


def without(html: str, drop: str) -> str:
    """Return a page without what the selector finds.

    Raises:
        SourceError: ``drop`` is not a CSS selector.
    """
    return str(_without(html, drop))


def compile_selector(css: str) -> SoupSieve:
    """Return a compiled CSS selector.

    Raises:
        SourceError: ``css`` is none.
    """
    import warnings

    import soupsieve

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of :contains(), which works
            return soupsieve.compile(css)
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:  # such as p::before
        raise SourceError(
            f"{css!r} is not a CSS selector",
            hint="Examples: article p, .post-body, #content; see docs/web.md.",
        ) from error


def _without(html: str, drop: str | None) -> BeautifulSoup:
    unwanted = compile_selector(drop) if drop is not None else None
    soup = _soup(html)
    for match in unwanted.select(soup) if unwanted is not None else ():
        match.extract()
    return soup


def _soup(html: str) -> BeautifulSoup:
    """The parsed page; what BeautifulSoup would warn of, an XML declaration and bare text, is mended."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(_DECLARATION.sub("", html) if "<" in html else f"<p>{html}", "lxml")


def _gap(run: re.Match[str]) -> str:
    """What remains of a run of marks and line breaks: empty line, line break or space."""
    asked = 2 if PARAGRAPH in run[0] else 1 if LINE in run[0] else 0
    return "\n" * max(asked, run[0].count("\n")) or " "
