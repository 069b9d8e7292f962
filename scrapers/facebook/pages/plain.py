"""Pages whose class names nobody knows yet: read as a person does, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ..words import NO_TEXT, Message, Thread, Words
from .dates import is_time, seconds
from .markup import BLOCKS, END, START, TEXT, UNSEEN, Event, Events, Lines, Page, name
from .people import listed

_HIDDEN = (UNSEEN - {"head"}) | {"ul", "h1", "aside"}


def threads(page: Page) -> Iterator[Thread]:
    """Yield the conversation of the page, if there is a message in it.

    A message begins with a line that is a participant's name and ends with a date; so nothing is
    found where the page does not list the participants.
    """
    thread = Thread("", [], iter(()))
    messages = _messages(page, thread)
    for first in messages:
        thread.messages = chain((first,), messages)
        yield thread


def words(page: Page, kind: str) -> Iterator[Words]:
    """Yield what stands between each date and the next: a heading, then what was written."""
    lines: list[str] = []
    for is_title, line in _lines(page.parse(Events())):
        if is_title:
            continue
        if is_time(line):
            if lines:
                yield Words(kind, seconds(line), "\n".join(lines[1:]), heading=name(lines[0]))
            lines = []
        else:
            lines.append(line)


def _messages(page: Page, thread: Thread) -> Iterator[Message]:
    sender = ""
    said: list[str] = []
    for is_title, line in _lines(page.parse(Events())):
        if is_title:
            thread.title = name(line)
        if not sender:
            person = name(line)
            if person in thread.people and not is_title:
                sender, said = person, []
            else:
                thread.people += [other for other in listed(line) if other not in thread.people]
        elif is_time(line):
            text = "\n".join(said)
            yield 1000 * seconds(line), sender, text, "" if text else NO_TEXT
            sender = ""
        else:
            said.append(line)


def _lines(events: Iterable[Event]) -> Iterator[tuple[bool, str]]:
    """Yield what stands in each innermost block, and before it whether it is the page's title."""
    lines = Lines()
    hidden = 0  # elements open in one that is left out
    in_title = False
    for kind, value, _ in events:
        if kind == TEXT:
            if in_title or not hidden:
                lines.add(value)
        elif value == "br":
            if kind == START and not hidden:
                lines.end()
        elif value == "title":
            in_title = kind == START
            if kind == END and (line := lines.take()):
                yield True, line
        elif value in _HIDDEN:
            hidden += kind
        elif value in BLOCKS and not hidden and (line := lines.take()):
            yield False, line
    if line := lines.take():
        yield False, line
