"""Saved pages as documents."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import textgen
from textgen.web import opted_out
from textgen.web.saved import SavedPage, saved_pages

from .options import Options
from .pages import document
from .readers import Readers, UnreadableError, cores
from .reading import Reading

AHEAD = 4
"""So many pages for each processor are under way: none waits for a slow one, and memory stays flat."""


def documents(
    context: textgen.Context, paths: Sequence[Path], options: Options, count: int | None = None
) -> Iterator[textgen.Document]:
    """Yield the documents of saved pages in their order; nothing is fetched.

    Args:
        context: What is told of each page.
        paths: Files and folders.
        options: What is wanted.
        count: How many processes read; None for as many as there are processors.
    """
    count = count or cores()
    readers = Readers(count if count > 1 else 0)
    threads = ThreadPoolExecutor(count)
    coming = (Page(saved, options) for path in paths for saved in saved_pages(path))
    waiting = deque(islice(coming, AHEAD * count))
    number = 0
    try:
        while waiting:
            page, saved = waiting[0], waiting[0].saved
            number += 1
            context.progress(number)
            if saved.problem is not None:
                context.fail(saved.uri, saved.problem)
            elif not context.seen(saved.uri, page.fingerprint):
                for one in waiting:  # what stands behind a new page is likely to be new, too
                    one.begin(threads, readers)
                yield from page.document(context)
            waiting.popleft()
            waiting.extend(islice(coming, 1))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        readers.close()


class Page:
    """A saved page, and its reading once that is begun."""

    def __init__(self, saved: SavedPage, options: Options) -> None:
        self.saved = saved
        self._options = options
        self._optout: str | None = None
        self._reading: Future[Reading] | None = None

    @property
    def fingerprint(self) -> str:
        """What changes with the page and with what is wanted of it."""
        return f"{hashlib.sha256(self.saved.html).hexdigest()} {self._options.key}"

    def begin(self, threads: ThreadPoolExecutor, readers: Readers) -> None:
        """Begin to read it, unless it is begun or must not be."""
        saved = self.saved
        if self._reading is not None or self._optout is not None or saved.problem is not None:
            return
        if self._options.opt_outs:
            self._optout = opted_out(saved.headers, saved.html)
        if self._optout is None:
            task = self._options.task(saved.html, saved.url or "", saved.headers, saved.charset)
            self._reading = threads.submit(readers.read, task)

    def document(self, context: textgen.Context) -> Iterator[textgen.Document]:
        """Yield its document, or say why it gives none."""
        saved = self.saved
        if self._reading is None:
            context.skip(saved.uri, self._optout or "")
            return
        try:
            page = self._reading.result().page
        except UnreadableError as error:
            context.fail(saved.uri, str(error))
            return
        if page.text and not page.text.isspace():
            yield document(page, saved.uri, saved.url, saved.date)
        else:
            context.fail(saved.uri, self._options.nothing)
