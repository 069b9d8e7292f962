"""What a source is given so that it need not write it itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import sqlite3

    from textgen.corpus.writer import Change
    from textgen.document import Document
    from textgen.scale import Shards
    from textgen.web.client import Client
    from textgen.web.frontier import Frontier

Blocks: TypeAlias = "Callable[[Shards], Sequence[Any]]"


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
        on_commit: Callable[[Sequence[Change]], None] | None = None,
        database: Callable[[], sqlite3.Connection] | None = None,
        rules: str = "",
        on_shared_lines: Callable[[], None] | None = None,
        on_spread: Callable[[Blocks, int, int, str], Iterator[Document]] | None = None,
        allow_private: bool = False,
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
        self._on_commit = on_commit
        self._database = database or _temporary
        self._rules = rules
        self._on_shared_lines = on_shared_lines
        self._on_spread = on_spread
        self._allow_private = allow_private
        self._connection: sqlite3.Connection | None = None
        self._changes: list[Change] = []
        self.known = 0
        """How many addresses of its frontiers were done by earlier runs."""
        self.undecided = 0
        """How many documents that other processes filtered were kept though their language is not certain."""

    @cached_property
    def http(self) -> Client:
        """The polite HTTP client: robots.txt honoured, one request at a time per host, all limits on."""
        from textgen.web.client import Client

        return Client(allow_private=self._allow_private)

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

    def frontier(self, crawl: str = "") -> Frontier:
        """Return the addresses of a crawl, kept in the corpus: a run that was killed goes on where it was.

        Args:
            crawl: What makes two crawls differ, such as the words searched for: the same words find
                the same addresses, of which those that are done are not given again.
        """
        from textgen.web.frontier import Frontier

        if self._connection is None:
            self._connection = self._database()
        frontier = Frontier(self._connection, f"{self._rules}\n{crawl}", self._change, self.commit)
        self.known += frontier.finished
        return frontier

    def drop_shared_lines(self) -> None:
        """Take out what the documents of a web site share, such as menus and notices, when the run ends.

        A document belongs to the site in its uri. Lines of five documents and more go: long ones
        wherever they stand, short ones from the beginning and the end.
        """
        if self._on_shared_lines:
            self._on_shared_lines()

    def spread(self, blocks: Blocks, *, tasks: int, jobs: int, key: str) -> Iterator[Document]:
        """Read in several processes of datatrove, and give the documents as if one had read them all.

        The processes clean, filter and leave out exact repeats, too, each for its tasks. Whole tasks of
        a run that was stopped are not done again.

        Args:
            blocks: Returns datatrove's blocks that read; it is given the ``textgen.scale.Shards`` that
                they tell what they leave out. The documents of the task of rank 0 come first.
            tasks: How many tasks there are.
            jobs: How many processes.
            key: What makes two collections differ: the same key finds the tasks that are done.

        Raises:
            TextgenError: datatrove is not installed, or a task broke down.
        """
        if self._on_spread is None:
            raise ValueError("tasks are spread by textgen.collect only")
        return self._on_spread(blocks, tasks, jobs, key)

    def commit(self) -> None:
        """Keep what was yielded, left out and said to a frontier until now: all of it or nothing."""
        changes, self._changes[:] = self._changes[:], []
        if self._on_commit:
            self._on_commit(changes)
        elif self._connection is not None:
            for statement, values in changes:
                self._connection.execute(statement, values)

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        self._changes.append((statement, values))

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
        """Let go of the HTTP client and of a temporary frontier, if there are any."""
        if "http" in self.__dict__:
            for remark in self.http.take_remarks():
                self.log(remark)
            self.http.close()
        if self._connection is not None and self._on_commit is None:
            self._connection.close()
            self._connection = None


def _temporary() -> sqlite3.Connection:
    """A database that is gone when it is closed."""
    import sqlite3

    return sqlite3.connect("", isolation_level=None)
