"""Web archives as blocks of datatrove pipelines: what reads their pages, and what takes out the text.

Importing it needs datatrove (the extra "scale").
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from datatrove.data import Document, Media, MediaType
from datatrove.pipeline.base import PipelineStep

from textgen.scale import Shards, to_datatrove
from textgen.web.saved import SavedPage, saved_pages

from . import given
from .options import Options
from .readers import Readers
from .saving import Page


class Pages(PipelineStep):
    """Reads the saved pages of web archives: each task its share, in the order of the archives.

    A document has no text yet: its medium is the page, and its metadata tell the address, the date, the
    charset and what the server said.

    Args:
        archives: The web archives.
        shards: Where is noted what cannot be read.
    """

    name = "Pages"
    type = "textgen"

    def __init__(self, archives: Sequence[Path], shards: Shards) -> None:
        super().__init__()
        self.archives = [*archives]
        self._shards = shards

    def run(
        self, data: Iterable[Document] | None = None, rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """Yield the pages of the task's archives, after those of the block before."""
        yield from data or ()
        count = len(self.archives)
        for archive in self.archives[rank * count // world_size : (rank + 1) * count // world_size]:
            for saved in saved_pages(archive):
                if saved.problem is None:
                    self.stat_update("pages")
                    yield _page(saved)
                else:
                    self.stat_update("unreadable")
                    self._shards.leave_out(saved.uri, saved.problem, failed=True)


class Extract(PipelineStep):
    """Takes out the main text of pages; those that ask not to be used are left out.

    It takes what ``Pages`` gives, and what datatrove's WarcReader gives.

    Args:
        shards: Where is noted what is left out or gives no text.
        options: What is wanted of the pages.
    """

    name = "Extract"
    type = "textgen"

    def __init__(self, shards: Shards, options: Options | None = None) -> None:
        super().__init__()
        self._shards = shards
        self._options = options or Options()

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents that the pages give."""
        context = self._shards.context()
        threads, readers = ThreadPoolExecutor(1), Readers(1)
        try:
            for theirs in data or ():
                with self.track_time():
                    page = Page(_saved(theirs), self._options)
                    page.begin(threads, readers)
                    found = [*page.document(context)]
                self.stat_update("total", "forwarded" if found else "dropped")
                yield from map(to_datatrove, found)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            readers.close()


def archives(lists: Sequence[str | Path]) -> list[Path]:
    """Return the web archives that files list, one a line, as ``textgen collect web --warc-list`` does.

    Raises:
        SourceError: a list cannot be read or is empty, or names what is no web archive or not there.
    """
    return given.archives([Path(name) for name in lists])


def _page(saved: SavedPage) -> Document:
    medium = Media(saved.uri, MediaType.DOCUMENT, saved.url or "", media_bytes=saved.html)
    metadata = {
        "url": saved.url,
        "date": saved.date.isoformat() if saved.date else None,
        "charset": saved.charset,
        "headers": dict(saved.headers),
    }
    return Document("", saved.uri, [medium], {name: value for name, value in metadata.items() if value})


def _saved(document: Document) -> SavedPage:
    about = document.metadata
    url, date = about.get("url"), about.get("date")
    return SavedPage(
        document.id if document.media else url or document.id,
        document.media[0].media_bytes if document.media else document.text.encode("utf-8", "replace"),
        url,
        about.get("charset") if document.media else "utf-8",
        about.get("headers", {}),
        datetime.fromisoformat(date) if date else None,
    )
