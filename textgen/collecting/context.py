"""What a source is given so that it need not write it itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textgen.web.client import Client


class Context:
    """A run's services: the polite HTTP client, progress, what was left out, what is known already.

    A plain ``Context()`` works without the command line: it forgets nothing, writes nothing and
    has seen nothing.
    """

    def __init__(
        self,
        *,
        on_progress: Callable[[float, float | None], None] | None = None,
        on_log: Callable[[str], None] | None = None,
        on_skip: Callable[[str, str, str, int], None] | None = None,
        on_fail: Callable[[str, str, str], None] | None = None,
        on_question: Callable[[str], bool] | None = None,
        is_known: Callable[[str, str], bool] | None = None,
    ) -> None:
        self.notes: dict[str, str] = {}
        self.skipped: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._on_progress = on_progress
        self._on_log = on_log
        self._on_skip = on_skip
        self._on_fail = on_fail
        self._on_question = on_question
        self._is_known = is_known

    @cached_property
    def http(self) -> Client:
        """The polite HTTP client: robots.txt honoured, one request at a time per host, all limits on."""
        from textgen.web.client import Client

        return Client()

    def progress(self, done: float, total: float | None = None) -> None:
        """Say how much is done, in any unit; ``total`` None where it is not known."""
        if self._on_progress:
            self._on_progress(done, total)

    def log(self, message: str) -> None:
        """Tell the user something worth a line."""
        if self._on_log:
            self._on_log(message)

    def seen(self, uri: str, fingerprint: str) -> bool:
        """Whether an earlier run collected ``uri`` with this very fingerprint, so that it may be passed over.

        A fingerprint is anything that changes with the content: a hash, a size and time, an ETag.
        """
        return bool(self._is_known and self._is_known(uri, fingerprint))

    def note(self, label: str, value: str) -> None:
        """Say something about the run that belongs into its summary."""
        self.notes[label] = value

    def confirm(self, question: str) -> bool:
        """Ask the user before something that cannot be taken back; without the command line it is a yes."""
        return self._on_question is None or self._on_question(question)

    def skip(self, uri: str, reason: str, text: str = "", *, count: int = 1) -> None:
        """Record that something was left out on purpose; reasons are counted, so keep them few.

        Args:
            uri: What it was; with ``count``, what they have in common.
            reason: Why.
            text: What it said, for ``--dropped``; leave out what nobody should read.
            count: How many things were left out.
        """
        self.skipped[reason] += count
        if self._on_skip:
            self._on_skip(uri, reason, text, count)

    def fail(self, uri: str, reason: str, *, shown: str = "") -> None:
        """Record that something could not be read; the run goes on and ends with exit code 3.

        Args:
            uri: What it was; it is kept with the corpus.
            reason: Why.
            shown: What the user is told it was, where the uri hides a name.
        """
        self.failed[reason] += 1
        if self._on_fail:
            self._on_fail(uri, reason, shown or uri)

    def close(self) -> None:
        """Let go of the HTTP client, if there is one."""
        if "http" in self.__dict__:
            self.http.close()
