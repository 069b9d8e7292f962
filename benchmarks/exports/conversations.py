"""Conversations as they took place, before any export writes them down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .languages import Language
from .texts import Texts, people, seeded, token
from .truth import Own, Truth

Entry: TypeAlias = tuple[int, str, str, str, int]
"""Milliseconds since 1970, sender, text ("" = none), form, session."""

WORDS, CAPTIONED, SHARED, CORRECT, MIXED = "words", "captioned", "shared", "correct", "mixed"
OWN = frozenset({WORDS, CAPTIONED, SHARED, CORRECT, MIXED})
PHOTO, STICKER, LINK = "photo", "sticker", "link"
UNSENT, EMPTIED, TAKEN_DOWN, CALL, MISSED, MEMBERS = (
    "unsent",
    "emptied",
    "taken down",
    "call",
    "missed",
    "members",
)
SENTENCE = "sentence"

BLOCK = 10_000
"""Messages that a file holds at most."""
_BLOCK_MS = 80 * 86_400_000
_PAUSE_MS, _MORE_PAUSE_MS, _STEP_MS = 3_700_000, 10_000_000, 90_000
_MENTION = re.compile(r"@\[\d+:\d+:([^\]]+)\]")

_STRUCTURAL = (PHOTO, STICKER, LINK, UNSENT, EMPTIED, TAKEN_DOWN, CALL, MISSED, MEMBERS)
_SPEECH = (CAPTIONED, SHARED, CORRECT, MIXED, "lines", "mention", "emoji", "lookalike")


def shown(text: str) -> str:
    """A text as a reader should see it: mentions as names."""
    return _MENTION.sub(r"\1", text) if "@[" in text else text


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who talks where, and how much.

    Args:
        folder: inbox, archived_threads, …; "groups" for the messages of a group.
        name: The folder of its own.
        others: Everybody but the owner.
        owner: What the owner was called then.
        count: How many messages.
        start: When it began, in milliseconds.
        first: How many messages the conversations before it have, so that no two texts are alike.
        senderless: Whether the pages of 2025 leave the owner's name away.
    """

    number: int
    folder: str
    name: str
    title: str
    others: tuple[str, ...]
    owner: str
    count: int
    start: int
    first: int
    senderless: bool = False

    @property
    def path(self) -> str:
        """What tells it from all others."""
        return f"{self.folder}/{self.name}"

    @property
    def blocks(self) -> int:
        """How many files it fills."""
        return -(-self.count // BLOCK)


def plan(
    language: Language,
    *,
    messages: int,
    threads: int,
    seed: int,
    year: int,
    folders: tuple[str, ...],
    old_names: bool,
) -> list[Conversation]:
    """Share messages out: a tenth to one giant conversation, the rest unevenly."""
    random = seeded(f"plan {seed}")
    weights = [random.lognormvariate(0, 1.3) for _ in range(max(1, threads - 1))]
    rest = messages - (messages // 10 if threads > 1 else 0)
    counts = [max(3, round(rest * weight / sum(weights))) for weight in weights]
    counts += [messages // 10] if threads > 1 else []
    names = people(language, threads + 40)
    end = (year - 1970) * 31_556_952_000
    conversations, first = [], 0
    for number, count in enumerate(counts):
        is_group = number % 5 == 4
        others: tuple[str, ...] = (names[number],)
        if is_group:
            others += tuple(random.sample([name for name in names if name not in others], 3))
        if number % 9 == 7:
            others = (language.deleted,)
        length = -(-count // BLOCK) * _BLOCK_MS
        start = int(end - length - random.random() * 3 * 31_556_952_000)
        usual = number % 2 or number == len(counts) - 1
        folder = folders[0] if usual else folders[number // 2 % len(folders)]
        title = f"{token(number)} {language.words.split()[number % 9]}" if is_group else others[0]
        conversations.append(
            Conversation(
                number=number,
                folder=folder,
                name=f"{_plain(title)}_{_identity(seed, number, year)}",
                title=title,
                others=others,
                owner=language.old_name if old_names and number % 6 == 5 else language.owner,
                count=count,
                start=start,
                first=first,
                senderless=number % 3 == 1,
            )
        )
        first += count
    return conversations


def _plain(title: str) -> str:
    """A title as folders spell it."""
    return "".join(letter for letter in title.lower() if letter.isascii() and letter.isalnum())


def _identity(seed: int, number: int, year: int) -> str:
    """What tells a conversation's folder from others of the same title; digits since 2023."""
    if year < 2023:
        return f"{token(number)}{seed % 10}{number % 10}"
    return str(10**15 + seed * 10**9 + number)


class Talk:
    """Makes the messages of conversations, block by block and in any order.

    Args:
        language: In which they talk.
        texts: Their phrases.
        seed: Decides everything.
        special: The share of messages that are more, or less, than plain words.
        is_page: Whether pages are written, which have no place for what JSON tells by its structure.
        has_sentences: Whether Facebook writes into conversations.
    """

    def __init__(
        self,
        language: Language,
        texts: Texts,
        *,
        seed: int,
        special: float,
        is_page: bool,
        has_sentences: bool = True,
    ) -> None:
        self._language = language
        self._phrases = texts.phrases
        self._seed = seed
        self._special = special
        structural = (PHOTO, STICKER, LINK) if is_page else _STRUCTURAL
        self._rare = _SPEECH * 2 + structural + ((SENTENCE,) * 12 if has_sentences else ())

    def block(self, conversation: Conversation, index: int) -> list[Entry]:
        """The messages of a file's size, oldest first; index 0 is the oldest block."""
        random = seeded(f"{self._seed} {conversation.number} {index}")
        chance, phrases, short = random.random, self._phrases, self._language.short
        special, twofold, brief = self._special, self._special + 0.4, self._special + 0.45
        count = min(BLOCK, conversation.count - index * BLOCK)
        number = conversation.first + index * BLOCK
        time = conversation.start + index * _BLOCK_MS
        session, left = index * BLOCK, random.randrange(10, 30)
        owner, others = conversation.owner, conversation.others
        rare = random.randrange(1000)
        entries: list[Entry] = []
        for _ in range(count):
            number += 1
            if not left:
                time += _PAUSE_MS + int(chance() * _MORE_PAUSE_MS)
                left = random.randrange(10, 30)
                session += 1
            left -= 1
            time += 1000 + int(chance() * _STEP_MS)
            sender = owner if chance() < 0.5 else others[int(chance() * len(others))]
            text = f"{phrases[int(chance() * 2000)]} {token(number)}"
            which = chance()
            if which < special:
                rare += 1
                entries.append(self._rare_entry(conversation, (time, sender, text, "", session), rare))
                continue
            if which < twofold:
                text = f"{text}, {phrases[int(chance() * 2000)]}"
            elif which < brief:
                text = short[int(chance() * len(short))]
            entries.append((time, sender, text, WORDS, session))
        return entries

    def _rare_entry(self, conversation: Conversation, entry: Entry, rare: int) -> Entry:
        time, sender, text, _, session = entry
        form = self._rare[rare % len(self._rare)]
        if form == SENTENCE:
            text = self._sentence(conversation, sender, rare)
            form = SENTENCE if text else PHOTO
        if form in {CALL, MISSED, MEMBERS}:
            text = self._sentence(conversation, sender, rare) or f"{sender}: {form}."
        elif form in {PHOTO, STICKER, LINK, EMPTIED}:
            text = ""
        elif form == MIXED:
            text = text.replace(" ", "’", 1)
        elif form == "lines":
            text, form = text.replace(" ", "\n", 1), WORDS
        elif form == "mention":
            text, form = f"@[1000{rare}:69:{conversation.others[0]}] {text}", WORDS
        elif form == "emoji":
            text, form = f"😀 {text} 👩‍👩‍👧", WORDS
        elif form == "lookalike":
            lookalikes = self._language.lookalikes
            text, form = lookalikes[rare % len(lookalikes)] if lookalikes else text, WORDS
        return time, sender, text, form, session

    def _sentence(self, conversation: Conversation, sender: str, rare: int) -> str:
        language = self._language
        sentences = language.events + language.greetings
        if not sentences:
            return ""
        other = conversation.others[0] if sender == conversation.owner else conversation.owner
        return sentences[rare % len(sentences)].format(n=sender, o=other)


def tell(truth: Truth, conversation: Conversation, entries: list[Entry], common: frozenset[str]) -> None:
    """Add a block of messages to the truth.

    Args:
        truth: Where to.
        conversation: Whose block.
        entries: Its messages.
        common: What everybody says, so that it is not forbidden when others say it.
    """
    truth.messages += len(entries)
    for time, sender, text, form, session in entries:
        line = shown(text).replace("\n", " ")
        if form not in OWN:
            truth.forbid(text)
        elif sender == conversation.owner:
            truth.add(Own("message", time, line, conversation.path, session))
        elif text not in common:
            truth.forbid(line)


def newest_first(talk: Talk, conversation: Conversation) -> Iterator[list[Entry]]:
    """All blocks, each oldest first, the newest block first."""
    for index in reversed(range(conversation.blocks)):
        yield talk.block(conversation, index)
