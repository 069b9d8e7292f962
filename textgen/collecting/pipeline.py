"""From a source to a corpus."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textgen.errors import SourceError

if TYPE_CHECKING:
    from textgen.collecting.summary import Progress, Summary
    from textgen.corpus.writer import Writer
    from textgen.document import Document
    from textgen.hookspecs import Source

COMMON_OPTIONS = (
    "corpus",
    "limit",
    "dry-run",
    "min-chars",
    "language",
    "raw",
    "keep-duplicates",
    "near-duplicates",
    "delimiter",
    "fresh",
    "allow-private",
    "dropped",
    "json",
)
"""The options that every source has, as they are typed after ``--``; no source may have its own."""


def collect(
    source: str | Source,
    *,
    corpus: str | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    min_chars: int = 0,
    language: str | None = None,
    raw: bool = False,
    keep_duplicates: bool = False,
    near_duplicates: bool | None = None,
    delimiter: str | None = None,
    fresh: bool = False,
    allow_private: bool = False,
    dropped: Path | None = None,
    on_document: Callable[[Document], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_log: Callable[[str], None] | None = None,
    on_fail: Callable[[str, str], None] | None = None,
    on_skip: Callable[[str, str, int], None] | None = None,
    on_question: Callable[[str], bool] | None = None,
    **arguments: Any,
) -> Summary:
    """Run a source into a corpus: clean, filter and store its documents.

    Args:
        source: The name of an installed source, or a source of your own: a generator function.
        corpus: The corpus to collect into; by default it is called like the source.
        limit: Stop after so many documents that are new or have a new text.
        dry_run: Write no corpus; ``on_document`` is given what would go into an empty one.
        min_chars: Leave out documents of fewer characters.
        language: Leave out documents in other languages than these codes, such as "de,en".
        raw: Keep the texts as they came; else they are cleaned, by the installed cleaners too.
        keep_duplicates: Keep exact repeats; else those of 50 characters or more are left out.
        near_duplicates: Leave out what nearly repeats an older document; None for the source's way.
        delimiter: What follows each document in the text; by default a form feed.
        fresh: Collect the corpus anew; the old one stays until the new one is complete.
        allow_private: Whether the source may ask computers of the local network, and this one.
        dropped: A file that takes what was left out, one JSON object a line: uri, reason, text.
        on_document: Is given each document that is kept.
        on_progress: Is told how far the run is.
        on_log: Is given what the source has to say.
        on_fail: Is given uri and reason of what could not be read.
        on_skip: Is given uri, reason and number of what was left out on purpose.
        on_question: Is asked what only the user can decide; without it the answer is yes.
        arguments: What the source takes.

    Returns:
        What the run did, and what the corpus holds now.

    Raises:
        TextgenError: the source or the corpus cannot be used; what was collected before is kept.
        KeyboardInterrupt: Ctrl-C (as ``textgen.collecting.summary.Interrupted``, which has the
            summary); what was collected before is kept.
    """
    from textgen import plugins
    from textgen.collecting.run import Listeners, Rules, Run

    registry = plugins.load()
    function = registry.source(source) if isinstance(source, str) else source
    name = source if isinstance(source, str) else function.__name__.replace("_", "-")
    target = corpus or name
    if keep_duplicates and near_duplicates:
        raise SourceError(
            "near duplicates cannot be left out while exact repeats are kept",
            hint="Give either --near-duplicates or --keep-duplicates.",
        )
    if near_duplicates is None and isinstance(source, str):
        near_duplicates = not keep_duplicates and registry.skips_near_duplicates(source)
    rules = Rules(
        limit=limit,
        min_chars=min_chars,
        raw=raw,
        keep_duplicates=keep_duplicates,
        near_duplicates=bool(near_duplicates),
        language=language,
        cleaners=[] if raw else registry.cleaners,
    )
    key = f"{name} {rules} {limit} {arguments}" if fresh else None
    opened = _open(target, name, delimiter, dry_run=dry_run, fresh=key, on_progress=on_progress)
    with opened as writer, _recording(dropped) as left_out:
        if on_log and writer.edits:
            on_log(f"Since the last time, edited by hand in {target}.txt: {writer.edits}.")
        listeners = Listeners(
            left_out=left_out,
            document=on_document,
            progress=on_progress,
            log=on_log,
            fail=on_fail,
            skip=on_skip,
            question=on_question,
        )
        run = Run(writer, target, rules, listeners, allow_private=allow_private)
        if near_duplicates:
            writer.compare(partial(_tell, on_progress))
        run.take(function, arguments, name)
        return run.summary()


def _open(
    corpus: str,
    source: str,
    delimiter: str | None,
    *,
    dry_run: bool,
    fresh: str | None,
    on_progress: Callable[[Progress], None] | None,
) -> AbstractContextManager[Writer]:
    from textgen.corpus import opening

    if dry_run:
        return opening.trying(source, delimiter=delimiter)
    if fresh is not None:
        return opening.writing_afresh(corpus, source, fresh, delimiter=delimiter)
    return opening.writing(corpus, source, delimiter=delimiter, on_progress=partial(_tell, on_progress))


def _tell(on_progress: Callable[[Progress], None] | None, done: float, total: float | None) -> None:
    """Tell how far the corpus is read, before anything is collected."""
    from textgen.collecting.summary import Progress

    if on_progress:
        on_progress(Progress(0, 0, done, total))


@contextmanager
def _recording(path: Path | None) -> Iterator[Callable[[str, str, str], None] | None]:
    """Yield a function that writes what was left out to the file."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:

        def write(uri: str, reason: str, text: str) -> None:
            line = json.dumps({"uri": uri, "reason": reason, "text": text}, ensure_ascii=False)
            file.write(f"{line}\n")

        yield write
