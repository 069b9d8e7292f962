"""From a folder of TensorFlow.js to a model folder that writes, trains on and is measured like any other."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from textgen import atomic, folders
from textgen.errors import CorpusError, ModelError
from textgen.exporting import layersmodel
from textgen.lstm import card, folder, saving
from textgen.lstm.folder import Manifest, TrainingText
from textgen.lstm.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.document import JSON
    from textgen.exporting.layersmodel import LayersModel
    from textgen.lstm.weights import Weights

_CHUNK: Final = 2**20
IMPLEMENTATION: Final = "TensorFlow.js"


def import_model(source: Path, *, name: str, vocabulary_from: Path | None = None) -> Path:
    """Make a model of a TensorFlow.js layers model, and return its folder.

    Args:
        source: A folder with a model.json, or such a file of another name.
        name: What the model is called from now on.
        vocabulary_from: The text that it learned, whose characters in the order of their first appearance are
            its symbols. What our own export wrote knows its symbols itself.

    Raises:
        ModelError: the model exists, or the folder is damaged, unsupported or does not fit the vocabulary.
        CorpusError: the text cannot be read.
        TextgenError: the name is none.
    """
    target = folders.models_folder() / folders.check_name(name, "model")
    if target.exists():
        raise _exists(target)
    found = layersmodel.read(source)
    file = layersmodel.description(source)
    if found.metadata is None:
        manifest = _foreign(found, file, vocabulary_from)
    elif vocabulary_from is None:
        manifest = Manifest.from_json(found.metadata, file)
    else:
        raise ModelError(f"{file} tells its vocabulary itself", hint="Leave out --vocabulary-from.")
    symbols = found.weights.vocabulary
    if manifest.vocabulary.size != symbols:
        raise ModelError(
            f"the model in {file} has {symbols:,} symbols, {vocabulary_from or 'its vocabulary'} has "
            f"{manifest.vocabulary.size:,}",
            hint="Name the very text that it learned. TensorFlow.js counts an emoji as two characters."
            if vocabulary_from
            else "Export the model again.",
        )
    manifest = replace(
        manifest,
        name=name,
        created=datetime.now(UTC),
        architecture=_architecture(found.weights),
        training={**manifest.training, "imported": f"{source.resolve().name}, written by {found.writer}"},
    )
    try:
        with atomic.new_folder(target) as made:
            saving.write(made / folder.MODEL, found.weights)
            atomic.write(made / card.README, _page(manifest).encode())
            digest = folder.digest(made / folder.MODEL)
            folder.write_manifest(made, replace(manifest, model_sha256=digest))
    except FileExistsError:
        raise _exists(target) from None
    return target


def _exists(target: Path) -> ModelError:
    return ModelError(
        f"model {target.name} exists already in {target}",
        hint="Import it by another --name, or delete that folder.",
    )


def _foreign(found: LayersModel, file: Path, text: Path | None) -> Manifest:
    """What can be known of a model that TensorFlow.js itself or its converter wrote."""
    if text is None:
        raise ModelError(
            f"{file} does not tell which characters its {found.weights.vocabulary:,} symbols are",
            hint="Name the text that it learned by --vocabulary-from FILE.",
        )
    vocabulary, corpus = _appearance(text)
    return Manifest(
        name="",
        created=datetime.now(UTC),
        vocabulary=vocabulary,
        delimiter=None,
        architecture={},
        training={
            "recipe": IMPLEMENTATION,
            "layers": [len(layer.recurrent_kernel) for layer in found.weights.layers],
            "window": found.window,
        },
        implementation=IMPLEMENTATION,
        corpus=corpus,
        versions={},
        metrics={},
        model_sha256="",
    )


def _appearance(path: Path) -> tuple[Vocabulary, TrainingText]:
    """Return the characters of a text in the order of their first appearance, as they stand in the file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    characters: dict[str, None] = {}
    digest, count = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                text = decoder.decode(piece)
                count += len(text)
                characters.update(dict.fromkeys(text))
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8 text", hint="Save it as UTF-8.") from None
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror or error}", hint="Check the path and its permissions."
        ) from error
    return Vocabulary("".join(characters)), TrainingText(path.name, digest.hexdigest(), count, count)


def _architecture(weights: Weights) -> dict[str, JSON]:
    one_hot = saving.is_one_hot(weights)
    layers = saving.described(weights)[1 if one_hot else 0 :]
    hard = any(layer.hard_sigmoid for layer in weights.layers)
    return {
        "embedding": None if one_hot else weights.embedding.shape[1],
        "layers": [len(layer.recurrent_kernel) for layer in weights.layers],
        "recurrent_activation": "hard_sigmoid" if hard else "sigmoid",
        "parameters": sum(array.size for layer in layers for array in layer.arrays.values()),
    }


def _page(manifest: Manifest) -> str:
    corpus, shape = manifest.corpus, manifest.architecture
    layers = ", ".join(str(units) for units in cast("list[int]", shape["layers"]))
    return f"""# {manifest.name}

A character LSTM that textgen imported on {manifest.created:%d %B %Y} from {manifest.training["imported"]}.

| | |
|---|---|
| learned | {corpus.name}: the first {corpus.boundary:,} of {corpus.characters:,} characters |
| text's SHA-256 | `{corpus.sha256}` |
| layers | {layers} units, {shape["parameters"]:,} parameters |
| alphabet | {manifest.vocabulary.size} symbols |

To let it write:

    textgen generate {manifest.name}
"""
