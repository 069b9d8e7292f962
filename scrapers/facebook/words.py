"""What every reader of an export yields, whatever the year and the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Message: TypeAlias = tuple[int, str, str, str]
"""Milliseconds since 1970 (0: unknown), sender ("": not told), text, why it is left out ("": it is not).

Sender and text are as they stand in the file; ``clean`` and ``decode`` are for what is kept.
"""

OWNER = "\0"
"""The sender of a message whose page shows none: the owner."""

UNKNOWN = "?"
"""The author of words that may be anybody's, so they are not the owner's."""

# Why something is left out.
AS_JSON = "a page of what is there as JSON"
FACEBOOK = "written by Facebook"
NO_TEXT = "no text"
OTHERS = "written by someone else"
REPEATS = "repeats the post"
TAKEN_BACK = "taken back"
TWICE = "in the export twice"


@dataclass(slots=True)
class Thread:
    """A conversation, or the part of one that a file holds.

    Args:
        title: What Facebook calls it: the other person's name, or the group's.
        people: Who takes part, as far as the file tells.
        messages: In the order of the file.
        decode: Makes of a text what its author wrote.
        exact: Whether one time, sender and text is one message, because times are told in milliseconds.
    """

    title: str
    people: list[str]
    messages: Iterator[Message]
    decode: Callable[[str], str] = str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A post, a comment, a caption: anything written but a message.

    Args:
        kind: "post", "caption", "comment", ...
        time: Seconds since 1970; 0 where it is not known.
        text: What was written; "" where it is only a picture or link.
        author: As it stands in the file; "" where it does not.
        heading: Facebook's sentence above it.
        title: Its title, if the author gave it one.
    """

    kind: str
    time: float
    text: str
    author: str = ""
    heading: str = ""
    title: str = ""
