"""Sentences that keep coming back with other names in them: Facebook's, in whatever language."""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import blake2b
from itertools import islice

from .names import begins
from .sentences.notation import fold

_CAP = 50_000  # forms waiting to be seen again; about 15 MB
_LONGEST = 300
_THREADS = 3
_NAME, _QUOTE, _EMOJI, _NUMBER = "\0", "\1", "\2", "\3"
_VARYING = (
    (re.compile(r'"[^"]*"|「[^」]*」|『[^』]*』'), _QUOTE),
    (re.compile("[\u200d\u2190-\u2bff\ufffd\U0001f000-\U0001faff]+"), _EMOJI),
    (re.compile(r"\d[\d.,:]*"), _NUMBER),
)
_LETTERS = re.compile(r"[^\W\d_]")


class Repeated:
    """What begins with the full name of its sender and was seen from two senders or in three threads.

    It knows the more, the more messages were added. Only digests are kept, and no more of them than
    fit in some megabytes: a sentence that is Facebook's comes back before it is forgotten.
    """

    def __init__(self) -> None:
        self._facebook: set[int] = set()
        self._waiting: dict[int, tuple[int, ...]] = {}  # the form's first sender, and its threads

    def add(self, thread: str, sender: str, text: str, names: Collection[str]) -> None:
        """Count a message: its conversation, its sender, its text, and the names in the conversation."""
        form = _form(sender, text, names)
        if form is None or form in self._facebook:
            return
        person, place = hash(sender), hash(thread)
        first, *threads = self._waiting.get(form, (person,))
        if place not in threads:
            threads.append(place)
        if first != person or len(threads) == _THREADS:
            self._waiting.pop(form, None)
            self._facebook.add(form)
            return
        self._waiting[form] = (first, *threads)
        if len(self._waiting) > _CAP:
            self._waiting = dict(islice(self._waiting.items(), _CAP // 2, None))

    def wrote(self, sender: str, text: str, names: Collection[str]) -> bool:
        """Whether Facebook wrote this text, by all that was added."""
        if not self._facebook or not text.startswith(sender):
            return False
        return _form(sender, text, names) in self._facebook


def _form(sender: str, text: str, names: Collection[str]) -> int | None:
    """A digest of the text with slots for what varies; None if it does not begin with a full name."""
    if not sender or len(text) > _LONGEST or not begins(text, sender) or not _is_full(sender):
        return None
    after = text[len(sender) :]
    form = fold(after)
    named = {name for name in (sender, *names) if name in after}  # of up to ten thousand
    for name in sorted(named, key=len, reverse=True):
        folded = fold(name)
        if _is_full(folded):
            form = form.replace(folded, _NAME)
    for pattern, slot in _VARYING:
        form = pattern.sub(slot, form)
    if len(_LETTERS.findall(form)) < 3:
        return None
    return int.from_bytes(blake2b(form.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _is_full(name: str) -> bool:
    """Whether a text that begins with this is hardly a person's: "Will" can also be a word."""
    return " " in name or not name.isalpha() or (len(name) > 2 and name.upper() == name.lower())
