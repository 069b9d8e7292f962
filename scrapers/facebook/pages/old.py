"""Pages of 2010-17: all conversations in ``messages.htm``, all posts in ``wall.htm`` or ``timeline.htm``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from ..words import NO_TEXT, Message, Thread, Words
from .dates import seconds
from .markup import Lines, Node, Page, Parts, name
from .people import listed, split

_ENTRY = ("fn", "entry-title", "published")


def threads(page: Page) -> Iterator[Thread]:
    """Yield the conversations that hold a message; each is to be read before the next is asked for."""
    target = Parts(_is_of_a_message, lambda classes: "thread" in classes)
    for thread, messages in groupby(_messages(page.parse(target)), key=itemgetter(0)):
        thread.messages = (message for _, message in messages)
        yield thread


def wall(page: Page, kind: str) -> Iterator[Words]:
    """Yield what the owner and others wrote on a wall: only the heading, where there is one, tells who."""
    target = Parts(
        lambda tag, classes: tag in {"br", "h1", "ul"} or bool(classes & {"meta", "comment"}),
        lambda classes: "contents" in classes,
    )
    heading, text, time, is_told = Lines(), Lines(raw=True), 0, True
    for part in page.parse(target):
        if isinstance(part, str) or not part.names:
            heading.feed(part)
        elif part.tag == "ul":
            continue
        elif "comment" in part.names:
            part.write(text)
            yield Words(kind, time, text.take(), heading=name(heading.take()))
            is_told = True
        elif "meta" in part.names:
            if not is_told:
                yield Words(kind, time, "", heading=name(heading.take()))
            heading.take()
            time, is_told = seconds(part.text()), False
    if not is_told:
        yield Words(kind, time, "", heading=name(heading.take()))


def feed(page: Page, kind: str) -> Iterator[Words]:
    """Yield what stands on a wall of 2010-11, which names the author of each post and comment."""
    target = Parts(
        lambda tag, classes: tag == "br" or not classes.isdisjoint(_ENTRY),
        lambda classes: "hentry" in classes,
    )
    entry: dict[str, str] = {}
    loose = Lines()
    for part in page.parse(target):
        if isinstance(part, str) or not part.names:
            loose.feed(part)
        elif "hentry" in part.names:
            yield from _entry(kind, entry, loose.take())
            entry = {}
        else:
            entry.setdefault(next(key for key in _ENTRY if key in part.names), part.text())
    yield from _entry(kind, entry, loose.take())


def _entry(kind: str, entry: dict[str, str], loose: str) -> Iterator[Words]:
    if entry:
        time, text = seconds(entry.get("published", "")), entry.get("entry-title", loose)
        yield Words(kind, time, text, author=name(entry.get("fn", "")))


def _header(text: str) -> tuple[str, list[str]]:
    """The title of a conversation and its people: "A, B", or a title and "Participants: A, B" below."""
    lines = text.split("\n")
    people = next(filter(None, map(listed, lines)), None)
    return name(lines[0]), split(text) if people is None else people


def _is_of_a_message(tag: str, classes: frozenset[str]) -> bool:
    return tag in {"br", "ul"} or (tag == "span" and bool(classes & {"user", "meta"}))


def _messages(parts: Iterable[Node | str]) -> Iterator[tuple[Thread, Message]]:
    """Yield each message with its conversation.

    Its text is whatever stands behind its header: paragraphs may be nested or missing.
    """
    thread = Thread("", [], iter(()))
    sender: str | None = None
    time = 0
    known: set[str] = set()
    lines = Lines(raw=True)
    for part in parts:
        if isinstance(part, str) or not part.names:
            lines.feed(part)
        elif part.tag == "ul":
            continue
        elif "thread" in part.names or "user" in part.names:
            text = lines.take()
            if sender is not None:
                yield thread, (1000 * time, sender, text, "" if text else NO_TEXT)
            elif "user" in part.names:
                thread.title, thread.people = _header(text)
                known = {"", *thread.people}
            if "thread" in part.names:
                thread, sender = Thread("", [], iter(())), None
                continue
            sender, time = name(part.text()), 0
            if sender not in known:
                known.add(sender)
                thread.people.append(sender)
        elif "meta" in part.names:
            time = seconds(part.text())
            lines.take()
    if sender is not None:
        text = lines.take()
        yield thread, (1000 * time, sender, text, "" if text else NO_TEXT)
