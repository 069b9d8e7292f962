"""Which files of an export hold words, whatever folders a year's export puts them in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .archive import Member

_PROFILE = re.compile(r"(?:.*/)?profile_information\.json", re.IGNORECASE)
_POSTS = re.compile(r"(?:.*/)?your_posts(?:_\d+|__.*)?\.json", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:.*/)?comments(?:_\d+)?\.json", re.IGNORECASE)
_MESSAGES = re.compile(r"(?:.*/)?(?P<thread>[^/]+)/message(?:_(?P<number>\d+))?\.json", re.IGNORECASE)
_PAGES = re.compile(
    r"(?:.*/)?(?:message(?:_\d+)?|your_posts.*|comments|messages|wall|timeline|start_here)\.html?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Export:
    """The files of an export by what they hold.

    Args:
        profiles: Who the owner is.
        posts: The owner's posts.
        comments: The owner's comments.
        threads: The conversations by folder name; the files of each, newest first.
        pages: The same things as HTML.
    """

    profiles: list[Member] = field(default_factory=list)
    posts: list[Member] = field(default_factory=list)
    comments: list[Member] = field(default_factory=list)
    threads: dict[str, list[Member]] = field(default_factory=dict)
    pages: list[Member] = field(default_factory=list)

    def files(self, kind: str) -> list[Member]:
        """The files of ``kind``: "posts", "comments" or "messages"."""
        if kind == "messages":
            return [file for thread in self.threads.values() for file in thread]
        return {"posts": self.posts, "comments": self.comments}[kind]


def sort(members: Iterable[Member]) -> Export:
    """Return the members by what they hold; all others are left out."""
    export = Export()
    numbered: dict[str, list[tuple[int, Member]]] = {}
    for member in members:
        if match := _MESSAGES.fullmatch(member.name):
            numbered.setdefault(match["thread"], []).append((int(match["number"] or 0), member))
        for pattern, files in (
            (_PROFILE, export.profiles),
            (_POSTS, export.posts),
            (_COMMENTS, export.comments),
            (_PAGES, export.pages),
        ):
            if pattern.fullmatch(member.name):
                files.append(member)
    for thread, pairs in numbered.items():
        export.threads[thread] = [member for _, member in sorted(pairs, key=lambda pair: pair[0])]
    return export
