"""Text as it may be shown: what is invisible or turns the text around is named, what was copied is marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
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
class Region:
    """A part of a text that is covered by copies, without the white space at its ends.

    Args:
        start: Its first character.
        end: The first character behind it.
        copies: The copies in it, which overlap or touch, the longest first.
    """

    start: int
    end: int
    copies: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text that is marked alike.

    Args:
        text: What it says.
        copied: The length of the longest copy that it is in, in characters; 0 where it is in none.
        number: The number of the region that ends with it, from 1 on; None where none does.
    """

    text: str
    copied: int
    number: int | None


def regions(text: str, copies: Iterable[Run]) -> list[Region]:
    """Join the copies of a text that overlap or touch; those of nothing but white space are left out."""
    found = list[Region]()
    for start, end, copy in sorted(
        ((*_trimmed(text, copy), copy) for copy in copies), key=lambda span: span[:2]
    ):
        if start >= end:
            continue
        last = found[-1] if found and found[-1].end >= start else None
        joined = sorted((*(last.copies if last else ()), copy), key=lambda one: -one.length)
        if last:
            found[-1] = Region(last.start, max(last.end, end), tuple(joined))
        else:
            found.append(Region(start, end, tuple(joined)))
    return found


def stretches(text: str, marked: Sequence[Region]) -> list[Stretch]:
    """Cut a text where copies begin and end.

    Args:
        text: What a generator wrote.
        marked: Its regions.
    """
    spans = [(*_trimmed(text, copy), copy.length) for region in marked for copy in region.copies]
    borders = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    numbers = {region.end: number for number, region in enumerate(marked, 1)}
    return [
        Stretch(
            text[first:last],
            max((length for start, end, length in spans if start <= first and last <= end), default=0),
            numbers.get(last),
        )
        for first, last in pairwise(borders)
    ]


def _trimmed(text: str, copy: Run) -> tuple[int, int]:
    """Where the first and behind the last character of a copy stand that can be seen."""
    start, end = (min(max(at, 0), len(text)) for at in (copy.start, copy.start + copy.length))
    shown = text[start:end]
    return end - len(shown.lstrip()), start + len(shown.rstrip())
