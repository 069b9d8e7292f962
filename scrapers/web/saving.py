"""Saved pages as documents."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import textgen
from textgen.web import opted_out
from textgen.web.saved import saved_pages

from .options import Options
from .pages import document
from .readers import Readers, UnreadableError


def documents(
    context: textgen.Context, paths: Sequence[Path], options: Options
) -> Iterator[textgen.Document]:
    """Yield the documents of saved pages; nothing is fetched."""
    readers = Readers(0)
    number = 0
    for path in paths:
        for saved in saved_pages(path):
            number += 1
            context.progress(number)
            if saved.problem is not None:
                context.fail(saved.uri, saved.problem)
                continue
            fingerprint = f"{hashlib.sha256(saved.html).hexdigest()} {options.key}"
            if context.seen(saved.uri, fingerprint):
                continue
            if options.opt_outs and (reason := opted_out(saved.headers, saved.html)):
                context.skip(saved.uri, reason)
                continue
            task = options.task(saved.html, saved.url or "", saved.headers, saved.charset)
            try:
                page = readers.read(task).page
            except UnreadableError as error:
                context.fail(saved.uri, str(error))
                continue
            if page.text and not page.text.isspace():
                yield document(page, saved.uri, saved.url, saved.date)
            else:
                context.fail(saved.uri, options.nothing)
