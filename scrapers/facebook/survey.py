"""The first look at an export: whose it is, who talks in its conversations, what Facebook keeps repeating."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from . import names, readers
from .archive import BrokenError, Member
from .layout import Conversation, Layout
from .owner import Evidence
from .repeated import Repeated
from .words import OWNER, Thread


@dataclass
class Survey:
    """What the first look found.

    Args:
        evidence: What tells the owner.
        senders: How many messages are by whom.
        people: Who takes part in each conversation, by key.
        titles: What Facebook calls each conversation, by key.
        repeated: The sentences that many people "wrote" about themselves.
    """

    evidence: Evidence
    senders: Counter[str] = field(default_factory=Counter)
    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, str] = field(default_factory=dict)
    repeated: Repeated = field(default_factory=Repeated)


def key_of(conversation: Conversation, thread: Thread) -> str:
    """What names a conversation: its folder, or on old pages its people."""
    return "\n".join(sorted(thread.people)) if conversation.by_people else conversation.key


def told(layout: Layout) -> Evidence:
    """Return what the files that are no conversations tell of the owner.

    Files that cannot be read are left for the second time, when they are reported.
    """
    evidence = Evidence(profile=_names(layout.files("profile")), autofill=_names(layout.files("autofill")))
    for member in layout.files("comment"):
        with suppress(BrokenError):
            evidence.comments.update(
                each.author for each in readers.words(member, "comment") if names.is_somebody(each.author)
            )
    return evidence


def survey(
    conversations: Iterable[Conversation], evidence: Evidence, on_read: Callable[[int], None]
) -> Survey:
    """Read the conversations once.

    Args:
        conversations: All of the export's, also those that nobody wants.
        evidence: What tells the owner so far.
        on_read: Is told the bytes of each file when it is read.
    """
    found = Survey(evidence)
    for conversation in conversations:
        _look_at(conversation, found, on_read)
    return found


def _look_at(conversation: Conversation, found: Survey, on_read: Callable[[int], None]) -> None:
    if conversation.by_people and not found.evidence.pages:
        found.evidence.pages = _names(conversation.files)
    keys = set()
    for member in conversation.files:
        with suppress(BrokenError):
            for thread in readers.threads(member):
                keys.add(_take(conversation, thread, found))
        on_read(member.size)
    for key in keys:
        found.evidence.take(found.titles[key], found.people[key])


def _take(conversation: Conversation, thread: Thread, found: Survey) -> str:
    key = key_of(conversation, thread)
    found.titles[key] = thread.title
    people = found.people[key]
    people.update(thread.people)
    senders: Counter[str] = Counter()
    for _, sender, text, _ in thread.messages:
        senders[sender] += 1
        if text.startswith(sender) and sender:
            found.repeated.add(key, names.clean(sender), thread.decode(text), people)
    del senders[OWNER]
    for sender, count in senders.items():
        found.senders[names.clean(sender)] += count
    people.update(filter(None, map(names.clean, senders)))
    return key


def _names(files: Iterable[Member]) -> list[str]:
    found: list[str] = []
    for member in files:
        with suppress(BrokenError):
            found += readers.owner_names(member)
    return found
