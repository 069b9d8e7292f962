"""The text that a model learned: where it is now, and whether it is still the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textgen.errors import CorpusError, ModelError
from textgen.lstm import folder as model_folder

if TYPE_CHECKING:
    from pathlib import Path


def learned_text(folder: Path, *, hint: str) -> Path:
    """Return the file that a model learned: where it was trained from, or the corpus of its name.

    Args:
        folder: The model's folder.
        hint: What to do where there is none.

    Raises:
        ModelError: it is not here, or has changed since.
    """
    from textgen.lstm import trainer

    manifest = model_folder.read_manifest(folder)
    path = trainer.saved_path(folder)
    try:
        if path is None or not path.is_file():
            path = trainer.locate(manifest.corpus.name).path
        changed = model_folder.digest(path) != manifest.corpus.sha256
    except (CorpusError, OSError):
        raise ModelError(
            f"the text that {folder.resolve().name} learned ({manifest.corpus.name}) is not here", hint=hint
        ) from None
    if changed:
        raise ModelError(f"{path} has changed since {folder.resolve().name} learned it", hint=hint)
    return path
