"""Text as it may be shown: what is invisible or turns the text around is named, what was copied is marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textgen.comparison.results import Run

LIMITS: Final = (20, 50)  # characters in a row from which on a run is marked, and marked strongly
_JOINERS: Final = "\u200c\u200d"  # Persian, Hindi and many emoji are spelt with them


class _Signs(dict[int, str | int]):
    """What stands for each character; kept once it was looked up."""

    def __missing__(self, code: int) -> str | int:
        self[code] = sign = _sign(code)
        return sign


def _sign(code: int) -> str | int:
    character = chr(code)
    if character in "\n\t" or character in _JOINERS:
        return code
    if character == "\f":
        return "⟨page break⟩"  # what ends the documents of a corpus
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return f"⟨U+{code:04X}⟩"
    return code


_SIGNS: Final = _Signs()


def visible(text: str) -> str:
    """Return the text with signs for control, format and line-separating characters and half surrogates.

    Line breaks, tabs and the two joiners stay. So no text can turn its neighbours around (bidirectional
    overrides), hide in itself (zero width) or move a terminal's cursor.
    """
    return text.replace("\r\n", "\n").translate(_SIGNS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text that is marked alike.

    Args:
        text: What it says.
        copied: The length of the copy that it is in, in characters; 0 where it is in none.
        ends: The numbers of the copies that end with it, from 1 on.
    """

    text: str
    copied: int
    ends: tuple[int, ...]


def stretches(text: str, copies: Sequence[Run]) -> list[Stretch]:
    """Cut a text where copies begin and end, without the white space at their ends; they may overlap.

    Args:
        text: What a generator wrote.
        copies: The runs of it that stand in the training text.
    """
    spans = [(*_trimmed(text, copy), copy.length) for copy in copies]
    borders = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    found = []
    for first, last in pairwise(borders):
        inside = [length for start, end, length in spans if start <= first and last <= end]
        ends = tuple(number for number, (_, end, _) in enumerate(spans, 1) if inside and end == last)
        found.append(Stretch(text[first:last], max(inside, default=0), ends))
    return found


def _trimmed(text: str, copy: Run) -> tuple[int, int]:
    """Where the first and behind the last character of a copy stand that can be seen."""
    start, end = (min(max(at, 0), len(text)) for at in (copy.start, copy.start + copy.length))
    shown = text[start:end]
    return end - len(shown.lstrip()), start + len(shown.rstrip())
