"""What an exact resume needs, on disk: numbered folders, and a pointer to the last whole one.

A folder holds ``state.json`` and ``arrays.npz``. The pointer is replaced after the folder is complete,
and older folders are removed after that, so that a kill at any moment leaves a checkpoint that loads.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from textgen import atomic
from textgen.errors import ModelError
from textgen.lstm.folder import CHECKPOINT, POINTER

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


def load_state(model: Path) -> dict[str, Any]:
    """Return the state of the last whole checkpoint.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    with _explained(model) as folder:
        state: dict[str, Any] = orjson.loads((folder / "state.json").read_bytes())
    return state


def load_arrays(model: Path) -> Groups:
    """Return the arrays of the last whole checkpoint; raises as ``load_state``."""
    arrays: Groups = {}
    with (
        _explained(model) as folder,
        (folder / "arrays.npz").open("rb") as opened,
        np.load(opened, allow_pickle=False) as file,
    ):
        for key in file.files:
            arrays.setdefault(key.rpartition(".")[0], []).append(file[key])
    return arrays


def damaged(model: Path, problem: object) -> ModelError:
    """The error of a checkpoint that cannot be resumed from."""
    return ModelError(
        f"the checkpoint in {model / CHECKPOINT} is damaged ({problem})",
        hint="The model itself may still be good: textgen generate. Train anew with --overwrite.",
    )


@contextmanager
def _explained(model: Path) -> Iterator[Path]:
    """Yield the last whole checkpoint's folder; what goes wrong in the block is explained."""
    root = model / CHECKPOINT
    try:
        yield root / (root / POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        raise ModelError(
            f"{model} has no checkpoint to resume from",
            hint="Train it anew with --overwrite, or another model with --model OTHER.",
        ) from None
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise damaged(model, error) from error
