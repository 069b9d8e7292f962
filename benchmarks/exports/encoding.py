"""How the JSON of an export spells its characters."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

STYLES = ("escaped", "raw", "correct")
"""Each byte of UTF-8 as an escape, each byte as a character of its own, or as it should be."""

_KEPT = re.compile(rb"@@kept(\d+)@@")


def garbled(text: str) -> str:
    """The text as Facebook writes it: each byte of its UTF-8 a character."""
    return text.encode().decode("latin-1")


class Encoder:
    """Writes JSON in one of STYLES."""

    def __init__(self, style: str) -> None:
        self._style = style
        self._kept: list[bytes] = []

    def correct(self, text: str) -> str:
        """A stand-in for a string that comes out right, whatever the others do."""
        return self._keep(text)

    def mixed(self, text: str) -> str:
        """A stand-in for a string whose first ’ comes out right, and the rest like the others do."""
        if self._style == "correct":
            return self._keep(text)
        return self._keep("’".join(map(garbled, text.split("’", 1))))

    def dumps(self, value: Any) -> bytes:
        """The value as JSON."""
        data = orjson.dumps(value)
        if self._style == "escaped":
            text = data.decode("latin-1").encode("ascii", "backslashreplace")
            data = text.replace(b"\\x", b"\\u00")
        elif self._style == "raw":
            data = data.decode("latin-1").encode()
        if self._kept:
            data = _KEPT.sub(lambda match: self._kept[int(match[1])], data)
        return data

    def _keep(self, text: str) -> str:
        self._kept.append(json.dumps(text)[1:-1].encode())
        return f"@@kept{len(self._kept) - 1}@@"
