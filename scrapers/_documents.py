"""The text of html, epub, docx and pdf files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote
from zipfile import ZipFile

from textgen.web import Page, decode_html, extract, visible_text

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

MAX_MEMBER = 50_000_000
"""Bytes of one member of an epub, unpacked."""

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")


class LockedError(Exception):
    """The file needs a password or a licence; the message is a short reason."""


def read_html(file: BinaryIO) -> Page:
    """The main text of a saved page."""
    return extract(file.read())


def read_docx(file: BinaryIO) -> Page:
    """The paragraphs and tables of a Word document, in order."""
    import docx

    document = docx.Document(file)
    about = document.core_properties
    return Page("\n".join(_blocks(document)), title=about.title or None, author=about.author or None)


def read_pdf(file: BinaryIO) -> Page:
    """The text layer of a PDF file, page after page."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each oddity that it copes with
    reader = pypdf.PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise LockedError("protected by a password")
    return Page("\n".join(page.extract_text() for page in reader.pages))


def read_epub(file: BinaryIO) -> Page:
    """The chapters of an electronic book in reading order.

    Source: EPUB 3.3, W3C Recommendation, https://www.w3.org/TR/epub-33/ (container, package, spine).
    """
    with ZipFile(file) as book:
        container = _xml(book, "META-INF/container.xml")
        package_name = container.find(".//{*}rootfile").get("full-path")
        package = _xml(book, package_name)
        folder = posixpath.dirname(package_name)
        locked = _locked(book)
        chapters = []
        for item in _spine(package):
            name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href"))))
            if name in locked:
                raise LockedError("protected against copying")
            chapters.append(_chapter(_member(book, name)))
    return Page(
        "\n\n".join(filter(None, chapters)),
        title=package.findtext(".//{*}metadata/{*}title"),
        author=package.findtext(".//{*}metadata/{*}creator"),
    )


READERS: dict[str, Callable[[BinaryIO], Page]] = {
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".pdf": read_pdf,
}


def _blocks(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(dict.fromkeys(cell.text for cell in row.cells))  # a merged cell comes twice
        else:
            yield block.text


def _spine(package: _Element) -> Iterator[_Element]:
    """The chapters' manifest entries in reading order, without the table of contents."""
    manifest = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = manifest[reference.get("idref")]
        if "html" in item.get("media-type", "") and "nav" not in item.get("properties", "").split():
            yield item


def _locked(book: ZipFile) -> set[str]:
    """The names of the encrypted members."""
    if "META-INF/encryption.xml" not in book.namelist():
        return set()
    encrypted = _xml(book, "META-INF/encryption.xml").iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in encrypted}


def _chapter(data: bytes) -> str:
    from bs4 import BeautifulSoup

    return visible_text(BeautifulSoup(_DECLARATION.sub("", decode_html(data)), "lxml"))


def _xml(book: ZipFile, name: str) -> _Element:
    from lxml import etree

    return etree.fromstring(_member(book, name), etree.XMLParser(resolve_entities=False))


def _member(book: ZipFile, name: str) -> bytes:
    if book.getinfo(name).file_size > MAX_MEMBER:
        raise ValueError(f"{name} is larger than {MAX_MEMBER / 1e6:g} MB")
    return book.read(name)
