"""Reading parts of a text file that may be larger than memory: each function reads it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textgen.comparison.words import vocabulary
from textgen.corpus import database
from textgen.lstm.data import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

_REMEMBERED: Final = 200_000  # strings between spaces that are not looked at again


class Span(NamedTuple):
    """A part of a text, in code points.

    Args:
        start: Its first character.
        length: How many there are.
    """

    start: int
    length: int


def spread(first: int, last: int, *, number: int, length: int) -> list[Span]:
    """Return up to so many spans of a length, evenly spread over a part of a text; none overlaps another."""
    number = min(number, (last - first) // length)
    room = last - first - length
    return [Span(first + room * place // max(1, number - 1), length) for place in range(number)]


def slices(path: Path, spans: Iterable[Span]) -> list[str]:
    """Return the parts of a text; a part beyond its end is shorter."""
    spans = list(spans)
    parts = [""] * len(spans)
    waiting = sorted(range(len(spans)), key=lambda number: spans[number].start, reverse=True)
    open_now: list[int] = []
    passed = 0
    for piece in read_text(path):
        end = passed + len(piece)
        while waiting and spans[waiting[-1]].start < end:
            open_now.append(waiting.pop())
        for number in open_now:
            start, length = spans[number]
            parts[number] += piece[max(0, start - passed) : max(0, start + length - passed)]
        open_now = [number for number in open_now if sum(spans[number]) > end]
        passed = end
        if not waiting and not open_now:
            break
    return parts


def known(
    path: Path,
    until: int,
    wanted: Collection[str],
    *,
    on_progress: Callable[[float, float | None], None] | None = None,
) -> set[str]:
    """Return which of these words, or pairs of characters, stand in the text before a character.

    Args:
        path: The text.
        until: The first character that does not count.
        wanted: Words as ``vocabulary`` gives them.
        on_progress: Is given the characters done and in all.
    """
    missing, looked_at, done = set(wanted), set[str](), 0
    for piece in _whole_words(path, until):
        if not missing:
            break
        for string in set(piece.split()) - looked_at:
            missing.difference_update(vocabulary(string, whole=False))
            looked_at.add(string)
        if len(looked_at) > _REMEMBERED:
            looked_at.clear()
        done += len(piece)
        if on_progress:
            on_progress(done, until)
    return set(wanted) - missing


def _whole_words(path: Path, until: int) -> Iterator[str]:
    """Yield a text in pieces that end with a space or line break, where there is one."""
    rest, passed = "", 0
    for piece in read_text(path):
        counted = piece[: max(0, until - passed)]
        passed += len(piece)
        text = rest + counted
        cut = max(text.rfind(" "), text.rfind("\n")) + 1 or len(text)
        yield text[:cut]
        rest = text[cut:]
        if len(counted) < len(piece):
            break
    yield rest


class Origin(NamedTuple):
    """Where a passage of a corpus stands.

    Args:
        line: The line, from 1 on.
        document: The title of its document, else the address; None where there is no database.
    """

    line: int
    document: str | None


def origins(path: Path, places: Collection[int], *, documents: bool) -> dict[int, Origin]:
    """Return the line of each of these characters of a text, and its document.

    Args:
        path: The text.
        places: The characters, in code points from the start.
        documents: Whether the text is a corpus with a database, which knows its documents.
    """
    lines: dict[int, int] = {}
    offsets: dict[int, int] = {}
    waiting = sorted(set(places), reverse=True)
    passed = line = offset = 0
    for piece in read_text(path):
        begun = 0
        while waiting and waiting[-1] < passed + len(piece):
            place = waiting.pop()
            part = piece[begun : place - passed]
            begun += len(part)
            line, offset = line + part.count("\n"), offset + len(part.encode())
            lines[place], offsets[place] = line + 1, offset
        if not waiting:
            break
        part = piece[begun:]
        line, offset, passed = line + part.count("\n"), offset + len(part.encode()), passed + len(piece)
    found = _documents(path.with_suffix(".db"), offsets) if documents else {}
    return {place: Origin(lines[place], found.get(place)) for place in lines}


def _documents(file: Path, offsets: dict[int, int]) -> dict[int, str]:
    """Return the documents of a corpus in which these bytes of its text stand."""
    found = {}
    with database.reading(file) as connection:
        for place, offset in offsets.items():
            row = connection.execute(
                "SELECT coalesce(title, uri) FROM document WHERE start <= ? ORDER BY start DESC LIMIT 1",
                [offset],
            ).fetchone()
            if row:
                found[place] = str(row[0])
    return found
