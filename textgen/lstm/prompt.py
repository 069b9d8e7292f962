"""Prompts in the characters that a model knows."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textgen.lstm.vocabulary import Vocabulary

# Characters that stand for one another, the plain one first.
ALIKE: Final = ("'’‘‚‛′ʼ`´", '"”“„‟″«»', "-–—‐‑‒―−", " \t\u00a0\u2028\u2029\n")
SPELT: Final = {
    "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D",
    "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th", "ß": "ss", "ẞ": "SS", "ı": "i",
}  # fmt: skip


def fit(prompt: str, vocabulary: Vocabulary) -> tuple[str, dict[str, str]]:
    """Exchange the characters outside a vocabulary for near ones in it, and leave out the rest.

    Near are, in this order: the NFC and NFKC forms (Unicode Standard Annex 15), quotes, dashes and
    spaces of another shape, the letter without its marks, a spelling in ASCII, the other case.

    Returns:
        The prompt, and what became of each character that was changed: "" for one left out.
    """
    if not all(character in vocabulary for character in prompt):
        prompt = unicodedata.normalize("NFC", prompt)
    changes = {character: _near(character, vocabulary) for character in prompt if character not in vocabulary}
    return "".join(changes.get(character, character) for character in prompt), changes


def _near(character: str, vocabulary: Vocabulary) -> str:
    for candidate in _candidates(character):
        if candidate and all(part in vocabulary for part in candidate):
            return candidate
    return ""


def _candidates(character: str) -> Iterator[str]:
    compatible = unicodedata.normalize("NFKC", character)
    yield compatible
    for alike in ALIKE:
        if character in alike:
            yield from alike
    yield from (SPELT.get(character, ""), unicodedata.normalize("NFD", character))
    decomposed = unicodedata.normalize("NFKD", character)
    letters = "".join(part for part in decomposed if not unicodedata.combining(part))
    yield letters
    for form in (compatible, letters):
        yield from (form.lower(), form.upper())
