"""One collection, read by several processes, and joined as if one had read it."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgen.corpus import shards
from textgen.errors import CorpusError, SourceError
from textgen.installation import install_hint

if TYPE_CHECKING:
    from textgen.collecting.context import Blocks, Context
    from textgen.collecting.run import Rules
    from textgen.corpus.store import Corpus
    from textgen.document import Document


def folder_for(place: Path, corpus: str, key: str) -> Path:
    """Return the folder for the shards of a collection; those of others into the same corpus go.

    Args:
        place: Where the corpora lie.
        corpus: The corpus that the shards are for.
        key: What decides what is in them.

    Raises:
        CorpusError: it cannot be made.
    """
    own = place / f".{corpus}.shards-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    for other in place.glob(f".{corpus}.shards-*"):
        if other != own:
            shutil.rmtree(other, ignore_errors=True)
    try:
        own.mkdir(exist_ok=True)
    except OSError as error:
        raise CorpusError(
            f"{own} cannot be made: {error.strerror or error}",
            hint="Free some space, or name another folder in TEXTGEN_CORPUS.",
        ) from error
    return own


def spread(
    context: Context,
    blocks: Blocks,
    rules: Rules,
    folder: Path,
    *,
    tasks: int,
    jobs: int,
    source: str,
    delimiter: str,
    texts: bool,
) -> Iterator[Document]:
    """Read by datatrove's blocks, clean, filter and write shards in several processes; then join these.

    Args:
        context: What is told of what is left out.
        blocks: Returns the blocks that read.
        rules: What may into the corpus.
        folder: Where the shards lie.
        tasks: How many there will be.
        jobs: How many processes there are.
        source: The name of the source.
        delimiter: What follows each document.
        texts: Whether the texts of what is left out are wanted.

    Raises:
        TextgenError: datatrove is not installed, or a task broke down.
    """
    if importlib.util.find_spec("datatrove") is None:
        raise SourceError(
            "--engine datatrove needs datatrove, which is not installed", hint=install_hint("scale")
        )
    from textgen.scale import local
    from textgen.scale.blocks import Clean, Deduplicate, Filter, Write
    from textgen.scale.shards import Shards

    wanted = Shards(
        folder,
        source=source,
        near_duplicates=rules.near_duplicates,
        keep_duplicates=rules.keep_duplicates,
        delimiter=delimiter,
        texts=texts,
    )
    pipeline: list[Any] = [*blocks(wanted)]
    if not rules.raw:
        pipeline.append(Clean(wanted))
    pipeline.append(Filter(wanted, min_chars=rules.min_chars, language=rules.language))
    if not rules.keep_duplicates:
        pipeline.append(Deduplicate(wanted))
    pipeline.append(Write(wanted))
    local.run(pipeline, folder, tasks=tasks, jobs=jobs, on_progress=context.progress)
    yield from joined(context, shards.found(folder))


def joined(context: Context, found: Sequence[Corpus]) -> Iterator[Document]:
    """Give the documents of shards, in their order, and say what was left out of them."""
    total = sum(corpus.path.stat().st_size for corpus in found)
    done = 0
    for corpus in found:
        for what in shards.told(corpus):
            if isinstance(what, shards.LeftOut):
                if what.failed:
                    context.fail(what.uri, what.reason)
                else:
                    context.skip(what.uri, what.reason, what.text, count=what.count)
            elif isinstance(what, shards.Undecided):
                context.undecided += what.count
            else:
                yield what
                done += len(what.text.encode("utf-8", "replace"))
                context.progress(done, total)
