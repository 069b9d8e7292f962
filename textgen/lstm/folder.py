"""The model folder: finding it, reading and writing its manifest ``textgen.json``."""

from __future__ import annotations

import hashlib
import math
import re
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from textgen import atomic, folders
from textgen.errors import ModelError
from textgen.installation import update_hint
from textgen.lstm.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textgen.document import JSON

FORMAT: Final = 1
MANIFEST: Final = "textgen.json"
MODEL: Final = "model.keras"
CHECKPOINT: Final = "checkpoint"
LOCK: Final = ".lock"  # is there while a training holds the folder
POINTER: Final = "latest"  # in the checkpoint folder, names the last whole one
_TENSORFLOWJS: Final = "model.json"  # what TensorFlow.js names a model's description
SHIPPED: Final = ("shakespeare",)
_LARGEST_MANIFEST: Final = 64 * 2**20


@dataclass(frozen=True, slots=True)
class TrainingText:
    """The text a model learned.

    Args:
        name: The corpus, or the file's name without its folder.
        sha256: Of the file's bytes, in hexadecimal.
        characters: Its length in code points.
        boundary: Where the held-out part begins, in code points from the start.
    """

    name: str
    sha256: str
    characters: int
    boundary: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a model but its weights, as ``textgen.json`` keeps it.

    Args:
        name: The model's name.
        created: When its training ended (or was last saved); timezone-aware.
        vocabulary: Its characters.
        delimiter: What stands after each document in the training text; None for a single document.
        architecture: At least ``embedding`` (a size, or null for one-hot) and ``layers`` (units of each).
        training: Every option of the training.
        implementation: Which implementation trained it.
        corpus: The training text.
        versions: Of Python and the libraries that trained it.
        metrics: Final figures such as ``train_loss`` and ``validation_loss`` (nats per character); None
            where there is none.
        model_sha256: Of ``model.keras``, in hexadecimal; see ``digest``.
    """

    name: str
    created: datetime
    vocabulary: Vocabulary
    delimiter: str | None
    architecture: Mapping[str, JSON]
    training: Mapping[str, JSON]
    implementation: str
    corpus: TrainingText
    versions: Mapping[str, str]
    metrics: Mapping[str, float | None]
    model_sha256: str

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError(f"created must be timezone-aware, got {self.created!r}")

    def to_json(self) -> dict[str, JSON]:
        """Return the content of ``textgen.json``."""
        return {
            "format": FORMAT,
            "name": self.name,
            "created": self.created.astimezone(UTC).isoformat(timespec="microseconds"),
            "vocabulary": self.vocabulary.characters,
            "unknown": self.vocabulary.unknown,
            "delimiter": self.delimiter,
            "architecture": dict(self.architecture),
            "training": dict(self.training),
            "implementation": self.implementation,
            "corpus": asdict(self.corpus),
            "versions": dict(self.versions),
            "metrics": dict(self.metrics),
            "model_sha256": self.model_sha256,
        }

    @classmethod
    def from_json(cls, data: object, file: Path = Path(MANIFEST)) -> Manifest:
        """Check the content of ``textgen.json`` and return it typed.

        Args:
            data: The parsed JSON.
            file: Where it was read, for the messages.

        Raises:
            ModelError: a field is missing or wrong, or the format is a newer one.
        """
        fields = _Fields(data, file)
        version = fields.integer("format")
        if version > FORMAT:
            raise ModelError(
                f"{file} has format {version}; this textgen reads format {FORMAT}",
                hint=f"A newer textgen wrote it. {update_hint()}",
            )
        if version != FORMAT:
            raise fields.wrong("format", f"must be {FORMAT}, got {version}")
        corpus = fields.object("corpus")
        characters = corpus.integer("characters")
        return cls(
            name=fields.text("name"),
            created=fields.time("created"),
            vocabulary=fields.vocabulary(),
            delimiter=fields.delimiter(),
            architecture=fields.architecture(),
            training=fields.object("training").data,
            implementation=fields.text("implementation"),
            corpus=TrainingText(
                name=corpus.text("name"),
                sha256=corpus.sha256("sha256"),
                characters=characters,
                boundary=corpus.integer("boundary", at_most=characters),
            ),
            versions=fields.versions(),
            metrics=fields.metrics(),
            model_sha256=fields.sha256("model_sha256"),
        )


class _Fields:
    """A JSON object whose fields are checked as they are read; a wrong one is an error that names it."""

    def __init__(self, data: object, file: Path, prefix: str = "") -> None:
        self._file, self._prefix = file, prefix
        if not isinstance(data, dict):
            raise self.wrong("", f"must be an object, got {_kind(data)}")
        self.data: dict[str, Any] = data

    def wrong(self, key: str, problem: str) -> ModelError:
        field = f"{self._prefix}{key}".rstrip(".")
        return damaged(self._file, f'"{field}" {problem}' if field else f"the file {problem}")

    def _get(self, key: str) -> Any:
        if key not in self.data:
            raise self.wrong(key, "is missing")
        return self.data[key]

    def object(self, key: str) -> _Fields:
        return _Fields(self._get(key), self._file, f"{self._prefix}{key}.")

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str):
            raise self.wrong(key, f"must be text, got {_kind(value)}")
        return value

    def integer(self, key: str, *, at_least: int = 0, at_most: int | None = None) -> int:
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, f"must be a whole number, got {_kind(value)}")
        if value < at_least or (at_most is not None and value > at_most):
            limit = f"at least {at_least}" if value < at_least else f"at most {at_most}"
            raise self.wrong(key, f"must be {limit}, got {value}")
        return value

    def sha256(self, key: str) -> str:
        value = self.text(key)
        if not re.fullmatch("[0-9a-f]{64}", value):
            raise self.wrong(key, f"must be a SHA-256 of 64 hexadecimal digits, got {value[:70]!r}")
        return value

    def time(self, key: str) -> datetime:
        try:
            value = datetime.fromisoformat(self.text(key))
            in_utc = value.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise self.wrong(key, f"must be a time in ISO format, got {self.text(key)[:70]!r}") from error
        if value.tzinfo is None:
            raise self.wrong(key, "must name its time zone")
        return in_utc

    def vocabulary(self) -> Vocabulary:
        characters, unknown = self.text("vocabulary"), self._get("unknown")
        if not characters:
            raise self.wrong("vocabulary", "is empty")
        if not isinstance(unknown, bool):
            raise self.wrong("unknown", f"must be true or false, got {_kind(unknown)}")
        try:
            return Vocabulary(characters, unknown)
        except ValueError as error:
            raise self.wrong("vocabulary", "holds a character twice") from error

    def delimiter(self) -> str | None:
        return None if self._get("delimiter") is None else self.text("delimiter") or None

    def architecture(self) -> Mapping[str, JSON]:
        architecture = self.object("architecture")
        layers = architecture._get("layers")
        if not isinstance(layers, list) or not layers or not all(type(n) is int and n > 0 for n in layers):
            raise architecture.wrong("layers", "must be a list of whole numbers above 0")
        if architecture._get("embedding") is not None:
            architecture.integer("embedding", at_least=1)
        return architecture.data

    def versions(self) -> Mapping[str, str]:
        versions = self.object("versions")
        return {key: versions.text(key) for key in versions.data}

    def metrics(self) -> Mapping[str, float | None]:
        metrics = self.object("metrics")
        for key, value in metrics.data.items():
            if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
                raise metrics.wrong(key, f"must be a number or null, got {_kind(value)}")
        return metrics.data


def _kind(value: object) -> str:
    """What a JSON value is, in a user's words."""
    if value is None:
        return "null"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return kinds.get(type(value), "an object")


def damaged(file: Path, problem: str) -> ModelError:
    """The error of a model folder that cannot be used as it is."""
    name = file.parent.name or "the folder"
    if (file.parent / CHECKPOINT / POINTER).is_file():
        hint = f"Its last checkpoint is still there: textgen train --model {name} --resume writes it anew."
    else:
        hint = f"Copy {name} again from where it came, or train it again with --overwrite."
    return ModelError(f"damaged model: {file}: {problem}", hint=hint)


def _without_manifest(folder: Path) -> ModelError:
    begun = (folder / LOCK).is_file() and not (folder / MODEL).exists()
    if not begun or (folder / CHECKPOINT / POINTER).is_file():
        return damaged(folder / MANIFEST, "the file is missing")
    return ModelError(
        f"model {folder.name} has not been saved yet: there is no {MANIFEST} in {folder}",
        hint="If it is being trained, wait for the first evaluation; else its training ended before that: "
        "train it again.",
    )


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read and check ``textgen.json`` alone, not the model beside it.

    Raises:
        ModelError: it is missing, damaged, or of a newer format.
    """
    file = folder / MANIFEST
    try:
        size = file.stat().st_size
        if size > _LARGEST_MANIFEST:
            raise damaged(file, f"{size:,} bytes are too many for a manifest")
        data = orjson.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        if (folder / _TENSORFLOWJS).is_file():
            raise ModelError(
                f"{folder} is a model for TensorFlow.js",
                hint=f"Import it first: textgen models import {folder} --name NAME.",
            ) from error
        if folder.is_dir():
            raise _without_manifest(folder) from error
        raise ModelError(
            f"no model folder at {folder}", hint="textgen models list shows the models there are."
        ) from error
    except OSError as error:
        raise ModelError(
            f"cannot read {file}: {error.strerror or error}", hint="Check the file's permissions."
        ) from error
    except orjson.JSONDecodeError as error:
        raise damaged(file, f"this is not JSON ({error})") from error
    return Manifest.from_json(data, file)


def read(folder: Path) -> Manifest:
    """Read ``textgen.json`` and check that ``model.keras`` is the file it was written with.

    Raises:
        ModelError: a file is missing or damaged, or the format is a newer one.
    """
    file = folder / MODEL
    for pause in (0.0, 0.1):  # a training may have replaced one of the two files and not yet the other
        time.sleep(pause)
        manifest = read_manifest(folder)
        try:
            found = digest(file)
        except FileNotFoundError as error:
            raise damaged(file, "the file is missing") from error
        except OSError as error:
            raise ModelError(
                f"cannot read {file}: {error.strerror or error}", hint="Check the file's permissions."
            ) from error
        if found == manifest.model_sha256:
            return manifest
    raise damaged(file, f"it is not the file that {MANIFEST} was written with (its SHA-256 differs)")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``textgen.json`` in one step; call it after every other file of the folder is in place."""
    atomic.write(folder / MANIFEST, encoded(manifest))


def encoded(manifest: Manifest) -> bytes:
    """The content of ``textgen.json``."""
    for key, value in manifest.metrics.items():
        if value is not None and not math.isfinite(value):
            raise ValueError(f"metric {key} is {value}")
    return orjson.dumps(manifest.to_json(), option=orjson.OPT_INDENT_2) + b"\n"


def models_in(folder: Path) -> list[Path]:
    """Return the model folders in a folder, by name; a folder is one if it holds ``textgen.json``."""
    return sorted(file.parent for file in folder.glob(f"*/{MANIFEST}"))


def shipped_models() -> list[Path]:
    """Return the folders of the models that come with textgen.

    They are listed by name: in an editable installation the data package is the clone's own models
    folder, with everything that was trained there.
    """
    from importlib import resources

    root = Path(str(resources.files("textgen_models")))
    return [root / name for name in SHIPPED if (root / name / MANIFEST).is_file()]


@dataclass(frozen=True, slots=True)
class Listed:
    """A model folder in a list.

    Args:
        path: The folder.
        manifest: What ``textgen.json`` says, or why it cannot be read.
        shipped: Whether the model came with textgen.
    """

    path: Path
    manifest: Manifest | ModelError
    shipped: bool


def all_models() -> list[Listed]:
    """Return every model that has a name: those in the models folder, then the shipped ones.

    A model of one's own hides the shipped one of its name.
    """
    own = models_in(folders.models_folder())
    names = {path.name for path in own}
    shipped = [path for path in shipped_models() if path.name not in names]
    return [Listed(path, _manifest_or_error(path), path in shipped) for path in [*own, *shipped]]


def _manifest_or_error(path: Path) -> Manifest | ModelError:
    try:
        return read(path)
    except ModelError as error:
        return error


def find(name_or_path: str) -> Path:
    """Return the folder of a model: in the models folder, among the shipped ones, or the folder itself.

    Raises:
        ModelError: there is none; the hint has the closest names.
    """
    if not folders.is_path(name_or_path):
        own = folders.models_folder() / name_or_path
        if (own / MANIFEST).is_file():
            return own
        for folder in shipped_models():
            if folder.name == name_or_path:
                return folder
        if name_or_path and own.is_dir() and not Path(name_or_path).is_dir():
            raise _without_manifest(own)
    path = Path(name_or_path)
    if name_or_path and path.is_dir():
        return path
    if folders.is_path(name_or_path):
        raise ModelError(
            f"there is no model folder {name_or_path}", hint="textgen models list shows the models there are."
        )
    known = [path.name for path in (*models_in(folders.models_folder()), *shipped_models())]
    raise ModelError(
        f"there is no model {name_or_path!r} in {folders.models_folder()}",
        hint=folders.suggestion(name_or_path, known) or "Train one: textgen train CORPUS.",
    )


def latest() -> Listed:
    """Return the model in the models folder that was trained last, else the shipped one.

    Folders whose manifest cannot be read are passed over.

    Raises:
        ModelError: there is no model at all.
    """
    usable = [
        (not listed.shipped, listed.manifest.created, listed.path, listed)
        for listed in all_models()
        if isinstance(listed.manifest, Manifest)
    ]
    if not usable:
        raise ModelError(
            f"there is no model in {folders.models_folder()} yet",
            hint="Train one: textgen collect files FOLDER, then textgen train.",
        )
    return max(usable)[-1]
