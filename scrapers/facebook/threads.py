"""Conversations as JSON: Facebook's, Instagram's, and those of the end-to-end encrypted download."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from .archive import BrokenError, Member
from .json_files import dicts, parse, seconds, text
from .names import clean
from .words import FACEBOOK, NO_TEXT, TAKEN_BACK, Message, Thread

STREAMED = 64 << 20
"""Bytes from which a file is read piece by piece; Facebook's own hold 10,000 messages, some megabytes."""

_LATEST = 10**14  # milliseconds: the year 5138
_EVENT_TYPES = frozenset({"Call", "Payment", "Plan", "Poll", "Subscribe", "Unsubscribe", "placeholder"})
_EVENTS = ("call_duration", "missed", "users")
_UNSENT = ("is_unsent", "isUnsent", "is_taken_down")
_ATTACHED = ("photos", "videos", "gifs", "audio_files", "files", "sticker", "share", "media")
_NO_CONTROLS = bytes.maketrans(bytes(range(32)), b" " * 32)
_NUMBER = re.compile(r"_\d+\Z")
_TELLING = frozenset({*_EVENTS, *_UNSENT, *_ATTACHED})


def threads(member: Member) -> Iterator[Thread]:
    """Yield the conversation of a JSON file; reading its messages may raise the same error.

    Raises:
        BrokenError: it cannot be read, or is no conversation.
    """
    if member.size > STREAMED:
        yield _streamed(member)
        return
    data = parse(member)
    if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
        raise BrokenError("not a conversation")
    yield _thread(data, messages(data["messages"]))


def messages(records: Iterable[Any]) -> Iterator[Message]:
    """Yield the messages of a conversation, those without words too."""
    for record in records:
        if type(record) is not dict:
            continue
        get = record.get
        sender = get("sender_name") or get("senderName")
        if type(sender) is not str:
            sender = ""
        time = get("timestamp_ms")
        if type(time) is not int or not 0 < time < _LATEST:
            time = int(1000 * seconds(time, get("timestamp")))
        words = get("content")
        if words is None:
            words = get("text")
        if type(words) is not str:
            words = ""
        kind = get("type")
        if _TELLING.isdisjoint(record) and (type(kind) is not str or kind not in _EVENT_TYPES):
            yield time, sender, words, "" if words else NO_TEXT
        else:
            yield time, sender, words, _reason(record, sender, words)


def _reason(record: dict[str, Any], sender: str, words: str) -> str:
    """Why a message is left out, as far as its form alone tells; "" if it is not."""
    if any(record.get(key) is True for key in _UNSENT):
        return TAKEN_BACK
    kind = record.get("type")
    if (isinstance(kind, str) and kind in _EVENT_TYPES) or any(key in record for key in _EVENTS):
        return FACEBOOK
    if not words:
        return NO_TEXT
    if sender and words.startswith(f"{sender} ") and any(record.get(key) for key in _ATTACHED):
        return FACEBOOK  # "Zoe Nobody sent an attachment." in whatever language
    return ""


def _streamed(member: Member) -> Thread:
    """A conversation of any size."""
    import ijson

    head: dict[str, Any] = {"participants": []}
    with member.open() as file:
        try:
            for prefix, event, value in ijson.parse(_without_mark(file)):
                if prefix == "messages" and event == "start_array":
                    break
                if prefix in {"title", "threadName", "thread_name"}:
                    head[prefix] = value
                elif prefix in {"participants.item.name", "participants.item"} and event == "string":
                    head["participants"].append(value)
            else:
                raise BrokenError("not a conversation")
        except (ijson.JSONError, UnicodeDecodeError) as error:
            raise BrokenError("not valid JSON") from error

    def records() -> Iterator[Any]:
        with member.open() as file:
            try:
                yield from ijson.items(_without_mark(file), "messages.item", use_float=True)
            except (ijson.JSONError, UnicodeDecodeError) as error:  # it takes no halves of surrogate pairs
                raise BrokenError("not valid JSON") from error

    return _thread(head, messages(records()))


def _without_mark(file: BinaryIO) -> Any:
    """The file as ijson reads it, without a byte order mark and raw control characters, which it refuses."""
    import ijson

    def chunks() -> Iterator[bytes]:
        yield file.read(64 << 10).removeprefix(BOM_UTF8).translate(_NO_CONTROLS)
        while chunk := file.read(64 << 10):
            yield chunk.translate(_NO_CONTROLS)

    return ijson.from_iter(chunks())


def _thread(data: dict[str, Any], read: Iterator[Message]) -> Thread:
    title = data.get("title") or data.get("thread_name") or _without_number(data.get("threadName"))
    people = data.get("participants")
    names = [person.get("name") for person in dicts(people)]
    if isinstance(people, list):
        names += [person for person in people if isinstance(person, str)]
    return Thread(clean(title), [name for name in map(clean, names) if name], read, text, exact=True)


def _without_number(name: Any) -> Any:
    """What a conversation of the encrypted download is called: each name there ends in a number."""
    return _NUMBER.sub("", name) if isinstance(name, str) else name
