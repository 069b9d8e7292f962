"""A model in the forms that other programs run: a module for each."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from textgen.errors import ModelError

FORMATS: Final = ("page", "tfjs")
Precision = Literal["float32", "8-bit"]


def export(model: str, *, form: str, output: Path | None = None, precision: Precision = "float32") -> Path:
    """Write a model for other programs and return what was written.

    "page" is one HTML file that runs the model in a browser, "tfjs" a folder that TensorFlow.js loads.

    Args:
        model: A model's name or folder.
        form: One of ``FORMATS``.
        output: Where to; by default beside here, named after the model.
        precision: Of the weights; "8-bit" is for pages only.

    Raises:
        ModelError: the model or the form is unknown, the model is damaged, the output is there already, or
            the form has no such precision.
    """
    from textgen.lstm import folder

    found = folder.find(model)
    name = found.resolve().name
    if form == "page":
        from textgen.exporting import page

        return page.export(found, output or Path(f"{name}.html"), precision=precision)
    if form == "tfjs":
        from textgen.exporting import tensorflowjs

        if precision != "float32":
            raise ModelError(f"tfjs is written in float32, not {precision}", hint="Leave --weights out.")
        return tensorflowjs.export(found, output or Path(f"{name}-tfjs"))
    raise ModelError(f"{form!r} is no form of export", hint=f"Use one of {', '.join(FORMATS)}.")
