"""Training a model: find the text, decide the settings, begin or resume the run."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textgen import folders
from textgen.errors import ModelError
from textgen.lstm import checkpoint
from textgen.lstm.data import encode, split, survey
from textgen.lstm.events import Event, Reading, Result, Text
from textgen.lstm.folder import CHECKPOINT, MANIFEST
from textgen.lstm.recipe import Options, Settings, decide
from textgen.lstm.run import HISTORY, Run, State, replicas_for
from textgen.lstm.vocabulary import Vocabulary


def train(
    text: str | Path | None = None,
    *,
    model: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    on_event: Callable[[Event], None] | None = None,
    **options: Any,
) -> Result:
    """Train an LSTM on a corpus or a text file, into a folder of the models folder.

    Args:
        text: A corpus's name, or a text file; None is the corpus collected last.
        model: The model's name; by default the corpus's, or the file's without its suffix.
        resume: Go on with the model's interrupted training; only the limits may be given again.
        overwrite: Replace a model of that name.
        on_event: Is told the plan, the progress, each evaluation, samples, and notes as plain text.
        options: The fields of ``Options``, such as ``minutes=4`` or ``layers=(128, 128)``.

    Returns:
        How it ended; the model folder holds the best weights.

    Raises:
        CorpusError: the text is missing or unreadable.
        ModelError: the model exists, cannot be resumed, or the text does not fit.
        TextgenError: an option is out of range.
    """
    chosen = Options(**options)
    emit = on_event or (lambda event: None)
    if resume and text is None and model is not None:
        source = text_of_checkpoint(folders.models_folder() / model)
    else:
        source = locate(text)
    name = model or _model_name(source)
    folder = folders.models_folder() / folders.check_name(name, "model")
    _check_folder(folder, resume=resume, overwrite=overwrite)
    if resume:
        return _resume(folder, source, chosen, emit)
    return _begin(folder, source, chosen, emit)


def locate(text: str | Path | None) -> Text:
    """Find the text that an argument names: a corpus, a file, or the corpus collected last.

    Raises:
        CorpusError: there is none.
    """
    path = None if text is None else Path(text)
    is_path = isinstance(text, Path) or (text is not None and folders.is_path(text))
    if path and is_path and not path.with_suffix(".db").is_file():
        return Text(path, path.name, None, is_corpus=False)

    from textgen.corpus.store import Corpus

    if path is None:
        corpus = Corpus.latest()
    elif is_path:
        corpus = Corpus(path.stem, path.parent)
    else:
        corpus = Corpus.open(str(text))
    corpus.check_files()
    return Text(corpus.path, corpus.name, corpus.delimiter, is_corpus=True)


def _model_name(text: Text) -> str:
    if text.is_corpus:
        return text.name
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in text.path.stem).lstrip("-") or "model"


def _check_folder(folder: Path, *, resume: bool, overwrite: bool) -> None:
    if resume:
        if not checkpoint.exists(folder):
            raise ModelError(
                f"model {folder.name} has no checkpoint to resume from in {folder}",
                hint=f"Train it without --resume: textgen train --model {folder.name}.",
            )
    elif (checkpoint.exists(folder) or (folder / MANIFEST).exists()) and not overwrite:
        raise ModelError(
            f"model {folder.name} exists already in {folder}",
            hint="Go on with it by --resume, train another by --model OTHER, or replace it by --overwrite.",
        )


def text_of_checkpoint(folder: Path) -> Text:
    """Find the text that a model with a checkpoint is learning."""
    if not checkpoint.exists(folder):
        _check_folder(folder, resume=True, overwrite=False)
    saved = checkpoint.load(folder)[0]["text"]
    return locate(saved["name"] if saved["is_corpus"] else Path(saved["path"]))


def _begin(folder: Path, text: Text, options: Options, emit: Callable[[Event], None]) -> Result:
    show = _reading(text.path, emit)
    found = survey(text.path, show)
    if not found.characters:
        raise ModelError(
            f"{text.path} is empty", hint="Collect some text first: textgen collect files FOLDER."
        )
    settings = decide(options, found)
    counts = dict(found.counts)
    for character in set(text.delimiter or ""):
        if character in counts:  # a delimiter is never rare: it has a meaning of its own
            counts[character] = max(counts[character], settings.min_count)
    vocabulary = Vocabulary.from_counts(counts, min_count=settings.min_count)
    delimiter = text.delimiter
    if delimiter and found.counts.get(delimiter[0], 0) < 2:
        delimiter = None  # a single document: the model would never see one end
    folder.mkdir(parents=True, exist_ok=True)
    with encode(text.path, found.sha256, vocabulary, _ids_folder(folder, text), show) as ids:
        state = State(
            command=_command(text, folder.name, options),
            text=replace(text, delimiter=delimiter),
            sha256=found.sha256,
            characters=found.characters,
            boundary=split(
                ids,
                validation_split=settings.validation_split,
                delimiter=vocabulary.encode(delimiter) if delimiter else None,
            ),
            vocabulary=vocabulary,
            settings=settings,
            replicas=replicas_for(settings.batch_size),
        )
        for old in (folder / MANIFEST, folder / HISTORY, folder / CHECKPOINT / checkpoint.POINTER):
            old.unlink(missing_ok=True)
        return Run(folder, state, ids, emit).run()


def _resume(folder: Path, text: Text, options: Options, emit: Callable[[Event], None]) -> Result:
    saved, arrays = checkpoint.load(folder)
    state = State.from_json(saved)
    settings = _with_new_limits(state.settings, options, folder.name)
    if state.ended and settings == state.settings:
        raise ModelError(
            f"model {folder.name} has {state.ended}",
            hint="Give it more with --epochs or --minutes, or train another with --model OTHER.",
        )
    show = _reading(text.path, emit)
    found = survey(text.path, show)
    if found.sha256 != state.sha256:
        raise ModelError(
            f"{text.path} has changed since model {folder.name} began to learn it",
            hint="Train anew with --overwrite, or another model with --model OTHER.",
        )
    state = replace(
        state,
        settings=settings,
        text=replace(text, delimiter=state.text.delimiter),
        stale=0 if state.ended else state.stale,
        best_done=0.0 if state.ended else state.best_done,
        ended="",
    )
    with encode(text.path, found.sha256, state.vocabulary, _ids_folder(folder, text), show) as ids:
        return Run(folder, state, ids, emit, arrays).run()


def _command(text: Text, model: str, options: Options) -> str:
    """What a person types to train the same again; a file is named without its folder."""
    words = ["textgen", "train", text.name]
    if model != _model_name(text):
        words += ["--model", model]
    for name, value in options.given().items():
        shown = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        words += [f"--{name.replace('_', '-')}", shown]
    return shlex.join(words)


def _with_new_limits(settings: Settings, options: Options, name: str) -> Settings:
    given = options.given()
    limits = {key: given.pop(key) for key in ("epochs", "minutes") if key in given}
    changed = [key for key, value in given.items() if value != getattr(settings, key)]
    if changed:
        raise ModelError(
            f"--{changed[0].replace('_', '-')} cannot change when a training is resumed "
            f"(it is {getattr(settings, changed[0])})",
            hint=f"Leave it out, or train another model: --model OTHER instead of --model {name} --resume.",
        )
    if not limits:
        return settings
    return replace(settings, epochs=limits.get("epochs"), minutes=limits.get("minutes"))


def _reading(path: Path, emit: Callable[[Event], None]) -> Callable[[int], None]:
    total = path.stat().st_size if path.is_file() else 0
    return lambda done: emit(Reading(done, total))


def _ids_folder(folder: Path, text: Text) -> Path:
    """Beside the corpus, or in the model folder for a file from elsewhere or a corpus that is read-only."""
    return text.path.parent if text.is_corpus and os.access(text.path.parent, os.W_OK) else folder
