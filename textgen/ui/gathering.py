"""A run of a source in the app: what it has kept, left out and failed to read so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textgen.errors import TextgenError
from textgen.ui import uploads
from textgen.ui.jobs import Job

if TYPE_CHECKING:
    from textgen.collecting.summary import Progress, Summary

_NAMED: Final = 20  # failures that are named


class Gathering:
    """One run at a time, and what is known of it.

    What the app shows is read while the run writes it: each attribute is replaced or counted up alone.
    """

    def __init__(self) -> None:
        self.job = Job("a gathering")
        self._reset("", "")

    def _reset(self, source: str, corpus: str) -> None:
        self.source, self.corpus = source, corpus
        self.documents = self.bytes = 0
        self.done: tuple[float, float | None] = (0, None)
        self.skipped: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.failures: list[tuple[str, str]] = []
        self.log: list[str] = []
        self.summary: Summary | None = None
        self.interrupted = False

    def begin(
        self,
        source: str,
        corpus: str | None,
        arguments: Mapping[str, Any],
        common: Mapping[str, Any],
        files: Sequence[Path],
    ) -> None:
        """Begin a run.

        Args:
            source: The source's name.
            corpus: Where to; None is a corpus of the source's name.
            arguments: What the source is called with.
            common: What every source takes.
            files: Uploads among the arguments, which are removed as soon as they are read.

        Raises:
            TextgenError: another one runs.
        """

        def work() -> None:
            self._reset(source, corpus or source)
            try:
                self._collect(arguments, common)
            finally:
                uploads.remove(files)

        self.job.begin(work)

    def _collect(self, arguments: Mapping[str, Any], common: Mapping[str, Any]) -> None:
        from textgen.collecting.pipeline import collect
        from textgen.collecting.summary import Interrupted

        try:
            self.summary = collect(
                self.source,
                corpus=self.corpus,
                on_document=lambda document: self.job.check(),
                on_progress=self._progress,
                on_log=self._say,
                on_fail=self._fail,
                on_skip=self._skip,
                on_question=_refuse,
                **common,
                **arguments,
            )
        except Interrupted as interrupted:
            self.summary, self.interrupted = interrupted.summary, True

    def _progress(self, now: Progress) -> None:
        self.documents, self.bytes, self.done = now.documents, now.bytes, (now.done, now.total)
        self.job.check()

    def _say(self, message: str) -> None:
        self.log = [*self.log[-4:], message]

    def _skip(self, uri: str, reason: str, count: int) -> None:
        self.skipped[reason] += count
        self.job.check()

    def _fail(self, uri: str, reason: str) -> None:
        self.failed[reason] += 1
        if len(self.failures) < _NAMED:
            self.failures = [*self.failures, (uri, reason)]
        self.job.check()


def _refuse(question: str) -> bool:
    raise TextgenError(
        question, hint="If that is what you want, tick “Yes” among the options, and gather again."
    )
