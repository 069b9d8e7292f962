"""What a Runway model takes and gives, as it announces it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import GeneratorError
from textgen.generators.server import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textgen.document import JSON

TEXTS: Final = ("text", "generated_text", "generated")
"""The outputs that held the text in the models there were."""
SETTINGS: Final = ("temperature", "top_k", "top_p")
END: Final = "encountered_end"
LENGTHS: Final = {"max_characters": 1, "sequence_length": 3}
"""The inputs that say how much to write, and how many characters one of their units gives at least, as a
rule: a token of GPT-2 is three to five characters of English."""
UNITS: Final = {"max_characters": "characters", "sequence_length": "tokens"}

_SHOWN: Final = ("name", "type", "default", "min", "max", "step", "minLength", "maxLength")
_MOST, _LONGEST = 100, 1000  # fields of a description, and characters of a word in it
_NO_DEFAULT: Final = frozenset({"any", "array", "directory", "file", "image", "segmentation"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The range of a number, its ends included; None is no limit."""

    low: float | None = None
    high: float | None = None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        ends = ("from", self.low), ("up to" if self.low is None else "to", self.high)
        return " ".join(f"{word} {end:,.10g}" for word, end in ends if end is not None)

    def nearest(self, value: int) -> int:
        """Return ``value``, or the end of the range that is next to it."""
        if self.high is not None:
            value = min(value, math.floor(self.high))
        return value if self.low is None else max(value, math.ceil(self.low))

    def wrapped(self, value: int) -> int:
        """Return ``value``, brought into the range modulo its size, or as near as may be if it has none."""
        if self.high is None:
            return self.nearest(value)
        low = math.ceil(self.low or 0)
        return low + (value - low) % max(1, math.floor(self.high) - low + 1)


@dataclass(frozen=True, slots=True)
class Interface:
    """The names of a model's inputs and outputs; by default those of the first GPT-2 on Runway.

    Args:
        prompt: The input for the beginning.
        seed: The input for the seed, None if there is none.
        length: The input for the length, one of ``LENGTHS``, or None.
        settings: Those of ``SETTINGS`` that it takes.
        limits: The ranges of the inputs that are numbers; that of ``prompt`` is of its characters.
        texts: The outputs that may hold the text, in this order.
        ends: Whether an output says that the document has ended.
        inputs: All inputs, for people.
        outputs: All outputs, for people.
    """

    prompt: str = "prompt"
    seed: str | None = "seed"
    length: str | None = None
    settings: tuple[str, ...] = ()
    limits: Mapping[str, Limits] = field(default_factory=dict)
    texts: tuple[str, ...] = TEXTS
    ends: bool = False
    inputs: tuple[dict[str, JSON], ...] = ()
    outputs: tuple[dict[str, JSON], ...] = ()

    def range(self, name: str | None) -> Limits:
        """Return the range of an input."""
        return self.limits.get(name or "", Limits())


def announces(info: Any) -> bool:
    """Whether a decoded answer is the description of a model."""
    return isinstance(info, dict) and bool(_fields(info.get("inputs")))


def read(info: Mapping[str, Any], address: str) -> Interface:
    """Return the interface that ``info`` announces.

    Raises:
        GeneratorError: the model does not continue texts.
    """
    inputs, outputs = _fields(info.get("inputs")), _fields(info.get("outputs"))
    named = {str(each["name"]): each for each in inputs}
    prompt = "prompt" if "prompt" in named else _first_text(inputs)
    if prompt is None:
        raise _unfit(f"{address} takes no text but {_listed(inputs)}")
    for name, each in named.items():
        if each.get("type") in _NO_DEFAULT and each.get("default") is None:
            raise _unfit(f"{address} needs more than a text: {each['type']} {name!r}")
    text = _first_text(outputs)
    if outputs and text is None and not {*TEXTS} & {each["name"] for each in outputs}:
        raise _unfit(f"{address} gives no text but {_listed(outputs)}")
    limits = {name: _limits(each, "min", "max") for name, each in named.items()}
    limits[prompt] = _limits(named[prompt], "minLength", "maxLength")
    return Interface(
        prompt=prompt,
        seed="seed" if "seed" in named else None,
        length=next((name for name in LENGTHS if name in named), None),
        settings=tuple(name for name in SETTINGS if name in named),
        limits=limits,
        texts=tuple(dict.fromkeys([text, *TEXTS])) if text else TEXTS,
        ends=any(each["name"] == END for each in outputs),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
    )


def _fields(given: Any) -> list[dict[str, JSON]]:
    """The fields with a name, and what of each is short and plain."""
    if not isinstance(given, list):
        return []
    return [
        {key: each[key] for key in _SHOWN if _is_plain(each.get(key))}
        for each in given[:_MOST]
        if isinstance(each, dict) and isinstance(name := each.get("name"), str) and _is_plain(name)
    ]


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    return isinstance(value, int | float) and abs(value) <= 2**64


def _first_text(fields: list[dict[str, JSON]]) -> str | None:
    return next((str(each["name"]) for each in fields if each.get("type") == "text"), None)


def _limits(field: Mapping[str, JSON], low: str, high: str) -> Limits:
    ends = [
        value if isinstance(value := field.get(key), int | float) and not isinstance(value, bool) else None
        for key in (low, high)
    ]
    if None not in ends and ends[0] > ends[1]:  # type: ignore[operator]
        return Limits()
    return Limits(*ends)


def _listed(fields: list[dict[str, JSON]]) -> str:
    return one_line(", ".join(f"{each.get('type', 'something')} {each['name']!r}" for each in fields))


def _unfit(message: str) -> GeneratorError:
    return GeneratorError(message, hint="Start a model in Runway that continues texts, such as GPT-2.")
