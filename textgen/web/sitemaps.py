"""What a sitemap lists: pages, or other sitemaps."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from textgen.web.addresses import join
from textgen.web.times import utc

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ENTRIES = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""The protocol's limits for one sitemap, unpacked."""

_NESTED = {"url": "page", "sitemap": "sitemap"}


class UnreadableError(ValueError):
    """A listing that is none; the message is a short reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An address in a sitemap.

    Args:
        url: The address.
        kind: "page" or "sitemap".
        changed: When it changed, if the sitemap says so.
    """

    url: str
    kind: str = "page"
    changed: datetime | None = None


def unpack(data: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the content of a gzip file, and any other data as it is.

    Raises:
        UnreadableError: it is larger than ``max_bytes``, or damaged.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise UnreadableError("a damaged gzip file") from error
    if len(unpacked) > max_bytes:
        raise UnreadableError(f"larger than {max_bytes / 1e6:.0f} MB")
    if not unpacker.eof:
        raise UnreadableError("a damaged gzip file")
    return unpacked


def read_sitemap(data: bytes, url: str) -> Iterator[Entry]:
    """Yield what a sitemap lists, at most ``MAX_ENTRIES``.

    Args:
        data: XML, or text with one address a line; unpacked.
        url: Where it is.

    Raises:
        UnreadableError: it is no sitemap.
    """
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    entries = _in_xml(data) if start.startswith(b"<") else _in_text(data)
    for entry in islice(entries, MAX_ENTRIES):
        if (address := join(url, entry.url)) is not None:
            yield Entry(address, entry.kind, entry.changed)


def _in_text(data: bytes) -> Iterator[Entry]:
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").split("\n"))
    addresses = [line for line in lines if line.lower().startswith(("http://", "https://"))]
    if not addresses:
        raise UnreadableError("not a sitemap")
    yield from map(Entry, addresses)


def _in_xml(data: bytes) -> Iterator[Entry]:
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(data), events=("start", "end"), recover=True, resolve_entities=False, no_network=True
    )
    root = None
    try:
        for event, element in events:
            name = _name(element)
            if root is None:
                root = element
                if name not in {"urlset", "sitemapindex"}:
                    raise UnreadableError("not a sitemap")
            elif event == "end" and name in _NESTED and element.getparent() is root:
                if address := _child(element, "loc"):
                    yield Entry(address, _NESTED[name], utc(_child(element, "lastmod")))
                element.clear()
                while element.getprevious() is not None:  # memory stays flat
                    del root[0]
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise UnreadableError("not a sitemap") from error
    if root is None:
        raise UnreadableError("not a sitemap")


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: _Element, name: str) -> str:
    space = str(element.tag).rpartition("}")
    return (element.findtext(f"{space[0]}{space[1]}{name}") or "").strip()
