"""TensorFlow.js's layers-model format: a description in ``model.json`` and binary shards of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textgen.errors import Unsupported

if TYPE_CHECKING:
    from pathlib import Path


def export(model: Path, output: Path) -> Path:
    """Write a model folder as a folder that TensorFlow.js loads, and return it."""
    raise Unsupported(f"{model.name} cannot be written to {output} yet", hint="Use a newer textgen.")
