"""What the tests of every source share: a context that remembers what it was told, and an ordinary user."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from textgen import Context


@dataclass
class Run:
    """A context, and what a source said to it."""

    skipped: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    progress: list[tuple[float, float | None]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    answer: bool = True
    questions: list[str] = field(default_factory=list)
    context: Any = None

    def __post_init__(self) -> None:
        self.context = Context(
            on_skip=self._skip,
            on_fail=self._fail,
            on_log=self.log.append,
            on_progress=lambda done, total: self.progress.append((done, total)),
            on_question=self._ask,
            is_known=self._seen,
        )

    def _fail(self, uri: str, reason: str, shown: str) -> None:
        self.failed.append((uri, reason))
        self.shown.append(shown)

    def _skip(self, uri: str, reason: str, text: str, count: int) -> None:
        self.skipped += [(uri, reason)] * count
        self.dropped.append(text)

    def _ask(self, question: str) -> bool:
        self.questions.append(question)
        return self.answer

    def _seen(self, uri: str, fingerprint: str) -> bool:
        if self.known.get(uri) == fingerprint:
            return True
        self.known[uri] = fingerprint
        return False


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything; as somebody else, permissions count."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
