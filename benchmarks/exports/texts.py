"""Invented texts: made of few words, yet no two alike."""

from __future__ import annotations

from random import Random

from .languages import Language

_SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeio"]
_TOKENS = [first + second for first in _SYLLABLES for second in _SYLLABLES]


def seeded(seed: str) -> Random:
    """Chance that is the same for the same seed."""
    return Random(seed)  # noqa: S311 - no secret


def token(number: int) -> str:
    """A word that no other number has."""
    return _TOKENS[number & 4095] + _TOKENS[number >> 12 & 4095]


class Texts:
    """A source of texts.

    Args:
        language: Whose words.
        random: Decides which.
    """

    def __init__(self, language: Language, random: Random) -> None:
        words = language.words.split()
        self.phrases = [" ".join(random.choices(words, k=random.randint(3, 9))) for _ in range(2000)]
        self._next = 0

    def text(self, random: Random) -> str:
        """A text for anything but a message."""
        self._next += 1
        return f"{random.choice(self.phrases)}, {random.choice(self.phrases)} {token(self._next)}ux."


def people(language: Language, count: int) -> list[str]:
    """So many different names."""
    given, family = language.given.split(), language.family.split()
    names = []
    for number in range(count):
        first, rest = number % len(given), number // len(given)
        last, more = rest % len(family), rest // len(family)
        name = f"{given[first]} {family[(last + first) % len(family)]}"
        while more:
            more, which = divmod(more - 1, len(family))
            name += f"-{family[which]}"
        names.append(name)
    return names
