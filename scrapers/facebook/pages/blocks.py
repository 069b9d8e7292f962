"""Messages since 2018: a block for each, known by Facebook's class names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ..words import NO_TEXT, OWNER, Message, Thread
from .dates import seconds
from .markup import BLOCKS, UNSEEN, Node, Page, Parts, name
from .people import listed

# Each time the names of 2018-21, then those since 2022.
BLOCK = frozenset({"_2lej", "_a6-g"})
HEADING = frozenset({"_2lel", "_a6-h"})
BODY = frozenset({"_2let", "_a6-p"})
TIME = frozenset({"_2lem", "_a6-o", "_a72d"})
PARTS = HEADING | BODY | TIME

_MODERN = frozenset({"_a6-g"})


def threads(page: Page) -> Iterator[Thread]:
    """Yield the conversation of the page, if there is a message in it."""
    thread = Thread("", [], iter(()))
    messages = _messages(page, thread)
    for first in messages:
        thread.messages = chain((first,), messages)
        yield thread


def is_block(node: Node) -> bool:
    """Whether the element is a block."""
    return not node.names.isdisjoint(BLOCK)


def is_innermost(part: Node) -> bool:
    """Whether no heading, body or time stands inside of the element."""
    return all(node.names.isdisjoint(PARTS) for node in part.walk())


def _messages(page: Page, thread: Thread) -> Iterator[Message]:
    """Yield the messages; who takes part is added to the thread as it becomes known."""
    known = {OWNER, ""}

    def join(person: str) -> None:
        if person not in known:
            known.add(person)
            thread.people.append(person)

    wanted = Parts(lambda tag, classes: tag == "title" or "_3b0d" in classes or not classes.isdisjoint(BLOCK))
    for part in page.parse(wanted):
        if isinstance(part, str):
            continue
        if part.tag == "title":
            thread.title = thread.title or name(part.text())
        is_message = False
        for message in _in_block(part):
            is_message = True
            join(message[1])
            yield message
        for line in () if is_message else part.text().split("\n"):
            for person in listed(line):
                join(person)


def _in_block(block: Node) -> Iterator[Message]:
    """Yield the message of a block, or the messages: a time ends each."""
    sender: str | None = None
    text = ""
    stack: list[Node | str] = list(reversed(block.children))
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            if sender is None and not text:
                sender = name(part) or None  # a heading, if not with its class
        elif part.tag == "ul" or part.tag in UNSEEN:
            continue
        elif part.names.isdisjoint(PARTS) or not is_innermost(part):
            stack += reversed(part.children)
        elif not part.names.isdisjoint(HEADING):
            sender = name(part.text())
        elif not part.names.isdisjoint(BODY):
            text = _written(part)
        else:
            if sender is None:
                sender = "" if block.names.isdisjoint(_MODERN) else OWNER
            yield 1000 * seconds(part.text()), sender, text, "" if text else NO_TEXT
            sender, text = None, ""


def _written(body: Node) -> str:
    """The text of a message: the second of the parts that lie side by side.

    The first is what the message answers; those behind are links, media and reactions.
    """
    node, parts = body, _blocks(body)
    while len(parts) == 1 and not _has_words(node):
        node = parts[0]
        parts = _blocks(node)
    if not parts or _has_words(node):
        return node.text()
    if len(parts) > 2:
        return parts[1].text()
    return next(filter(None, (part.text() for part in parts)), "")


def _blocks(node: Node) -> list[Node]:
    return [child for child in node.nodes() if child.tag in BLOCKS and child.tag != "ul"]


def _has_words(node: Node) -> bool:
    """Whether words stand in the element itself, not only in blocks inside."""
    if len(_blocks(node)) == len(node.children):
        return False
    return bool(node.text(lambda child: child.tag in BLOCKS))
