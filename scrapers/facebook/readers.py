"""What a file holds, whether it is JSON or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

from . import threads as json_threads
from .archive import BrokenError, Member
from .json_files import parse
from .layout import is_json
from .names import clean
from .service import Service
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


def words(member: Member, role: str, service: Service) -> Iterator[Words]:
    """Yield what was written in a file that is no conversation; ``role`` is the file's in the layout.

    Raises:
        BrokenError: it cannot be read.
    """
    if is_json(member):
        yield from service.words(parse(member), role)
        return
    if role == "profile":
        return  # what a profile's page says beside the name is in no form that is known
    from . import pages

    kind = {"wall": "post", "others": "post"}.get(role, role)
    yield from _page(member, lambda file: pages.words(file, kind))


def owner_names(member: Member, service: Service) -> list[str]:
    """The names that a profile, or an old page, gives its owner.

    Raises:
        BrokenError: it cannot be read.
    """
    if is_json(member):
        return list(dict.fromkeys(filter(None, map(clean, service.names(parse(member))))))
    from . import pages

    return list(_page(member, lambda file: iter(pages.owner(file))))


def _page(member: Member, read: Callable[[BinaryIO], Iterator[T]]) -> Iterator[T]:
    with member.open() as file:
        try:
            yield from read(file)
        except ValueError as error:
            raise BrokenError(str(error)) from error
