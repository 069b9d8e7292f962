"""From a text and options to a training that can begin."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textgen.errors import ModelError
from textgen.lstm import finetuning, memory
from textgen.lstm.data import Ids, Survey, encode, occurrences, split, survey
from textgen.lstm.events import Event, Reading, Text
from textgen.lstm.recipe import Options, Settings, decide
from textgen.lstm.startup import replicas_for
from textgen.lstm.state import State
from textgen.lstm.vocabulary import Vocabulary

if TYPE_CHECKING:
    from textgen.lstm.architecture import Arrays


@contextmanager
def prepared(
    text: Text, options: Options, folder: Path, emit: Callable[[Event], None], *, workers: int = 1
) -> Iterator[tuple[State, Ids, Arrays | None]]:
    """Read the text and decide everything about a training before its first step.

    Args:
        text: What to learn.
        options: What was asked for.
        folder: The model folder.
        emit: Is told how the reading goes.
        workers: How many machines share the batch.

    Yields:
        The state before the first step, the text as ids, and the weights to begin with if another model
        gives them.

    Raises:
        CorpusError: the text cannot be read.
        ModelError: the text, the options and the machine's memory do not fit together.
    """
    show = reading(text.path, emit)
    found = survey(text.path, show)
    if not found.characters:
        raise ModelError(
            f"{text.path} is empty", hint="Collect some text first: textgen collect files FOLDER."
        )
    origin = finetuning.read(options.init_from) if options.init_from else None
    if origin:
        finetuning.check_layers(origin, options.layers)
        settings = finetuning.adapted(
            decide(replace(options, layers=origin.architecture.layers), found), origin
        )
        if options.learning_rate is None:
            settings = finetuning.with_lower_rate(settings)
    else:
        settings = decide(options, found)
    if settings.batch_size % workers:
        raise ModelError(
            f"a batch of {settings.batch_size} cannot be shared out among {workers} workers",
            hint=f"Give a --batch-size that is a multiple of {workers}.",
        )
    vocabulary = _vocabulary(text, found, settings, origin)
    delimiter = text.delimiter
    if delimiter:
        ends = occurrences(text.path, delimiter) if len(delimiter) > 1 else found.counts.get(delimiter, 0)
        if ends < 2:
            delimiter = None  # a single document: the model would never see one end
    with encode(text.path, found, vocabulary, ids_folder(folder, text), show) as ids:
        if len(ids) != found.characters:
            raise ModelError(f"{text.path} changed while it was read", hint="Type the same command again.")
        boundary = split(
            ids,
            validation_split=settings.validation_split,
            delimiter=vocabulary.encode(delimiter) if delimiter else None,
            at_least=settings.window + 1,
        )
        state = State(
            command=command_of(text, folder.name, options),
            asked=options.given(),
            text=replace(text, delimiter=delimiter),
            sha256=found.sha256,
            characters=found.characters,
            boundary=boundary,
            vocabulary=vocabulary,
            settings=settings,
            replicas=replicas_for(settings.batch_size // workers),
            workers=workers,
        )
        memory.check(
            settings.architecture(vocabulary),
            batch=settings.batch_size // workers,
            window=settings.window,
            replicas=state.replicas,
        )
        initial = None
        if origin:
            initial = finetuning.grown_weights(origin, vocabulary)
            emit(finetuning.note(origin, state))
        yield state, ids, initial


def _vocabulary(
    text: Text, found: Survey, settings: Settings, origin: finetuning.Origin | None
) -> Vocabulary:
    counts = dict(found.counts)
    for character in set(text.delimiter or ""):
        if character in counts:  # a delimiter is never rare: it has a meaning of its own
            counts[character] = max(counts[character], settings.min_count)
    if origin:
        return finetuning.grown_vocabulary(origin.vocabulary, counts, min_count=settings.min_count)
    return Vocabulary.from_counts(counts, min_count=settings.min_count)


def model_name(text: Text) -> str:
    """The name of a text's model if nobody gives another."""
    if text.is_corpus:
        return text.name
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in text.path.stem).lstrip("-") or "model"


def command_of(text: Text, model: str, options: Options) -> str:
    """What a person types to train the same again; a file is named without its folder."""
    words = ["textgen", "train", text.name]
    if model != model_name(text):
        words += ["--model", model]
    for name, value in options.given().items():
        shown = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        if name == "init_from":
            shown = Path(shown).name
        words += [f"--{name.replace('_', '-')}", shown]
    return shlex.join(words)


def reading(path: Path, emit: Callable[[Event], None]) -> Callable[[int], None]:
    """Tell how far the reading of a file is."""
    total = path.stat().st_size if path.is_file() else 0
    return lambda done: emit(Reading(done, total))


def ids_folder(folder: Path, text: Text) -> Path:
    """Beside the corpus, or in the model folder for a file from elsewhere or a corpus that is read-only."""
    return text.path.parent if text.is_corpus and os.access(text.path.parent, os.W_OK) else folder
