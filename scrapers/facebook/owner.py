"""Whose export it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import textgen

from . import names


class Owner:
    """The person whose words are collected.

    Args:
        known_as: Every name the person goes by; the first is given as author.
    """

    def __init__(self, known_as: Iterable[str]) -> None:
        self.names = list(dict.fromkeys(filter(None, map(names.clean, known_as))))
        self._keys = set(map(names.key, self.names))

    def wrote(self, author: str) -> bool:
        """Whether a cleaned author is one of the person's names."""
        return names.key(author) in self._keys


@dataclass
class Evidence:
    """What an export tells of its owner, the surest first.

    Args:
        profile: The names on the profile.
        comments: How many of the owner's comments are by whom.
        pages: The names that old pages bear.
        autofill: The names the owner fills forms with.
        conversations: How many conversations each person is part of.
        partners: How many conversations of two each person is part of that are called after the other.
        total: How many conversations there are.
        broken: What could not be read, and why.
    """

    profile: list[str] = field(default_factory=list)
    comments: Counter[str] = field(default_factory=Counter)
    pages: list[str] = field(default_factory=list)
    autofill: list[str] = field(default_factory=list)
    conversations: Counter[str] = field(default_factory=Counter)
    partners: Counter[str] = field(default_factory=Counter)
    total: int = 0
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether the owner is known without a look at the conversations."""
        return any(map(names.is_somebody, [*self.profile, *self.commenter]))

    @property
    def commenter(self) -> list[str]:
        """Who wrote most of the owner's comments."""
        return _majority(self.comments, self.comments.total())

    def take(self, title: str, people: Iterable[str]) -> None:
        """Count a conversation, unless all it tells is the name of the one whom it is called after."""
        somebody = {name for name in people if names.is_somebody(name)}
        if somebody <= {title}:
            return
        self.total += 1
        self.conversations.update(somebody)
        if len(somebody) == 2 and title in somebody:
            self.partners.update(somebody - {title})


def find_owner(context: textgen.Context, evidence: Evidence, given: Sequence[str]) -> Owner:
    """Return who the export belongs to, and say so.

    Raises:
        SourceError: nothing tells.
    """
    if given:
        owner, where = Owner(given), "as you say"
    else:
        owner, where = _told(evidence)
    context.note("owner", f"{' or '.join(owner.names)}, {where}")
    return owner


def listed(counted: Counter[str]) -> str:
    """The most frequent names and how often they came, for a message."""
    return ", ".join(f"{name or 'no name'} ({count:,})" for name, count in counted.most_common(8)) or "none"


def _told(evidence: Evidence) -> tuple[Owner, str]:
    for found, where in _candidates(evidence):
        owner = Owner(name for name in found if names.is_somebody(name))
        if owner.names:
            return owner, f"by {where}"
    seen = evidence.conversations or evidence.comments
    shown = f" Names in it, and how often: {listed(seen)}." if seen else ""
    if evidence.broken:
        shown += (
            f" Not read: {'; '.join(f'{name}: {why}' for name, why in islice(evidence.broken.items(), 3))}."
        )
    raise textgen.SourceError("The export does not tell whose it is", hint=f'Say it: --owner "NAME".{shown}')


def _candidates(evidence: Evidence) -> Iterator[tuple[list[str], str]]:
    yield evidence.profile, "the profile"
    yield evidence.commenter, "the comments"
    yield evidence.pages, "the pages"
    yield _majority(evidence.partners, evidence.partners.total()), "the conversations"
    yield _majority(evidence.conversations, evidence.total), "the conversations"
    yield evidence.autofill, "the forms filled in"


def _majority(counted: Counter[str], total: int) -> list[str]:
    """The name that more than half of the total goes to, unless another one comes as often."""
    ranked = counted.most_common(2)
    if not ranked or 2 * ranked[0][1] <= total or (len(ranked) == 2 and ranked[1][1] == ranked[0][1]):
        return []
    return [ranked[0][0]]
