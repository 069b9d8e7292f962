"""The text that a model learned: where it is now, and whether it is still the same."""

from __future__ import annotations

from pathlib import Path

from textgen.errors import CorpusError, ModelError
from textgen.lstm import folder as model_folder
from textgen.lstm.data import Survey, survey
from textgen.lstm.events import Text


def learned_text(folder: Path, *, hint: str) -> Text:
    """Find the text that a model learned: where it was trained from, or the corpus of its name.

    It may have changed since.

    Args:
        folder: The model's folder.
        hint: What to do where there is none.

    Raises:
        ModelError: it is not here.
    """
    from textgen.lstm import trainer

    name = model_folder.read_manifest(folder).corpus.name
    trained = trainer.saved_path(folder)
    try:
        found = trainer.locate(trained if trained and trained.is_file() else name)
        if found.path.is_file():
            return found
    except CorpusError:
        pass
    raise ModelError(f"the text that {folder.resolve().name} learned ({name}) is not here", hint=hint)


def unchanged_text(folder: Path, *, hint: str) -> Path:
    """Return the file that a model learned, which is still as it was.

    Args:
        folder: The model's folder.
        hint: What to do where there is none.

    Raises:
        ModelError: it is not here, or has changed since.
    """
    text = learned_text(folder, hint=hint)
    if model_folder.digest(text.path) != model_folder.read_manifest(folder).corpus.sha256:
        raise changed(text, folder, hint=hint)
    return text.path


def unseen_text(folder: Path, text: str | Path | None = None, *, hint: str) -> tuple[Text, Survey, int]:
    """Find a text to look at a model by, read it once, and tell where the part begins that it never learned.

    That is the held-out part of the model's own text, and the whole of any other.

    Args:
        folder: The model's folder.
        text: A UTF-8 file, or a corpus's name; None for the model's own text.
        hint: What to do where there is none.

    Raises:
        ModelError: the model's own text is not here, or has changed since.
        CorpusError: the text is missing or unreadable, or the model has learned all of it.
    """
    from textgen.lstm import trainer

    corpus = model_folder.read_manifest(folder).corpus
    source = learned_text(folder, hint=hint) if text is None else trainer.locate(text)
    found = survey(source.path)
    if found.sha256 != corpus.sha256:
        if text is None or is_learned(source, folder):
            raise changed(source, folder, hint=hint)
        return source, found, 0
    if corpus.boundary and corpus.boundary == found.characters:
        raise CorpusError(f"{folder.resolve().name} has learned all of {source.path}", hint=hint)
    return source, found, corpus.boundary


def is_learned(text: Text, folder: Path) -> bool:
    """Whether a text is the one that a model learned, as it is now: the same corpus or the same file."""
    from textgen.lstm import trainer

    if text.is_corpus and text.name == model_folder.read_manifest(folder).corpus.name:
        return True
    trained = trainer.saved_path(folder)
    return trained is not None and trained.is_file() and trained.samefile(text.path)


def changed(text: Text, folder: Path, *, hint: str) -> ModelError:
    """Return the error that tells that a text is no longer what a model learned."""
    return ModelError(f"{text.path} has changed since {folder.resolve().name} learned it", hint=hint)
