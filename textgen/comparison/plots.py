"""Where the marks of a plot stand, in percent of its width, so that it fits every screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textgen.comparison.results import Value

MARKS: Final = 8  # punctuation marks that are shown
_WIDE: Final = 100  # from this ratio of the largest to the smallest on, the scale is logarithmic
_TICKS: Final = 4  # about so many
_MARGIN: Final = 5.0  # percent that stay free at each side
_ALIKE: Final = 1e-5  # what differs by less, of the larger, is one: a tick shows six digits


@dataclass(frozen=True, slots=True)
class Dot:
    """A generator's value.

    Args:
        series: The generator's number.
        at: The place of the value.
        low: Where its interval begins; None without one.
        high: Where it ends.
    """

    series: int
    at: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on one line of a plot.

    Args:
        name: Its label.
        dots: The values that are known.
        real: The place of the real author's value; None if it is not known.
        values: The values by whose they are, where no table tells them.
    """

    name: str
    dots: Sequence[Dot]
    real: float | None
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plot:
    """Rows on a common scale.

    Args:
        rows: From top to bottom.
        ticks: Places, and the numbers that stand there.
        logarithmic: Whether each step of the scale multiplies.
    """

    rows: Sequence[Row]
    ticks: Sequence[tuple[float, float]]
    logarithmic: bool


class Scale:
    """Places of numbers between round ones.

    Args:
        numbers: What shall have a place; at least one.
    """

    def __init__(self, numbers: Iterable[float]) -> None:
        least, most = min(numbers := list(numbers)), max(numbers)
        self.logarithmic = least > 0 and most / least >= _WIDE
        self._numbers = _powers(least, most) if self.logarithmic else _steps(least, most)
        self.ticks = [(self.place(number), number) for number in self._numbers]

    def place(self, number: float) -> float:
        """Return the place of a number in percent."""
        first, last = self._numbers[0], self._numbers[-1]
        if self.logarithmic:
            share = math.log(number / first) / math.log(last / first)
        else:
            share = (number - first) / (last - first)
        return round(_MARGIN + (100 - 2 * _MARGIN) * share, 2)


def metric(values: Mapping[str, Value], real: Value | None) -> Plot | None:
    """Lay out a metric, a row for each generator; None if fewer than two numbers are known.

    Args:
        values: Each generator's.
        real: The real author's.
    """
    everybody = [*values.values(), *([real] if real else [])]
    if sum(value.value is not None for value in everybody) < 2:
        return None
    scale = Scale(
        number for value in everybody for number in (value.value, value.low, value.high) if number is not None
    )
    line = None if real is None or real.value is None else scale.place(real.value)
    rows = []
    for series, (name, value) in enumerate(values.items()):
        ends = (None if end is None else scale.place(end) for end in (value.low, value.high))
        dots = [] if value.value is None else [Dot(series, scale.place(value.value), *ends)]
        rows.append(Row(name, dots, line))
    return Plot(rows, scale.ticks, scale.logarithmic)


def profile(frequencies: Mapping[str, Mapping[str, float]], real: Mapping[str, float]) -> Plot | None:
    """Lay out how often the most frequent marks stand in texts, a row for each; None if there are none.

    Args:
        frequencies: Each generator's, by mark.
        real: The real author's.
    """
    sums: dict[str, float] = {}
    for each in [*frequencies.values(), real]:
        for mark, frequency in each.items():
            sums[mark] = sums.get(mark, 0.0) + frequency
    marks = sorted(sums, key=lambda mark: -sums[mark])[:MARKS]
    if not marks:
        return None
    scale = Scale([0.0, *(each.get(mark, 0.0) for each in [*frequencies.values(), real] for mark in marks)])
    rows = []
    for mark in marks:
        values = {name: each.get(mark, 0.0) for name, each in frequencies.items() if each}
        dots = [Dot(k, scale.place(values[name])) for k, name in enumerate(frequencies) if name in values]
        rows.append(Row(mark, dots, scale.place(real.get(mark, 0.0)) if real else None, values))
    return Plot(rows, scale.ticks, scale.logarithmic)


def _steps(least: float, most: float) -> list[float]:
    """Round numbers at equal distances around all; from 0 on where 0 is near."""
    if 0 < least <= most / 2:
        least = 0.0
    size = max(abs(least), abs(most))
    rough = (most - least if most - least > size * _ALIKE else size or 1.0) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = math.floor(least / step), math.ceil(most / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _powers(least: float, most: float) -> list[float]:
    """Powers of ten around all, not too many."""
    first, last = math.floor(math.log10(least)), math.ceil(math.log10(most))
    step = math.ceil((last - first) / _TICKS)
    return [10.0**power for power in range(first, last + step, step)]
