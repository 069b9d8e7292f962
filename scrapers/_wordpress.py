"""The posts and pages of a WordPress export (WXR, an RSS file with elements of WordPress's own)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

import textgen

from ._markup import text_of_html
from ._walk import File
from ._xml import elements, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_UNFINISHED = {"auto-draft", "draft", "future", "pending"}
_SHORTCODE = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist)\b[^\[\]]{0,999}\]"
    r"|\[/[\w-]{1,50}\]|\[[\w-]{1,50}(?:\s+[\w-]{1,50}=[^\[\]\s]{1,500})+\s*/?\]"
)
_PREFORMATTED = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.DOTALL | re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


def is_export(stream: BinaryIO) -> bool:
    """Whether the file begins as a WordPress export does; its position is the start again."""
    head = stream.read(1 << 16)
    stream.seek(0)
    return b"wordpress.org/export/" in head


def posts(context: textgen.Context, file: File, stream: BinaryIO, drafts: bool) -> Iterator[textgen.Document]:
    """Yield what was published; with ``drafts``, also what was not yet.

    Raises:
        DamagedError: the export is cut off or damaged; what came before was given.
    """
    names: dict[str, str] = {}
    language = None
    for element in elements(stream, "rss", "author", "language", "item"):
        kind = element.tag.rpartition("}")[2]
        if kind == "author":
            names[value(element, "author_login")] = value(element, "author_display_name")
        elif kind == "language":
            language = element.text
        else:
            uri = (
                value(element, "guid") or value(element, "link") or f"{file.uri}#{value(element, 'post_id')}"
            )
            content = element.findtext(_CONTENT) or ""
            if reason := _left_out(element, drafts):
                context.skip(uri, reason)
            elif not context.seen(uri, sha256(f"{value(element, 'title')}\n{content}".encode()).hexdigest()):
                yield from _post(context, uri, element, content, names, language)


def _left_out(item: _Element, drafts: bool) -> str | None:
    """Why an item is no document, None if it is one."""
    status = value(item, "status")
    if value(item, "post_type") not in {"post", "page"}:
        return "not a post or page"
    if value(item, "post_password"):
        return "protected by a password"
    if status in _UNFINISHED:
        return None if drafts else "draft"
    return None if status == "publish" else "private or in the trash"


def _post(
    context: textgen.Context,
    uri: str,
    item: _Element,
    content: str,
    names: dict[str, str],
    language: str | None,
) -> Iterator[textgen.Document]:
    text = text_of_html(_paragraphs(_SHORTCODE.sub("", content)))
    if not text:
        context.skip(uri, "empty")
        return
    login = value(item, "creator")
    yield textgen.Document(
        text,
        uri,
        title=value(item, "title") or None,
        author=names.get(login) or login or None,
        created=_time(value(item, "post_date_gmt")) or _time(value(item, "post_date")),
        kind=value(item, "post_type"),
        metadata={"language": language} if language else {},
    )


def _paragraphs(content: str) -> str:
    """The HTML of a post: the classic editor parts paragraphs by empty lines, and breaks at line ends."""
    if "<!-- wp:" in content:
        return content
    pieces = _PREFORMATTED.split(content.replace("\r\n", "\n"))
    pieces[::2] = [_EMPTY_LINE.sub("<p>", piece).replace("\n", "<br>") for piece in pieces[::2]]
    return "".join(pieces)


def _time(stamp: str) -> datetime | None:
    """The time of a stamp; a draft's is 0000-00-00 00:00:00, which is none."""
    try:
        return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    except ValueError:
        return None
