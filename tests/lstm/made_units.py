"""A network with two units that are known to follow something, and a text for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import random_models

from textgen.lstm.vocabulary import Vocabulary
from textgen.lstm.weights import Array, Layer, Weights

BRACKETS, POSITION = 3, 5  # the units' numbers, from 1 on
HOSTILE = "</script><script>alert(1)</script><!-- &amp; \u202e\x1b\0 \u2028 "
ALPHABET = "".join(dict.fromkeys("\n []ABCabcdefghijklmnopqrstuvwxyz.,?!" + HOSTILE))
_SURE = 20.0


def model(path: Path, **changes: Any) -> Path:
    """A folder of two layers of 6 and 5 units, of random weights but for the two that are known."""
    return random_models.folder(path, _weights(), vocabulary=Vocabulary(ALPHABET), **changes)


def _weights() -> Weights:
    """The cell state of one unit is 1 in brackets; that of the other grows by 0.02 with each character."""
    weights = random_models.weights(len(ALPHABET), (6, 5), embedding=None)
    layer = weights.layers[0]
    kernel, recurrent, bias = layer.kernel.copy(), layer.recurrent_kernel.copy(), layer.bias.copy()
    for unit in (BRACKETS - 1, POSITION - 1):
        for gate in range(3):  # the output gate is left to chance, so that only the cell state is clear
            kernel[:, unit + 6 * gate] = recurrent[:, unit + 6 * gate] = 0
        bias[unit + 6 * np.arange(3)] = _SURE, _SURE, 0
    enter, forget, candidate = (np.array([BRACKETS, POSITION]) - 1 + 6 * gate for gate in range(3))
    bias[enter[0]] = -_SURE
    kernel[ALPHABET.index("["), [enter[0], candidate[0]]] = 2 * _SURE, 5
    kernel[ALPHABET.index("]"), forget[0]] = -2 * _SURE
    bias[candidate[1]] = 0.02
    kernel[ALPHABET.index("\n"), [forget[1], candidate[1]]] = -2 * _SURE, -0.02
    known = replace(layer, kernel=kernel, recurrent_kernel=recurrent, bias=bias)
    return replace(weights, layers=(known, weights.layers[1]))


def text(path: Path, *, characters: int = 4000, mixed_in: str = "") -> Path:
    """Lines of words of drawn length, some in brackets."""
    random = np.random.default_rng(2)
    words = []
    while sum(map(len, words)) < characters:
        word = "".join(random.choice(list("abcdefghijklmnopqrstuvwxyz"), random.integers(1, 9)))
        words.append(f"[{word}]" if random.random() < 0.1 else word)
        words.append(random.choice([" ", ". ", ", ", "\n"], p=[0.6, 0.1, 0.1, 0.2]))
        if mixed_in and random.random() < 0.05:
            words.append(mixed_in)
    path.write_text("".join(words)[:characters], "utf-8")
    return path


def untrained(symbols: int, embedding: int, units: int) -> Weights:
    """One layer with the weights that Keras begins with."""
    random = np.random.default_rng(0)

    def uniform(limit: float, *shape: int) -> Array:
        return random.uniform(-limit, limit, shape).astype(np.float32)

    def glorot(*shape: int) -> Array:
        return uniform(np.sqrt(6 / sum(shape)), *shape)

    turns = [np.linalg.qr(random.normal(size=(units, units)))[0] for _ in range(4)]
    bias = np.repeat(np.array([0, 1, 0, 0], np.float32), units)  # 1 for the forget gate
    layer = Layer(
        glorot(embedding, 4 * units), np.concatenate(turns, 1).astype(np.float32), bias, hard_sigmoid=False
    )
    return Weights(
        uniform(0.05, symbols, embedding), (layer,), glorot(units, symbols), np.zeros(symbols, np.float32)
    )
