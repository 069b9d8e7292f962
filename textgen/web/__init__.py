"""The polite web for sources: a client that keeps to robots.txt and its limits, and a page's main text."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textgen.web.charset import UndecodableError, decode, decode_html, encoding_of
    from textgen.web.client import Client
    from textgen.web.page import Page, extract, visible_text
    from textgen.web.response import FetchError, Response, check_address

__all__ = [
    "Client",
    "FetchError",
    "Page",
    "Response",
    "UndecodableError",
    "check_address",
    "decode",
    "decode_html",
    "encoding_of",
    "extract",
    "visible_text",
]

_HOMES = {
    "Client": "textgen.web.client",
    "FetchError": "textgen.web.response",
    "Page": "textgen.web.page",
    "Response": "textgen.web.response",
    "UndecodableError": "textgen.web.charset",
    "check_address": "textgen.web.response",
    "decode": "textgen.web.charset",
    "decode_html": "textgen.web.charset",
    "encoding_of": "textgen.web.charset",
    "extract": "textgen.web.page",
    "visible_text": "textgen.web.page",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'textgen.web' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
