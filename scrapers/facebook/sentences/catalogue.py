"""All sentences of all languages, sorted by how they begin so that most texts are never compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module

from .notation import pattern, subjects, templates, ways

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ro", "sv", "cs", "hu", "ja")
STARTS = 3  # characters of a sentence that begins with no name

_KEYS = (12, 6, 4)  # by how many characters a sentence with slots is found


class Template:
    """A sentence with slots.

    Args:
        text: What it says after the name it begins with, if it does.
        anyone: Whether anyone of the conversation can be that name, not only who did it.
    """

    __slots__ = ("_pattern", "_text", "anyone")

    def __init__(self, text: str, *, anyone: bool) -> None:
        self._text = text
        self._pattern: re.Pattern[str] | None = None  # compiled when a text first begins like it
        self.anyone = anyone

    def match(self, text: str, names: Collection[str]) -> str | None:
        """The nickname that the text gives ("": none), or None where the text is another."""
        if self._pattern is None:
            self._pattern = pattern(self._text)
        match = self._pattern.fullmatch(text)
        if match is None:
            return None
        whom = list(match.groups())
        nick = whom.pop(self._pattern.groupindex["nick"] - 1) if self._pattern.groupindex else ""
        return nick if all(name is None or name in names for name in whom) else None


class _Index:
    """Sentences by their beginning."""

    def __init__(self) -> None:
        self.exact: dict[str, bool] = {}  # a sentence without slots, and whether its name can be anyone
        self._templates: defaultdict[str, list[Template]] = defaultdict(list)

    def add(self, text: str, *, anyone: bool) -> None:
        if "{" in text:
            template = Template(text, anyone=anyone)
            for begin in {way.partition("{")[0] for way in ways(text, _KEYS[0])}:
                size = next((size for size in _KEYS if size <= len(begin)), 0)
                if template not in self._templates[begin[:size]]:
                    self._templates[begin[:size]].append(template)
        else:
            self.exact |= dict.fromkeys(ways(text), anyone)

    def templates(self, text: str) -> Iterator[Template]:
        """Yield those that the text may be."""
        for size in _KEYS:
            yield from self._templates.get(text[:size], ())
        yield from self._templates.get("", ())


class Catalogue:
    """The sentences of all languages.

    Attributes:
        whole: Those that begin with words.
        after: Those that begin with a name, without it.
        starts: The first characters of ``whole``.
    """

    def __init__(self) -> None:
        self.whole = _Index()
        self.after = _Index()
        starts: set[str] = set()
        for language in LANGUAGES:
            module = import_module(f".{language}", __package__)
            for template in templates(module.SENTENCES, module.PARTS):
                for text in subjects(template):
                    slot, brace, tail = text.partition("}")
                    if slot in ("{who", "{whom") and brace:
                        self.after.add(tail, anyone=slot == "{whom")
                    else:
                        self.whole.add(text, anyone=True)
                        starts.update(ways(text, STARTS))
        self.starts = frozenset(starts | {start.replace("'", "’") for start in starts})


catalogue = cache(Catalogue)


@cache
def memories() -> re.Pattern[str]:
    """What a post says that shares a memory."""
    modules = [import_module(f".{language}", __package__) for language in LANGUAGES]
    texts = [text for module in modules for text in templates(module.MEMORIES, module.PARTS)]
    return pattern(f"<{'|'.join(texts)}>")
