"""Beginning a training with the weights of another model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from textgen.errors import ModelError
from textgen.lstm import folder as model_folder
from textgen.lstm import weights as model_weights
from textgen.lstm.vocabulary import Vocabulary

if TYPE_CHECKING:
    from textgen.lstm.architecture import Architecture, Arrays
    from textgen.lstm.recipe import Settings
    from textgen.lstm.state import State

RATE = 0.25  # of the usual learning rate


@dataclass(frozen=True, slots=True)
class Origin:
    """A model that another begins with.

    Args:
        name: Its name.
        sha256: The hash of the text it learned.
        boundary: Up to which character it learned it.
        vocabulary: Its symbols.
        architecture: Its shape.
        weights: Its weights, in the order of the saved model's layers.
    """

    name: str
    sha256: str
    boundary: int
    vocabulary: Vocabulary
    architecture: Architecture
    weights: Arrays


def read(model: str) -> Origin:
    """Read the model to begin with.

    Args:
        model: A model's name or folder.

    Raises:
        ModelError: it is missing or damaged.
        Unsupported: it has layers that cannot be trained.
    """
    from textgen.lstm.architecture import of_weights

    folder = model_folder.find(model)
    manifest = model_folder.read(folder)
    architecture, weights = of_weights(model_weights.read(folder / model_folder.MODEL))
    if manifest.architecture["embedding"] is None:
        architecture = replace(architecture, embedding=None)
    if architecture.vocabulary != manifest.vocabulary.size:
        raise model_folder.damaged(
            folder / model_folder.MANIFEST,
            f"it has {manifest.vocabulary.size} symbols, the model {architecture.vocabulary}",
        )
    return Origin(
        name=folder.resolve().name,
        sha256=manifest.corpus.sha256,
        boundary=manifest.corpus.boundary,
        vocabulary=manifest.vocabulary,
        architecture=architecture,
        weights=weights,
    )


def check_layers(origin: Origin, layers: tuple[int, ...] | None) -> None:
    """Refuse layers that are not the model's.

    Raises:
        ModelError: they are others.
    """
    own = origin.architecture.layers
    if layers is not None and layers != own:
        shown = ",".join(map(str, own))
        raise ModelError(
            f"--layers {','.join(map(str, layers))} does not fit --init-from: {origin.name} has {shown}",
            hint="Leave out --layers: the architecture is taken over.",
        )


def adapted(settings: Settings, origin: Origin) -> Settings:
    """Return the settings with the model's shape.

    Raises:
        ModelError: the implementation asked for cannot compute it.
    """
    if settings.implementation == "bfloat16" and origin.architecture.recurrent_activation != "sigmoid":
        raise ModelError(
            f"--implementation bfloat16 lacks the hard-sigmoid gates of {origin.name}",
            hint="Leave --implementation out.",
        )
    return replace(
        settings,
        embedding=origin.architecture.embedding,
        recurrent_activation=origin.architecture.recurrent_activation,
        init_from=origin.name,
    )


def with_lower_rate(settings: Settings) -> Settings:
    """Return the settings with the learning rate of weights that know a lot already."""
    return replace(
        settings,
        learning_rate=settings.learning_rate * RATE,
        reasons={
            **settings.reasons,
            "learning_rate": f"{RATE:g} of the usual: the weights have learned before",
        },
    )


def note(origin: Origin, state: State) -> str:
    """What a person should know about the beginning: new and missing characters, text that was learned."""
    old, new = origin.vocabulary.characters, state.vocabulary.characters
    text = f"Begins with the weights of {origin.name}"
    if added := len(new) - len(old):
        text += f", and {added} new character{'s' if added > 1 else ''}"
    if origin.sha256 == state.sha256 and origin.boundary > state.boundary:
        text += (
            f". Careful: {origin.name} has learned this text up to character {origin.boundary:,}, so the "
            "validation loss will look better than it is"
        )
    return f"{text}."


def grown_vocabulary(old: Vocabulary, counts: Mapping[str, int], *, min_count: int) -> Vocabulary:
    """Return a vocabulary with the symbols of ``old`` in their places, and after them the new characters.

    Args:
        old: The vocabulary to begin with; what the text lacks is kept.
        counts: How often each character of the text occurs.
        min_count: New characters that are rarer become the unknown symbol.
    """
    new = {character: count for character, count in counts.items() if character not in old}
    kept = sorted(character for character, count in new.items() if count >= min_count)
    return Vocabulary(old.characters + "".join(kept), unknown=old.unknown or len(kept) < len(new))


def grown_weights(origin: Origin, vocabulary: Vocabulary) -> Arrays:
    """Return the model's weights with rows for the symbols that a grown vocabulary adds.

    A new symbol reads as the mean of the old ones and is as likely as they are on average, so that it takes
    next to nothing from what the model predicts (Hewitt 2021, "Initializing new word embeddings for
    pretrained language models").

    Args:
        origin: The model.
        vocabulary: What ``grown_vocabulary`` returned for it.
    """
    old, size = origin.vocabulary, len(origin.vocabulary.characters)
    places = np.full(vocabulary.size, -1)
    places[:size] = np.arange(size)
    if old.unknown_id is not None:
        places[-1] = old.unknown_id

    def rows(array: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Any:
        return np.where(
            (places < 0).reshape(-1, *[1] * (array.ndim - 1)), array.mean(axis=0), array[places]
        ).astype(np.float32)

    table, *rest, kernel, bias = origin.weights
    if origin.architecture.embedding is None:
        table, rest[0] = np.eye(vocabulary.size, dtype=np.float32), rows(rest[0])
    else:
        table = rows(table)
    return [table, *rest, rows(kernel.T).T, rows(bias)]
