"""Messages: documents of the owner's lines, session by session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import textgen

from . import readers
from .archive import BrokenError
from .layout import Conversation, anonymous
from .names import clean
from .options import Wanted, moment
from .owner import Owner
from .progress import Meter
from .repeated import Repeated
from .seen import Seen
from .sentences import Sentences
from .service import Service
from .sessions import Copies, in_order, sessions
from .timeline import Entry, Timeline
from .words import FACEBOOK, NO_TEXT, OTHERS, OWNER, TWICE, Thread

TURN = "[…]"
"""The line that stands for what others said."""

_DOUBTFUL = 10_000  # sentences that may turn out to be Facebook's
_HELD = 100_000  # messages that wait for what the rest of the export tells

_LINE_BREAK = re.compile(r"\s*[\n\r]\s*")


@dataclass(slots=True)
class _Talk:
    """A conversation while it is read.

    Args:
        key: What names it.
        uri: What its documents' uris begin with.
        title: What Facebook calls it.
        people: Who takes part.
        sentences: Knows what Facebook writes about them.
        senders: The names of the senders as they stand in the files, and whether each is the owner.
        timeline: What was read so far.
        left_out: What was left out, by reason.
    """

    key: str
    uri: str
    title: str
    people: set[str] = field(default_factory=set)
    sentences: Sentences = field(default_factory=Sentences)
    senders: dict[str, tuple[str, bool]] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, people: Iterable[str]) -> None:
        """Count people as part of it."""
        for name in people:
            if name and name not in self.people:
                self.people.add(name)
                self.sentences.add(name)


class Conversations:
    """Reads messages.

    Args:
        context: Is told of progress, of what is left out and of what cannot be read.
        service: Whose export it is.
        owner: Whose words are wanted.
        wanted: What is wanted of them, and in what form.
        meter: Counts the bytes.
        overlaps: Whether one message may stand in two conversations.
    """

    def __init__(
        self,
        context: textgen.Context,
        service: Service,
        owner: Owner,
        wanted: Wanted,
        meter: Meter,
        *,
        overlaps: bool,
    ) -> None:
        self.mine = 0
        self.others: Counter[str] = Counter()
        self.names: set[str] = set()
        self._context = context
        self._service = service
        self._owner = owner
        self._wanted = wanted
        self._meter = meter
        self._overlaps = overlaps
        self._seen = Seen()
        self._repeated = Repeated()
        self._doubtful: set[str] = set()
        self._held: list[tuple[_Talk, list[Entry]]] = []
        self._waiting = 0

    def documents(self, conversation: Conversation) -> Iterator[textgen.Document]:
        """Yield a document for each session, message or thread with words of the owner.

        Those with a sentence that may turn out to be Facebook's are kept for ``rest``.
        """
        talk: _Talk | None = None
        for member in reversed(conversation.files):  # the last is the oldest, as a rule
            try:
                for thread in readers.threads(member):
                    if not self._is_wanted(thread):
                        continue
                    key = "\n".join(sorted(thread.people)) if conversation.by_people else conversation.key
                    if talk and talk.key != key:
                        yield from self._give(talk)
                        talk = None
                    talk = talk or self._begin(key, thread)
                    talk.add(thread.people)
                    self._take(thread, talk)
            except BrokenError as error:
                uri = anonymous(member.name, self._service)
                self._context.fail(uri, str(error), shown=member.name)
            self._meter.advance(member.size)
        if talk:
            yield from self._give(talk)

    def rest(self) -> Iterator[textgen.Document]:
        """Yield the documents that were kept until all messages were read, without Facebook's sentences."""
        for talk, said in self._held:
            yield from self._document(talk, list(self._without_facebook(talk, said)))
        self._held.clear()

    def close(self) -> None:
        """Forget what was given."""
        self._seen.close()

    def _is_wanted(self, thread: Thread) -> bool:
        if not self._wanted.threads:
            return True
        names = {thread.title, *thread.people}
        self.names |= names
        return any(asked in name.casefold() for asked in self._wanted.threads for name in names)

    def _begin(self, key: str, thread: Thread) -> _Talk:
        if not self._overlaps:
            self._seen.close()
        talk = _Talk(key, f"messages/{sha256(key.encode()).hexdigest()[:16]}", thread.title)
        talk.add(self._owner.names)
        return talk

    def _take(self, thread: Thread, talk: _Talk) -> None:
        """Read a file's messages into the conversation."""
        everybody, decode, me = self._wanted.everybody, thread.decode, self._owner.names[0]
        period = self._wanted.period if self._wanted.period.is_set else None
        turn = None if self._wanted.turns else ""
        senders, sentences = talk.senders, talk.sentences
        where = "" if thread.exact else talk.key
        is_copy = Copies(self._seen, exact=thread.exact, conversation=where).is_copy
        for chunk in in_order(thread.messages):
            entries: list[Entry] = []
            left_out: list[str] = []
            others: list[str] = []
            for time, sender, text, reason in chunk:
                name, mine = senders.get(sender) or self._sender(sender, talk)
                names_itself = sender and text.startswith(sender)
                if names_itself:
                    self._learn(talk, name, decode(text))
                if not mine and not everybody:
                    others.append(name)
                    entries.append((time, turn, ""))
                    continue
                self.mine += mine
                said = decode(text).strip()
                why = reason or ("" if said else NO_TEXT)
                if not why and (
                    sentences.wrote(said, name) or (names_itself and self._repeats(talk, name, said))
                ):
                    why = FACEBOOK
                    sentences.learn(said)
                if not why and period:
                    why = period.reason(time / 1000)
                if not why and is_copy(time, me if mine else name, said):
                    why = TWICE
                if not why:
                    entries.append((time, said, name))
                    continue
                entries.append((time, "", ""))
                if why == FACEBOOK and said:
                    self._context.skip(f"{talk.uri}/{time}", FACEBOOK, said)
                else:
                    left_out.append(why)
            talk.timeline.extend(entries)
            talk.left_out.update(left_out)
            talk.left_out[OTHERS] += len(others)
            self.others.update(others)

    def _learn(self, talk: _Talk, name: str, text: str) -> None:
        """Note what a message that begins with its sender may tell of what Facebook writes."""
        talk.sentences.learn(text)
        self._repeated.add(talk.key, name, text.strip(), talk.people)

    def _repeats(self, talk: _Talk, name: str, text: str) -> bool:
        """Whether Facebook is known to write this; if it is not, the text is noted as doubtful."""
        if self._repeated.wrote(name, text, talk.people):
            return True
        if len(self._doubtful) < _DOUBTFUL:
            self._doubtful.add(text)
        return False

    def _sender(self, sender: str, talk: _Talk) -> tuple[str, bool]:
        name = self._owner.names[0] if sender == OWNER else clean(sender)
        talk.add([name])
        talk.senders[sender] = name, self._owner.wrote(name)
        return talk.senders[sender]

    def _give(self, talk: _Talk) -> Iterator[textgen.Document]:
        """Yield the documents of a conversation that was read whole, but those that are in doubt."""
        gap = self._wanted.gap if self._wanted.unit == "session" else None
        for session in sessions(talk.timeline, gap):
            for said in [[entry] for entry in session] if self._wanted.unit == "message" else [session]:
                if not self._doubtful or self._doubtful.isdisjoint(text for _, text, _ in said):
                    yield from self._document(talk, said)
                elif self._waiting + len(said) <= _HELD:
                    self._waiting += len(said)
                    self._held.append((talk, said))
                else:
                    yield from self._document(talk, list(self._without_facebook(talk, said)))
        for reason, count in (+talk.left_out).items():
            self._context.skip(f"{talk.uri}#{reason.replace(' ', '-')}", reason, count=count)

    def _without_facebook(self, talk: _Talk, said: list[Entry]) -> Iterator[Entry]:
        for entry in said:
            time, text, name = entry
            if text and self._repeated.wrote(name, text, talk.people):
                self._context.skip(f"{talk.uri}/{time}", FACEBOOK, text)
            else:
                yield entry

    def _document(self, talk: _Talk, said: list[Entry]) -> Iterator[textgen.Document]:
        """The document of messages that belong together, if one of them is to be kept."""
        written = [entry for entry in said if entry[1] is not None]
        if not written:
            return
        start, unit = written[0][0], self._wanted.unit
        authors = [self._author(name) for _, _, name in written] if self._wanted.everybody else []
        metadata: dict[str, Any] = {"thread": self._name(talk), "messages": len(written)}
        if unit == "message":
            text = written[0][1] or ""
            uri = f"{talk.uri}/{start}-{sha256(text.encode()).hexdigest()[:8]}"
            if not self._seen.add(uri):
                self._context.skip(uri, TWICE, text)
                return
        else:
            text = "\n".join(_lines(said, written, turns=self._wanted.turns))
            uri = talk.uri if unit == "thread" else f"{talk.uri}/{start}"
            if authors:
                metadata["authors"] = authors
        yield textgen.Document(
            text,
            uri,
            author=self._owner.names[0] if not authors else authors[0] if len(set(authors)) == 1 else None,
            created=moment(start / 1000),
            kind="message",
            metadata=metadata,
        )

    def _author(self, name: str) -> str:
        return self._owner.names[0] if self._owner.wrote(name) else name

    def _name(self, talk: _Talk) -> str:
        return talk.title if talk.title and self._wanted.keep_names else talk.uri.rsplit("/", 1)[-1]


def _lines(said: list[Entry], written: list[Entry], *, turns: bool) -> list[str]:
    """A line for each message; with ``turns`` also one for what others said before the next."""
    if not turns:
        return [_one_line(text) for _, text, _ in written if text]
    lines: list[str] = []
    for _, text, _ in said:
        if text is not None:
            lines.append(_one_line(text))
        elif lines[-1:] != [TURN]:
            lines.append(TURN)
    return lines if lines[-1] != TURN else lines[:-1]


def _one_line(text: str) -> str:
    return _LINE_BREAK.sub(" ", text) if "\n" in text or "\r" in text else text
