"""What stands in the JSON files: posts, comments and messages, in the forms of every year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .mojibake import repair

_MENTION = re.compile(r"@\[\d+:\d+:([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Words:
    """A post or comment.

    Args:
        time: Seconds since 1970; 0 where it is not known.
        text: What was written; "" where it is only a picture or link.
        author: As it stands in the file; "" where it does not.
    """

    time: float
    text: str
    author: str = ""


def posts(data: Any) -> Iterator[Words]:
    """The posts of a file ``your_posts….json``; their titles are Facebook's and left out."""
    for record in _records(data):
        texts = [_text(item.get("post")) for item in _dicts(record.get("data"))]
        yield Words(_number(record.get("timestamp")), "\n".join(dict.fromkeys(filter(None, texts))))


def comments(data: Any) -> Iterator[Words]:
    """The comments of a file ``comments.json``, with their authors."""
    for record in _records(data):
        for item in _dicts(record.get("data")):
            comment = item.get("comment")
            if isinstance(comment, dict):
                time = _number(comment.get("timestamp")) or _number(record.get("timestamp"))
                author = comment.get("author")
                yield Words(time, _text(comment.get("comment")), author if isinstance(author, str) else "")


def messages(data: Any) -> Iterator[dict[str, Any]]:
    """The messages of a file ``message_N.json``, oldest first.

    Raises:
        ValueError: the file is no conversation.
    """
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise ValueError("not a conversation")
    yield from reversed(_dicts(data["messages"]))


def people(data: Any) -> set[str]:
    """The names of those who are or were part of a conversation, as they stand in the file."""
    if not isinstance(data, dict):
        return set()
    names = [person.get("name") for person in _dicts(data.get("participants"))]
    names += [message.get("sender_name") for message in _dicts(data.get("messages"))]
    return {name for name in names if isinstance(name, str)}


def message_time(message: dict[str, Any]) -> float:
    """Seconds since 1970; 0 where it is not known."""
    return _number(message.get("timestamp_ms")) / 1000 or _number(message.get("timestamp"))


def message_text(message: dict[str, Any]) -> str:
    """What was written; "" where it is only a picture or link."""
    return _text(message.get("content"))


def _records(data: Any) -> list[dict[str, Any]]:
    """The records of a file: bare, below one or two keys, or one alone."""
    if isinstance(data, dict) and not {"data", "timestamp", "attachments"} & data.keys():
        return [record for value in data.values() for record in _records(value)]
    return _dicts(data)


def _dicts(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, dict)]


def _text(value: Any) -> str:
    """The text with its mojibake repaired and mentions as names."""
    return _MENTION.sub(r"\1", repair(value)) if isinstance(value, str) else ""


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
