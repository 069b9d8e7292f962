"""XML files of any size, packed or not, element by element; no entity is expanded, nothing is fetched."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from lxml.etree import _Element


CHUNK = 1 << 16

_FORBIDDEN = bytes([*range(9), 11, 12, *range(14, 32)])
"""Control characters, which XML does not allow and WordPress writes nevertheless."""


class DamagedError(Exception):
    """The file is not, or not to its end, the XML that it should be; the message is a short reason."""


def elements(stream: BinaryIO, root: str, *names: str) -> Iterator[_Element]:
    """Yield the elements of some names, in any namespace, as each of them ends.

    An element is emptied when the next one is asked for, so that memory stays flat.

    Args:
        stream: The file, as it is or packed by bzip2, gzip or xz.
        root: The name of the element that holds all others.
        names: The names that are wanted.

    Raises:
        DamagedError: the file is cut off, damaged or something else.
        OSError: it cannot be read.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    file = _unpacked(stream)
    root_element: Any = None
    error: DamagedError | None = None
    while root_element is None and error is None:
        root_element, error = _read_on(parser, file)
        for _, element in parser.read_events():
            _check(element.getroottree(), root)
            yield element
            element.clear()
            before = element.getprevious()
            if before is not None and before.tag == element.tag:
                before.getparent().remove(before)
    if error is not None:
        raise error
    _check(root_element.getroottree(), root)


def value(element: _Element, name: str) -> str:
    """The text of a child, "" where there is none; any namespace will do."""
    return element.findtext(f"{{*}}{name}") or ""


def _read_on(parser: Any, file: BinaryIO) -> tuple[Any, DamagedError | None]:
    """Give the parser the next bytes; return the root at the end of the file, and what is wrong."""
    from lxml import etree

    data = b"?"
    try:
        data = file.read(CHUNK)
        return (None, parser.feed(data.translate(None, _FORBIDDEN))) if data else (parser.close(), None)
    except etree.XMLSyntaxError as error:
        return None, DamagedError(_reason(str(error)) if data else "cut off or damaged")
    except EOFError:
        return None, DamagedError("cut off")
    except (lzma.LZMAError, zlib.error):
        return None, DamagedError("damaged archive")
    except OSError as error:
        if error.strerror:  # it is the disk's
            raise
        return None, DamagedError("damaged archive")


def _unpacked(stream: BinaryIO) -> Any:
    magic = stream.read(3)
    stream.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)
    if magic == b"BZh":
        return bz2.BZ2File(stream)
    return lzma.LZMAFile(stream) if magic == b"\xfd7z" else stream


def _check(tree: Any, root: str) -> None:
    if tree.getroot().tag.rpartition("}")[2] != root:
        raise DamagedError(f"not a file of <{root}>")
    if tree.docinfo.internalDTD is not None:
        raise DamagedError("defines entities, as no such file does")


def _reason(said: str) -> str:
    """A few words for what libxml2 says."""
    if "Invalid bytes" in said or "Unsupported encoding" in said or "not proper UTF-8" in said:
        return "not in the encoding that it declares"
    if "XML_PARSE_HUGE" in said:
        return "larger in one place than any such file"
    return "damaged xml"
