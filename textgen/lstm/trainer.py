"""Training a model: find the text, decide the settings, begin or resume the run."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textgen import folders
from textgen.errors import CorpusError, ModelError, TextgenError
from textgen.lock import locked
from textgen.lstm import checkpoint
from textgen.lstm import folder as model_folder
from textgen.lstm.cluster import Cluster, Config, configured, follow
from textgen.lstm.data import encode, survey
from textgen.lstm.events import Event, Listener, Result, Text
from textgen.lstm.interruption import ending_as_ctrl_c
from textgen.lstm.preparation import ids_folder, model_name, prepared, reading
from textgen.lstm.recipe import Options, Settings
from textgen.lstm.run import Run
from textgen.lstm.startup import graphics_cards, replicas_for
from textgen.lstm.state import State
from textgen.lstm.tensorboard import logging_to


def train(
    text: str | Path | None = None,
    *,
    model: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    tensorboard: Path | None = None,
    cluster: Path | None = None,
    devices: str | None = None,
    on_event: Callable[[Event], None] | None = None,
    **options: Any,
) -> Result:
    """Train an LSTM on a corpus or a text file, into a folder of the models folder.

    Args:
        text: A corpus's name, or a text file; None is the corpus collected last.
        model: The model's name; by default the corpus's, or the file's without its suffix.
        resume: Go on with the model's interrupted training; only the limits may be given again, and how
            often it shows samples.
        overwrite: Replace a model of that name.
        tensorboard: A folder for TensorBoard's logs.
        cluster: Describes the machines that share the training, as TF_CONFIG does; without it that
            variable is honoured. Each makes the same call; the first evaluates and writes.
        devices: "all" shares each batch among the machine's graphics cards.
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
    if resume and overwrite:
        raise TextgenError(
            "--resume and --overwrite exclude each other", hint="Choose to go on or to begin anew."
        )
    listener = Listener(on_event or (lambda event: None))
    emit = logging_to(tensorboard, listener) if tensorboard else listener
    if resume and text is None and model is not None:
        source = text_of_checkpoint(folders.models_folder() / model)
    else:
        source = locate(text)
    name = model or model_name(source)
    folder = folders.models_folder() / folders.check_name(name, "model")
    config = configured(cluster)
    cards = _cards(devices, config, emit)
    if config and not config.is_chief:
        return _follow(folder, source, chosen, config, emit, resume=resume)
    with _alone(folder, listener):
        _check_folder(folder, resume=resume, overwrite=overwrite)
        if resume:
            return _resume(folder, source, chosen, config, cards, emit)
        workers = config.workers if config else 1
        with prepared(source, chosen, folder, emit, workers=workers) as (begun, ids, initial):
            state = _shared_out(begun, config, cards)
            joined = Cluster(config, state.replicas, emit) if config else None
            return Run(folder, state, ids, emit, initial=initial, cluster=joined, cards=cards).run()


def _cards(devices: str | None, config: Config | None, emit: Callable[[Event], None]) -> list[str]:
    """The graphics cards that share the batch; fewer than two are used without sharing."""
    if devices is None:
        return []
    if devices != "all" or config:
        raise TextgenError(
            f"--devices {devices} cannot be used" + (" with a cluster" if config else ""),
            hint="There is: --devices all, without --cluster.",
        )
    cards = graphics_cards()
    if len(cards) > 1:
        emit(f"{len(cards)} graphics cards share each batch.")
        return cards
    found = "One graphics card was found; it is used" if cards else "No graphics card was found; it trains"
    emit(f"{found} as without --devices.")
    return []


def _follow(
    folder: Path, text: Text, options: Options, config: Config, emit: Callable[[Event], None], *, resume: bool
) -> Result:
    """Work for the chief of a cluster; it keeps the model."""
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="textgen-"))) / folder.name
        if resume:
            state = _shared_out(_saved_state(folder), config, [])
            show = reading(text.path, emit)
            found = survey(text.path, show)
            where = ids_folder(temporary, text)
            ids = stack.enter_context(encode(text.path, found, state.vocabulary, where, show))
            state = replace(
                state, sha256=found.sha256, settings=_with_new_limits(state, options, folder.name)
            )
        else:
            state, ids, _ = stack.enter_context(
                prepared(text, options, temporary, emit, workers=config.workers)
            )
        steps = follow(Cluster(config, state.replicas, emit), state, ids)
    return Result(folder, "followed", steps, 0.0, math.nan, 0)


def _shared_out(state: State, config: Config | None, cards: list[str]) -> State:
    """A state whose batch is shared out among the workers or the graphics cards that there are now."""
    workers = config.workers if config else 1
    parts = workers * max(1, len(cards))
    if state.settings.batch_size % parts:
        raise ModelError(
            f"a batch of {state.settings.batch_size} cannot be shared out among {parts}",
            hint=f"Give a --batch-size that is a multiple of {parts}; it cannot change when a training is "
            "resumed.",
        )
    if cards:
        return replace(state, workers=1, replicas=len(cards))
    if state.workers == workers:
        return state
    return replace(state, workers=workers, replicas=replicas_for(state.settings.batch_size // workers))


@contextmanager
def _alone(folder: Path, listener: Listener) -> Iterator[None]:
    """Hold the model folder for one training; one that was made for nothing goes again."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    instead = "train another: --model OTHER"
    try:
        lock = folder / model_folder.LOCK
        with ending_as_ctrl_c(), locked(lock, ModelError, f"model {folder.name}", instead=instead):
            yield
    except OSError as error:
        if error is listener.error:
            raise
        again = f"textgen train --model {folder.name} --resume" if checkpoint.exists(folder) else "try again"
        raise ModelError(
            f"model {folder.name} could not be written: {error.strerror or error}",
            hint=f"Make room, or see to the permissions of {folder}; then: {again}.",
        ) from error
    finally:
        if made and not checkpoint.exists(folder) and not (folder / model_folder.MANIFEST).exists():
            shutil.rmtree(folder, ignore_errors=True)


def locate(text: str | Path | None) -> Text:
    """Find the text that an argument names: a corpus, a file, or the corpus collected last.

    Raises:
        CorpusError: there is none.
    """
    path = None if text is None else Path(text)
    is_path = isinstance(text, Path) or (text is not None and folders.is_path(text))
    if path and is_path and not _is_corpus(path):
        return Text(path, path.name, None, is_corpus=False)

    from textgen.corpus.store import Corpus

    if path is None:
        corpus = Corpus.latest()
    elif is_path:
        corpus = Corpus(path.stem, path.parent)
    else:
        if path.is_file() and str(text) not in Corpus.names():
            raise CorpusError(
                f"there is no corpus {str(text)!r} in {folders.corpus_folder()}",
                hint=f"For the file of that name, type ./{text}.",
            )
        corpus = Corpus.open(str(text))
    corpus.check_files()
    return Text(corpus.path, corpus.name, corpus.delimiter, is_corpus=True)


def saved_path(folder: Path) -> Path | None:
    """Where the text of a model was, by its checkpoint; it may be gone. None without a checkpoint."""
    try:
        return _saved_state(folder).text.path
    except ModelError:
        return None


def _is_corpus(path: Path) -> bool:
    """Whether a file is the text of a corpus: an SQLite database of its name stands beside it."""
    if path.suffix != ".txt" or not path.is_file():
        return False
    database = path.with_suffix(".db")
    if not database.is_file():
        return False
    with database.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _check_folder(folder: Path, *, resume: bool, overwrite: bool) -> None:
    if resume:
        if not checkpoint.exists(folder) and not (folder / model_folder.MANIFEST).exists():
            raise ModelError(
                f"there is no model {folder.name} to go on with: no checkpoint is in {folder}",
                hint="textgen models list shows what there is; without --resume a new training begins.",
            )
        if not checkpoint.exists(folder):
            raise ModelError(
                f"model {folder.name} has no checkpoint to resume from in {folder}",
                hint="Train it from the beginning: leave out --resume, and replace a model by --overwrite.",
            )
    elif (checkpoint.exists(folder) or (folder / model_folder.MANIFEST).exists()) and not overwrite:
        go_on = "Go on with it by --resume, train" if checkpoint.exists(folder) else "Train"
        raise ModelError(
            f"model {folder.name} exists already in {folder}",
            hint=f"{go_on} another by --model OTHER, or replace it by --overwrite.",
        )


def text_of_checkpoint(folder: Path) -> Text:
    """Find the text that a model with a checkpoint is learning."""
    if not checkpoint.exists(folder):
        _check_folder(folder, resume=True, overwrite=False)
    path = _saved_state(folder).text.path
    if not path.is_file():
        raise CorpusError(
            f"{path}, the text of model {folder.name}, is not there any more",
            hint=f"Say where it is now: textgen train PATH --model {folder.name} --resume.",
        )
    return locate(path)


def _resume(
    folder: Path,
    text: Text,
    options: Options,
    config: Config | None,
    cards: list[str],
    emit: Callable[[Event], None],
) -> Result:
    state = _shared_out(_saved_state(folder), config, cards)
    settings = _with_new_limits(state, options, folder.name)
    show = reading(text.path, emit)
    found = survey(text.path, show)
    if found.sha256 != state.sha256:
        raise ModelError(
            f"{text.path} is not, or no longer, the text that model {folder.name} began to learn",
            hint="Train anew with --overwrite; or teach another model the new text, from this one's weights: "
            f"textgen train {text.name if text.is_corpus else text.path} --model OTHER "
            f"--init-from {folder.name}.",
        )
    if state.ended and settings == state.settings and _is_whole(folder):
        raise ModelError(
            f"model {folder.name} has {state.ended}",
            hint="Give it more with --epochs, --minutes or a lower --until, or train a --model OTHER.",
        )
    changes: dict[str, Any] = {"text": replace(text, delimiter=state.text.delimiter), "ended": ""}
    if settings != state.settings:
        changes |= {"settings": settings, "stale": 0, "best_done": 0.0}
    state, ended, old = replace(state, **changes), state.ended, state.settings
    with encode(text.path, found, state.vocabulary, ids_folder(folder, text), show) as ids:
        arrays = checkpoint.load_arrays(folder)
        joined = Cluster(config, state.replicas, emit) if config else None
        run = Run(folder, state, ids, emit, arrays, cluster=joined, cards=cards)
        if ended and settings != old and run.done() >= 1:
            raise ModelError(
                f"model {folder.name} has been trained for that long already",
                hint="Limits count from the beginning of the training: give a larger --epochs or --minutes.",
            )
        return run.run()


def _is_whole(folder: Path) -> bool:
    """Whether the model's files are there as they were written; else the checkpoint writes them anew."""
    try:
        model_folder.read(folder)
    except ModelError:
        return False
    return True


def _saved_state(folder: Path) -> State:
    data = checkpoint.load_state(folder)
    try:
        return State.from_json(data, folder)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise checkpoint.damaged(folder, f"state.json: {error!r}") from error


def _with_new_limits(state: State, options: Options, name: str) -> Settings:
    settings, given = state.settings, options.given()
    free = {key: given.pop(key) for key in ("epochs", "minutes", "until", "sample_every") if key in given}
    changed = [
        key
        for key, value in given.items()
        if value != getattr(settings, key) and value != state.asked.get(key)
    ]
    if changed:
        raise ModelError(
            f"--{changed[0].replace('_', '-')} cannot change when a training is resumed "
            f"(it is {_or_not_given(getattr(settings, changed[0]))})",
            hint=f"Leave it out, or train another model: --model OTHER instead of --model {name} --resume.",
        )
    if free.keys() & {"epochs", "minutes"}:  # they take the place of both old ones
        free = {"epochs": None, "minutes": None, **free}
    return replace(settings, **free)


def _or_not_given(value: object) -> object:
    return "not given" if value is None else value
