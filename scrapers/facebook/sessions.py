"""Which messages belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from .archive import BrokenError
from .seen import Seen
from .timeline import Entry
from .words import Message

_CHUNK = 10_000


def in_order(messages: Iterator[Message]) -> Iterator[list[Message]]:
    """Yield a file's messages in pieces, each oldest first; files have them newest first as a rule.

    Raises:
        BrokenError: the file is broken; what stands before was given.
    """
    ascending: bool | None = None
    broken: BrokenError | None = None
    while not broken:
        chunk: list[Message] = []
        try:
            chunk.extend(islice(messages, _CHUNK))
        except BrokenError as error:
            broken = error
        if not chunk:
            break
        if ascending is None:
            ascending = chunk[0][0] < chunk[-1][0]
        if not ascending:
            chunk.reverse()
        yield chunk
    if broken:
        raise broken


def sessions(entries: Iterable[Entry], gap: int | None) -> Iterator[list[Entry]]:
    """Yield what was said without a longer pause, without the entries that say nothing.

    Args:
        entries: Oldest first.
        gap: The longest pause in milliseconds; None for any.
    """
    said: list[Entry] = []
    previous: int | None = None
    for entry in entries:
        time, text, _ = entry
        if said and gap is not None and previous is not None and time - previous > gap:
            yield said
            said = []
        previous = time
        if text != "":
            said.append(entry)
    if said:
        yield said


class Copies:
    """Tells which messages of a file are copies of what another part or year of the export holds.

    Older exports tell seconds, newer ones milliseconds, so a message is known by its second; of several
    that say the same in one second, each counts by its place among them.

    Args:
        seen: All messages so far.
        exact: Whether one time, sender and text is one message, because times are exact.
        conversation: What names it if copies are only looked for in it, because times are not exact and
            the same may have been said to several people in a minute; "" to look for them everywhere.
    """

    def __init__(self, seen: Seen, *, exact: bool, conversation: str = "") -> None:
        self._seen = seen
        self._conversation = conversation
        self._exact = exact
        self._second = -1
        self._times: dict[tuple[str, str], list[int]] = {}  # of what was said in that second

    def is_copy(self, time: int, author: str, text: str) -> bool:
        """Whether this message, the next of the file, is a copy."""
        second = time // 1000
        if second != self._second:
            self._second = second
            self._times = {(author, text): [time]}
            return not self._seen.add(self._conversation, second, author, text, 1)
        times = self._times.setdefault((author, text), [])
        if self._exact and time and time in times:
            return True
        times.append(time)
        return not self._seen.add(self._conversation, second, author, text, len(times))
