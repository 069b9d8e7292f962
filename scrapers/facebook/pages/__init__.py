"""The HTML pages of an export, of every year since 2010.

A page is known by Facebook's class names; where they are not the known ones, it is read line by
line. All times that name no zone are taken as UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, TypeAlias, TypeVar

from ..words import Thread, Words
from . import blocks, old, plain, posts
from .labels import TITLES
from .markup import Node, Page, Parts, name
from .tables import profile_names

__all__ = ["owner", "threads", "words"]

T = TypeVar("T")
Reader: TypeAlias = Callable[[Page], Iterator[T]]


def threads(file: BinaryIO) -> Iterator[Thread]:
    """Yield the conversations of a page that hold a message.

    The messages of one are to be read before the next is asked for; ``people`` may grow meanwhile.

    Raises:
        ValueError: the file is empty, no page, or was cut off; the last comes at the end.
    """
    page = Page(file)
    by_class = {"": None, "message_header": old.threads}.get(page.layout, blocks.threads)
    yield from _found(page, by_class, plain.threads)


def words(file: BinaryIO, kind: str) -> Iterator[Words]:
    """Yield what was written on a page of posts, comments, notes or the like, or on a wall.

    Args:
        file: The page.
        kind: What its texts are; captions of pictures are of the kind "caption".

    Raises:
        ValueError: the file is empty, no page, or was cut off; the last comes at the end.
    """
    page = Page(file)
    by_class = {"": None, "hentry": old.feed, "meta": old.wall}.get(page.layout, posts.words)
    yield from _found(page, by_class and partial(by_class, kind=kind), partial(plain.words, kind=kind))


def owner(file: BinaryIO) -> list[str]:
    """The names that a profile, or any page of 2010-17, gives its owner.

    Raises:
        ValueError: the file is empty, or no page.
    """
    title = heading = ""
    tables: list[Node] = []
    wanted = Parts(lambda tag, classes: tag in {"title", "table"} or "contents" in classes)
    for part in Page(file).parse_head(wanted):
        if isinstance(part, str):
            continue
        if part.tag == "title":
            title = title or name(part.text())
        elif part.tag == "table":
            tables.append(part)
        else:
            heading = heading or next((name(node.text()) for node in part.walk() if node.tag == "h1"), "")
    before, _, behind = title.rpartition(" - ")
    names = [before] if before == heading or behind.casefold().startswith(TITLES) else []
    if heading and not title:
        names.append(heading)
    return list(dict.fromkeys(filter(None, [*names, *profile_names(tables)])))


def _found(page: Page, by_class: Reader[T] | None, by_line: Reader[T]) -> Iterator[T]:
    """Yield what is found by class names or, if that is nothing, line by line."""
    is_found = False
    for item in by_class(page) if by_class else ():
        is_found = True
        yield item
    if not is_found and (page.is_whole or not by_class):
        yield from by_line(page)
    if page.fault:
        raise ValueError(page.fault)
