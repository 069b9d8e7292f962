"""A page that shows what the units of a model follow in a text: one file, no network."""

from __future__ import annotations

import base64
import json
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from textgen import __version__, atomic, pages
from textgen.lstm import heatview
from textgen.lstm.features import Feature
from textgen.lstm.learned import unseen_text
from textgen.lstm.neurons import CONVINCING, PLACES, STATES, Finding, Study, Unit, study

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinja2 import Environment

    Full = npt.NDArray[np.float32]

PASSAGE: Final = 500  # characters that are shown for a feature, about
BROWSED: Final = 1000  # characters that every unit is shown over, at most
_BYTES: Final = 2**21  # of all that
_FULL: Final = (
    99.5  # percentile of a unit's values that has the full colour above 0; below, from the other end
)
_FAINTEST: Final = 10  # times as far as the one side may the other go
_NOTHING: Final = 1e-6
_COLUMNS: Final = 64
_COLOURS: Final = 5  # to either side
_KINDS: Final = {
    "remembered": "What the model keeps in mind",
    "to come": "What it sees coming",
    "just read": "What it has just read",
}


def show_neurons(
    folder: Path,
    page: Path,
    text: str | Path | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Study:
    """Write a page that shows which units of a model follow what in a text, and return what was found.

    The page holds the part of the text that was read first, as far as it is shown, in the clear.

    Args:
        folder: The model's folder.
        page: The HTML file to write.
        text: A UTF-8 file, or a corpus's name; None for the part of the model's own text that it never
            learned.
        on_progress: Is given the characters read and those in all.

    Raises:
        ModelError: the model is damaged, or its own text is not here.
        CorpusError: the text is missing, unreadable or too short.
        TextgenError: the page cannot be written there.
    """
    name = folder.resolve().name
    source, _, start = unseen_text(
        folder, text, hint=f"Name a text to read: textgen models show {name} --neurons {page.name} FILE.txt"
    )
    heatview.check(page, source.path)
    found = study(folder, source.path, start=start, on_progress=on_progress)
    html = render(found, model=name, text=source.path.name, held_out=bool(start))
    atomic.write(page, html.encode("utf-8", "xmlcharrefreplace"))
    return found


def render(found: Study, *, model: str, text: str, held_out: bool) -> str:
    """Return the page.

    Args:
        found: What the units do.
        model: The model's name.
        text: The text's.
        held_out: Whether it is a part of the model's own text, which it never learned.
    """
    full = _full(found.states)
    told = [_told(found, finding, full) for finding in found.findings]
    first = next((finding.found for finding in found.findings if finding.found), None)
    browsed = _window(
        found, [finding.feature for finding in found.findings], min(BROWSED, _BYTES // found.states[0].size)
    )
    levels = _levels(found.states[browsed], full, 127).transpose(1, 2, 0)  # a row for each unit
    data = {
        "layers": found.layers,
        "characters": browsed.stop - browsed.start,
        "full": np.round(full.astype(float), 3).tolist(),
        "features": [finding.feature.name for finding in found.findings if finding.units],
        "scores": [
            np.rint(100 * scores).astype(int).tolist()
            for finding, scores in zip(found.findings, found.scores, strict=True)
            if finding.units
        ],
    }
    return (
        _environment()
        .get_template("neurons.html")
        .render(
            model=model,
            text=text,
            held_out=held_out,
            study=found,
            version=__version__,
            kinds={
                title: [row for row in told if row["finding"].feature.kind == kind and row["finding"].units]
                for kind, title in _KINDS.items()
            },
            rare=[finding.feature.name for finding in found.findings if not finding.units],
            convincing=CONVINCING,
            places=PLACES,
            full=_FULL,
            colours=range(-_COLOURS, _COLOURS + 1),
            first=found.column(first) if first else 0,
            state=STATES.index(first.state) if first else 1,
            passage=[_visible(character) for character in found.text[browsed]],
            data=pages.trusted(json.dumps(data, separators=(",", ":"))),  # numbers, and names of ours
            levels=pages.trusted(base64.b64encode(levels.tobytes()).decode()),
            style=pages.part("textgen.lstm", "neurons.css"),
            script=pages.part("textgen.lstm", "neurons.js"),
        )
    )


def _told(found: Study, finding: Finding, full: Full) -> dict[str, Any]:
    """A finding with what the page shows of it."""
    unit = finding.found
    row: dict[str, Any] = {"finding": finding, "unit": unit}
    if unit is None:
        return row
    window = _window(found, [finding.feature], PASSAGE)
    place = STATES.index(unit.state), found.column(unit)
    return {
        **row,
        "column": place[1],
        "state": place[0],
        "sentence": _sentence(unit, graded=finding.feature.graded),
        "others": [other for other in finding.units if other.convincing and other is not unit],
        "passage": _runs(found.text[window], found.states[(window, *place)], full[:, *place]),
    }


def _sentence(unit: Unit, *, graded: bool) -> str:
    """How well a unit follows a feature, in words."""
    what = "output" if unit.state == "hidden" else "memory"
    if graded:
        return f"Its {what} {'rises' if unit.measured > 0 else 'falls'} as the count grows."
    times = f"{50 * (1 + abs(unit.measured)):.1f} times in 100"
    return (
        f"Of two characters, one with this and one without, its {what} is "
        f"{'higher' if unit.measured > 0 else 'lower'} at the one with it "
        f"{'nearly always' if times.startswith('100') else times}."
    )


def _full(states: npt.NDArray[np.float16]) -> Full:
    """How far each state goes below and above 0, shape ``(2, 2, units)``: what has the full colour.

    Each side has its own, so that a unit shows which goes far to one side and not to the other; but what
    is next to nothing beside the other side stays faint.
    """
    sides = np.empty((2, *states.shape[1:]), np.float32)
    for start in range(0, states.shape[2], _COLUMNS):
        columns = slice(start, start + _COLUMNS)
        lowest, highest = np.percentile(
            states[:, :, columns].astype(np.float32), (100 - _FULL, _FULL), axis=0
        )
        sides[:, :, columns] = -lowest, highest
    full: Full = np.maximum(np.maximum(sides, sides.max(0) / _FAINTEST), _NOTHING)
    return full


def _window(found: Study, looked_for: Sequence[Feature], length: int) -> slice:
    """The part of the second half, from a line on, with the most of a feature: chosen by the text alone."""
    text = found.text
    length = min(length, len(text) - found.half)
    last = len(text) - length
    starts = [found.half, *(at + 1 for at in range(found.half, last) if text[at] == "\n")]
    begun = np.zeros(len(text) + 1)
    for feature in looked_for:
        most = feature.values if feature.graded else feature.begins
        begun[1:] += np.cumsum(most, dtype=float) / max(1, float(most[found.half :].sum()))
    start = max(starts, key=lambda at: float(begun[at + length] - begun[at]))
    return slice(start, start + length)


def _levels(values: npt.NDArray[np.floating], full: Full, most: int) -> npt.NDArray[np.int8]:
    """Values as whole numbers from ``-most`` to ``most``; ``full`` has the two sides first."""
    shares = values / np.where(values < 0, full[0], full[1])
    levels: npt.NDArray[np.int8] = np.rint(np.clip(shares, -1, 1) * most).astype(np.int8)
    return levels


def _runs(text: str, values: npt.NDArray[np.float16], full: Full) -> Markup:
    """A passage as HTML: characters of one colour in a row share an element, which tells their values."""
    levels = _levels(values.astype(np.float32), full, _COLOURS).tolist()
    parts, place = list[Markup](), 0
    for level, run in groupby(levels):
        end = place + len(list(run))
        low, high = float(values[place:end].min()), float(values[place:end].max())
        told = f"{low:+.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:+.2f} to {high:+.2f}"
        shown = Markup().join(map(_visible, text[place:end]))
        parts.append(Markup('<i class="{}" title="{}">{}</i>').format(colour(level), told, shown))
        place = end
    return Markup().join(parts)


def colour(level: int) -> str:
    """Return the class of a level: p5 is the strongest above 0, n5 the strongest below."""
    return f"{'n' if level < 0 else 'p'}{abs(level)}"


def _visible(character: str) -> Markup:
    return pages.trusted("¶\n" if character == "\f" else heatview.visible(character, None))


def _shown(text: str) -> Markup:
    return Markup().join(map(_visible, text))


def _signed(number: float, form: str = "%+.2f") -> str:
    return (form % number).replace("-", "−")


@cache
def _environment() -> Environment:
    environment = pages.environment("textgen.lstm", _shown)
    environment.filters |= {"colour": colour, "signed": _signed}
    return environment
