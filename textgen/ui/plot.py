"""The losses of a training as a drawing that a screen reader can read, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_WIDTH: Final = 420
_HEIGHT: Final = 200
_LEFT: Final = 40
_RIGHT: Final = 72
_TOP: Final = 12
_BOTTOM: Final = 28
_MOST: Final = 300  # points of a line


def losses(history: Sequence[tuple[float, float, float]]) -> str:
    """Return an SVG element with both losses over the minutes; "" where there is nothing to draw.

    Args:
        history: Seconds, training loss and validation loss in nats per character, at each evaluation.
    """
    if not history:
        return ""
    every = -(-len(history) // _MOST)
    rows = [*history[:-1:every], history[-1]]
    longest = max(rows[-1][0], 1e-9)
    low = min(min(train, validation) for _, train, validation in rows)
    high = max(max(train, validation) for _, train, validation in rows)
    span = max(high - low, 1e-3)

    def x(seconds: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * seconds / longest

    def y(loss: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - loss) / span

    parts = []
    for name, column in (("train", 1), ("validation", 2)):
        line = " ".join(f"{x(row[0]):.1f},{y(row[column]):.1f}" for row in rows)
        parts.append(f'<polyline class="{name}" points="{line}"/>')
    labels = sorted((y(rows[-1][column]), name) for name, column in (("train", 1), ("validation", 2)))
    shift = max(0.0, 14 - (labels[1][0] - labels[0][0])) / 2
    for (at, name), by in zip(labels, (-shift, shift), strict=True):
        parts.append(f'<text x="{_WIDTH - _RIGHT + 6}" y="{at + by + 4:.1f}">{name}</text>')
    bottom = _HEIGHT - _BOTTOM
    parts += [
        f'<text x="{_LEFT - 6}" y="{y(loss) + 4:.1f}" text-anchor="end">{loss:.2f}</text>'
        for loss in (high, low)
    ]
    for at, anchor in ((0.0, "start"), (longest, "end")):
        minutes = f"{at / 60:.1f} min"
        parts.append(f'<text x="{x(at):.1f}" y="{_HEIGHT - 8}" text-anchor="{anchor}">{minutes}</text>')
    _, train, validation = rows[-1]
    told = (
        f"Losses in nats per character over {longest / 60:.1f} minutes: training now {train:.2f}, "
        f"validation now {validation:.2f}"
    )
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{told}">'
        f'<line class="axis" x1="{_LEFT}" y1="{bottom}" x2="{_WIDTH - _RIGHT}" y2="{bottom}"/>'
        f'<line class="axis" x1="{_LEFT}" y1="{_TOP}" x2="{_LEFT}" y2="{bottom}"/>{"".join(parts)}</svg>'
    )
