"""What every reader of an export yields, whatever the year and the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Message: TypeAlias = tuple[int, str, str, str]
"""Milliseconds since 1970 (0: unknown), sender ("": not told), text, and why it is left out ("": it is not)."""

OWNER = "\0"
"""The sender of a message whose page shows none: the owner."""

FACEBOOK = "written by Facebook"
NO_TEXT = "no text"
TAKEN_BACK = "taken back"


@dataclass(slots=True)
class Thread:
    """A conversation, or the part of one that a file holds.

    Args:
        title: What Facebook calls it: the other person's name, or the group's.
        people: Who takes part, as far as the file tells.
        messages: In the order of the file.
    """

    title: str
    people: list[str]
    messages: Iterator[Message]


@dataclass(frozen=True, slots=True)
class Words:
    """A post, a comment, a caption: anything written but a message.

    Args:
        kind: "post", "caption", "comment", ...
        time: Seconds since 1970; 0 where it is not known.
        text: What was written; "" where it is only a picture or link.
        author: As it stands in the file; "" where it does not.
        heading: Facebook's sentence above it.
    """

    kind: str
    time: float
    text: str
    author: str = ""
    heading: str = ""
