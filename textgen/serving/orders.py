"""What is asked of a generator, and the pieces that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from textgen.generators.base import Sampling


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """One text that somebody waits for.

    Args:
        prompt: What it goes on from.
        length: New characters, at most.
        sampling: How they are drawn.
        seed: What the random numbers come from.
        stops: It ends before the first of these that is complete.
        alternatives: For each character its probability, and those of so many likelier ones; None for
            no probabilities.
        scored: Whether the prompt's characters get theirs, too.
    """

    prompt: str
    length: int
    sampling: Sampling
    seed: int
    stops: tuple[str, ...] = ()
    alternatives: int | None = None
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """The probabilities of some characters, as natural logarithms.

    Args:
        own: Of the characters, shape ``(characters,)``.
        best: Of the likeliest in each place, shape ``(characters, alternatives)``.
        symbols: Which those are: so many in a string for each place, none where the model had no choice.
    """

    own: npt.NDArray[np.float64]
    best: npt.NDArray[np.float64]
    symbols: list[str]

    def cut(self, start: int | None, end: int | None) -> Tokens:
        """Return those of some of the characters."""
        part = slice(start, end)
        return Tokens(self.own[part], self.best[part], self.symbols[part])


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more characters of a text.

    Args:
        text: They.
        tokens: Their probabilities, where the order wants them.
        given: They stand in the prompt.
        end: What ended the text after them: its length, or a stop; None if it goes on.
    """

    text: str
    tokens: Tokens | None = None
    given: bool = False
    end: Literal["length", "stop"] | None = None

    def cut(self, start: int | None, end: int | None) -> Piece:
        """Return some of the characters, which do not end the text."""
        return Piece(self.text[start:end], self.tokens and self.tokens.cut(start, end), self.given)


class Writer(Protocol):
    """Writes the texts of some orders at a time, a few characters of each in turn; for one thread."""

    rows: int
    """Texts at a time, at most."""
    probabilities: bool
    """Whether it tells those of new characters."""

    def join(self, order: Order) -> None:
        """Take part from now on."""

    def leave(self, order: Order) -> None:
        """Take part no more."""

    def write(self) -> list[tuple[Order, Piece]]:
        """Return some more of the texts; one that ends with its piece has left."""

    def close(self) -> None:
        """Write no more."""
