"""What every generator answers: continue a text, score a text, describe yourself."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from textgen.document import JSON
from textgen.errors import Unsupported

if TYPE_CHECKING:
    from textgen.corpus.passages import Passages


FORGETS: Final = "the text is longer than its context, and the beginning is forgotten"
"""Why a generator whose context is too short for a text adjusts it."""


class GeneratorWarning(UserWarning):
    """A generator does something other than what was asked of it, and says what.

    Args:
        message: What.
        setting: The name of the setting that is not honoured, if it is one.
    """

    def __init__(self, message: str, setting: str | None = None) -> None:
        super().__init__(message)
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next character is drawn from the model's probabilities.

    Args:
        temperature: Divides the logits; below 1 safer, above 1 wilder, 0 always the likeliest.
        top_k: Draw among the k likeliest only.
        top_p: Draw among the likeliest that together reach probability p only (nucleus sampling,
            Holtzman et al. 2020, arXiv:1904.09751).
        repetition_penalty: Makes it so many times less likely, for each character, that the text goes on
            with a passage that already stood in it; 1 changes nothing.
        avoid: A corpus's passages, none of which the text may hold.
    """

    temperature: float = 0.7
    top_k: int | None = None
    top_p: float | None = None
    repetition_penalty: float = 1.0
    avoid: Passages | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 10:
            raise ValueError(f"temperature must lie in 0..10, got {self.temperature}")
        if self.top_k is not None and self.top_k < 1:
            raise ValueError(f"top_k must be at least 1, got {self.top_k}")
        if self.top_p is not None and not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must lie in (0, 1], got {self.top_p}")
        if not 1 <= self.repetition_penalty <= 100:
            raise ValueError(f"repetition_penalty must lie in 1..100, got {self.repetition_penalty}")


@dataclass(frozen=True, slots=True)
class Score:
    """How well a generator predicts a text: of the text only, not of its context.

    Args:
        bits: The negative log2-likelihood of the whole text.
        bytes: The text's length in UTF-8.
        characters: The text's length in code points.
    """

    bits: float
    bytes: int
    characters: int


class Generator(Protocol):
    """A machine that continues texts."""

    name: str

    def generate(
        self,
        prompt: str,
        *,
        length: int,
        sampling: Sampling,
        seed: int | None = None,
        stop: str | None = None,
    ) -> Iterator[str]:
        """Yield pieces of new text, ``length`` characters in all; the prompt is not repeated.

        The text ends early before the first occurrence of ``stop``. An empty prompt is the start
        of a document. The same seed gives the same text.
        """

    def score(self, text: str, *, context: str = "") -> Score:
        """Return the likelihood of ``text`` after ``context``.

        An empty context is the start of a document: the delimiter is fed first if the model has
        one. A non-empty context is read from zero states with nothing before it.

        Raises:
            Unsupported: the generator cannot score.
        """

    def describe(self) -> Mapping[str, JSON]:
        """Return what the generator is, what it can do, and its limits."""


def generate_all(
    generator: Generator,
    prompt: str,
    *,
    number: int,
    seed: int,
    length: int,
    sampling: Sampling,
    stop: str | None = None,
    on_reading: Callable[[int, int], None] | None = None,
) -> Iterator[Iterator[str]]:
    """Return so many texts of one prompt, each in pieces; text number k has the seed ``seed + k``.

    A generator with a method of this name writes them side by side, others one after another. It reads the
    prompt at once, and gives ``on_reading`` the symbols that are read and those in all.

    Raises:
        Unsupported: the generator does not know the repetition penalty or the ban on copies.
    """
    require(
        generator,
        repetition_penalty=sampling.repetition_penalty != 1,
        avoid=sampling.avoid is not None,
    )
    together = getattr(generator, "generate_all", None)
    if together:
        texts: Iterator[Iterator[str]] = together(
            prompt,
            number=number,
            seed=seed,
            length=length,
            sampling=sampling,
            stop=stop,
            on_reading=on_reading,
        )
        return texts
    return (
        generator.generate(prompt, length=length, sampling=sampling, seed=seed + k, stop=stop)
        for k in range(number)
    )


def any_seed(generator: Generator, texts: int = 1) -> int:
    """Return a seed by chance that the generator takes as it is, and the next ones for further texts.

    A generator that takes few seeds tells the lowest and the highest as ``seeds`` in its description.
    """
    match generator.describe().get("seeds"):
        case [int(low), int(high)]:
            pass
        case _:
            low, high = 0, 2**32 - 1
    return low + secrets.randbelow(max(1, high - low + 2 - texts))


def check_ends(length: int, stop: str | None) -> None:
    """Refuse what cannot end a text, for ``Generator.generate``.

    Raises:
        ValueError: ``length`` is below 1, or ``stop`` is empty.
    """
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    if stop == "":
        raise ValueError("stop must not be empty")


def tell_end(name: str, characters: int, length: int) -> None:
    """Warn that a model itself ended a text, after so many characters of ``length``."""
    said = f"{name} ended the text after {characters:,} of {length:,} characters"
    warnings.warn(said, GeneratorWarning, stacklevel=3)


def require(generator: Generator, *, repetition_penalty: bool = False, avoid: bool = False) -> None:
    """Refuse a setting that would mean another text, if the generator does not know it.

    Raises:
        Unsupported: it does not know the repetition penalty or the ban on copies, and that is required.
    """
    can = generator.describe().get("sampling")
    for name, option, required in (
        ("repetition_penalty", "--repetition-penalty", repetition_penalty),
        ("avoid", "--avoid-copying", avoid),
    ):
        if required and not (isinstance(can, list) and name in can):
            raise Unsupported(
                f"{generator.name} does not know {option}",
                hint="Leave it out, or use a model that textgen trained.",
            )
