"""The look at an export that tells whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from . import names, readers
from .archive import BrokenError, Member
from .layout import Conversation, Layout, is_json
from .owner import Evidence
from .service import Service
from .words import OWNER, Thread


def told(layout: Layout, service: Service) -> Evidence:
    """Return what the files that are no conversations tell of the owner.

    Files that cannot be read are noted, and reported later.
    """
    evidence = Evidence()
    walls = [member for member in layout.files("wall") if not is_json(member)]
    evidence.profile = _names(layout.files("profile"), service, evidence)
    evidence.pages = _names(walls, service, evidence)
    evidence.autofill = _names(layout.files("autofill"), service, evidence)
    for member in () if evidence.is_sure else layout.files("comment"):
        with _noted(member, evidence):
            evidence.comments.update(
                each.author
                for each in readers.words(member, "comment", service)
                if names.is_somebody(each.author)
            )
    return evidence


def survey(
    conversations: Iterable[Conversation],
    service: Service,
    evidence: Evidence,
    on_read: Callable[[int], None],
) -> None:
    """Add what the conversations tell of the owner to the evidence.

    Args:
        conversations: All of the export's, also those that nobody wants.
        service: Whose export it is.
        evidence: What tells the owner so far.
        on_read: Is told the bytes of each file when it is read.
    """
    for conversation in conversations:
        if conversation.by_people and not evidence.pages:
            evidence.pages = _names(conversation.files, service, evidence)
        people: set[str] = set()
        title = ""
        for member in conversation.files:
            with _noted(member, evidence):
                for thread in readers.threads(member):
                    title, here = thread.title, _people(thread)
                    if conversation.by_people:
                        evidence.take(title, here)
                    people |= here
            on_read(member.size)
        if not conversation.by_people:
            evidence.take(title, people)


def _people(thread: Thread) -> set[str]:
    senders = Counter(sender for _, sender, _, _ in thread.messages)
    del senders[OWNER]
    return {*thread.people, *map(names.clean, senders)} - {""}


def _names(files: Iterable[Member], service: Service, evidence: Evidence) -> list[str]:
    found: list[str] = []
    for member in files:
        with _noted(member, evidence):
            found += readers.owner_names(member, service)
    return found


@contextmanager
def _noted(member: Member, evidence: Evidence) -> Iterator[None]:
    """Note that a file cannot be read, and go on."""
    try:
        yield
    except BrokenError as error:
        evidence.broken[member.name] = str(error)
