"""What a corpus consists of: counted in its text, and looked up in its database."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textgen.corpus import database
from textgen.corpus.split import CHUNK, pieces
from textgen.document import JSON

if TYPE_CHECKING:
    from textgen.corpus.store import Corpus, Progress

COMMON = 20
"""How many of the commonest characters are named."""


@dataclass(frozen=True)
class Stats:
    """A corpus in numbers.

    Args:
        documents: How many documents the text holds.
        characters: The characters of the text file, delimiters included.
        bytes: The bytes of the text file.
        words: What stands between white space.
        lines: How many line ends.
        longest: The bytes of the longest document.
        different_characters: How many characters a model has to know.
        common_characters: The commonest ones and how often they occur, commonest first.
        sources: How many documents came from each source.
        kinds: How many documents of each kind there are.
        first: When the oldest document was written, ISO 8601; None if no document says so.
        last: When the newest one was.
    """

    documents: int
    characters: int
    bytes: int
    words: int
    lines: int
    longest: int
    different_characters: int
    common_characters: Mapping[str, int]
    sources: Mapping[str, int]
    kinds: Mapping[str, int]
    first: str | None
    last: str | None

    def to_json(self) -> dict[str, JSON]:
        """The numbers as JSON values."""
        return asdict(self)


def measure(corpus: Corpus, on_progress: Progress | None = None) -> Stats:
    """Read a corpus once and count.

    Args:
        corpus: The corpus.
        on_progress: Is told how many bytes were read, and of how many.
    """
    size = corpus.path.stat().st_size
    documents = longest = 0
    with corpus.path.open("rb") as file:
        for piece in pieces(file, corpus.delimiter):
            documents += not piece.blank
            longest = max(longest, 0 if piece.blank else piece.length)
    counts: Counter[str] = Counter()
    words = read = 0
    in_word = False
    for text in _decoded(corpus.path):
        counts.update(text)
        words += len(text.split()) - (in_word and not text[0].isspace())
        in_word = not text[-1].isspace()
        read += len(text.encode())
        if on_progress:
            on_progress(read, size)
    with database.reading(corpus.database) as connection:

        def grouped(column: str) -> dict[str, int]:
            return dict(
                connection.execute(
                    f"SELECT {column}, count(*) AS n FROM document "  # noqa: S608 - one of our two columns
                    f"WHERE start IS NOT NULL AND {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
                ).fetchall()
            )

        first, last = connection.execute(
            "SELECT min(utc), max(utc) FROM (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', created) AS utc "
            "FROM document WHERE start IS NOT NULL)"
        ).fetchone()
        return Stats(
            documents=documents,
            characters=counts.total(),
            bytes=size,
            words=words,
            lines=counts["\n"],
            longest=longest,
            different_characters=len(counts),
            common_characters=dict(counts.most_common(COMMON)),
            sources=grouped("source"),
            kinds=grouped("kind"),
            first=first,
            last=last,
        )


def _decoded(path: Path) -> Iterator[str]:
    """The text in parts, none of them empty."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            if text := decoder.decode(block):
                yield text
    if rest := decoder.decode(b"", final=True):
        yield rest
