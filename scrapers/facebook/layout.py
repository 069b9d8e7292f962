"""Which files of an export hold words, whatever folders a year's export puts them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from .archive import BrokenError, Member
from .service import Service

_GROUP_THREAD = re.compile(r"(?:.*/)?your_group_messages/(?P<thread>[^/]+)\.(?:json|html?)")
_THREAD = re.compile(r"(?:.*/)?(?P<thread>[^/]+)/message(?:_(?P<number>\d+))?\.(?:json|html?)")
_LONE_THREAD = re.compile(r"message(?:_\d+)?\.(?:json|html?)")
_PAGES = re.compile(r"(?:.*/)?messages(?:/\d+)?\.html?")
_ENCRYPTED = re.compile(r"(?:.*/)?(?P<thread>[^/]+_\d+)\.json")
_STABLE_ID = re.compile(r".*_((?=[a-z]*\d)[a-z0-9]{10}|\d{11,20})")
_HEAD = 64 << 10
_LOOKED_INTO = 20  # files, if none has a name that tells what it holds
_OF_A_THREAD = re.compile(rb'"(?:participants|threadName|senderName|sender_name)"\s*:')


@dataclass(slots=True)
class Conversation:
    """The files of a conversation.

    Args:
        key: The same for each of its files, in whatever part or year of the export.
        in_group: Whether it is a chat of a Facebook group.
        by_people: Whether each file is an old page that may hold many, told apart by their people.
        files: In the order of their numbers.
    """

    key: str
    in_group: bool = False
    by_people: bool = False
    files: list[Member] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """The files of an export by what they hold.

    Args:
        roles: The files that are no conversations, by role: "profile", "post", "comment", ...
        conversations: The conversations.
        overlaps: Whether one message may stand in two conversations, because there is more than one export.
        pages: How many pages are left out, because what they hold is there as JSON.
    """

    roles: dict[str, list[Member]]
    conversations: list[Conversation]
    overlaps: bool
    pages: int

    def files(self, role: str) -> list[Member]:
        """The files of a role."""
        return self.roles.get(role, [])


def sort(members: Iterable[Member], service: Service) -> Layout:
    """Return the members by what they hold; all others are left out.

    What stands there both as JSON and as HTML is read once, as JSON.
    """
    members = list(members)
    roles: dict[str, list[Member]] = {}
    conversations: dict[str, Conversation] = {}
    numbers: dict[str, int] = {}
    for member in members:
        name = _plain(member.name)
        if found := _conversation(name, member):
            numbers[member.name], conversation = found
            conversations.setdefault(conversation.key, conversation).files.append(member)
        elif role := service.role(name):
            roles.setdefault(role, []).append(member)
        elif (match := _ENCRYPTED.fullmatch(name)) and _holds_a_thread(member):
            key = f"encrypted/{match['thread']}"
            conversations.setdefault(key, Conversation(key)).files.append(member)
    if not roles and not conversations and len(members) <= _LOOKED_INTO:
        conversations = {each.key: each for each in map(_by_content, members) if each}
    overlaps = False
    pages = 0
    for conversation in conversations.values():
        files = _once(conversation.files, lambda member: "")
        pages += len(conversation.files) - len(files)
        conversation.files = sorted(files, key=lambda member: numbers.get(member.name, 0))
        repeats = len({numbers.get(member.name, 0) for member in files}) < len(files)
        overlaps |= repeats or conversation.by_people or conversation.key.startswith("encrypted/")
    for role, files in roles.items():
        roles[role] = _once(files, _series)
        pages += len(files) - len(roles[role])
    overlaps |= len(roles.get("profile", ())) > 1
    return Layout(roles, list(conversations.values()), overlaps, pages)


def is_json(member: Member) -> bool:
    """Whether the member is JSON; else it is HTML."""
    return member.name.lower().endswith(".json")


def anonymous(name: str, service: Service) -> str:
    """The name of a file without what tells who it is about, for records that are kept."""
    *folders, stem = _plain(name).split("/")
    folder = f"{sha256('/'.join(folders).encode()).hexdigest()[:16]}/" if folders else ""
    known = _THREAD.fullmatch(_plain(name)) or _LONE_THREAD.fullmatch(stem) or service.role(_plain(name))
    kept = stem if known else f"{sha256(stem.encode()).hexdigest()[:16]}.{stem.rsplit('.', 1)[-1]}"
    return folder + kept


def _conversation(name: str, member: Member) -> tuple[int, Conversation] | None:
    """The file's number in its conversation, and the conversation, still without files."""
    if match := _GROUP_THREAD.fullmatch(name):
        return 0, Conversation(f"group/{match['thread']}", in_group=True)
    if match := _THREAD.fullmatch(name):
        stable = _STABLE_ID.fullmatch(match["thread"])
        return int(match["number"] or 0), Conversation(stable[1] if stable else match["thread"])
    if _PAGES.fullmatch(name):
        return 0, Conversation(f"{name}#{member.mark}", by_people=True)
    if _LONE_THREAD.fullmatch(name):
        return 0, Conversation(f"{name}#{member.mark}")
    return None


def _by_content(member: Member) -> Conversation | None:
    """The conversation in a file that somebody has given another name, if it holds one."""
    from . import pages

    try:
        if is_json(member):
            holds_a_thread = _holds_a_thread(member)
        else:
            with member.open() as file:
                holds_a_thread = any(True for _ in pages.threads(file))
    except (BrokenError, ValueError):
        return None
    key = f"{_plain(member.name)}#{member.mark}"
    return Conversation(key, by_people=not is_json(member), files=[member]) if holds_a_thread else None


def _plain(name: str) -> str:
    """The name without what differs from year to year: cases and apostrophes."""
    return re.sub("['\u2018\u2019`]", "_", name.lower())


def _series(member: Member) -> str:
    """What the numbered files of one kind share, as JSON and as HTML."""
    stem = _plain(member.name).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"_\d+", "", stem) if not stem.isdigit() else stem


def _once(files: list[Member], series: Callable[[Member], str]) -> list[Member]:
    """The files without the pages that are there as JSON, too."""
    in_json = {series(member) for member in files if is_json(member)}
    return [member for member in files if is_json(member) or series(member) not in in_json]


def _holds_a_thread(member: Member) -> bool:
    """Whether the file begins like a conversation of the end-to-end encrypted download."""
    try:
        with member.open() as file:
            return bool(_OF_A_THREAD.search(file.read(_HEAD)))
    except BrokenError:
        return False
