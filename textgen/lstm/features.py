"""What can be told of each character of a text: is it a vowel, in quotation marks, how far into its line?

No model is asked: these are what ``textgen.lstm.neurons`` looks for in one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Values = npt.NDArray[np.float32]
Kind = Literal["remembered", "to come", "just read"]

_LINE_ENDS: Final = "\n\f"  # a form feed ends a document
_QUOTES: Final = {'"': '"', "“": "”", "„": "“", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』"}
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_VOWELS: Final = frozenset("aeiouæøœıαεηιουωаеиоуыэюяєіѣ")


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that is true of some characters of a text, or more or less so.

    Args:
        name: What it is called.
        kind: Whether a reader must remember what came before ("remembered"), know what follows ("to
            come"), or only see the character ("just read").
        meaning: What exactly was looked for.
        values: 0 or 1 for each character, or a count where it is ``graded``; shape ``(characters,)``.
        graded: Whether it is a count.
    """

    name: str
    kind: Kind
    meaning: str
    values: Values
    graded: bool = False

    @property
    def begins(self) -> npt.NDArray[np.bool_]:
        """Where it begins, or where its count begins anew: characters in a row count once."""
        before = np.concatenate([np.zeros(1, np.float32), self.values])[:-1]
        return self.values < before if self.graded else (self.values > 0) & (before == 0)


def features(text: str) -> list[Feature]:
    """Return what is looked for in a text, in the order in which it is shown.

    A pair of marks counts within its paragraph only. Single quotation marks do not count: most of them
    are apostrophes.
    """
    found = [
        Feature(name, kind, meaning, true.astype(np.float32)) for name, kind, meaning, true in _flags(text)
    ]
    position = Feature(
        "position in the line",
        "remembered",
        "the number of characters since the line began",
        _positions(text).astype(np.float32),
        graded=True,
    )
    return [*found[:2], position, *found[2:]]


def _flags(text: str) -> Iterator[tuple[str, Kind, str, npt.NDArray[np.bool_]]]:
    def each(true: Mapping[str, bool]) -> npt.NDArray[np.bool_]:
        return np.fromiter((true[character] for character in text), bool, len(text))

    alphabet = sorted(set(text))
    breaks = each({c: c in _LINE_ENDS for c in alphabet})
    spaces = each({c: c.isspace() for c in alphabet})
    capitals = each({c: c.isupper() for c in alphabet})
    word, indented = _beginnings(text)
    yield (
        "in quotation marks",
        "remembered",
        "from an opening mark on to before the closing one",
        _between(text, _QUOTES),
    )
    yield (
        "in brackets",
        "remembered",
        "from an opening bracket, of any shape, on to before the closing one",
        _between(text, _BRACKETS),
    )
    yield "first word of a line", "remembered", "from the line's first letter on to before a space", word
    yield "indented line", "remembered", "every character of a line that begins with a space or tab", indented
    yield (
        "word in capitals",
        "remembered",
        "from its second capital on, as in the names of speakers",
        capitals & np.append(False, capitals)[:-1],
    )
    yield "line about to end", "to come", "the next character is a line break", np.append(breaks, False)[1:]
    yield "line break", "just read", "the end of a line", breaks
    yield "space", "just read", "a space between words, which ends one", spaces & ~breaks
    yield "capital letter", "just read", "a letter of upper case", capitals
    yield (
        "punctuation",
        "just read",
        "a mark that Unicode counts as punctuation",
        each({c: unicodedata.category(c)[0] == "P" for c in alphabet}),
    )
    yield "digit", "just read", "a digit of any script", each({c: c.isdigit() for c in alphabet})
    yield (
        "vowel",
        "just read",
        "a vowel letter of the Latin, Greek or Cyrillic alphabet, with marks or without",
        each({c: unicodedata.normalize("NFD", c.lower())[0] in _VOWELS for c in alphabet}),
    )


def _between(text: str, pairs: Mapping[str, str]) -> npt.NDArray[np.bool_]:
    """Characters from an opening mark on to before its closing one, in one paragraph; not nested."""
    inside = np.zeros(len(text), bool)
    start, closing = None, ""
    for place, character in enumerate(text):
        if start is None:
            if character in pairs:
                start, closing = place, pairs[character]
        elif character == closing:
            inside[start:place] = True
            start = None
        elif character == "\f" or text[place - 1 : place + 1] == "\n\n":
            start = None
    return inside


def _positions(text: str) -> npt.NDArray[np.int64]:
    positions = np.zeros(len(text), np.int64)
    since = 0
    for place, character in enumerate(text):
        since = 0 if character in _LINE_ENDS else since + 1
        positions[place] = since
    return positions


def _beginnings(text: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The first word of each line, and the lines that are indented."""
    first, indented = np.zeros(len(text), bool), np.zeros(len(text), bool)
    start = 0
    for line in text.replace("\f", "\n").split("\n"):
        words = line.split(maxsplit=1)
        if words:
            begin = start + len(line) - len(line.lstrip())
            first[begin : begin + len(words[0])] = True
            indented[start : start + len(line)] = begin > start
        start += len(line) + 1
    return first, indented
