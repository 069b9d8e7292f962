"""What a generator does otherwise than it was asked: said once, and remembered."""

from __future__ import annotations

import warnings
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from textgen.generators.base import GeneratorWarning

if TYPE_CHECKING:
    from textgen.document import JSON

_MOST: Final = 100  # that are remembered: a generator that serves for days must not grow


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A setting that was not honoured.

    Args:
        setting: Its name.
        asked: The value that was asked for, the first time.
        used: The value that was used instead; None if there was none.
        reason: What the generator does instead, and why, in a sentence.
    """

    setting: str
    asked: JSON
    used: JSON
    reason: str


class Adjustments:
    """The settings that a generator did not honour, the latest of them.

    Args:
        name: The generator's name.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._made: deque[Adjustment] = deque(maxlen=_MOST)

    def add(self, setting: str, asked: JSON, used: JSON, reason: str) -> None:
        """Remember and warn of a setting that is not honoured: once for each reason."""
        if all((each.setting, each.reason) != (setting, reason) for each in self._made):
            self._made.append(Adjustment(setting, asked, used, reason))
            warnings.warn(GeneratorWarning(f"{self._name}: {reason}", setting), stacklevel=3)

    def describe(self) -> list[JSON]:
        """All of them as JSON values, for a generator's ``adjusted``."""
        return [asdict(each) for each in self._made]
