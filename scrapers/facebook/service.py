"""What differs between services whose exports have one form: Facebook's here, Instagram's in its module."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import records
from .words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service's exports.

    Args:
        name: The service's.
        kinds: What the command line calls a kind, and what its documents are called.
        default: The kinds that are taken unless others are asked for.
        roles: The names of the files that are no conversations, in lower case, by what they hold.
        holds: The kinds of documents in the files of a role.
        words: Yields what stands in the JSON value of a file of a role.
        names: Yields the owner's names in the JSON value of a profile, as they stand there.
    """

    name: str
    kinds: Mapping[str, str]
    default: tuple[str, ...]
    roles: Mapping[str, re.Pattern[str]]
    holds: Mapping[str, frozenset[str]]
    words: Callable[[Any, str], Iterator[Words]]
    names: Callable[[Any], Iterator[Any]]

    def role(self, name: str) -> str | None:
        """What a file holds, by its name in lower case; None for what is of no interest."""
        return next((role for role, names in self.roles.items() if names.fullmatch(name)), None)

    def plural(self, kind: str) -> str:
        """What the command line calls a kind of documents."""
        return next(plural for plural, each in self.kinds.items() if each == kind)


def patterns(names: Mapping[str, str], suffixes: str = "json|html?") -> dict[str, re.Pattern[str]]:
    """Patterns for files in whatever folder, from what their names are without the suffix."""
    return {role: re.compile(rf"(?:.*/)?(?:{stem})\.(?:{suffixes})") for role, stem in names.items()}


FACEBOOK = Service(
    name="Facebook",
    kinds={
        "posts": "post",
        "captions": "caption",
        "comments": "comment",
        "groups": "group",
        "messages": "message",
        "notes": "note",
        "stories": "story",
        "reviews": "review",
        "events": "event",
        "bio": "bio",
    },
    default=("posts", "captions", "comments", "groups", "messages", "notes"),
    roles=patterns(
        {
            "profile": r"profile_information",
            "autofill": r"autofill_information",
            "post": r"your_posts(?:_\d+)?|your_posts__.*|posts_on_other_pages_and_profiles"
            r"|posts/(?:archive|trash)",
            "wall": r"wall|timeline",
            "others": r"other_people_s_posts_to_your_timeline",
            "caption": r"album/\d+|your_uncategorized_photos|your_photos|your_videos",
            "comment": r"comments(?:_\d+)?",
            "group": r"your_posts_and_comments_in_groups|your_posts_in_groups(?:_\d+)?"
            r"|group_posts_and_comments|your_comments_in_groups(?:_\d+)?"
            r"|your_answers_to_membership_questions|anonymous_posts_you_ve_written"
            r"|your_pending_posts_in_groups",
            "note": r"(?:your_)?notes(?:_\d+)?",
            "story": r"archived_stories(?:_\d+)?",
            "review": r"reviews/[^/]+",
            "event": r"your_events",
        }
    ),
    holds={
        "post": frozenset({"post", "caption", "comment"}),
        "wall": frozenset({"post"}),
        "others": frozenset({"post"}),
        "caption": frozenset({"caption", "comment"}),
        "comment": frozenset({"comment"}),
        "group": frozenset({"group"}),
        "note": frozenset({"note"}),
        "story": frozenset({"story"}),
        "review": frozenset({"review"}),
        "event": frozenset({"event"}),
        "profile": frozenset({"bio"}),
    },
    words=records.words,
    names=records.names,
)
