"""A model in the forms that other programs run: a module for each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from textgen.errors import ModelError

FORMATS: Final = ("tfjs",)


def export(model: str, *, form: str, output: Path | None = None) -> Path:
    """Write a model for other programs and return what was written.

    "tfjs" is a folder that TensorFlow.js loads.

    Args:
        model: A model's name or folder.
        form: One of ``FORMATS``.
        output: Where to; by default beside here, named after the model.

    Raises:
        ModelError: the model or the form is unknown, the model is damaged, or the output cannot be written.
    """
    from textgen.lstm import folder

    found = folder.find(model)
    name = found.resolve().name
    if form == "tfjs":
        from textgen.exporting import tensorflowjs

        return tensorflowjs.export(found, output or Path(f"{name}-tfjs"))
    raise ModelError(f"{form!r} is no form of export", hint=f"Use one of {', '.join(FORMATS)}.")
