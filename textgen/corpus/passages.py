"""Which passages of a text stand in a corpus, and where: exactly, from an index on disk.

A passage of N characters holds a whole block of w <= N / 2 characters wherever it begins, if the corpus is
cut into blocks from its start. So the index lists the corpus's blocks by a hash; a text is looked up with
its last w characters, and what is found is compared with the corpus itself, character by character.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from textgen import atomic
from textgen.errors import CorpusError, TextgenError

Codes = npt.NDArray[np.unsignedinteger]
Places = npt.NDArray[np.int64]
Index = tuple[Codes, npt.NDArray[np.uint64]]
Progress = Callable[[float, float | None], None]

SHORTEST: Final = 8  # shorter passages are words, which nobody owns
_LONGEST_BLOCK: Final = 32
_MAGIC: Final = b"textgen passages"
_HEADER: Final = struct.Struct("<16sQQ")  # magic, characters, bytes of a character
_WIDTHS: Final = (1, 2, 4)
_MULTIPLIER: Final = 0x9E3779B97F4A7C15  # odd; the golden ratio's 64 bits (Knuth, TAOCP 3, 6.4)
_MASK: Final = 2**64 - 1
_LAST: Final = 2**32 - 1  # no block has this number
_ROUND: Final = 2**20  # blocks that are hashed, sorted or looked up at once
_MOST: Final = (
    2**16
)  # places where a block is looked up; more there are of rows of dashes, or in a corpus of GB
_NONE: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Copied:
    """A passage that stands both in a text and in a corpus, as long as it goes.

    Args:
        start: Its first character in the text.
        length: Its characters.
        place: Its first character in the corpus, in one of the places where it stands.
    """

    start: int
    length: int
    place: int


class Passages:
    """The passages of a corpus of at least so many characters.

    Args:
        path: The corpus's text, or any text in UTF-8.
        at_least: How many characters in a row are a copy.
        until: The first character that is no part of the corpus any more; None if all is.
        on_progress: Is given the characters done and in all while the index is built.

    Raises:
        CorpusError: the text is missing or is not UTF-8.
        TextgenError: ``at_least`` is too small.
    """

    def __init__(
        self, path: Path, at_least: int, *, until: int | None = None, on_progress: Progress | None = None
    ) -> None:
        if at_least < SHORTEST:
            raise TextgenError(
                f"{at_least} characters in a row are too few to call a copy",
                hint=f"Give at least {SHORTEST}; 30 to 60 is about a line of verse.",
            )
        self.at_least = at_least
        self.block = min(_LONGEST_BLOCK, 1 << ((at_least // 2).bit_length() - 1))
        codes, self._entries = _open(path, self.block, on_progress)
        self.codes = codes[:until]

    def follow(self) -> Follower:
        """Return a follower of a new text."""
        return Follower(self)

    def copied(self, text: str) -> list[Copied]:
        """Return the copied passages of a text in the order in which they end; they may overlap.

        None of them could go on, and none lies in another. Where one begins with a block that stands in
        the corpus more than 65,536 times, it is looked up in so many places only.
        """
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        if min(len(codes), len(self.codes)) < self.at_least:
            return []
        found = [self._runs(codes, *pairs) for pairs in self._pairs(codes)]
        starts, lengths, places = np.concatenate([np.empty((3, 0), np.int64), *found], axis=1)
        order = np.lexsort((places, -lengths, starts))
        ends = (starts + lengths)[order]
        further = ends > np.maximum.accumulate(np.concatenate([[0], ends]))[:-1]
        return [Copied(int(starts[run]), int(lengths[run]), int(places[run])) for run in order[further]]

    def _pairs(self, codes: Codes) -> Iterator[tuple[Places, Places]]:
        """Yield where blocks of the text begin, and the numbers of those of the corpus with their hashes."""
        windows = np.lib.stride_tricks.sliding_window_view(codes, self.block)
        for first in range(0, len(windows), _ROUND):
            keys = _hashes(windows[first : first + _ROUND]) << np.uint64(32)
            low, high = np.searchsorted(self._entries, [keys, keys | np.uint64(_LAST)])
            counts = np.minimum(high - low, _MOST)
            rounds = np.cumsum(counts) // _ROUND
            for part in np.split(np.arange(len(keys)), np.flatnonzero(np.diff(rounds)) + 1):
                number = counts[part]
                nth = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
                entries = self._entries[np.repeat(low[part], number) + nth]
                yield np.repeat(part + first, number), (entries & np.uint64(_LAST)).astype(np.int64)

    def _runs(self, codes: Codes, here: Places, blocks: Places) -> Places:
        """Return start, length and place of the runs that hold a pair of blocks, shape ``(3, runs)``.

        Less than a block lies before the first block of a run; so many characters at least go on after it.
        """
        block, last = self.block, len(self.codes)
        there = blocks * block
        for ahead in range(block, self.at_least - block + 1):
            likely = (there + ahead < last) & (here + ahead < len(codes))
            here, there = here[likely], there[likely]
            likely = codes[here + ahead] == self.codes[there + ahead]
            here, there = here[likely], there[likely]
        windows = np.lib.stride_tricks.sliding_window_view(codes, block)
        rows = self.codes[: last // block * block].reshape(-1, block)
        same = (windows[here] == rows[there // block]).all(axis=1)
        here, there = here[same], there[same]
        order = np.lexsort((here, there - here))
        here, there = here[order], there[order]
        follows = (np.diff(here) == block) & (np.diff(there) == block)  # the same run goes on
        heads = np.flatnonzero(np.concatenate([[True], ~follows])[: len(here)])
        here, there = here[heads], there[heads]
        before = self._alike(codes, here - 1, there - 1, -1)
        lengths = before + block + self._alike(codes, here + block, there + block, 1)
        return np.stack([here - before, lengths, there - before])[:, lengths >= self.at_least]

    def _alike(self, codes: Codes, here: Places, there: Places, step: int) -> Places:
        """Return how many characters are the same from ``here`` and ``there`` on, going by ``step``."""
        lengths = np.zeros(len(here), np.int64)
        going, stride = np.arange(len(here)), 1
        while len(going):
            done = step * (lengths[going, np.newaxis] + np.arange(stride))
            ours, theirs = here[going, np.newaxis] + done, there[going, np.newaxis] + done
            inside = (ours >= 0) & (ours < len(codes)) & (theirs >= 0) & (theirs < len(self.codes))
            same = inside & (codes[np.where(inside, ours, 0)] == self.codes[np.where(inside, theirs, 0)])
            more = np.where(same.all(axis=1), stride, same.argmin(axis=1))
            lengths[going] += more
            going = going[more == stride]
            stride = min(2 * stride, 1 + _ROUND // (1 + len(going)))
        return lengths

    def blocks(self, hashed: int) -> Places:
        """Return where the blocks with a hash begin; some may be others of the same hash."""
        key = hashed << 32
        first, last = np.searchsorted(self._entries, np.array([key, key | _LAST], np.uint64))
        starts = (self._entries[first:last] & np.uint64(_LAST)).astype(np.int64) * self.block
        return starts[starts <= len(self.codes) - self.block]


class Follower:
    """Reads a text and knows which passages of a corpus it is in.

    Args:
        passages: The corpus's.
    """

    def __init__(self, passages: Passages) -> None:
        self._passages, self._codes = passages, passages.codes
        self._tail: list[int] = []  # the last characters, up to two blocks
        self._hash = 0  # of the last block of them
        self._next, self._lengths = _NONE, _NONE  # where the corpus goes on, and how long the run is
        self._power = pow(_MULTIPLIER, passages.block, 2**64)

    def longest(self) -> tuple[int, int]:
        """Return the longest copied passage that the text now ends with: its length, its place.

        It is 0 while no whole block of the corpus is in it.
        """
        if not len(self._next):
            return 0, 0
        best = int(self._lengths.argmax())
        length = int(self._lengths[best])
        return length, int(self._next[best]) - length

    def forbidden(self) -> set[int]:
        """Return the characters, as code points, that would complete a copy if they came next."""
        if not len(self._next):
            return set()
        places = self._next[self._lengths >= self._passages.at_least - 1]
        return set(self._codes[places[places < len(self._codes)]].tolist())

    def read(self, code: int) -> None:
        """Take note of the text's next character."""
        block = self._passages.block
        if len(self._next):
            inside = self._next < len(self._codes)
            same = inside & (self._codes[np.where(inside, self._next, 0)] == code)
            self._next, self._lengths = self._next[same] + 1, self._lengths[same] + 1
        leaving = self._tail[-block] if len(self._tail) >= block else 0
        self._hash = (self._hash * _MULTIPLIER + code - leaving * self._power) & _MASK
        self._tail.append(code)
        del self._tail[: -2 * block]
        if len(self._tail) >= block:
            self._begin(self._passages.blocks(_finish(self._hash)))

    def _begin(self, starts: Places) -> None:
        """Follow the blocks that are the text's last one, unless they are in a run that is followed."""
        block = self._passages.block
        if not len(starts):
            return
        for place, code in enumerate(self._tail[-block:]):  # no array of all blocks: there may be millions
            starts = starts[self._codes[starts + place] == code]
        starts = starts[~np.isin(starts + block, self._next)]
        if not len(starts):
            return
        lengths = np.full(len(starts), block, np.int64)
        going = np.ones(len(starts), bool)
        for back, code in enumerate(reversed(self._tail[:-block]), 1):
            going &= (starts >= back) & (self._codes[np.maximum(starts - back, 0)] == code)
            if not going.any():
                break
            lengths += going
        self._next = np.concatenate([self._next, starts + block])
        self._lengths = np.concatenate([self._lengths, lengths])


def _finish(hashed: int) -> int:
    """Return 32 bits that depend on all 64."""
    return ((hashed ^ (hashed >> 32)) * _MULTIPLIER & _MASK) >> 32


def _open(path: Path, block: int, on_progress: Progress | None) -> Index:
    """Return the index of a text, from the file that an earlier call left or from a new one.

    The file stands beside the text and is named after its hash, so that it is never out of date. Where
    that folder may not be written, it is a temporary one.
    """
    digest = _digest(path)[:16]
    name = f"{path.name}.{digest}.{block}.passages"
    if found := _load(path.with_name(name), block):
        return found
    if not os.access(path.parent, os.W_OK):
        with tempfile.TemporaryDirectory(prefix="textgen-", ignore_cleanup_errors=True) as folder:
            return _build(path, Path(folder) / name, block, on_progress)
    names = f"{glob.escape(path.name)}.{'?' * len(digest)}.{block}.passages"
    atomic.clear(path.parent, names)
    for old in path.parent.glob(names):
        if old.name != name:  # that one another process may have finished just now
            with contextlib.suppress(OSError):  # it may be held open
                old.unlink()
    return _build(path, path.with_name(name), block, on_progress)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror or error}", hint="Check the path."
        ) from error


def _load(file: Path, block: int) -> Index | None:
    """Map an index into memory; None if there is none, or one that was cut."""
    try:
        with file.open("rb") as opened:
            magic, characters, width = _HEADER.unpack(opened.read(_HEADER.size).ljust(_HEADER.size))
            size = opened.seek(0, os.SEEK_END)
    except (FileNotFoundError, PermissionError):
        return None
    if magic != _MAGIC or width not in _WIDTHS:
        return None
    blocks, offset = characters // block, _HEADER.size + -(-characters * width // 8) * 8
    if size != offset + 8 * blocks:
        return None
    dtype = np.dtype(f"u{width}")
    codes = np.memmap(file, dtype, "r", _HEADER.size, (characters,)) if characters else np.empty(0, dtype)
    entries = np.memmap(file, np.uint64, "r", offset, (blocks,)) if blocks else np.empty(0, np.uint64)
    # As plain arrays: a memmap makes an object for each number that is taken.
    return np.asarray(codes), np.asarray(entries)


def _build(path: Path, index: Path, block: int, on_progress: Progress | None) -> Index:
    """Write the index and open it."""
    from textgen.lstm.data import read_text

    characters = largest = 0
    for text in read_text(path):
        characters += len(text)
        largest = max(largest, ord(max(text, default="\0")))
    dtype = np.min_scalar_type(largest)
    blocks = characters // block
    parts = -(-blocks // _ROUND)  # each is sorted in memory
    done = 0

    def report(more: int) -> None:
        nonlocal done
        done += more
        if on_progress:
            on_progress(done / (parts + 1), characters)

    with atomic.replacing(index) as file:
        file.write(_HEADER.pack(_MAGIC, characters, dtype.itemsize))
        for text in read_text(path):
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
            file.write(codes.astype(dtype).tobytes())
            report(len(text))
        file.write(bytes(-characters * dtype.itemsize % 8))
        file.flush()
        for part in range(parts):
            written = np.memmap(Path(file.name), dtype, "r", _HEADER.size, (blocks, block))
            low, high = (np.uint64((part + more) * 2**32 // parts) for more in (0, 1))
            kept = []
            for first in range(0, blocks, _ROUND):
                hashes = _hashes(written[first : first + _ROUND])
                mine = np.flatnonzero((hashes >= low) & (hashes < high))
                kept.append(hashes[mine] << np.uint64(32) | (mine + first).astype(np.uint64))
                report(len(hashes) * block)
            file.write(np.sort(np.concatenate(kept)).tobytes())
            del written  # Windows renames no file that is mapped
    found = _load(index, block)
    if found is None:
        raise CorpusError(f"{path} changed while it was read", hint="Type the same command again.")
    return found


def _hashes(rows: Codes) -> npt.NDArray[np.uint64]:
    """Return the hash of each row, shape ``(rows,)``: what ``_finish`` makes of a polynomial of it."""
    multiplier = np.uint64(_MULTIPLIER)
    hashes = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        hashes *= multiplier
        hashes += column
    hashes ^= hashes >> np.uint64(32)
    hashes *= multiplier
    return hashes >> np.uint64(32)
