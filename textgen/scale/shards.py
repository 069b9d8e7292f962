"""What the blocks of a pipeline share: where the shards lie, and the shard that is being written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textgen.collecting.context import Context
from textgen.corpus import shards
from textgen.document import Document


class Shards:
    """The shards of a collection; the blocks of its pipeline are all given the same object.

    Args:
        folder: Where the shards lie; all tasks must see it.
        source: The name of the source, as ``textgen collect`` has it.
        near_duplicates: Whether near repeats are left out when the shards are joined.
        keep_duplicates: Whether exact repeats are kept.
        shared_lines: Whether lines that many pages of a site share are taken out then.
        delimiter: What follows each document; None for the usual one.
        texts: Whether the texts of what is left out are kept, too.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        source: str,
        near_duplicates: bool = False,
        keep_duplicates: bool = False,
        shared_lines: bool = False,
        delimiter: str | None = None,
        texts: bool = False,
    ) -> None:
        self.folder = Path(folder)
        self.source = source
        self.near_duplicates = near_duplicates
        self.keep_duplicates = keep_duplicates
        self.shared_lines = shared_lines
        self.delimiter = delimiter
        self.texts = texts
        self.shard: shards.Shard | None = None
        """The one that a task writes now; None where nothing is written."""

    def has(self, number: int) -> bool:
        """Whether a shard is there, whole."""
        return shards.is_whole(self.folder, number)

    @contextmanager
    def writing(self, number: int, tasks: int) -> Iterator[shards.Shard]:
        """Write one of them; it appears, whole, when the block ends without error."""
        self.folder.mkdir(parents=True, exist_ok=True)
        plan = shards.Plan(
            source=self.source,
            tasks=tasks,
            near_duplicates=self.near_duplicates,
            keep_duplicates=self.keep_duplicates,
            shared_lines=self.shared_lines,
        )
        with shards.writing(self.folder, number, plan, delimiter=self.delimiter, texts=self.texts) as shard:
            self.shard = shard
            try:
                yield shard
            finally:
                self.shard = None

    def repeats(self, document: Document) -> bool:
        """Whether the shard has a document's very text, and notes it beside the others if so."""
        if self.shard is None or not self.shard.repeats(document.text):
            return False
        self.shard.repeat(document)
        return True

    def leave_out(
        self, uri: str, reason: str, text: str = "", *, failed: bool = False, count: int = 1
    ) -> None:
        """Note what a block leaves out on purpose, or cannot read."""
        if self.shard is not None:
            self.shard.leave_out(uri, reason, text, failed=failed, count=count)

    def context(self) -> Context:
        """Return what a source is given: what it leaves out is noted in the shard."""
        return Context(
            on_skip=lambda uri, reason, text, count: self.leave_out(uri, reason, text, count=count),
            on_fail=lambda uri, reason, shown: self.leave_out(uri, reason, failed=True),
        )
