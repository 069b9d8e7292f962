"""Facebook writes each byte of a UTF-8 text as a character of its own; this puts them together again."""

from __future__ import annotations

import re

_SEQUENCES = re.compile(  # characters as UTF-8 (RFC 3629), or halves of surrogate pairs
    "(?:[\u00c2-\u00df][\u0080-\u00bf]"
    "|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]"
    "|[\u00e1-\u00ef][\u0080-\u00bf]{2}"
    "|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}"
    "|[\u00f1-\u00f3][\u0080-\u00bf]{3}"
    "|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2})+"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def repair(text: str) -> str:
    """Return ``text`` with its UTF-8 bytes read as UTF-8; what is right already stays.

    It comes before anything that strips or normalises: U+0085 and U+00A0 are space to Python,
    and bytes of letters here. A character that Facebook cut in two stays as it is.
    """
    if text.isascii():
        return text
    try:  # a text that is all bytes, as most are
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass
    repaired = _SEQUENCES.sub(lambda match: match[0].encode("latin-1").decode("utf-8", "surrogatepass"), text)
    if _SURROGATE.search(repaired):
        return repaired.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return repaired
