"""Weights as a chain of standard layers, and as a ``model.keras`` that is written without Keras."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from textgen import atomic
from textgen.lstm.weights import leaves, places

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.document import JSON
    from textgen.lstm.weights import Array, Weights

_EPOCH: Final = "1980-01-01@00:00:00"  # the same weights make the same file


@dataclass(frozen=True, slots=True)
class Described:
    """A layer with the names and settings that Keras and TensorFlow.js share.

    Args:
        kind: Its class.
        name: Its name in the model.
        settings: What its class is made with.
        arrays: Its weights by Keras's names, in Keras's order.
    """

    kind: str
    name: str
    settings: dict[str, JSON]
    arrays: dict[str, Array]

    def to_json(self, **settings: JSON) -> dict[str, Any]:
        """Return the layer as Keras and TensorFlow.js keep it, with more settings."""
        return {"class_name": self.kind, "config": {"name": self.name, **self.settings, **settings}}


def is_one_hot(weights: Weights) -> bool:
    """Whether the symbols are fed one-hot: the embedding is the identity."""
    rows, columns = weights.embedding.shape
    return rows == columns and np.array_equal(weights.embedding, np.eye(rows, dtype=np.float32))


def described(weights: Weights) -> list[Described]:
    """Return the layers of a model, first to last."""
    one_hot = is_one_hot(weights)
    rows, columns = weights.embedding.shape
    chain = [
        _layer(
            "Embedding",
            "one_hot" if one_hot else "embedding",
            {"input_dim": rows, "output_dim": columns, "mask_zero": False, "trainable": not one_hot},
            weights.embedding,
        )
    ]
    for number, layer in enumerate(weights.layers, 1):
        settings: dict[str, JSON] = {
            "units": len(layer.recurrent_kernel),
            "activation": "tanh",
            "recurrent_activation": "hard_sigmoid" if layer.hard_sigmoid else "sigmoid",
            "use_bias": True,
            "return_sequences": True,
            "return_state": False,
            "go_backwards": False,
            "stateful": False,
        }
        chain.append(
            _layer("LSTM", f"lstm_{number}", settings, layer.kernel, layer.recurrent_kernel, layer.bias)
        )
        for place, normalization in enumerate(layer.normalizations, 1):
            settings = {"axis": -1, "epsilon": normalization.epsilon, "center": True, "scale": True}
            name = f"normalization_{number}_{place}"
            chain.append(
                _layer("LayerNormalization", name, settings, normalization.gamma, normalization.beta)
            )
    settings = {"units": len(weights.bias), "activation": "softmax", "use_bias": True}
    chain.append(_layer("Dense", "probabilities", settings, weights.kernel, weights.bias))
    return chain


def _layer(kind: str, name: str, settings: dict[str, JSON], *arrays: Array) -> Described:
    names = leaves({"class_name": kind, "config": settings})
    return Described(kind, name, settings, dict(zip(names, arrays, strict=True)))


def write(file: Path, weights: Weights) -> None:
    """Write a ``model.keras`` in one step, as ``write_to`` does."""
    with atomic.replacing(file) as opened:
        write_to(opened, weights)


def write_to(opened: BinaryIO, weights: Weights) -> None:
    """Write a ``model.keras``: standard layers only, so that Keras opens it without textgen.

    The weights come back from ``textgen.lstm.weights.read`` bit for bit.
    """
    chain = described(weights)
    contents: dict[str, str | bytes] = {
        "metadata.json": json.dumps({"keras_version": version("keras"), "date_saved": _EPOCH}),
        "config.json": json.dumps(_config(chain)),
        "model.weights.h5": _arrays(chain),
    }
    with zipfile.ZipFile(opened, "w") as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content)


def _config(chain: list[Described]) -> dict[str, Any]:
    first = {
        "class_name": "InputLayer",
        "config": {"name": "ids", "batch_shape": [None, None], "dtype": "int32"},
    }
    layers = [first, *(layer.to_json(dtype="float32") for layer in chain)]
    shared = {"module": "keras.layers", "registered_name": None}
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "textgen", "layers": [{**layer, **shared} for layer in layers]},
        "registered_name": None,
    }


def _arrays(chain: list[Described]) -> bytes:
    import h5py

    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as opened:
        for layer, place in zip(chain, places([layer.kind for layer in chain]), strict=True):
            for number, array in enumerate(layer.arrays.values()):
                opened[f"{place}/{number}"] = array
    return buffer.getvalue()
