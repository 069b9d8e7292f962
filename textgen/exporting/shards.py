"""The binary weights of TensorFlow.js: arrays end to end, cut into files at any place.

``weightsManifest`` of a model.json describes them; every number is little-endian.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
import numpy as np

from textgen.errors import ModelError
from textgen.lstm.weights import LARGEST_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from textgen.lstm.weights import Array

_TYPES: Final = {"float32": "<f4", "int32": "<i4", "bool": "u1"}
_MOST_FILES: Final = 4096  # TensorFlow.js cuts 1 GiB into 256
_QUANTIZED: Final = {"float16": "<f2", "uint16": "<u2", "uint8": "u1"}


class Quantization(msgspec.Struct):
    """How an array was made smaller: an integer ``q`` stands for ``q * scale + min``."""

    dtype: Literal["float16", "uint16", "uint8"]
    scale: float | None = None
    min: float | None = None


class Entry(msgspec.Struct):
    """An array."""

    name: str
    shape: Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=LARGEST_WEIGHTS)]], msgspec.Meta(max_length=8)]
    dtype: Literal["float32", "int32", "bool"]
    quantization: Quantization | None = None
    group: str | None = None  # "optimizer": the model does not need it

    @property
    def stored(self) -> np.dtype[np.generic]:
        """The type of its numbers in the file."""
        if self.quantization:
            return np.dtype(_QUANTIZED[self.quantization.dtype])
        return np.dtype(_TYPES[self.dtype])


class Group(msgspec.Struct):
    """Arrays, and the files that hold them, joined."""

    paths: list[str]
    weights: list[Entry]


def load(file: Path, groups: list[Group], wanted: Collection[str]) -> dict[str, Array]:
    """Read the arrays of a model, each as float32 of the shape that the manifest gives it.

    A name such as "lstm/lstm_cell/kernel", as Keras 2 gives, is shortened to "lstm/kernel".

    Args:
        file: The model.json; nothing outside its folder is read.
        groups: Its manifest.
        wanted: The names of the arrays that the layers have.

    Raises:
        ModelError: the manifest and the files do not fit together, or an array is not wanted or not numbers.
    """
    numbers = sum(math.prod(entry.shape) for group in groups for entry in group.weights)
    if 4 * numbers > LARGEST_WEIGHTS:
        raise damaged(
            file, f"it describes {4 * numbers:,} bytes of weights; at most {LARGEST_WEIGHTS:,} are read"
        )
    files = sum(len(group.paths) for group in groups)
    if files > _MOST_FILES:
        raise damaged(file, f"it names {files:,} files of weights; at most {_MOST_FILES:,} are read")
    arrays: dict[str, Array] = {}
    for group in groups:
        data = _joined(file, group)
        start = 0
        for entry in group.weights:
            stored = np.frombuffer(data, entry.stored, math.prod(entry.shape), start)
            start += stored.nbytes
            if entry.group == "optimizer":
                continue
            name = entry.name if entry.name in wanted else _shortened(entry.name)
            if name not in wanted:
                raise damaged(
                    file, f"it has weights {entry.name[:100]!r}, which belong to none of its layers"
                )
            if name in arrays:
                raise damaged(file, f"it has the weights {name[:100]!r} twice")
            arrays[name] = _decoded(file, entry, stored)
    return arrays


def damaged(file: Path, problem: str) -> ModelError:
    """The error of a folder that cannot be read as it is."""
    return ModelError(
        f"{file}: {problem}", hint="Copy the folder again from where it came, with all of its files."
    )


def _shortened(name: str) -> str:
    *before, _, last = ["", *name.split("/")]
    return "/".join([*before[1:], last])


def _joined(file: Path, group: Group) -> bytes:
    """The content of a group's files, one after another."""
    expected = sum(math.prod(entry.shape) * entry.stored.itemsize for entry in group.weights)
    places = [_place(file, path) for path in group.paths]
    found = sum(place.stat().st_size for place in places)
    data = b"".join(place.read_bytes() for place in places) if found == expected else b""
    if len(data) != expected:
        names = ", ".join(map(repr, group.paths[:3])) + (", …" if len(group.paths) > 3 else "")
        raise damaged(file, f"it describes {expected:,} bytes of weights; {names or 'no file'} has {found:,}")
    return data


def _place(file: Path, path: str) -> Path:
    """The file of a shard, which must be one in the folder."""
    try:
        folder = file.parent.resolve()
        place = (folder / path).resolve()
        inside, there = place.is_relative_to(folder), place.is_file()
    except (OSError, RuntimeError, ValueError):
        inside, there = True, False
    if not inside:
        raise damaged(file, f"it names the weights {path[:100]!r}, which are outside of the folder")
    if not there:
        raise damaged(file, f"its weights {path[:100]!r} are missing")
    return place


def _decoded(file: Path, entry: Entry, stored: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Array:
    if entry.dtype != "float32":
        raise damaged(file, f"its weights {entry.name[:100]!r} are {entry.dtype}; they should be float32")
    values = stored
    quantization = entry.quantization
    with np.errstate(all="ignore"):
        if quantization and quantization.dtype != "float16":
            if quantization.scale is None or quantization.min is None:
                raise damaged(file, f"its weights {entry.name[:100]!r} are quantized without scale and min")
            values = stored.astype(np.float64) * quantization.scale + quantization.min
        result: Array = values.astype(np.float32, copy=False).reshape(entry.shape)
    if not np.isfinite(result).all():
        raise damaged(file, f"its weights {entry.name[:100]!r} hold values that are not numbers")
    return result
