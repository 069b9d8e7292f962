"""Where the texts of a comparison come from: the training text, the held-out text, and the prompts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from textgen.comparison.addresses import without_folders
from textgen.comparison.reading import slices, spread
from textgen.comparison.results import Text, writable
from textgen.corpus import database
from textgen.errors import CorpusError, ModelError, TextgenError
from textgen.lstm import folder as model_folder
from textgen.lstm import learned, trainer
from textgen.lstm.card import read_excerpt
from textgen.lstm.data import read_text, survey
from textgen.lstm.events import Text as Located

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textgen.lstm.folder import Manifest

PROMPTS: Final = 3  # where none is given
_SHORTEST: Final = 2  # characters of a text of which one tells another
_SHORTEST_PROMPT, _LONGEST_PROMPT = 20, 200  # characters


@dataclass(frozen=True, slots=True)
class Source:
    """A part of a text file.

    Args:
        text: What the report tells of it.
        path: The file; None if the text was not found.
        documents: Whether it is a corpus whose database knows its documents.
    """

    text: Text
    path: Path | None = None
    documents: bool = False

    @property
    def start(self) -> int:
        """The part's first character in the file."""
        return self.text.start or 0

    @property
    def end(self) -> int:
        """The first character after it."""
        return self.start + (self.text.characters or 0)


def manifests(folders: Sequence[Path]) -> dict[Path, Manifest]:
    """Return what the models among them say of themselves; a damaged one tells so when it is loaded."""
    found = {}
    for folder in folders:
        try:
            found[folder] = model_folder.read_manifest(folder)
        except ModelError:
            continue
    return found


def training_text(models: Mapping[Path, Manifest], named: str | Path | None) -> Source:
    """Find the text that copies are looked for in: the part that was learned, if that is known.

    Args:
        models: The models that are compared.
        named: A corpus's name or a file; by default what the first model learned of which it is still there.

    Raises:
        CorpusError: the text that is named is missing, is empty, or is not UTF-8.
    """
    if named is not None:
        located = trainer.locate(named)
        found = survey(located.path)
        _check_length(located, found.characters)
        return _source(located, found.sha256, 0, _boundary(models, found.sha256) or found.characters)
    own = _own_text(models)
    if isinstance(own, str):
        return Source(Text(False, f"{own}; --corpus FILE names the training text"))
    return _source(own.located, own.sha256, 0, own.boundary)


def held_out_text(models: Mapping[Path, Manifest], training: Source, named: str | Path | None) -> Source:
    """Find the text that no model should have learned.

    Args:
        models: The models that are compared.
        training: What ``training_text`` found.
        named: A corpus's name or a file; by default what all models held out of the training text, or of what
            the first of them learned.

    Raises:
        CorpusError: the text that is named is missing, is empty, or is not UTF-8.
        ModelError: it is a model's training text, which has changed, so that its held-out part is not known.
    """
    if named is not None:
        located = trainer.locate(named)
        found = survey(located.path)
        _check_length(located, found.characters)
        start = _boundary(models, found.sha256)
        for folder in models if start is None else ():
            if learned.is_learned(located, folder):
                raise learned.changed(
                    located, folder, hint="Its held-out part is no longer known: name a text of its own."
                )
        return _source(located, found.sha256, start or 0, found.characters)
    for model in models.values():
        if training.path and model.corpus.sha256 == training.text.sha256:
            located = trainer.locate(training.path)
            return _source(located, model.corpus.sha256, training.end, model.corpus.characters)
    own = _own_text(models)
    if isinstance(own, str):
        return Source(Text(False, f"{own}; --held-out FILE names a text that no model learned"))
    return _source(own.located, own.sha256, own.boundary, own.characters)


class _Own(NamedTuple):
    """The text that a model learned, which is still as it was."""

    located: Located
    sha256: str
    boundary: int
    characters: int


def _own_text(models: Mapping[Path, Manifest]) -> _Own | str:
    """Return what the first model learned of which it is still there; else why there is none."""
    reasons = []
    for folder, model in models.items():
        try:
            located = learned.learned_text(folder, hint="")
        except ModelError as error:
            reasons.append(error.message)
            continue
        sha256 = model.corpus.sha256
        if model_folder.digest(located.path) == sha256:
            boundary = _boundary(models, sha256) or model.corpus.boundary
            return _Own(located, sha256, boundary, model.corpus.characters)
        reasons.append(without_folders(learned.changed(located, folder, hint="").message, located.path))
    return reasons[0] if reasons else "no model that textgen trained is among them"


def _boundary(models: Mapping[Path, Manifest], sha256: str) -> int | None:
    """Return the first character of a text that no model learned; None if none learned this text at all."""
    return max(
        (model.corpus.boundary for model in models.values() if model.corpus.sha256 == sha256), default=None
    )


def _check_length(located: Located, characters: int) -> None:
    if characters < _SHORTEST:
        raise CorpusError(
            f"{located.path} holds {characters} characters, too few for a comparison",
            hint="Name a longer text: the more, the surer the numbers.",
        )


def _source(located: Located, sha256: str, start: int, end: int) -> Source:
    path = located.path
    if end - start < _SHORTEST:
        return Source(Text(False, f"{path.name} has no more than {end - start} characters for this"))
    count = None
    if located.is_corpus:
        with database.reading(path.with_suffix(".db")) as connection:
            [(count,)] = connection.execute("SELECT count(*) FROM document WHERE start IS NOT NULL")
    return Source(
        Text(True, None, path.name, sha256, start, end - start, count), path, documents=located.is_corpus
    )


def prompts(
    given: Sequence[str] | Path | None, models: Mapping[Path, Manifest], held_out: Source
) -> tuple[tuple[str, ...], str]:
    """Return the prompts, and where they come from in words.

    Args:
        given: The prompts, or a file with one on each line; by default they are paragraphs of the excerpt in
            the first model's README that has one, else of the held-out text.
        models: The models that are compared.
        held_out: The held-out text.

    Raises:
        CorpusError: the file is missing, or is not UTF-8.
        TextgenError: there is no prompt at all.
    """
    if isinstance(given, Path):
        lines = "".join(read_text(given)).split("\n")
        found = tuple(line for line in lines if line.strip())
        if not found:
            raise TextgenError(f"{given} holds no prompt", hint="Write one on each line.")
        return found, given.name
    if given:
        return tuple(map(writable, [given] if isinstance(given, str) else given)), "--prompt"
    for folder in models:
        if found := _paragraphs(read_excerpt(folder)):
            return found, f"the held-out excerpt of {folder.resolve().name}"
    if held_out.path:
        spans = spread(
            held_out.start, held_out.end, number=1, length=min(2000, held_out.end - held_out.start)
        )
        if found := _paragraphs(*slices(held_out.path, spans)):
            return found, f"the held-out text {held_out.text.name}"
    raise TextgenError(
        "there is no text to take prompts from",
        hint="Give some: --prompt TEXT, or --prompts FILE with one on each line.",
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    """Return the longest of a text's paragraphs in their order; the first and the last were cut."""
    whole = [paragraph.strip() for paragraph in text.replace("\f", "\n\n").split("\n\n")[1:-1]]
    long = [paragraph[:_LONGEST_PROMPT] for paragraph in whole if len(paragraph) >= _SHORTEST_PROMPT]
    longest = sorted(range(len(long)), key=lambda number: -len(long[number]))[:PROMPTS]
    return tuple(long[number] for number in sorted(longest))
