"""What an exact resume needs, on disk: numbered folders, and a pointer to the last whole one.

A folder holds ``state.json`` and ``arrays.npz``. The pointer is replaced after the folder is complete,
and older folders are removed after that, so that a kill at any moment leaves a checkpoint that loads.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from textgen import atomic
from textgen.errors import ModelError
from textgen.lstm.folder import CHECKPOINT

POINTER = "latest"
Groups = dict[str, list[npt.NDArray[np.float32]]]


def exists(model: Path) -> bool:
    """Whether a model folder has a checkpoint."""
    return (model / CHECKPOINT / POINTER).is_file()


def save(model: Path, *, step: int, state: dict[str, Any], arrays: Groups) -> None:
    """Write a checkpoint; the one before stays until this one is whole.

    Args:
        model: The model folder.
        step: The number of training steps done; names the checkpoint's folder.
        state: Everything but arrays, as JSON values.
        arrays: Lists of arrays, by name.
    """
    root = model / CHECKPOINT
    new = root / f"{step:09d}"
    temporary = root / f".{step:09d}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        buffer = io.BytesIO()
        named: dict[str, Any] = {
            f"{name}.{n}": a for name, group in arrays.items() for n, a in enumerate(group)
        }
        np.savez(buffer, **named)
        atomic.write(temporary / "arrays.npz", buffer.getvalue())
        atomic.write(temporary / "state.json", orjson.dumps(state, option=orjson.OPT_INDENT_2))
        shutil.rmtree(new, ignore_errors=True)
        temporary.replace(new)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    atomic.write(root / POINTER, new.name.encode())
    for old in root.iterdir():
        if old.is_dir() and old != new:
            shutil.rmtree(old, ignore_errors=True)


def load(model: Path) -> tuple[dict[str, Any], Groups]:
    """Return the state and the arrays of the last whole checkpoint.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    root = model / CHECKPOINT
    try:
        folder = root / (root / POINTER).read_text("utf-8").strip()
        state = orjson.loads((folder / "state.json").read_bytes())
        arrays: Groups = {}
        with (folder / "arrays.npz").open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            for key in file.files:
                arrays.setdefault(key.rpartition(".")[0], []).append(file[key])
    except FileNotFoundError:
        raise ModelError(
            f"{model} has no checkpoint to resume from",
            hint="Train it anew with --overwrite, or another model with --model OTHER.",
        ) from None
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"the checkpoint in {root} is damaged ({error})",
            hint="The model itself may still be good: textgen generate. Train anew with --overwrite.",
        ) from error
    return state, arrays
