"""From an export's files to documents: the owner's words and nobody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import textgen

from . import records
from .archive import BrokenError, Member
from .layout import Export
from .owner import Owner, clean
from .sentences import Sentences, is_event

OTHERS = "written by someone else"
FACEBOOK = "written by Facebook"
NO_TEXT = "no text"

_LINE_BREAK = re.compile(r"\s*\n\s*")
_MEMORY = re.compile(r"\d+ Years? Ago")


class Reading:
    """A run over an export.

    Args:
        context: Is told of progress, of what is left out and of what cannot be read.
        export: The files.
        owner: Whose words are wanted.
        total: Bytes of the files that will be read.
    """

    def __init__(self, context: textgen.Context, export: Export, owner: Owner, total: int) -> None:
        self.owner = owner
        self.mine = 0  # how much the owner wrote, with and without text
        self.others: Counter[str] = Counter()  # who else wrote, and how much
        self._context = context
        self._export = export
        self._known: set[str] = set()
        self._total = total
        self._done = 0

    def posts(self) -> Iterator[textgen.Document]:
        """Yield the owner's posts."""
        for data in self._files("posts", self._export.posts):
            for words in records.posts(data):
                self.mine += 1
                yield from self._document("posts", words)

    def comments(self) -> Iterator[textgen.Document]:
        """Yield the owner's comments."""
        for data in self._files("comments", self._export.comments):
            for words in records.comments(data):
                author = clean(words.author)
                if self._is_mine(author):
                    yield from self._document("comments", words)
                else:
                    self._context.skip(f"comments/{words.time:.0f}", OTHERS)

    def messages(self) -> Iterator[textgen.Document]:
        """Yield a document for each conversation: the owner's messages, oldest first, one a line."""
        for folder, files in self._export.threads.items():
            uri = f"messages/{sha256(folder.encode()).hexdigest()[:16]}"  # the folder bears a person's name
            lines: dict[tuple[float, str], None] = {}
            for data in self._files(uri, reversed(files)):
                try:
                    lines |= dict.fromkeys(self._lines(uri, data))
                except ValueError as error:
                    self._context.fail(uri, str(error))
            if lines:
                ordered = sorted(lines, key=lambda line: line[0])
                yield textgen.Document(
                    "\n".join(text for _, text in ordered),
                    uri,
                    author=self.owner.names[0],
                    created=_moment(ordered[0][0]),
                    kind="message",
                    metadata={"messages": len(ordered)},
                )

    def _is_mine(self, author: str) -> bool:
        if self.owner.wrote(author):
            self.mine += 1
            return True
        self.others[author] += 1
        return False

    def _lines(self, uri: str, data: Any) -> Iterator[tuple[float, str]]:
        """The time and text of each message by the owner; all others are counted."""
        sentences = Sentences([*self.owner.names, *map(clean, records.people(data))])
        for message in records.messages(data):
            time = records.message_time(message)
            text = _LINE_BREAK.sub(" ", records.message_text(message)).strip()
            here = f"{uri}#{time:.3f}"
            if not self._is_mine(clean(message.get("sender_name"))):
                self._context.skip(here, OTHERS)
            elif message.get("is_unsent") or message.get("is_taken_down"):
                self._context.skip(here, "taken back")
            elif is_event(message) or text in sentences:
                self._context.skip(here, FACEBOOK, text)
            elif not text:
                self._context.skip(here, NO_TEXT)
            else:
                yield time, text

    def _document(self, kind: str, words: records.Words) -> Iterator[textgen.Document]:
        uri = f"{kind}/{words.time:.0f}-{sha256(words.text.encode()).hexdigest()[:8]}"
        if not words.text or words.text.isspace():
            self._context.skip(uri, NO_TEXT)
        elif _MEMORY.fullmatch(words.text.strip()):
            self._context.skip(uri, FACEBOOK, words.text)
        elif uri in self._known:
            self._context.skip(uri, "in the export twice")
        else:
            self._known.add(uri)
            yield textgen.Document(
                words.text,
                uri,
                author=self.owner.names[0],
                created=_moment(words.time),
                kind=kind.removesuffix("s"),
            )

    def _files(self, uri: str, files: Iterator[Member] | list[Member]) -> Iterator[Any]:
        """The values of the files; those that cannot be read are reported."""
        for file in files:
            self._context.progress(self._done, self._total)
            try:
                yield file.parse()
            except BrokenError as error:
                self._context.log(f"{file.name}: {error}")
                self._context.fail(f"{uri}/{file.name.rsplit('/', 1)[-1]}", str(error))
            self._done += file.size
            self._context.progress(self._done, self._total)


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, OSError, ValueError):
        return None
