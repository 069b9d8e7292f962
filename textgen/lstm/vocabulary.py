"""The characters a model knows, and the ids it knows them by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

CODE_POINTS = 1_114_112
ESCAPE = 1e-6  # the share of probability kept for characters that a model without "unknown" cannot express


@dataclass(frozen=True)
class Vocabulary:
    """An ordered set of characters, and whether there is an "unknown" symbol after them.

    The id of a character is its place in ``characters``; the unknown symbol, if any, has the
    last id, ``len(characters)``.
    """

    characters: str
    unknown: bool = False

    def __post_init__(self) -> None:
        if len(set(self.characters)) != len(self.characters):
            raise ValueError("a vocabulary holds each character once")

    @classmethod
    def from_counts(cls, counts: Mapping[str, int], *, min_count: int = 1) -> Vocabulary:
        """Keep the characters seen at least ``min_count`` times, in code point order."""
        kept = sorted(character for character, count in counts.items() if count >= min_count)
        return cls("".join(kept), unknown=len(kept) < len(counts))

    @property
    def size(self) -> int:
        """The number of symbols, the unknown one included."""
        return len(self.characters) + self.unknown

    @property
    def unknown_id(self) -> int | None:
        """The id of the unknown symbol, or None if there is none."""
        return len(self.characters) if self.unknown else None

    @property
    def unknown_bits(self) -> float:
        """What an unknown character costs beside its symbol: one of the code points not in the vocabulary."""
        return math.log2(CODE_POINTS - len(self.characters))

    @property
    def dtype(self) -> np.dtype[np.unsignedinteger]:
        """The smallest unsigned type that holds every id."""
        return np.min_scalar_type(max(self.size, 1))

    @cached_property
    def _table(self) -> npt.NDArray[np.uint32]:
        """The id of each code point below the vocabulary's largest + 2; ``size`` marks a missing one."""
        codes = np.frombuffer(self.characters.encode("utf-32-le", "surrogatepass"), np.uint32)
        table = np.full(int(codes.max(initial=0)) + 2, self.size, np.uint32)
        if self.unknown:
            table[:] = len(self.characters)
        table[codes] = np.arange(len(codes), dtype=np.uint32)
        return table

    def encode(self, text: str) -> npt.NDArray[np.uint32]:
        """Return the ids of a text's characters, shape ``(len(text),)``.

        Characters outside the vocabulary get the unknown symbol's id, or ``size`` if there is none.
        """
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return self._table[np.minimum(codes, len(self._table) - 1)]

    def decode(self, ids: npt.NDArray[np.integer]) -> str:
        """Return the text of some ids; the unknown symbol reads as U+FFFD."""
        characters = self.characters + "\ufffd"
        return "".join([characters[number] for number in ids.clip(max=len(self.characters)).tolist()])

    def __contains__(self, character: str) -> bool:
        return character in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.characters)
