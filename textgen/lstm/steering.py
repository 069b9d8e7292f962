"""What turns a text away from repeating: the repetition penalty, and the ban on copied passages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

if TYPE_CHECKING:
    from textgen.corpus.passages import Passages
    from textgen.lstm.vocabulary import Vocabulary
    from textgen.lstm.weights import Array

SPARED: Final = 8
"""So many characters may stand in a text again at no cost: words and names."""

_WINDOW: Final = 8192  # so far back a text is compared with itself, at least
MEMORY: Final = 2 * _WINDOW  # of a longer beginning, this end is enough
_RUNS: Final = 256  # places that are followed at once; more there are only in a text of one line or letter


class Steering(Protocol):
    """Follows one text and changes the logits of its next symbol."""

    def adjust(self, logits: Array) -> None:
        """Change the logits, shape ``(vocabulary,)``, in place."""

    def read(self, symbol: int) -> None:
        """Take note of the symbol that was drawn."""


class RepetitionPenalty:
    """Makes it less likely that a text goes on with a passage that already stood in it.

    The penalty of Keskar et al. 2019 (CTRL, arXiv:1909.05858) discounts every symbol that occurred
    before. Characters all occur again soon, so here a character is discounted only if it would make a
    passage of more than ``SPARED`` characters stand in the text twice: its logit is lowered by
    ``log(penalty)`` for each character beyond. At temperature 1 the first such character is ``penalty``
    times less likely, the next ``penalty ** 2`` times, and so on, so that no loop lasts.

    Args:
        penalty: At least 1, which changes nothing.
    """

    def __init__(self, penalty: float) -> None:
        self._weight = math.log(penalty)
        self._past = ""  # symbols as code points
        self._runs: dict[int, int] = {}  # where an earlier passage goes on: how long it is

    def adjust(self, logits: Array) -> None:
        """Lower the logits of the symbols that would go on with an earlier passage."""
        worst: dict[int, int] = {}
        for place, length in self._runs.items():
            symbol = ord(self._past[place])
            worst[symbol] = max(worst.get(symbol, 0), length)
        for symbol, length in worst.items():
            logits[symbol] -= np.float32(self._weight * (length + 1 - SPARED))

    def read(self, symbol: int) -> None:
        """Append a symbol, and find where the last ``SPARED`` stood before."""
        past, character = self._past, chr(max(symbol, 0))  # -1 ends a text; what follows matters no more
        runs = {place + 1: length + 1 for place, length in self._runs.items() if past[place] == character}
        past += character
        tail = past[-SPARED:]
        place = past.find(tail) if len(past) > SPARED else -1
        while 0 <= place < len(past) - SPARED and len(runs) < _RUNS:
            runs.setdefault(place + SPARED, SPARED)
            place = past.find(tail, place + 1)
        if len(past) > MEMORY:
            cut = len(past) - _WINDOW
            past = past[cut:]
            runs = {place - cut: length for place, length in runs.items() if place >= cut}
        self._past, self._runs = past, runs


class NoCopies:
    """Never lets a text hold as many characters in a row of a corpus as are a copy.

    The beginning of a text that was given counts, too: what stands in the corpus together with it is not
    written on past the limit.

    Args:
        passages: The corpus's.
        vocabulary: Which symbol is which character.
    """

    def __init__(self, passages: Passages, vocabulary: Vocabulary) -> None:
        self._follower = passages.follow()
        self._codes = [ord(character) for character in vocabulary.characters]
        self._symbols = {code: symbol for symbol, code in enumerate(self._codes)}

    def adjust(self, logits: Array) -> None:
        """Forbid the symbols that would complete a copy."""
        for code in self._follower.forbidden():
            if code in self._symbols:
                logits[self._symbols[code]] = -np.inf

    def read(self, symbol: int) -> None:
        """Take note of the symbol that was drawn."""
        if 0 <= symbol < len(self._codes):
            self._follower.read(self._codes[symbol])
