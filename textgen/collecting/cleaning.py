"""Cleaning that keeps the author's text: only what nobody typed is repaired or removed."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from textgen.errors import PluginError, TextgenError

if TYPE_CHECKING:
    from textgen.document import Document
    from textgen.hookspecs import Cleaner

# C0 and C1 controls but tab and newline; zero-width characters but the two joiners, which Persian, Hindi
# and emoji need, and U+FE0F, which makes a sign an emoji.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0e\ufeff]"
)
_UNSEEN_ASCII = dict.fromkeys([*range(9), *range(11, 32), 127])
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){3,}")
_FIRST_BLANK_LINES = re.compile(r"(?:[ \t]*\n){3,}")


def cleaned(document: Document, delimiter: str, cleaners: Iterable[Cleaner]) -> Document | tuple[str, str]:
    """Return a document as it may into a corpus, or the text that a cleaner leaves out, and why.

    Args:
        document: The document.
        delimiter: What follows each document of the corpus.
        cleaners: The plugins' cleaners, in their order.

    Raises:
        TextgenError: a cleaner broke down.
    """
    # The page break between two words is no control character to drop, if it is our delimiter.
    text = clean(document.text.replace(delimiter, " "))
    if text != document.text:
        document = replace(document, text=text)
    for cleaner in cleaners:
        found = _called(cleaner, document)
        if isinstance(found, tuple):
            return document.text, found[1]
        document = found
    return document


def _called(cleaner: Cleaner, document: Document) -> Document | tuple[None, str]:
    try:
        return cleaner(document)
    except TextgenError:
        raise
    except (Exception, SystemExit) as error:
        name = getattr(cleaner, "__name__", repr(cleaner))
        raise PluginError(
            f"the cleaner {name} broke down at {document.uri}: {type(error).__name__}: {error}",
            hint="What was collected before is kept. Uninstall its plugin, or collect with --raw.",
        ) from error


def clean(text: str) -> str:
    r"""Return the text as its author meant it; cleaning it again changes nothing.

    Mojibake is repaired (never quotes, ligatures or widths), line ends become "\n", characters are
    composed (NFC), control and zero-width characters go, and of more than two blank lines two stay.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_UNSEEN_ASCII) if text.isascii() else _clean_unicode(text)
    text = _BLANK_LINES.sub("\n\n\n", text)
    if first := _FIRST_BLANK_LINES.match(text):
        text = "\n\n" + text[first.end() :]
    return text


def _clean_unicode(text: str) -> str:
    before = None
    while text != before:  # what one step repairs may show another one's work
        before = text
        text = _UNSEEN.sub("", _fix_encoding(text))
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
    return text


def _fix_encoding(text: str) -> str:
    """Repair the lines that may be mojibake.

    ``ftfy.fix_encoding`` reads 6 MB/s, so it is given only lines with what UTF-8 looks like when it
    is read in another encoding.
    """
    if not _is_suspicious(text):
        return text
    import ftfy

    return "\n".join(ftfy.fix_encoding(line) if _is_suspicious(line) else line for line in text.split("\n"))


def _is_suspicious(text: str) -> bool:
    if ("Ã" in text and "Ã " in text) or ("Â" in text and "Â " in text):  # one letter is found faster
        return True
    return _misread().search(text) is not None


@functools.cache
def _misread() -> re.Pattern[str]:
    """The bytes of a UTF-8 sequence as characters of one of the encodings that ftfy tries.

    The pattern starts at the last character of a sequence, which ordinary text seldom has. In some
    sequences a space may stand for the byte A0. Quotation marks and ellipses, which are lead bytes
    in MacRoman, are not taken for such: "’é" is ordinary French.
    """
    from ftfy.chardata import CHARMAP_ENCODINGS

    def characters(first: int, last: int, without: str = "") -> str:
        found = {
            character
            for encoding in CHARMAP_ENCODINGS
            for byte in range(first, last + 1)
            for character in bytes([byte]).decode(encoding, "ignore")
        }
        return f"[{re.escape(''.join(sorted(found - set(without))))}]"

    punctuation = "“”‘’«»…‹›\xa0"
    lead2, lead3, lead4, lead3_altered = (
        characters(first, last, punctuation)
        for first, last in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4), (0xE0, 0xE3))
    )
    more = f"{characters(0x80, 0xBF)[:-1]}\ufffd]"
    return re.compile(
        f"{more}(?:(?<=[\x80-\x9f])|(?<={lead2}{more})|(?<={lead3}{more}{more})"
        f"|(?<={lead4}{more}{more}{more})|(?<={lead3_altered}{more}(?= ))|(?<={lead3_altered} {more}))"
    )
