"""Several corpora as one: a corpus is a source, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textgen.collecting.context import Context
from textgen.collecting.pipeline import collect
from textgen.collecting.spreading import joined
from textgen.corpus import shards
from textgen.corpus.store import Corpus
from textgen.document import Document, Prepared
from textgen.errors import CorpusError
from textgen.folders import corpus_folder, is_path

if TYPE_CHECKING:
    from textgen.collecting.summary import Progress, Summary
    from textgen.corpus.shards import Plan
    from textgen.hookspecs import Source


def merge(
    names: Sequence[str],
    into: str,
    *,
    delimiter: str | None = None,
    near_duplicates: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_log: Callable[[str], None] | None = None,
    on_fail: Callable[[str, str], None] | None = None,
) -> Summary:
    """Add the documents of corpora to another one, which may be new; exact repeats are left out.

    The shards of a collection become what one process would have collected: the documents keep their
    uris, and what was left out or failed is counted again.

    Args:
        names: The corpora to read: names, text files, or folders of some; they stay as they are.
        into: The corpus to write.
        delimiter: What follows each document, if ``into`` is new; by default what the others have,
            if they agree.
        near_duplicates: Leave out near repeats, too.
        on_progress: Is told how far it is.
        on_log: Is given what was found on the way.
        on_fail: Is given uri and reason of what the shards say could not be read.

    Raises:
        CorpusError: one of them does not exist or is damaged, or there is nothing to merge.
    """
    own = Corpus(into, corpus_folder()).path.resolve()
    found = [corpus for name in names for corpus in _named(name) if corpus.path.resolve() != own]
    found = [*{corpus.path.resolve(): corpus for corpus in found}.values()]
    if not found:
        raise CorpusError(f"there is nothing to merge into {into}", hint="Name other corpora before --into.")
    delimiters = {corpus.delimiter for corpus in found}
    if delimiter is None and into not in Corpus.names() and len(delimiters) == 1:
        delimiter = delimiters.pop()
    plan = shards.plan_of(found)
    return collect(
        corpora if plan is None else _source(plan),
        corpus=into,
        keep_duplicates=plan is not None and plan.keep_duplicates,
        near_duplicates=near_duplicates or (plan is not None and plan.near_duplicates),
        delimiter=delimiter,
        on_progress=on_progress,
        on_log=on_log,
        on_fail=on_fail,
        found=found,
    )


def _named(name: str) -> list[Corpus]:
    """The corpora that an argument means: one, by its name or its text file, or those of a folder."""
    if not is_path(name):
        return [Corpus.open(name)]
    path = Path(name)
    if path.suffix == ".txt":
        return [Corpus.open(path.stem, path.parent)]
    found = shards.found(path)
    if not found:
        raise CorpusError(
            f"there is no corpus in {name}", hint="Give the names of corpora, or a folder that has some."
        )
    return found


def _source(plan: Plan) -> Source:
    """The source of shards; it has the name of the one that they come from."""

    def source(context: Context, found: Sequence[Corpus]) -> Iterator[Document]:
        if plan.shared_lines:
            context.drop_shared_lines()
        yield from joined(context, found)

    source.__name__ = plan.source
    return source


def corpora(context: Context, found: Sequence[Corpus]) -> Iterator[Document]:
    """The documents of corpora."""
    total = sum(corpus.path.stat().st_size for corpus in found)
    done = 0
    for corpus in found:
        for source, document in corpus.entries():
            yield replace(Prepared.of(document), uri=f"{corpus.name}/{source}/{document.uri}")
            done += len(document.text.encode("utf-8", "replace"))
            context.progress(done, total)
