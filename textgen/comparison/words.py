"""The words of a text in any script, and its sentences and lines.

A word is a run of letters and their marks, with apostrophes inside. Scripts that put no space between
words (Chinese, Japanese, Thai, Khmer, Lao, Burmese) would need a dictionary; there each character as a
reader sees it (Unicode Standard Annex 29's grapheme cluster) stands for a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Line_Break=Complex_Context}ー々"
_WORD: Final = regex.compile(
    rf"(?P<unspaced>[{_UNSPACED}][{_UNSPACED}\p{{M}}]*)"
    rf"|[\p{{L}}--[{_UNSPACED}]][[\p{{L}}\p{{M}}]--[{_UNSPACED}]]*"
    rf"(?:['’][[\p{{L}}\p{{M}}]--[{_UNSPACED}]]+)*",
    regex.VERSION1,
)
_CLUSTER: Final = regex.compile(r"\X")
_SENTENCE_END: Final = regex.compile(r"[\p{Sentence_Terminal}…]+(?=[\p{P}\s]|$)|[。！？]")
_PUNCTUATION: Final = regex.compile(r"\p{P}")


def words(text: str) -> list[str]:
    """Return the words in order, in one case."""
    found: list[str] = []
    for match in _WORD.finditer(_plain(text)):
        found += _CLUSTER.findall(match[0]) if match["unspaced"] else [match[0]]
    return found


def vocabulary(text: str, *, whole: bool) -> Iterator[str]:
    """Yield what a dictionary of a corpus would list: words, and pairs of characters that no space parts.

    A single character of those scripts is in every corpus and says nothing.

    Args:
        text: Any text.
        whole: Leave out the words that touch its ends, where it was cut.
    """
    text = _plain(text)
    for match in _WORD.finditer(text):
        if match["unspaced"]:
            yield from map("".join, pairwise(_CLUSTER.findall(match[0])))
        elif not whole or (match.start() > 0 and match.end() < len(text)):
            yield match[0]


def sentences(text: str) -> list[str]:
    """Return the text's sentences that hold a word; the first and the last may be cut."""
    return [sentence for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence)]


def lines(text: str) -> list[str]:
    """Return the text's lines that are not blank; the first and the last may be cut."""
    return [line for line in text.split("\n") if line.strip()]


def marks(text: str) -> list[str]:
    """Return the punctuation marks of a text."""
    return list(_PUNCTUATION.findall(text))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
