"""What a file holds, whether it is JSON or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TypeVar

from . import records
from . import threads as json_threads
from .archive import BrokenError, Member
from .json_files import parse
from .layout import is_json
from .names import clean
from .words import Thread, Words

T = TypeVar("T")


def threads(member: Member) -> Iterator[Thread]:
    """Yield the conversations of a file; reading their messages may raise the same error.

    Raises:
        BrokenError: it cannot be read, or holds none.
    """
    if is_json(member):
        return json_threads.threads(member)
    from . import pages

    return _page(member, pages.threads)


def words(member: Member, role: str) -> Iterator[Words]:
    """Yield what was written in a file that is no conversation; ``role`` is the file's in the layout.

    Raises:
        BrokenError: it cannot be read.
    """
    if not is_json(member):
        from . import pages

        kind = {"wall": "post", "others": "post"}.get(role, role)
        yield from _page(member, lambda file: pages.words(file, kind))
        return
    data = parse(member)
    if role == "profile":
        yield from records.bio(data)
    else:
        yield from records.words(data, "post" if role == "others" else role)
        if role == "group":
            yield from records.answers(data)


def owner_names(member: Member) -> list[str]:
    """The names that a profile, or an old page, gives its owner.

    Raises:
        BrokenError: it cannot be read.
    """
    if not is_json(member):
        from . import pages

        return list(_page(member, lambda file: iter(pages.owner(file))))
    data = parse(member)
    found: list[Any] = [*records.profile_names(data), *records.autofill_names(data)]
    return list(dict.fromkeys(filter(None, map(clean, found))))


def _page(member: Member, read: Callable[[BinaryIO], Iterator[T]]) -> Iterator[T]:
    with member.open() as file:
        try:
            yield from read(file)
        except ValueError as error:
            raise BrokenError(str(error)) from error
