"""Who takes part in a conversation: the line "Participants: Zoe Nobody, Ann Other and Bo Third"."""

from __future__ import annotations

import re
from functools import lru_cache

from .labels import PARTICIPANTS
from .markup import name

_LINE = re.compile(r"\s*([^:：\d]{3,40}?)\s*[:：]\s*(\S.*)", re.DOTALL)


def listed(line: str) -> list[str]:
    """The names in a line that lists the participants; none if it is another line."""
    match = _LINE.fullmatch(line)
    languages = [
        code for code, label in PARTICIPANTS.items() if match and label.casefold() == match[1].casefold()
    ]
    return split(match[2], languages) if match and languages else []


def split(names: str, languages: list[str] | None = None) -> list[str]:
    """The names in "A, B and C", with the "and" of these languages; without languages, no "and"."""
    parts = re.split(r",\s+|、", names)
    if languages:
        parts[-1:] = re.split("|".join(map(_and, languages)), parts[-1])
    return [name(part) for part in parts if part.strip()]


@lru_cache(maxsize=32)
def _and(language: str) -> str:
    """A pattern of what stands between the last two names of a list."""
    from babel import Locale

    end: str = Locale(language).list_patterns["standard"]["2"]
    return re.escape(end.replace("{0}", "").replace("{1}", "").strip(",")).replace(r"\ ", r"\s+")
