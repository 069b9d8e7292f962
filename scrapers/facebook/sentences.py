"""Which messages Facebook wrote in a person's name: attachments, reactions, calls, events of a group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_EVENT_TYPES = frozenset({"Call", "Payment", "Plan", "Poll", "Subscribe", "Unsubscribe", "placeholder"})
_EVENT_KEYS = frozenset({"call_duration", "missed", "users"})


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_CALL = r"(?:video |audio |group )?(?:call|chat)"
_AFTER_A_NAME = _any(
    r"sent an? (?:attachment|photo|video|voice message|sticker|GIF|link|file)\.?",
    r"sent an? (?:post|reel|(?:live )?location)\.?",
    r"sent \d+ (?:photos|videos|GIFs|files)\.?",
    r"shared an? (?:story|reel|post|link|(?:live )?location)\.?",
    r"(?:reacted .{1,16} to|liked|loved|laughed at|disliked) (?:your|a|their own|his own|her own) message\.?",
    rf"missed (?:your {_CALL}|a {_CALL} (?:from|with) .+)\.",
    r"(?:called|waved at) (?P<whom>.+?)[.!]",
    rf"(?:started|joined|left) (?:a|the) {_CALL}\.?",
    r"(?:started|stopped) sharing (?:video|their location|your location)\.",
    r"named the (?:group|plan) .+",
    r"(?:changed|removed) the group (?:photo|name)\b.*",
    r"(?:set|cleared) the nickname for .+",
    r"(?:set|cleared) (?:your|her|his|their) (?:own )?nickname.*",
    r"changed the (?:chat )?(?:theme|colou?rs?|listing description)\b.*",
    r"set the (?:emoji|quick reaction) to .+",
    r"(?:added|removed) .+ (?:to|from) the (?:group|chat|conversation)\.",
    r"(?:left|created|joined) the (?:group|chat|conversation)\.?",
    r"made .+ an admin\.",
    r"turned (?:on|off) .*(?:approval|messages|requests|sharing)\b.*",
    r"(?:pinned|unpinned|unsent) a message\.?",
    r"created (?:a poll|the reminder|a plan): .+",
    r"(?:voted for|changed (?:your|her|his|their) vote) .+",
    r"started a plan\.",
    r"responded (?:Going|Maybe|Can['’]t Go)\b.*",
    r"sent a payment\b.*",
    r"paid .+ [$€£].*",
    r"scored [\d,.]+ (?:in|on|playing) .+",
    r"challenged .+ (?:to|in) .+",
    r"wasn['’]t notified about this message because .+ in quiet mode\.",
    r"is waiting for your response\.",
)
_WHOLE = _any(
    r"Reacted .{1,16} to your message",
    r"(?:Liked|Loved|Laughed at|Disliked) a message",
    r"You(?:['’]re| are) now connected on Messenger\.?",
    r"Say hi to your new Facebook friend, .+",
    r"You can now (?:message and )?call each other and see info(?:rmation)? (?:like|such as) Active Status.*",
    r"(?:The )?(?:[Vv]ideo|[Aa]udio) (?:call|chat) ended\.?",
    r"(?:The )?[Cc]all ended\.",
    r"This poll is no longer available\.",
    r"Messages and calls are secured with end-to-end encryption.*",
    r"This person is unavailable on Messenger\.",
    r"Replied to your story",
    r"Mentioned you in their story",
)


class Sentences:
    """Facebook's English sentences about the people of one conversation.

    A sentence counts only as a whole message, and where it tells who did something, only with
    "You" or a name of the conversation: "Hello, I missed your call." is a person's.

    Args:
        names: The names of the people, in full.
    """

    def __init__(self, names: Iterable[str]) -> None:
        full = {"You", *filter(None, names)}
        self._names = full | {name.split()[0] for name in full}
        self._most_words = max(len(name.split()) for name in full)

    def __contains__(self, text: str) -> bool:
        words = text.split()
        if _WHOLE.fullmatch(" ".join(words)):
            return True
        for count in range(1, self._most_words + 1):
            if " ".join(words[:count]) in self._names:
                after = _AFTER_A_NAME.fullmatch(" ".join(words[count:]))
                if after and (after["whom"] is None or after["whom"] in self._names | {"you"}):
                    return True
        return False


def is_event(message: Mapping[str, Any]) -> bool:
    """Whether the form of a message alone tells that Facebook wrote it: a call, a payment, a join."""
    return message.get("type") in _EVENT_TYPES or not _EVENT_KEYS.isdisjoint(message)
