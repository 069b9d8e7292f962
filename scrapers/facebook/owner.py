"""Whose export it is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import textgen

from .archive import BrokenError, Member
from .layout import Export
from .mojibake import repair
from .records import comments, people

_NOBODY = frozenset({"", "facebook user", "meta ai"})


class Owner:
    """The person whose words are collected.

    Args:
        names: Every name the person goes by; the first is given as author.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(clean(name) for name in names))
        self._keys = {name.casefold() for name in self.names}

    def wrote(self, author: str) -> bool:
        """Whether ``author`` is one of the person's names."""
        return author.casefold() in self._keys


def clean(name: Any) -> str:
    """A name as people write it: mojibake repaired, spaces folded; "" for what is no name."""
    return unicodedata.normalize("NFC", " ".join(repair(name).split())) if isinstance(name, str) else ""


def find_owner(context: textgen.Context, export: Export, given: list[str]) -> Owner:
    """Return who the export belongs to.

    The first of these that tells: ``given``, the profile, the author of more than half of the
    comments, the only name in every conversation.

    Raises:
        SourceError: none of them tells.
    """
    if given:
        return Owner(given)
    for names, where in (
        (_profile_names(export), "the profile"),
        (_comment_author(export), "the comments"),
        (_in_every_thread(export), "the conversations"),
    ):
        if names:
            context.log(f"The export is {names[0]}'s, by {where}.")
            return Owner(names)
    seen = Counter(name for thread in _threads(export) for name in thread)
    raise textgen.SourceError(
        "The export does not tell whose it is",
        hint=f'Say it: --owner "NAME". Names in it: {listed(seen)}.' if seen else 'Say it: --owner "NAME".',
    )


def listed(names: Counter[str]) -> str:
    """The most frequent names, for a message."""
    return ", ".join(name for name, _ in names.most_common(5) if name) or "none"


def _profile_names(export: Export) -> list[str]:
    names: list[Any] = []
    for data in _parsed(export.profiles):
        for profile in data.values() if isinstance(data, dict) else ():
            if not isinstance(profile, dict):
                continue
            name = profile.get("name")
            names.append(name.get("full_name", "") if isinstance(name, dict) else name)
            for key in ("previous_names", "other_names"):
                names += [other.get("name") for other in profile.get(key) or () if isinstance(other, dict)]
    return list(filter(None, map(clean, names)))


def _comment_author(export: Export) -> list[str]:
    authors = Counter(
        clean(comment.author) for data in _parsed(export.comments) for comment in comments(data)
    )
    del authors[""]
    return [name for name, count in authors.most_common(1) if 2 * count > authors.total()]


def _in_every_thread(export: Export) -> list[str]:
    common: set[str] | None = None
    for names in _threads(export):
        common = names if common is None else common & names
    return list(common or ()) if len(common or ()) == 1 else []


def _threads(export: Export) -> Iterator[set[str]]:
    for files in export.threads.values():
        for data in _parsed(files[:1]):
            names = {clean(name) for name in people(data)}
            yield {name for name in names if name.casefold() not in _NOBODY}


def _parsed(files: Iterable[Member]) -> Iterator[Any]:
    """The values of the files that can be read; the others are reported when they are collected."""
    for file in files:
        try:
            yield file.parse()
        except BrokenError:
            continue
