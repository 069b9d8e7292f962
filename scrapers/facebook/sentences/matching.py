"""Whether Facebook wrote a text, from the people of the conversation and the catalogue of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .catalogue import STARTS, catalogue, memories
from .notation import fold

_LONGEST = 600
_AFTER_A_CHARACTER = " さがは"  # what can follow a name of one character
_STOPS = (".", "。", "!")


class Sentences:
    """Facebook's sentences about the people of one conversation.

    A sentence counts only as a whole text, and where it tells who did something, only with a name
    of the conversation or the "You" of its language: "Hello, I missed your call." is a person's.

    Args:
        names: The names of the people, in full.
    """

    __slots__ = ("_catalogue", "_names", "_nicknames", "_starts", "_whole")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._catalogue = catalogue()
        self._whole = self._catalogue.starts
        self._names: set[str] = set()
        self._nicknames: set[str] = set()
        self._starts: dict[str, list[str]] = {}  # the names by their first two characters
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Count a person as one of the conversation."""
        for form in _forms(name):
            self._add(form)

    def wrote(self, text: str, sender: str) -> bool:
        """Whether Facebook wrote this text, which stands in the export as a message of ``sender``."""
        if text[:STARTS] not in self._whole and text[:2] not in self._starts:
            return False
        return any(True for _ in self._readings(text, sender))

    def learn(self, text: str) -> None:
        """Count a nickname that the text gives as a name from here on."""
        if text[:STARTS] not in self._whole and text[:2] not in self._starts:
            return
        nickname = next(filter(None, self._readings(text, "")), "")
        if nickname:
            self._nicknames.add(nickname)
            self._add(nickname)

    def _add(self, name: str) -> None:
        if name not in self._names:
            self._names.add(name)
            for start in [name[:2]] if len(name) > 1 else map(name.__add__, _AFTER_A_CHARACTER):
                self._starts.setdefault(start, []).append(name)

    def _readings(self, text: str, sender: str) -> Iterator[str]:
        """Yield the nickname given ("": none) for each way of reading the text as Facebook's."""
        if len(text) > _LONGEST or "\n" in text.strip():
            return
        text = fold(text)
        whole = self._catalogue.whole
        if text in whole.exact:
            yield ""
        for template in whole.templates(text):
            nickname = template.match(text, self._names)
            if nickname is not None:
                yield nickname
        for name in self._starts.get(text[:2], ()):
            if text.startswith(name):
                own = not sender.strip("\0") or name in self._nicknames or name in _forms(sender)
                yield from self._after(text[len(name) :], own=own)

    def _after(self, tail: str, *, own: bool) -> Iterator[str]:
        """The same for what follows a name; ``own``: it is the sender's."""
        stopped = tail.endswith(_STOPS)
        if own and not stopped:
            tail += "。" if tail[-1:] > "\u3000" else "."
        after = self._catalogue.after
        anyone = after.exact.get(tail)
        if anyone is not None and (anyone or own or stopped):
            yield ""
        for template in after.templates(tail):
            if template.anyone or own or stopped:
                nickname = template.match(tail, self._names)
                if nickname is not None:
                    yield nickname


def is_memory(text: str) -> bool:
    """Whether the whole text of a post is what Facebook sets above a memory: "3 Years Ago"."""
    return len(text) < 80 and memories().fullmatch(fold(text)) is not None


def _forms(name: str) -> list[str]:
    """A name in full, and the short names that Facebook makes of it."""
    full = fold(name)
    words = full.split()
    if len(words) < 2:
        return words
    forms = [full, words[0], words[-1]]
    return forms if len(words) == 2 else [*forms, " ".join(words[:2])]
