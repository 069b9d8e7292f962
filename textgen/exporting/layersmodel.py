"""Reading the model.json of a TensorFlow.js layers model: the layers, their weights, what else it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import orjson

from textgen.errors import ModelError
from textgen.exporting.shards import Group, damaged, load
from textgen.exporting.tensorflowjs import METADATA, MODEL, RATIO, rescaled
from textgen.lstm.recipe import LARGEST_ONE_HOT
from textgen.lstm.weights import (
    SUPPORTED,
    UnsupportedError,
    assemble,
    check_order,
    check_settings,
    leaves,
)

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.lstm.weights import Array, Weights

_LARGEST: Final = 16 * 2**20
_MISTAKES: Final = (KeyError, IndexError, TypeError, ValueError, OverflowError)  # what a wrong setting causes


@dataclass(frozen=True, slots=True)
class LayersModel:
    """What a folder of TensorFlow.js holds.

    Args:
        weights: With the gates' activations as Keras 3 defines them.
        window: How many characters it reads at a time; None for any number.
        metadata: What our own export tells about the model; None in others.
        writer: Which program wrote it.
    """

    weights: Weights
    window: int | None
    metadata: dict[str, Any] | None
    writer: str


class _Layer(msgspec.Struct):
    class_name: str
    config: dict[str, Any]
    inbound_nodes: list[Any] = []


class _Inner(msgspec.Struct):
    layers: list[_Layer]
    output_layers: list[Any] = []


class _Topology(msgspec.Struct):
    class_name: str
    config: list[_Layer] | _Inner
    keras_version: str | None = None


class _File(msgspec.Struct, rename="camel"):
    model_topology: dict[str, Any]
    weights_manifest: list[Group]
    format: str | None = None
    generated_by: str | None = None
    user_defined_metadata: dict[str, Any] | None = None


def description(source: Path) -> Path:
    """Return the model.json of a folder, or the file itself: TensorFlow.js downloads it by any name."""
    return source if source.suffix == ".json" and source.is_file() else source / MODEL


def read(source: Path) -> LayersModel:
    """Read a model.json and the files of weights that it names.

    Args:
        source: The folder that holds them, or the description itself.

    Raises:
        ModelError: it is damaged, is no layers model, or has layers that the sampler does not run.
    """
    file = description(source)
    found, topology = _parsed(file)
    try:
        layers = _layers(topology)
        chain, one_hot = _chain(layers)
        names = {f"{layer['config']['name']}/{leaf}": layer for layer in chain for leaf in leaves(layer)}
    except UnsupportedError as error:
        raise ModelError(f"{file}: {_line(error)}", hint=f"textgen runs a chain of {SUPPORTED}.") from error
    except _MISTAKES as error:
        raise _misdescribed(file, error) from error
    arrays = load(
        file, found.weights_manifest, [name for name, layer in names.items() if layer is not one_hot]
    )

    def array(layer: dict[str, Any], leaf: str, *shape: int) -> Array:
        name = f"{layer['config']['name']}/{leaf}"
        if layer is one_hot:
            return np.eye(*shape, dtype=np.float32)
        if name not in arrays:
            raise damaged(file, f"the weights {name!r} are missing")
        if arrays[name].shape != shape:
            raise damaged(
                file,
                f"the weights {name!r} have shape {arrays[name].shape}; their layer says {shape}",
            )
        return arrays[name]

    try:
        with np.errstate(all="ignore"):
            weights = rescaled(assemble(chain, array), RATIO)
    except _MISTAKES as error:
        raise _misdescribed(file, error) from error
    _check(file, weights)
    metadata = (found.user_defined_metadata or {}).get(METADATA)
    try:
        orjson.dumps(metadata)
    except TypeError as error:
        raise damaged(file, f"its metadata cannot be kept ({_line(error)})") from error
    return LayersModel(
        weights=weights,
        window=_window(layers[0]),
        metadata=metadata if isinstance(metadata, dict) else None,
        writer=_line(found.generated_by or topology.keras_version or "an unknown program"),
    )


def _parsed(file: Path) -> tuple[_File, _Topology]:
    try:
        if not file.is_file():
            raise ModelError(
                f"{file} is missing",
                hint="Name the folder that TensorFlow.js saved a model in: it has a model.json.",
            )
        size = file.stat().st_size
        if size > _LARGEST:
            raise damaged(
                file, f"{size:,} bytes are too many for a description; at most {_LARGEST:,} are read"
            )
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(
            f"cannot read {file}: {error.strerror or error}", hint="Check the file's permissions."
        ) from error
    try:
        found = msgspec.json.decode(data, type=_File)
        if found.format == "graph-model" or "node" in found.model_topology:
            raise ModelError(
                f"{file} is a graph model: a program, not layers with weights",
                hint="Convert the model again, as a layers model: tensorflowjs_converter "
                "--output_format=tfjs_layers_model.",
            )
        topology = found.model_topology.get("model_config", found.model_topology)
        return found, msgspec.convert(topology, _Topology)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        kind = "a layers model" if isinstance(error, msgspec.ValidationError) else "JSON"
        raise damaged(file, f"this is not {kind} ({_line(error)})") from error


def _layers(topology: _Topology) -> list[_Layer]:
    """The layers, first to last."""
    if topology.class_name not in {"Sequential", "Functional", "Model"}:
        raise UnsupportedError(f"it is a {topology.class_name} model, not a chain of layers")
    layers = topology.config if isinstance(topology.config, list) else topology.config.layers
    names = [layer.config["name"] for layer in layers]
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise ValueError("the names of the layers are not text, each its own")
    if topology.class_name != "Sequential" and isinstance(topology.config, _Inner):
        for before, layer in zip([None, *names], layers, strict=False):
            if layer.inbound_nodes != ([[[before, 0, 0, {}]]] if before else []):
                raise UnsupportedError(
                    f"layer {layer.config['name']!r} ({layer.class_name}) does not just follow {before!r}"
                )
        if topology.config.output_layers != [[names[-1], 0, 0]]:
            raise UnsupportedError("its output is not that of its last layer")
    return layers


def _chain(layers: list[_Layer]) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The layers as Keras 3 describes them, and the one that stands for one-hot input, if any."""
    chain: list[dict[str, Any]] = [
        {"class_name": layer.class_name, "config": dict(layer.config)} for layer in layers
    ]
    recurrent = [layer["config"] for layer in chain if layer["class_name"] == "LSTM"]
    last_only = bool(recurrent) and recurrent[-1].get("return_sequences") is False
    for settings in recurrent:
        settings["stateful"] = False  # the sampler carries the states in any case
    if last_only:
        recurrent[-1]["return_sequences"] = True
    for layer in chain:
        kind, settings = layer["class_name"], layer["config"]
        if kind == "Embedding" and settings.get("mask_zero") is None:
            settings["mask_zero"] = False
        if kind == "LayerNormalization" and last_only and settings.get("axis") == [1]:
            settings["axis"] = -1
        check_settings(layer)
    one_hot = None
    if not any(layer["class_name"] == "Embedding" for layer in chain) and chain:
        size = chain[-1]["config"].get("units")
        if isinstance(size, int) and size > LARGEST_ONE_HOT:
            raise UnsupportedError(f"it is fed {size:,} symbols one-hot; supported: {LARGEST_ONE_HOT:,}")
        one_hot = {
            "class_name": "Embedding",
            "config": {"name": "", "input_dim": size, "output_dim": size},
        }
        chain.insert(0, one_hot)
    check_order(chain)
    return chain, one_hot


def _check(file: Path, weights: Weights) -> None:
    if len(weights.embedding) != len(weights.bias):
        raise damaged(file, f"it reads {len(weights.embedding)} and writes {len(weights.bias)} symbols")
    arrays = [weights.embedding]
    for layer in weights.layers:
        arrays += [layer.kernel, layer.recurrent_kernel, layer.bias]
        if any(normalization.epsilon < 0 for normalization in layer.normalizations):
            raise damaged(file, "the epsilon of a normalization is negative")
    if not all(np.isfinite(array).all() for array in arrays):
        raise damaged(file, "its weights are too large to compute with")


def _window(first: _Layer) -> int | None:
    shape = first.config.get("batch_input_shape")
    if isinstance(shape, list) and len(shape) > 1 and type(shape[1]) is int and shape[1] > 0:
        return shape[1]
    return None


def _misdescribed(file: Path, error: Exception) -> ModelError:
    return damaged(file, f"its layers are not described as TensorFlow.js does ({_line(repr(error))})")


def _line(text: object) -> str:
    """What a file says, as a part of one line that a terminal can show."""
    shown = str(text)[:300]
    return shown if shown.isprintable() else repr(shown)
