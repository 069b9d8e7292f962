"""Writing a model for TensorFlow.js: the layers in ``model.json``, their weights in one binary file.

TensorFlow.js has its own hard sigmoid, clip(0.2 x + 0.5, 0, 1); that of Keras 3 is clip(x / 6 + 0.5, 0, 1).
So Keras's is TensorFlow.js's of x / 1.2: the weights of such gates are divided on the way out, and multiplied
on the way in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from textgen import __version__, atomic
from textgen.errors import ModelError
from textgen.lstm import folder
from textgen.lstm import weights as model_weights
from textgen.lstm.saving import described, is_one_hot

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.document import JSON
    from textgen.lstm.folder import Manifest
    from textgen.lstm.saving import Described
    from textgen.lstm.weights import Array, Weights

MODEL: Final = "model.json"
SHARD: Final = "weights.bin"
METADATA: Final = "textgen"
RATIO: Final = 1.2  # of Keras 3's hard sigmoid to TensorFlow.js's


def export(model: Path, output: Path) -> Path:
    """Write a model folder as a folder that TensorFlow.js loads, and return it.

    It maps ids of shape ``(batch, time)`` to probabilities of shape ``(batch, time, vocabulary)``. A model
    that is fed one-hot takes the tutorial's form: a window of shape ``(batch, window, vocabulary)`` to the
    probabilities after it, ``(batch, vocabulary)``. What textgen.json tells is in
    ``userDefinedMetadata.textgen``.

    Raises:
        ModelError: the model is damaged, or something is at the output already.
    """
    try:
        with atomic.new_folder(output) as made:
            _write(made, folder.read(model), model_weights.read(model / folder.MODEL))
    except FileExistsError:
        raise ModelError(
            f"{output} exists already", hint="Write to another place by --output, or delete it."
        ) from None
    return output


def _write(made: Path, manifest: Manifest, weights: Weights) -> None:
    chain = described(rescaled(weights, 1 / RATIO))
    layers = (
        _reading_windows(chain[1:], manifest, weights.vocabulary)
        if is_one_hot(weights)
        else _reading_ids(chain)
    )
    arrays = {
        f"{layer.name}/{leaf}": array
        for layer in chain
        if layer.name != "one_hot"
        for leaf, array in layer.arrays.items()
    }
    description: dict[str, Any] = {
        "format": "layers-model",
        "generatedBy": f"textgen {__version__}",
        "convertedBy": None,
        "modelTopology": {
            "class_name": "Sequential",
            "config": {"name": "textgen", "layers": layers},
            "keras_version": f"textgen {__version__}",
            "backend": "textgen",
        },
        "weightsManifest": [
            {
                "paths": [SHARD],
                "weights": [
                    {"name": name, "shape": array.shape, "dtype": "float32"} for name, array in arrays.items()
                ],
            }
        ],
        "userDefinedMetadata": {METADATA: manifest.to_json()},
    }
    with atomic.replacing(made / SHARD) as file:
        for array in arrays.values():
            file.write(array.astype("<f4", copy=False).tobytes())
    atomic.write(made / MODEL, orjson.dumps(description, option=orjson.OPT_INDENT_2) + b"\n")


def rescaled(weights: Weights, ratio: float) -> Weights:
    """Return the weights with those of hard sigmoids multiplied."""

    def times(array: Array) -> Array:
        columns = np.repeat([ratio, ratio, 1, ratio], array.shape[-1] // 4)  # the candidate is a tanh
        result: Array = (array * columns).astype(np.float32)
        return result

    layers = tuple(
        replace(
            layer,
            kernel=times(layer.kernel),
            recurrent_kernel=times(layer.recurrent_kernel),
            bias=times(layer.bias),
        )
        if layer.hard_sigmoid
        else layer
        for layer in weights.layers
    )
    return replace(weights, layers=layers)


def _reading_ids(chain: list[Described]) -> list[dict[str, Any]]:
    first, *rest = chain
    return [first.to_json(batch_input_shape=[None, None]), *(layer.to_json() for layer in rest)]


def _reading_windows(chain: list[Described], manifest: Manifest, symbols: int) -> list[dict[str, Any]]:
    window = manifest.training.get("window")
    shape: list[JSON] = [None, window if isinstance(window, int) else None, symbols]
    layers = [layer.to_json() for layer in chain]
    layers[0]["config"]["batch_input_shape"] = shape
    recurrent = [layer for layer in layers if layer["class_name"] == "LSTM"]
    recurrent[-1]["config"]["return_sequences"] = False
    return layers
