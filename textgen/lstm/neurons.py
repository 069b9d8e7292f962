"""Which units of a model follow something that a person would notice in its text.

After Karpathy, Johnson & Fei-Fei, "Visualizing and Understanding Recurrent Networks" (2016,
arXiv:1506.02078), who found LSTM units that keep quotation marks, brackets and the length of a line in mind.

The best of a thousand values looks good by chance. So a unit is chosen by the first half of a text, and
what is told of it is measured in the second half, which had no part in the choice.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from textgen.errors import CorpusError
from textgen.lstm import weights as model_weights
from textgen.lstm.data import read_text
from textgen.lstm.features import Feature, features
from textgen.lstm.prompt import fit
from textgen.lstm.sampler import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textgen.document import JSON

States = npt.NDArray[np.float16]
Scores = npt.NDArray[np.float32]
State = Literal["hidden", "cell"]

LONGEST: Final = 20_000  # characters that are read
SHORTEST: Final = 2_000
CONVINCING: Final = 0.8  # of the rank correlation, which is 1 at most
PLACES: Final = 5  # in each half, that a feature must begin in
UNCOUNTED: Final = 100  # characters at the beginning, while the states fill
STATES: Final[tuple[State, State]] = ("hidden", "cell")
_KEPT: Final = 2**26  # values of states in memory, at most
_BEST: Final = 3  # units that are told for each feature
_STEPS: Final = 256
_COLUMNS: Final = 64
_SIGN: Final = 0x8000  # of a number of 16 bits


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's hidden or cell state, and how well it follows a feature.

    Args:
        layer: From 1 on.
        number: Within the layer, from 1 on.
        state: "hidden", what the unit tells the others; "cell", what it remembers.
        chosen: The rank correlation in the first half of the text, by which it was chosen.
        measured: That in the second half.
    """

    layer: int
    number: int
    state: State
    chosen: float
    measured: float

    def __str__(self) -> str:
        return f"unit {self.number} of layer {self.layer}"

    @property
    def convincing(self) -> bool:
        """Whether it follows the feature in the second half as in the first."""
        return abs(self.measured) >= CONVINCING and self.chosen * self.measured > 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a feature.

    Args:
        feature: What was looked for.
        units: The best of the first half, the best first; none where the text has too little of the
            feature.
    """

    feature: Feature
    units: tuple[Unit, ...]

    @property
    def found(self) -> Unit | None:
        """The first convincing one."""
        return next((unit for unit in self.units if unit.convincing), None)

    @property
    def verdict(self) -> str:
        """What was found, in a line."""
        if not self.units:
            return "too rare in this text"
        unit = self.found or self.units[0]
        told = f"{unit}, {unit.state} state, {unit.measured:+.2f}"
        return told if self.found else f"none found; the best is {told}"

    def to_json(self) -> dict[str, JSON]:
        """Return it as ``textgen models show --json`` prints it."""
        return {
            "feature": self.feature.name,
            "units": [
                {
                    "layer": unit.layer,
                    "unit": unit.number,
                    "state": unit.state,
                    "chosen": round(unit.chosen, 4),
                    "measured": round(unit.measured, 4),
                    "convincing": unit.convincing,
                }
                for unit in self.units
            ],
        }


@dataclass(frozen=True, slots=True)
class Study:
    """What the units of a model do over a text.

    Args:
        text: What was read, in the characters that the model knows.
        changed: How many different characters were exchanged for near ones, or left out.
        layers: The units of each layer.
        states: Of every unit after each character, shape ``(characters, 2, units)``: the hidden and the
            cell states, the units of all layers one after another.
        half: Where the second half begins.
        findings: One for each feature.
        scores: The rank correlations in the second half, shape ``(features, 2, units)``.
    """

    text: str
    changed: int
    layers: tuple[int, ...]
    states: States
    half: int
    findings: tuple[Finding, ...]
    scores: Scores

    def column(self, unit: Unit) -> int:
        """Return a unit's place among the units of all layers."""
        return sum(self.layers[: unit.layer - 1]) + unit.number - 1


def study(
    folder: Path,
    text: Path,
    *,
    start: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
) -> Study:
    """Let a model read a text, and find the units that follow its features.

    At most ``LONGEST`` characters are read, fewer where the model has more than 1,600 units, in memory
    that depends on neither the text's length nor the model's size. Without TensorFlow.

    A state is compared with a feature by ranks: for what is true or not by the rank-biserial correlation
    (Cureton 1956, Psychometrika 21:287), which is the share of pairs of a character with the feature and
    one without in which the state is higher at the one with, less the share in which it is lower, and so
    twice the area under the ROC curve less 1; for a count by Spearman's (1904, Am. J. Psychol. 15:72). Both
    go from -1 to 1, and 0 is chance.

    Args:
        folder: The model's.
        text: A UTF-8 file.
        start: The character to begin with.
        on_progress: Is given the characters read and those in all.

    Raises:
        ModelError: the model is damaged, or has layers that the sampler does not run.
        CorpusError: the text is missing, not UTF-8, or too short.
    """
    manifest, weights = model_weights.load(folder)
    network = Network(weights)
    layers = tuple(layer.units for layer in network.layers)
    longest = max(SHORTEST, min(LONGEST, _KEPT // (2 * sum(layers))))
    shown, changes = fit(_excerpt(text, start, longest), manifest.vocabulary)
    if len(shown) < SHORTEST:
        raise CorpusError(
            f"{text} has {len(shown):,} characters that {folder.resolve().name} can read here; "
            f"to look for what its units do takes {SHORTEST:,}",
            hint="Name a longer text.",
        )
    states = record(network, manifest.vocabulary.encode(shown), on_progress)
    looked_for = features(shown)
    half = len(shown) // 2
    first, second = slice(UNCOUNTED, half), slice(half, len(shown))
    chosen, measured = (scores(states, looked_for, part) for part in (first, second))
    findings = []
    for feature, by, told in zip(looked_for, chosen, measured, strict=True):
        enough = min(feature.begins[part].sum() for part in (first, second)) >= PLACES
        findings.append(Finding(feature, _best(by, told, layers) if enough else ()))
    return Study(shown, len(changes), layers, states, half, tuple(findings), measured)


def _excerpt(path: Path, start: int, length: int) -> str:
    """The characters of a text from ``start`` on, ``length`` at most; the rest is not kept."""
    kept, passed = "", 0
    for piece in read_text(path):
        kept += piece[max(0, start - passed) :][: length - len(kept)]
        passed += len(piece)
        if len(kept) == length:
            break
    return kept


def record(
    network: Network,
    ids: npt.NDArray[np.integer],
    on_progress: Callable[[int, int], None] | None = None,
) -> States:
    """Return the hidden and cell states of every unit after each symbol.

    Args:
        network: The model's.
        ids: Shape ``(symbols,)``; they are read from zero states on.
        on_progress: Is given the symbols read and those in all, now and then.

    Returns:
        Shape ``(symbols, 2, units)``, see ``Study``. A cell state changes by at most 1 with a symbol, so
        that those of ``LONGEST`` fit into 16 bits.
    """
    stream = network.stream()
    cells = stream.cells()
    ends = np.cumsum([layer.units for layer in network.layers])
    kept = np.empty((len(ids), 2, ends[-1]), np.float16)
    parts = [slice(end - layer.units, end) for end, layer in zip(ends, network.layers, strict=True)]
    with closing(stream.threads()) as threads:
        for step, symbol in enumerate(ids[:, np.newaxis]):
            if step % _STEPS == 0:
                threads.review()
                if on_progress:
                    on_progress(step, len(ids))
            stream.feed(symbol)
            for part, (hidden, cell) in zip(parts, cells, strict=True):
                kept[step, 0, part], kept[step, 1, part] = hidden[0], cell[0]
    return kept


def scores(states: States, looked_for: Sequence[Feature], part: slice) -> Scores:
    """Return the rank correlation of every state with every feature in a part of the text, see ``study``.

    Args:
        states: Shape ``(characters, 2, units)``.
        looked_for: The features of the same text.
        part: Which characters.

    Returns:
        Shape ``(features, 2, units)``; 0 where a state or a feature is always the same.
    """
    columns = states[part].reshape(len(states[part]), -1)
    directions = np.stack([_direction(feature, part) for feature in looked_for])
    graded = np.array([feature.graded for feature in looked_for])
    result = np.empty((len(looked_for), columns.shape[1]), np.float32)
    for start in range(0, columns.shape[1], _COLUMNS):
        for number, column in enumerate(columns[:, start : start + _COLUMNS].T.copy(), start):
            ranks = _ranks(column)
            result[:, number] = directions @ ranks
            result[graded, number] /= ranks.std() or 1
    return result.reshape(len(looked_for), *states.shape[1:])


def _direction(feature: Feature, part: slice) -> npt.NDArray[np.float64]:
    """What the ranks of a state are multiplied with, and summed, for its correlation with a feature."""
    values = feature.values[part]
    if feature.graded:
        ranks = _ranks(values.astype(np.float16))
        centred: npt.NDArray[np.float64] = ranks - ranks.mean()
        return centred / (float(ranks.std() or 1) * len(ranks))
    true = values > 0
    with_it, without = int(true.sum()), int((~true).sum())
    if not (with_it and without):
        return np.zeros(len(values))
    return np.where(true, 1 / with_it, -1 / without) * (2 / len(values))


def _ranks(values: States) -> npt.NDArray[np.float64]:
    """The ranks from 1 on, equal values sharing their mean; by counting, as only 65,536 values exist."""
    bits = (values + np.float16(0)).view(np.uint16)  # -0 becomes 0
    codes = np.where(bits & _SIGN, ~bits, bits | _SIGN)  # in the order of the numbers
    counts = np.bincount(codes, minlength=2 * _SIGN)
    ranks: npt.NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[codes]
    return ranks


def _best(chosen: Scores, measured: Scores, layers: tuple[int, ...]) -> tuple[Unit, ...]:
    """The units that follow a feature best in the first half, each by the better of its two states."""
    better = np.abs(chosen).argmax(0)
    ends = np.cumsum(layers)
    best = []
    for place in np.argsort(-np.abs(chosen).max(0), kind="stable")[:_BEST].tolist():
        layer = int(np.searchsorted(ends, place, "right"))
        state = int(better[place])
        best.append(
            Unit(
                layer=layer + 1,
                number=place - int(ends[layer]) + layers[layer] + 1,
                state=STATES[state],
                chosen=float(chosen[state, place]),
                measured=float(measured[state, place]),
            )
        )
    return tuple(best)
