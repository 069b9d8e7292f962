"""Plain text of HTML and of Markdown as blogs write it."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textgen.web import visible_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CODE_OR_OWN = re.compile(
    r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]{1,999}`)"
    r"|\{%-?\s{0,9}comment\b.{0,9999}?\bendcomment\s{0,9}-?%\}"
    r"|\{\{.{0,999}?\}\}|\{%.{0,999}?%\}|^\{:[^\n]{0,999}\}$|\[\^[\w-]{1,99}\]:?",
    re.DOTALL | re.MULTILINE,
)
"""Code, which stays; and what Hugo, Jekyll and kramdown add to Markdown: shortcodes, tags, footnote marks."""


def text_of_html(html: str) -> str:
    """What a reader sees of a piece of HTML."""
    from bs4 import BeautifulSoup

    return visible_text(BeautifulSoup(f"<div>{html}</div>", "lxml"))


def text_of_markdown(markdown: str) -> str:
    """What a reader sees of Markdown: no marks, no addresses of links, no pictures; code as it is."""
    return text_of_html(_parser().render(without_tags(markdown)))


def without_tags(markup: str) -> str:
    """The markup without the tags of site generators."""
    return _CODE_OR_OWN.sub(lambda found: found[1] or "", markup)


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
