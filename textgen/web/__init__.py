"""The polite web for sources: a client that keeps to robots.txt and its limits, and a page's main text."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textgen.web.charset import UndecodableError, decode, decode_html, encoding_of
    from textgen.web.client import Client
    from textgen.web.frontier import Address, Frontier
    from textgen.web.optouts import opted_out
    from textgen.web.page import Page, extract
    from textgen.web.response import FetchError, OptedOut, Response, Sent, Validators, check_address
    from textgen.web.robots import Rules
    from textgen.web.selecting import select
    from textgen.web.visible import visible_text

__all__ = [
    "Address",
    "Client",
    "FetchError",
    "Frontier",
    "OptedOut",
    "Page",
    "Response",
    "Rules",
    "Sent",
    "UndecodableError",
    "Validators",
    "check_address",
    "decode",
    "decode_html",
    "encoding_of",
    "extract",
    "opted_out",
    "select",
    "visible_text",
]

_HOMES = {
    "Address": "textgen.web.frontier",
    "Client": "textgen.web.client",
    "FetchError": "textgen.web.response",
    "Frontier": "textgen.web.frontier",
    "OptedOut": "textgen.web.response",
    "Page": "textgen.web.page",
    "Response": "textgen.web.response",
    "Rules": "textgen.web.robots",
    "Sent": "textgen.web.response",
    "UndecodableError": "textgen.web.charset",
    "Validators": "textgen.web.response",
    "check_address": "textgen.web.response",
    "decode": "textgen.web.charset",
    "decode_html": "textgen.web.charset",
    "encoding_of": "textgen.web.charset",
    "extract": "textgen.web.page",
    "opted_out": "textgen.web.optouts",
    "select": "textgen.web.selecting",
    "visible_text": "textgen.web.visible",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'textgen.web' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
