"""The losses of a training as a picture."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt

from textgen import atomic
from textgen.errors import ModelError, TextgenError
from textgen.installation import install_hint

Values = npt.NDArray[np.float64]

_COLUMNS = ("step", "seconds", "train_loss", "validation_loss")
_MOST = 1e12  # steps, seconds or nats; no training has more


def plot_losses(folder: Path, picture: Path) -> None:
    """Draw the training and the validation loss of a model over its steps, with the minutes above.

    Args:
        folder: The model's folder.
        picture: The PNG file to write.

    Raises:
        ModelError: ``history.csv`` is missing or damaged.
        TextgenError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError:
        raise TextgenError(
            "drawing needs matplotlib, which is not installed", hint=install_hint("plot")
        ) from None
    if picture.suffix.lower() != ".png":
        raise TextgenError(f"{picture} is not the name of a PNG file", hint="Let the name end in .png.")
    steps, seconds, training, validation = _history(folder / "history.csv")
    figure = Figure(figsize=(8, 5), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    axes.plot(steps, training, ".-", color="#7a7a7a", label="training")
    axes.plot(steps, validation, ".-", color="#c2410c", label="held out")
    best = int(np.nanargmin(validation))
    axes.annotate(
        f"{validation[best]:.4f}",
        (steps[best], validation[best]),
        textcoords="offset points",
        xytext=(0, -14),
        ha="center",
        color="#c2410c",
    )
    axes.set(xlabel="steps", ylabel="nats per character", title=folder.resolve().name)
    axes.grid(alpha=0.3)
    axes.legend()
    axes.set_xlim(0, 1.06 * steps[-1])
    minutes = seconds / 60
    marks = MaxNLocator(6).tick_values(0, minutes.max())
    marks = marks[marks <= minutes.max()]
    above = axes.twiny()
    above.set(xlim=axes.get_xlim(), xlabel="minutes")
    above.set_xticks(np.interp(marks, [0, *minutes], [0, *steps]), [f"{mark:g}" for mark in marks])
    with atomic.replacing(picture) as file:
        figure.savefig(file, format="png")


def _history(file: Path) -> list[Values]:
    """The columns of ``history.csv`` that are drawn."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = [[float(row[name]) for name in _COLUMNS] for row in csv.DictReader(opened)]
    except FileNotFoundError:
        raise ModelError(f"{file} is missing", hint="Only a trained model has losses to draw.") from None
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise _damaged(file, error) from None
    columns = np.array(rows).reshape(-1, len(_COLUMNS)).T
    steps, seconds, *losses = columns
    if not ((steps > 0) & (steps < _MOST) & (seconds >= 0) & (seconds < _MOST)).all():
        raise _damaged(file, "its steps or seconds cannot be")
    for column in losses:
        column[np.abs(column) > _MOST] = np.nan
    if not np.isfinite(losses[1]).any():
        raise ModelError(f"{file} has no losses", hint="Train for longer, until a first evaluation.")
    return list(columns)


def _damaged(file: Path, what: object) -> ModelError:
    return ModelError(f"{file} is damaged: {what}", hint="Take the file from a copy of the model.")
