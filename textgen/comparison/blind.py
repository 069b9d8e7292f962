"""The blind test: can a person tell who wrote a passage, a model or the real author?"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from textgen import atomic
from textgen.comparison.findings import REAL, labels
from textgen.comparison.results import Comparison, encoded
from textgen.comparison.visible import visible
from textgen.errors import TextgenError

RESULTS: Final = "blind.json"
EACH: Final = 8  # passages of each author, at most
_FORMAT: Final = 1
_Z: Final = 1.959964  # of a 95 % interval (standard normal distribution)
_STRAIGHT: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\f": "\n\n", "\t": " "})
_SHORTEST: Final = 40  # characters; in less nobody can tell anything


@dataclass(frozen=True, slots=True)
class Passage:
    """Something to read.

    Args:
        author: Who wrote it: a generator's name, or ``REAL``.
        text: It, without what would give its author away.
    """

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What a person answered.

    Args:
        author: Who wrote the passage.
        guessed: Who the person thought did.
        text: The passage.
    """

    author: str
    guessed: str
    text: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A blind test that was taken, whole or in part.

    Args:
        created: When it ended: ISO 8601, UTC.
        seed: What drew the passages and their order.
        authors: Among whom the person chose.
        guesses: In the order in which they were made.
    """

    created: str
    seed: int
    authors: tuple[str, ...]
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many, with the interval in which the share lies with 95 % confidence."""

    count: int
    total: int

    @property
    def low(self) -> float:
        """The interval's lower end, from 0 to 1 (Wilson 1927, JASA 22:209)."""
        return max(0.0, self._middle() - self._half())

    @property
    def high(self) -> float:
        """The interval's upper end."""
        return min(1.0, self._middle() + self._half())

    def _middle(self) -> float:
        return (self.count + _Z**2 / 2) / (self.total + _Z**2)

    def _half(self) -> float:
        share = self.count / self.total
        spread = math.sqrt(share * (1 - share) * self.total + _Z**2 / 4)
        return _Z * spread / (self.total + _Z**2)


@dataclass(frozen=True, slots=True)
class Score:
    """How well people told the authors apart.

    Args:
        sittings: How many tests were taken.
        authors: Among whom they chose, the real author first.
        correct: How often they were right.
        chance: The share that would be right without reading.
        guessed: How often each author's passages were taken for each one's.
        fooled: For each generator, how many of its passages were taken for the real author's.
        doubted: How many of the real author's passages were taken for a generator's.
    """

    sittings: int
    authors: tuple[str, ...]
    correct: Share
    chance: float
    guessed: Mapping[str, Mapping[str, int]]
    fooled: Mapping[str, Share]
    doubted: Share | None


def passages(comparison: Comparison, *, seed: int) -> list[Passage]:
    """Draw passages of the real author and of each generator, equally many, in random order.

    All are cut to the length of the shortest at the ends of words; prompts are not shown; quotation marks are
    made straight, and white space alike, since they tell about files rather than about authors.

    Args:
        comparison: A finished comparison.
        seed: The same seed draws the same passages in the same order.

    Raises:
        TextgenError: there is no real author, no generator, or too little to read.
    """
    if comparison.reference is None:
        raise TextgenError(
            f"there are no passages of the real author: {comparison.held_out.reason or 'no held-out text'}",
            hint="Compare again with --held-out FILE, a text of the same kind that no model has learned.",
        )
    texts = {REAL: [passage.text for passage in comparison.reference.passages]}
    for name, generator in labels(comparison).items():
        texts[name] = [answer.text for answer in generator.answers if not answer.error]
    least = max(_SHORTEST, comparison.settings.length // 2)
    readable = {
        author: [text for text in dict.fromkeys(map(_cleaned, written)) if len(text) >= least]
        for author, written in texts.items()
    }
    readable = {author: written for author, written in readable.items() if written}
    if REAL not in readable or len(readable) < 2:
        raise TextgenError(
            f"there are no passages of {least:,} characters or more by the real author and a generator",
            hint="Compare again with a greater --length, or with generators that answer.",
        )
    rng = random.Random(seed)  # noqa: S311 - an order, not a secret
    number = min(EACH, *map(len, readable.values()))
    drawn = [Passage(author, text) for author, them in readable.items() for text in rng.sample(them, number)]
    length = min(len(passage.text) for passage in drawn)
    rng.shuffle(drawn)
    return [Passage(passage.author, _cut(passage.text, length)) for passage in drawn]


def authors(drawn: Sequence[Passage]) -> tuple[str, ...]:
    """Among whom to choose: the real author, then the generators by name."""
    return (REAL, *sorted({passage.author for passage in drawn} - {REAL}))


def take(drawn: Sequence[Passage], seed: int, ask: Callable[[Passage, int], str | None]) -> Sitting | None:
    """Ask for the author of each passage, until the person has had enough.

    Args:
        drawn: The passages.
        seed: What drew them.
        ask: Is given a passage and its number, from 1 on; returns who is thought to have written it, or None
            to end the test.

    Returns:
        The test; None if nothing was answered.
    """
    guesses = []
    for number, passage in enumerate(drawn, 1):
        guessed = ask(passage, number)
        if guessed is None:
            break
        guesses.append(Guess(passage.author, guessed, passage.text))
    if not guesses:
        return None
    created = datetime.now(UTC).isoformat(timespec="seconds")
    return Sitting(created, seed, authors(drawn), tuple(guesses))


def score(sittings: Sequence[Sitting]) -> Score | None:
    """Count the guesses of all sittings; None if there are none."""
    guesses = [guess for sitting in sittings for guess in sitting.guesses]
    if not guesses:
        return None
    listed = dict.fromkeys(author for sitting in sittings for author in sitting.authors)
    counts = Counter((guess.author, guess.guessed) for guess in guesses)
    totals = Counter(guess.author for guess in guesses)
    chances = [1 / len(sitting.authors) for sitting in sittings for _ in sitting.guesses]
    return Score(
        sittings=len(sittings),
        authors=tuple(listed),
        correct=Share(sum(counts[author, author] for author in listed), len(guesses)),
        chance=sum(chances) / len(chances),
        guessed={author: {other: counts[author, other] for other in listed} for author in listed},
        fooled={
            author: Share(counts[author, REAL], totals[author])
            for author in listed
            if author != REAL and totals[author]
        },
        doubted=Share(totals[REAL] - counts[REAL, REAL], totals[REAL]) if totals[REAL] else None,
    )


def sentences(result: Score) -> Iterator[str]:
    """Say how it went, in words."""
    right = result.correct
    yield (
        f"You were right {_times(right)}: {_percent(right.count / right.total)}, with 95 % confidence "
        f"between {_percent(right.low)} and {_percent(right.high)}. By chance it would be "
        f"{_percent(result.chance)}."
    )
    for name, fooled in result.fooled.items():
        yield f"{name} fooled you {_times(fooled)}: you took its words for the real author’s."
    if result.doubted:
        yield f"You took {result.doubted.count} of {result.doubted.total} real passages for a machine’s."


def _times(share: Share) -> str:
    return f"{share.count} time{'' if share.count == 1 else 's'} of {share.total}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def read(folder: Path) -> list[Sitting]:
    """Read the tests that were taken; none is an empty list.

    Raises:
        TextgenError: the file is damaged, or of a newer format.
    """
    path = folder / RESULTS
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    try:
        kept = msgspec.json.decode(data, type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    if kept.format != _FORMAT:
        raise _damaged(path, f"its format is {kept.format}, not {_FORMAT}")
    return list(kept.sittings)


def keep(sitting: Sitting, folder: Path) -> Path:
    """Add a test to the ones in the folder, in one step, and return the file's path.

    Raises:
        TextgenError: the file is damaged, or of a newer format.
    """
    path = folder / RESULTS
    kept = _Kept(_FORMAT, (*read(folder), sitting))
    atomic.write(path, msgspec.json.format(encoded(kept), indent=2) + b"\n")
    return path


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file."""

    format: int
    sittings: tuple[Sitting, ...]


def _damaged(path: Path, problem: str) -> TextgenError:
    return TextgenError(
        f"{path} is damaged, or holds no blind tests: {problem}",
        hint="Move it elsewhere, and the next blind test begins a new one.",
    )


def _cleaned(text: str) -> str:
    """A text that begins with a whole word or line, without what only its file knows."""
    text = visible(text.translate(_STRAIGHT))
    _, _, later = re.split(r"(\s)", text, maxsplit=1) if re.search(r"\s", text) else ("", "", text)
    lines = (re.sub(r" +", " ", line).rstrip() for line in later.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cut(text: str, length: int) -> str:
    """The text's first characters, up to the end of a word."""
    if len(text) <= length or text[length].isspace():
        return text[:length].rstrip()
    whole = re.match(r"(?s).*\s", text[:length])
    return (whole[0] if whole else text[:length]).rstrip()
