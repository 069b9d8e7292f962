"""Mentions of people and pages, as exports write them."""

from __future__ import annotations

import re

_MENTION = re.compile(r"@\[\d+:\d+:([^\]]+)\]")


def named(text: str) -> str:
    """Return ``text`` with each mention, ``@[123:69:Name]``, as the name alone."""
    return _MENTION.sub(r"\1", text) if "@[" in text else text
