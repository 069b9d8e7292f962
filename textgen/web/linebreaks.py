"""Line breaks that are part of a text: in code, in verse, and where an author broke a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textgen.web.pruning import linked

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BREAK, _SPACE, _TAB = "␊", "␠", "␉"
_MARK = re.compile(f"[{_BREAK}{_SPACE}{_TAB}]")
_AROUND = re.compile(f"[ \n]*{_BREAK}[ \n]*")
_INDENT = re.compile(r"^[ \t]+|[ \t]{2,}", re.MULTILINE)
_LINE_NUMBERS = re.compile(r"\s*\d+(?:\s+\d+)*\s*")
_VERSE = re.compile(r"(?<![a-z])(?:lyrics?|poems?|poetry|stanzas?|verses?)(?![a-z])", re.IGNORECASE)
_VERSE_TAGS = ("blockquote", "div", "section")
_NO_VERSE = ("article", "form", "h1", "nav", "p", "pre", "table", "ul")
_LINES = ("div", "li", "span")


def mark(tree: HtmlElement) -> bool:
    """Put marks for the line breaks and the space of <pre>, of <br> in a paragraph, and of verse.

    Trafilatura folds them otherwise.

    Returns:
        Whether it was done: it is not where the page itself has such a mark.
    """
    if _MARK.search(tree.text_content()):
        return False
    for verse in [element for element in tree.iter(*_VERSE_TAGS) if _is_verse(element)]:
        _break_lines(verse)
        verse.tag = "p"
        verse.attrib.clear()
    for line_break in list(tree.iter("br")):
        if any(ancestor.tag in {"pre", "p"} for ancestor in line_break.iterancestors()):
            line_break.tag, line_break.text = "span", _BREAK
    for pre in list(tree.iter("pre")):
        text = pre.text_content()
        if _LINE_NUMBERS.fullmatch(text):
            pre.drop_tree()
            continue
        for child in list(pre):
            pre.remove(child)
        pre.text = _marked(text)
        pre.tag = "p"
        pre.attrib.clear()
    return True


def restore(text: str) -> str:
    """Return the text with line breaks and space for the marks."""
    return _AROUND.sub("\n", text).replace(_SPACE, " ").replace(_TAB, "\t")


def _is_verse(element: HtmlElement) -> bool:
    if not _VERSE.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return False
    if next(element.iterdescendants(*_NO_VERSE), None) is not None:
        return False
    if any(_VERSE.search(inner.get("class", "")) for inner in element.iterdescendants(*_VERSE_TAGS)):
        return False  # a poem of stanzas: each of them is one
    return linked(element) < 0.5 * len(element.text_content())


def _break_lines(verse: HtmlElement) -> None:
    """Put a mark after each line: a <br>, or an element of its own."""
    for line in verse.iterdescendants("br", *_LINES):
        if line.tag == "br":
            line.text = _BREAK
        elif line.tag != "span" or "line" in line.get("class", ""):
            is_last = line.getnext() is None and not (line.tail or "").strip()
            line.tail = ("" if is_last else _BREAK) + (line.tail or "")
        line.tag = "span"
        line.attrib.clear()


def _marked(text: str) -> str:
    indented = _INDENT.sub(lambda run: run[0].replace(" ", _SPACE).replace("\t", _TAB), text.strip("\r\n"))
    return indented.replace("\r\n", _BREAK).replace("\n", _BREAK)
