"""Messages: documents of the owner's lines, session by session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
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
from .seen import Seen
from .sentences import Sentences
from .sessions import Copies, in_order, sessions
from .survey import Survey, key_of
from .timeline import Entry, Timeline
from .words import FACEBOOK, NO_TEXT, OTHERS, OWNER, TWICE, Thread

TURN = "[…]"
"""The line that stands for what others said."""

_LINE_BREAK = re.compile(r"\s*[\n\r]\s*")


@dataclass(slots=True)
class _Talk:
    """A conversation while it is read.

    Args:
        key: What names it.
        uri: What its documents' uris begin with.
        sentences: Knows what Facebook writes about its people.
        timeline: What was read so far.
        left_out: What was left out, by reason.
        senders: The names of the senders, and whether each is the owner.
    """

    key: str
    uri: str
    sentences: Sentences
    timeline: Timeline = field(default_factory=Timeline)
    left_out: Counter[str] = field(default_factory=Counter)
    senders: dict[str, tuple[str, bool]] = field(default_factory=dict)


class Conversations:
    """Reads messages.

    Args:
        context: Is told of progress, of what is left out and of what cannot be read.
        owner: Whose words are wanted.
        wanted: What is wanted of them, and in what form.
        survey: What the first look found.
        meter: Counts the bytes.
    """

    def __init__(
        self, context: textgen.Context, owner: Owner, wanted: Wanted, survey: Survey, meter: Meter
    ) -> None:
        self.mine = 0
        self._context = context
        self._owner = owner
        self._wanted = wanted
        self._survey = survey
        self._meter = meter
        self._seen = Seen()

    def documents(self, conversation: Conversation) -> Iterator[textgen.Document]:
        """Yield a document for each session, message or thread with words of the owner."""
        talk: _Talk | None = None
        for member in conversation.files:
            try:
                for thread in readers.threads(member):
                    key = key_of(conversation, thread)
                    if not self._is_wanted(key):
                        continue
                    if talk and talk.key != key:
                        yield from self._give(talk)
                        talk = None
                    talk = talk or self._begin(key)
                    self._take(thread, talk)
            except BrokenError as error:
                self._context.log(f"{member.name}: {error}")
                self._context.fail(anonymous(member.name), str(error))
            self._meter.advance(member.size)
        if talk:
            yield from self._give(talk)

    def close(self) -> None:
        """Forget what was given."""
        self._seen.close()

    def _is_wanted(self, key: str) -> bool:
        names = [self._survey.titles.get(key, ""), *self._survey.people.get(key, ())]
        return not self._wanted.threads or any(
            asked in name.casefold() for asked in self._wanted.threads for name in names
        )

    def _begin(self, key: str) -> _Talk:
        people = [*self._survey.people.get(key, ()), *self._owner.names]
        return _Talk(key, f"messages/{sha256(key.encode()).hexdigest()[:16]}", Sentences(people))

    def _take(self, thread: Thread, talk: _Talk) -> None:
        """Read a file's messages into the conversation."""
        me = self._owner.names[0]
        everybody, period, decode = self._wanted.everybody, self._wanted.period, thread.decode
        senders, left_out = talk.senders, talk.left_out
        is_copy = Copies(self._seen, exact=thread.exact).is_copy
        for chunk in in_order(thread.messages):
            entries: list[Entry] = []
            for time, sender, text, reason in chunk:
                name, mine = senders.get(sender) or self._sender(sender, senders)
                if sender and text.startswith(sender):
                    talk.sentences.learn(decode(text))
                if not mine and not everybody:
                    left_out[OTHERS] += 1
                    entries.append((time, None, ""))
                    continue
                self.mine += mine
                said = decode(text).strip()
                why = reason or (period.reason(time / 1000) if said else NO_TEXT)
                if not why and is_copy(time, me if mine else name, said):
                    why = TWICE
                if why == FACEBOOK and said:
                    self._context.skip(f"{talk.uri}/{time}", FACEBOOK, said)
                elif why:
                    left_out[why] += 1
                entries.append((time, "" if why else said, name))
            talk.timeline.extend(entries)

    def _sender(self, sender: str, senders: dict[str, tuple[str, bool]]) -> tuple[str, bool]:
        name = self._owner.names[0] if sender == OWNER else clean(sender)
        senders[sender] = name, self._owner.wrote(name)
        return senders[sender]

    def _give(self, talk: _Talk) -> Iterator[textgen.Document]:
        """Yield the documents of a conversation that was read whole."""
        gap = self._wanted.gap if self._wanted.unit == "session" else None
        for said in sessions(self._without_facebook(talk), gap):
            if self._wanted.unit == "message":
                for entry in said:
                    yield from self._document(talk, [entry])
            else:
                yield from self._document(talk, said)
        for reason, count in talk.left_out.items():
            self._context.skip(f"{talk.uri}#{reason.replace(' ', '-')}", reason, count=count)

    def _without_facebook(self, talk: _Talk) -> Iterator[Entry]:
        people, repeated = self._survey.people[talk.key], self._survey.repeated
        for entry in talk.timeline:
            time, text, sender = entry
            if text and (talk.sentences.wrote(text, sender) or repeated.wrote(sender, text, people)):
                self._context.skip(f"{talk.uri}/{time}", FACEBOOK, text)
                talk.sentences.learn(text)
                yield time, "", ""
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
        title = self._survey.titles.get(talk.key)
        return title if title and self._wanted.keep_names else talk.uri.rsplit("/", 1)[-1]


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
