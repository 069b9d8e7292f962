"""One run of a source: the context it is given, and the way of its documents into the corpus."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textgen.collecting import duplicates, filters
from textgen.collecting.cleaning import cleaned
from textgen.collecting.context import Context
from textgen.collecting.interrupts import Interrupts
from textgen.collecting.languages import Languages
from textgen.collecting.summary import Interrupted, Progress, Summary
from textgen.corpus.writer import Change, Standing, Writer
from textgen.document import Document, Prepared
from textgen.errors import CorpusError, SourceError, TextgenError

if TYPE_CHECKING:
    from pathlib import Path

    from textgen.hookspecs import Cleaner, Source
    from textgen.scale import Shards


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What may into the corpus, and how.

    Args:
        limit: The most documents to keep, or None.
        min_chars: The fewest characters of a document.
        raw: Whether texts stay as they came.
        keep_duplicates: Whether exact repeats are kept.
        near_duplicates: Whether near repeats are left out.
        language: The codes of the languages that texts may be in, None for all.
        cleaners: The plugins' cleaners, in their order.
    """

    limit: int | None
    min_chars: int
    raw: bool
    keep_duplicates: bool
    near_duplicates: bool
    language: str | None
    cleaners: Sequence[Cleaner]

    def __str__(self) -> str:
        """All that decides whether a document is kept: with other rules, a known one must be read again."""
        names = ",".join(getattr(cleaner, "__name__", repr(cleaner)) for cleaner in self.cleaners)
        more = " near" * self.near_duplicates + (f" {self.language}" if self.language else "")
        return f"{self.min_chars} {self.raw:d} {self.keep_duplicates:d} {names}{more}"


@dataclass(frozen=True, kw_only=True)
class Listeners:
    """Who is told what a run does.

    Args:
        left_out: Is given uri, reason and text of what was left out.
        document: Is given each document that is kept.
        progress: Is told how far the run is.
        log: Is given what the source has to say.
        fail: Is given what could not be read, as the user knows it, and why.
        skip: Is given what was left out on purpose, why, and how many things it were.
        question: Is asked what only the user can decide.
    """

    left_out: Callable[[str, str, str], None] | None
    document: Callable[[Document], None] | None
    progress: Callable[[Progress], None] | None
    log: Callable[[str], None] | None
    fail: Callable[[str, str], None] | None = None
    skip: Callable[[str, str, int], None] | None = None
    question: Callable[[str], bool] | None = None


class Run:
    """Takes a source's documents into a corpus."""

    def __init__(
        self, writer: Writer, corpus: str, rules: Rules, listeners: Listeners, *, allow_private: bool = False
    ) -> None:
        self._writer = writer
        self._corpus = corpus
        self._rules = rules
        self._listeners = listeners
        self._languages = None if rules.language is None else Languages(rules.language)
        self._interrupts = Interrupts()
        self._begun = time.monotonic()
        self._found = self._bytes = 0
        self._done: tuple[float, float | None] = (0, None)
        self._pending: tuple[str, str] | None = None
        self._joined: list[Path] = []
        hold_back = self._interrupts.hold_back
        self._context = Context(
            on_progress=hold_back(self._progress),
            on_log=hold_back(listeners.log) if listeners.log else None,
            on_skip=hold_back(self._skip),
            on_fail=hold_back(self._fail),
            on_question=listeners.question,
            is_known=hold_back(self._is_known),
            on_commit=hold_back(self._commit),
            database=hold_back(writer.crawling),
            rules=f"{writer.source}\n{rules}",
            on_shared_lines=None if rules.raw else hold_back(writer.count_lines),
            on_spread=self._spread,
            allow_private=allow_private,
        )

    def take(self, source: Source, arguments: Mapping[str, Any], name: str) -> None:
        """Take what the source gives, to its end or the limit.

        Raises:
            TextgenError: the source or the corpus cannot be used; what came before is kept.
            Interrupted: Ctrl-C; what came before is kept.
        """
        documents = iter(source(self._context, **arguments))
        with self._interrupts.held():
            try:
                while not self._is_full():
                    document = self._interrupts.let_through(_next, documents, name)
                    if document is None:
                        self._complete()
                        break
                    self._keep(document)
                self._finish(documents)
            except KeyboardInterrupt:
                self._finish(documents)
                raise Interrupted(self.summary()) from None
            except BaseException:
                with suppress(CorpusError):  # it may be what was raised
                    self._finish(documents)
                raise

    def summary(self) -> Summary:
        """What the run did so far."""
        totals = self._writer.totals()
        notes = dict(self._context.notes)
        undecided = self._context.undecided + (self._languages.undecided if self._languages else 0)
        if undecided:
            notes["language undecided, kept"] = f"{undecided:,}"
        if self._writer.cleared:
            notes["cleared of lines that their site repeats"] = f"{self._writer.cleared:,}"
        return Summary(
            corpus=self._corpus,
            documents=totals.documents,
            characters=totals.characters,
            bytes=totals.bytes,
            added=self._writer.added,
            replaced=self._writer.replaced,
            skipped=dict(self._context.skipped),
            failed=dict(self._context.failed),
            notes=notes,
            seconds=time.monotonic() - self._begun,
            found=self._found + self._context.known,
        )

    def _is_full(self) -> bool:
        limit = self._rules.limit
        return limit is not None and self._writer.added + self._writer.replaced >= limit

    def _finish(self, documents: Iterator[Document]) -> None:
        if close := getattr(documents, "close", None):
            close()
        self._context.close()
        self._writer.finish()
        for folder in self._joined:
            shutil.rmtree(folder, ignore_errors=True)

    def _spread(
        self, blocks: Callable[[Shards], Sequence[Any]], tasks: int, jobs: int, key: str
    ) -> Iterator[Document]:
        """Read in processes of datatrove, which clean and filter, too, and join what they wrote."""
        from textgen.collecting.spreading import folder_for, spread

        rules, texts = self._rules, self._listeners.left_out is not None
        place = folder_for(
            self._writer.folder, self._corpus, f"{rules} {texts} {self._writer.delimiter} {key}"
        )
        yield from spread(
            self._context,
            blocks,
            rules,
            place,
            tasks=tasks,
            jobs=jobs,
            source=self._writer.source,
            delimiter=self._writer.delimiter,
            texts=texts,
        )
        self._joined.append(place)  # to be removed when the corpus has it all

    def _keep(self, document: Document) -> None:
        self._found += 1
        clean = self._clean(document)
        if clean is None:
            return
        text = self._writer.text(clean.text)
        standing = self._writer.standing(clean.uri, text)
        if standing is Standing.SAME or (standing is Standing.NEW and self._writer.adopt(clean, text)):
            return
        keep = self._rules.keep_duplicates
        if repeat := duplicates.find(self._writer, clean.uri, text, standing, keep=keep):
            self._context.skipped[repeat.reason] += 1
            self._skip(clean.uri, repeat.reason, clean.text, detail=repeat.detail)
            if standing is Standing.NEW and self._pending and self._pending[0] == clean.uri:
                self._pending = None  # what it repeats may change, so the next run looks again
            return
        if standing is Standing.NEW:
            self._writer.append(clean, text)
        else:
            self._writer.replace(clean, text)
        self._bytes += len(text.data)
        if self._listeners.document:
            self._listeners.document(clean)
        self._report()

    def _clean(self, document: Document) -> Document | None:
        """Return the document as it may into the corpus, or None if it is left out."""
        if isinstance(document, Prepared):
            return document
        if not self._rules.raw:
            found = cleaned(document, self._writer.delimiter, self._rules.cleaners)
            if isinstance(found, tuple):
                text, why = found
                self._context.skip(document.uri, why, text)
                return None
            document = found
        if reason := filters.reason(document, min_chars=self._rules.min_chars, languages=self._languages):
            self._context.skip(document.uri, reason, document.text)
            return None
        return document

    def _is_known(self, uri: str, fingerprint: str) -> bool:
        self._complete()
        mark = f"{fingerprint}\n{self._rules}"
        if self._writer.has_seen(uri, mark):
            self._found += 1
            return True
        self._pending = (uri, mark)
        return False

    def _complete(self) -> None:
        """The source is done with the uri that it asked about last: the next run may pass it over."""
        if self._pending:
            self._writer.remember(*self._pending)
            self._pending = None

    def _commit(self, changes: Sequence[Change]) -> None:
        self._complete()
        self._writer.commit(changes)

    def _skip(self, uri: str, reason: str, text: str, count: int = 1, *, detail: str = "") -> None:
        self._writer.leave_out(uri, reason, failed=False, count=count, detail=detail)
        if self._listeners.skip:
            self._listeners.skip(uri, reason, count)
        if self._listeners.left_out:
            self._listeners.left_out(uri, f"{reason}{detail}", text)

    def _fail(self, uri: str, reason: str, shown: str) -> None:
        self._pending = None  # so that the next run tries again
        self._writer.leave_out(uri, reason, failed=True)
        if self._listeners.fail:
            self._listeners.fail(shown, reason)
        if self._listeners.left_out:
            self._listeners.left_out(uri, reason, "")

    def _progress(self, done: float, total: float | None) -> None:
        self._done = (done, total)
        self._report()

    def _report(self) -> None:
        if self._listeners.progress:
            self._listeners.progress(
                Progress(self._writer.added + self._writer.replaced, self._bytes, *self._done)
            )


def _next(documents: Iterator[Document], name: str) -> Document | None:
    try:
        document = next(documents, None)
    except (TextgenError, sqlite3.Error):
        raise
    except (Exception, SystemExit) as error:
        raise SourceError(
            f"the source {name} broke down: {type(error).__name__}: {error}",
            hint="What was collected before is kept. Tell the plugin's author: --verbose shows where.",
        ) from error
    if document is not None and not isinstance(document, Document):
        raise SourceError(
            f"the source {name} gave {type(document).__name__}, not Document",
            hint="A source yields textgen.Document objects.",
        )
    return document
