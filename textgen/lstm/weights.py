"""The weights of a model, and how a ``model.keras`` is read without Keras.

A .keras file is a zip of a JSON description and an HDF5 file of arrays. Nothing in it is executed: the
description must be a chain of the few layers that the sampler can run, and each array must have the
shape that the description gives it before it is read.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from textgen.errors import ModelError
from textgen.lstm import folder
from textgen.lstm.folder import damaged

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.lstm.folder import Manifest

Array = npt.NDArray[np.float32]

_LARGEST_CONFIG: Final = 16 * 2**20
LARGEST_WEIGHTS: Final = 2**30
SUPPORTED: Final = "Embedding, Dropout, LSTM, LayerNormalization, and at the end Dense with softmax"

# What a layer's settings must be for the sampler to compute what Keras computes.
_SETTINGS: Final[dict[str, dict[str, tuple[Any, ...]]]] = {
    "InputLayer": {},
    "Embedding": {"mask_zero": (False,)},
    "Dropout": {},
    "LSTM": {
        "activation": ("tanh",),
        "recurrent_activation": ("sigmoid", "hard_sigmoid"),
        "return_sequences": (True,),
        "return_state": (False,),
        "go_backwards": (False,),
        "stateful": (False,),
    },
    "LayerNormalization": {"axis": ([-1], -1, [2], 2), "rms_scaling": (False, None)},
    "Dense": {"activation": ("softmax",)},
}


@dataclass(frozen=True, slots=True)
class Normalization:
    """Layer normalization (Ba et al. 2016, arXiv:1607.06450) over the features.

    Args:
        gamma: The scale, shape ``(features,)``.
        beta: The offset, shape ``(features,)``.
        epsilon: Added to the variance.
    """

    gamma: Array
    beta: Array
    epsilon: float

    def __call__(self, x: Array) -> Array:
        """Normalize ``x`` of shape ``(..., features)``."""
        centred = x - x.mean(-1, keepdims=True)
        variance = np.square(centred).mean(-1, keepdims=True)
        result: Array = centred / np.sqrt(variance + np.float32(self.epsilon)) * self.gamma + self.beta
        return result


@dataclass(frozen=True, slots=True)
class Layer:
    """One LSTM layer, in Keras's gate order (input, forget, candidate, output).

    Args:
        kernel: Shape ``(features, 4 * units)``.
        recurrent_kernel: Shape ``(units, 4 * units)``.
        bias: Shape ``(4 * units,)``.
        hard_sigmoid: Whether the gates' activation is Keras 3's ``clip(x / 6 + 0.5, 0, 1)``.
        normalizations: What the hidden state goes through on its way to the next layer.
    """

    kernel: Array
    recurrent_kernel: Array
    bias: Array
    hard_sigmoid: bool
    normalizations: tuple[Normalization, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """A character model: embedding, LSTM layers, softmax.

    Args:
        embedding: Shape ``(vocabulary, features)``, with any normalization that follows it applied.
        layers: First to last.
        kernel: The output layer's, shape ``(units, vocabulary)``.
        bias: The output layer's, shape ``(vocabulary,)``.
    """

    embedding: Array
    layers: tuple[Layer, ...]
    kernel: Array
    bias: Array

    @property
    def vocabulary(self) -> int:
        """The number of symbols."""
        return len(self.embedding)


def load(path: Path) -> tuple[Manifest, Weights]:
    """Read a model folder: what textgen.json says, and the weights, checked that they belong together.

    Raises:
        ModelError: a file is missing or damaged, or has layers that the sampler does not run.
    """
    manifest = folder.read(path)
    model = path / folder.MODEL
    weights = read(model)
    if {len(weights.embedding), len(weights.bias)} != {manifest.vocabulary.size}:
        raise damaged(
            model,
            f"it reads {len(weights.embedding)} and writes {len(weights.bias)} symbols, "
            f"{folder.MANIFEST} lists {manifest.vocabulary.size}",
        )
    return manifest, weights


def read(file: Path) -> Weights:
    """Read the weights of a ``model.keras``.

    Raises:
        ModelError: the file is damaged, or has layers that the sampler does not run.
    """
    config, stored = _unzip(file)
    try:
        chain = _chain(config)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise damaged(file, f"its config.json is not a Keras 3 model ({error!r})") from error
    except UnsupportedError as error:
        raise ModelError(
            f"{file}: {error}", hint=f"textgen runs a chain of {SUPPORTED}; Keras itself opens the file."
        ) from error
    import h5py

    try:
        with h5py.File(io.BytesIO(stored), "r") as opened:
            return assemble(chain, _Arrays(opened, file, chain).read)
    except (OSError, KeyError, RuntimeError, ValueError, TypeError) as error:
        raise damaged(file, f"its model.weights.h5 cannot be read ({error})") from error


def _unzip(file: Path) -> tuple[Any, bytes]:
    """Return the parsed config.json and the bytes of model.weights.h5."""
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            for name, limit in (("config.json", _LARGEST_CONFIG), ("model.weights.h5", LARGEST_WEIGHTS)):
                if name not in sizes:
                    raise damaged(file, f"it has no {name}")
                if sizes[name] > limit:
                    raise damaged(
                        file, f"its {name} unpacks to {sizes[name]:,} bytes; at most {limit:,} are read"
                    )
            return json.loads(archive.read("config.json")), archive.read("model.weights.h5")
    except FileNotFoundError as error:
        raise damaged(file, "the file is missing") from error
    except (ValueError, RecursionError) as error:
        raise damaged(file, f"its config.json is not JSON ({error})") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(file, f"it is not a whole .keras file ({error})") from error
    except OSError as error:
        raise ModelError(
            f"cannot read {file}: {error.strerror or error}", hint="Check the file's permissions."
        ) from error


class UnsupportedError(Exception):
    """The model holds something that the sampler does not run."""


def _chain(config: Any) -> list[dict[str, Any]]:
    """Return the layers' descriptions, first to last, after checking that the sampler can run them."""
    kind, inner = config["class_name"], config["config"]
    if kind not in {"Functional", "Sequential"}:
        raise UnsupportedError(f"it is a {kind} model, not a chain of layers")
    layers: list[dict[str, Any]] = inner["layers"]
    for layer in layers:
        _check(layer)
    if kind == "Functional":
        _check_links(inner, layers)
    check_order(layers)
    return layers


def check_order(layers: list[dict[str, Any]]) -> None:
    """Check that the layers are an embedding, LSTM layers and a softmax.

    Raises:
        UnsupportedError: they are others.
    """
    kinds = [layer["class_name"] for layer in layers if layer["class_name"] not in {"InputLayer", "Dropout"}]
    if kinds[:1] != ["Embedding"] or kinds[-1:] != ["Dense"] or "LSTM" not in kinds:
        raise UnsupportedError(f"its layers are {', '.join(kinds)}")
    for kind in ("Embedding", "Dense"):
        if kinds.count(kind) > 1:
            raise UnsupportedError(f"it has {kinds.count(kind)} {kind} layers where one is supported")


def check_settings(layer: dict[str, Any]) -> None:
    """Check that a layer, as Keras describes it, is one that the sampler runs.

    Raises:
        UnsupportedError: it is not.
        KeyError, TypeError: the description lacks something, or has something else there.
    """
    kind, settings = layer["class_name"], layer["config"]
    name = f"layer {settings['name']!r} ({kind})"
    if kind not in _SETTINGS:
        raise UnsupportedError(f"{name} is not supported")
    for key, allowed in _SETTINGS[kind].items():
        if settings.get(key) not in allowed:
            raise UnsupportedError(
                f"{name}: {key} is {json.dumps(settings.get(key))}; supported: "
                f"{', '.join(json.dumps(value) for value in allowed if value is not None)}"
            )
    for key in ("input_dim", "output_dim", "units"):
        if key in settings and type(settings[key]) is not int:
            raise TypeError(f"{name}: {key} is {settings[key]!r}")


def _check(layer: dict[str, Any]) -> None:
    """Check a layer of Keras 3."""
    kind, settings = layer["class_name"], layer["config"]
    name = f"layer {settings['name']!r} ({kind})"
    if layer["module"] != "keras.layers" or layer.get("registered_name"):
        raise UnsupportedError(f"{name} is not supported")
    check_settings(layer)
    if kind == "InputLayer":
        return
    dtype = settings["dtype"]
    precision = dtype if isinstance(dtype, str) else dtype["config"]["name"]
    if precision != "float32" or settings.get("quantization_config") is not None:
        raise UnsupportedError(f"{name}: it computes in {precision}; supported: float32, not quantized")


def _check_links(inner: dict[str, Any], layers: list[dict[str, Any]]) -> None:
    """Check that each layer of a functional model reads the one before it and nothing else."""
    previous = None
    for layer in layers:
        name, nodes = layer["config"]["name"], layer["inbound_nodes"]
        if previous is None:
            linear = layer["class_name"] == "InputLayer" and not nodes
        else:
            linear = (
                len(nodes) == 1
                and len(nodes[0]["args"]) == 1
                and nodes[0]["args"][0]["config"]["keras_history"] == [previous, 0, 0]
                and not any(nodes[0]["kwargs"].values())
            )
        if not linear:
            raise UnsupportedError(
                f"layer {name!r} ({layer['class_name']}) does not just follow {previous!r}"
            )
        previous = name
    if inner["output_layers"] not in ([previous, 0, 0], [[previous, 0, 0]]):
        raise UnsupportedError("its output is not that of its last layer")


class _Arrays:
    """The arrays of model.weights.h5, checked before they are read."""

    def __init__(self, opened: Any, file: Path, chain: list[dict[str, Any]]) -> None:
        self._opened, self._file = opened, file
        self._left = LARGEST_WEIGHTS // 4
        self._places: dict[str, str] = {}
        for layer, place in zip(chain, places([layer["class_name"] for layer in chain]), strict=True):
            for number, leaf in enumerate(leaves(layer)):
                self._places[f"{layer['config']['name']}/{leaf}"] = f"{place}/{number}"

    def read(self, layer: dict[str, Any], leaf: str, *shape: int) -> Array:
        """Return a float32 array of a layer, which must have ``shape``."""
        return self._read(self._places[f"{layer['config']['name']}/{leaf}"], *shape)

    def _read(self, place: str, *shape: int) -> Array:
        """Return the float32 array at ``place``, which must have ``shape``."""
        import h5py

        count = int(np.prod(shape, dtype=object))
        if count > self._left or min(shape) < 1:
            raise damaged(self._file, f"its config.json describes an array of shape {shape} at {place}")
        self._left -= count
        node = self._opened
        for step in place.split("/"):
            if not isinstance(node, h5py.Group) or not isinstance(
                node.get(step, getlink=True), h5py.HardLink
            ):
                raise damaged(self._file, f"its model.weights.h5 has no {place}")
            node = node[step]
        if not isinstance(node, h5py.Dataset) or node.is_virtual or node.external:
            raise damaged(self._file, f"its model.weights.h5 has no array at {place}")
        if node.shape != shape or node.dtype != np.float32:
            raise damaged(
                self._file,
                f"{place} is {node.dtype} of shape {node.shape}, it should be float32 of shape {shape}",
            )
        values: Array = np.ascontiguousarray(node[()], dtype=np.float32)
        if not np.isfinite(values).all():
            raise damaged(self._file, f"{place} holds values that are not numbers")
        return values


def leaves(layer: dict[str, Any]) -> list[str]:
    """Return the names of a layer's arrays, in Keras's order."""
    kind, settings = layer["class_name"], layer["config"]
    bias = ["bias"] if settings.get("use_bias") else []
    if kind == "LayerNormalization":
        return ["gamma"] * bool(settings["scale"]) + ["beta"] * bool(settings["center"])
    return {
        "Embedding": ["embeddings"],
        "LSTM": ["kernel", "recurrent_kernel", *bias],
        "Dense": ["kernel", *bias],
    }.get(kind, [])


def places(kinds: list[str]) -> list[str]:
    """Return where model.weights.h5 keeps the arrays of each layer: by class, numbered in order."""
    result: list[str] = []
    counts: Counter[str] = Counter()
    for kind in kinds:
        before = counts[kind]
        counts[kind] += 1
        snake = {"LSTM": "lstm", "LayerNormalization": "layer_normalization"}.get(kind, kind.lower())
        cell = "/cell" if kind == "LSTM" else ""
        result.append(f"layers/{snake}{f'_{before}' if before else ''}{cell}/vars")
    return result


def assemble(chain: list[dict[str, Any]], read: Callable[..., Array]) -> Weights:
    """Read the arrays of checked layers.

    Args:
        chain: The layers as Keras describes them, first to last.
        read: Is given a layer, the name of its array and the shape that this must have, and returns it.
    """
    embedding = kernel = bias = np.zeros((0, 0), np.float32)
    layers: list[Layer] = []
    features = 0
    for description in chain:
        kind, settings = description["class_name"], description["config"]
        own = partial(read, description)
        if kind == "Embedding":
            features = settings["output_dim"]
            embedding = own("embeddings", settings["input_dim"], features)
        elif kind == "LSTM":
            units = settings["units"]
            layers.append(
                Layer(
                    kernel=own("kernel", features, 4 * units),
                    recurrent_kernel=own("recurrent_kernel", units, 4 * units),
                    bias=own("bias", 4 * units) if settings["use_bias"] else np.zeros(4 * units, np.float32),
                    hard_sigmoid=settings["recurrent_activation"] == "hard_sigmoid",
                )
            )
            features = units
        elif kind == "LayerNormalization":
            normalization = Normalization(
                gamma=own("gamma", features) if settings["scale"] else np.ones(features, np.float32),
                beta=own("beta", features) if settings["center"] else np.zeros(features, np.float32),
                epsilon=float(settings["epsilon"]),
            )
            if layers:
                layers[-1] = replace(layers[-1], normalizations=(*layers[-1].normalizations, normalization))
            else:
                embedding = normalization(embedding)
        elif kind == "Dense":
            size = settings["units"]
            kernel = own("kernel", features, size)
            bias = own("bias", size) if settings["use_bias"] else np.zeros(size, np.float32)
    return Weights(embedding, tuple(layers), kernel, bias)
