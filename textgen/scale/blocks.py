"""Our steps as blocks of datatrove: they take and give its documents, so its own readers and filters fit in.

A document's title, author, date and kind are in its metadata, as ``textgen corpus export`` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datatrove.data import Document as TheirDocument
from datatrove.pipeline.base import PipelineStep

from textgen.collecting import filters
from textgen.collecting.cleaning import cleaned
from textgen.collecting.duplicates import MIN_CHARACTERS
from textgen.collecting.languages import Languages
from textgen.corpus.exporting import record
from textgen.corpus.shards import unrecorded
from textgen.corpus.split import DELIMITER
from textgen.document import Document
from textgen.scale.shards import Shards

REPEAT = "exact repeat"


class _Step(PipelineStep):
    """A block that takes documents one at a time, and may leave some out.

    Args:
        shards: Where what is left out is noted.
    """

    type = "textgen"

    def __init__(self, shards: Shards) -> None:
        super().__init__()
        self._shards = shards

    def run(
        self, data: Iterable[TheirDocument] | None, rank: int = 0, world_size: int = 1
    ) -> Iterator[TheirDocument]:
        """Pass on the documents that stay."""
        for theirs in data or ():
            with self.track_time():
                found = self.step(from_datatrove(theirs))
            self.stat_update("total")
            if isinstance(found, str):
                self.stat_update("dropped", f"dropped_{found}")
            else:
                self.stat_update("forwarded")
                yield to_datatrove(found)

    def step(self, document: Document) -> Document | str:
        """Return what becomes of a document, or why it is left out."""
        raise NotImplementedError


class Clean(_Step):
    """Cleans the texts, as ``textgen collect`` does without ``--raw``; with the installed cleaners."""

    name = "Clean"

    def step(self, document: Document) -> Document | str:
        """Return the cleaned document, or why a cleaner leaves it out."""
        from textgen import plugins

        found = cleaned(document, self._shards.delimiter or DELIMITER, plugins.load().cleaners)
        if isinstance(found, Document):
            return found
        text, reason = found
        self._shards.leave_out(document.uri, reason, text)
        return reason


class Filter(_Step):
    """Leaves out documents that are empty, short or in other languages.

    Args:
        shards: Where what is left out is noted.
        min_chars: The fewest characters of a document.
        language: The codes of the languages that texts may be in, such as "de,en"; None for all.

    Raises:
        SourceError: a code is none that can be told.
    """

    name = "Filter"

    def __init__(self, shards: Shards, *, min_chars: int = 0, language: str | None = None) -> None:
        super().__init__(shards)
        self.min_chars, self.language = min_chars, language
        self._languages: Languages | None = None
        if language is not None:
            Languages(language)  # a wrong code is met before a task begins

    def run(
        self, data: Iterable[TheirDocument] | None, rank: int = 0, world_size: int = 1
    ) -> Iterator[TheirDocument]:
        """Pass on the documents that stay."""
        self._languages = None if self.language is None else Languages(self.language)
        yield from super().run(data, rank, world_size)
        if self._languages and self._languages.undecided and self._shards.shard:
            self._shards.shard.undecided(self._languages.undecided)

    def step(self, document: Document) -> Document | str:
        """Return the document, or why it is left out."""
        reason = filters.reason(document, min_chars=self.min_chars, languages=self._languages)
        if reason is None:
            return document
        self._shards.leave_out(document.uri, reason, document.text)
        return reason


class Deduplicate(_Step):
    """Stores a text once in the shard of a task; the joined corpus decides which document keeps it.

    Near repeats are looked for when the shards are joined: what a task alone would leave out of a chain
    of them is not what one process leaves out.
    """

    name = "Deduplicate"

    def step(self, document: Document) -> Document | str:
        """Return the document, or why it is left out."""
        if len(document.text) >= MIN_CHARACTERS and self._shards.repeats(document):
            return REPEAT
        return document


class Write(PipelineStep):
    """Writes the documents of a task into its shard; a shard that is there already is not written again."""

    name = "Write"
    type = "textgen"

    def __init__(self, shards: Shards) -> None:
        super().__init__()
        self._shards = shards

    def run(
        self, data: Iterable[TheirDocument] | None, rank: int = 0, world_size: int = 1
    ) -> Iterator[TheirDocument]:
        """Write the documents, and pass them on."""
        if self._shards.has(rank):
            return
        with self._shards.writing(rank, world_size) as shard:
            for theirs in data or ():
                with self.track_time():
                    shard.keep(from_datatrove(theirs))
                self.stat_update("total")
                self.update_doc_stats(theirs)
                yield theirs


def to_datatrove(document: Document) -> TheirDocument:
    """Return a document as datatrove has it."""
    return TheirDocument(**record(document))


def from_datatrove(document: TheirDocument) -> Document:
    """Return a document of datatrove as ours."""
    return unrecorded(document.text, document.id, document.metadata)
