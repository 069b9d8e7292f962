"""Several corpora as one: a corpus is a source, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textgen.collecting.context import Context
from textgen.collecting.pipeline import collect
from textgen.corpus.store import Corpus
from textgen.document import Document
from textgen.errors import CorpusError

if TYPE_CHECKING:
    from textgen.collecting.summary import Progress, Summary


def merge(
    names: Sequence[str],
    into: str,
    *,
    delimiter: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_log: Callable[[str], None] | None = None,
) -> Summary:
    """Add the documents of corpora to another one, which may be new; exact repeats are left out.

    Args:
        names: The corpora to read; they stay as they are.
        into: The corpus to write.
        delimiter: What follows each document, if ``into`` is new; by default what the others have,
            if they agree.
        on_progress: Is told how far it is.
        on_log: Is given what was found on the way.

    Raises:
        CorpusError: one of them does not exist or is damaged, or there is nothing to merge.
    """
    found = [Corpus.open(name) for name in dict.fromkeys(names) if name != into]
    if not found:
        raise CorpusError(f"there is nothing to merge into {into}", hint="Name other corpora before --into.")
    delimiters = {corpus.delimiter for corpus in found}
    if delimiter is None and into not in Corpus.names() and len(delimiters) == 1:
        delimiter = delimiters.pop()
    return collect(
        corpora,
        corpus=into,
        raw=True,
        delimiter=delimiter,
        on_progress=on_progress,
        on_log=on_log,
        found=found,
    )


def corpora(context: Context, found: Sequence[Corpus]) -> Iterator[Document]:
    """The documents of corpora."""
    total = sum(corpus.path.stat().st_size for corpus in found)
    done = 0
    for corpus in found:
        for source, document in corpus.entries():
            yield replace(document, uri=f"{corpus.name}/{source}/{document.uri}")
            done += len(document.text.encode("utf-8", "replace"))
            context.progress(done, total)
