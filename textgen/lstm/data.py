"""From a text file to batches of ids, in memory that does not grow with the file."""

from __future__ import annotations

import codecs
import contextlib
import glob
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from textgen import atomic
from textgen.errors import CorpusError
from textgen.lstm.vocabulary import CODE_POINTS, Vocabulary

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of a text tells: its hash, its length and how often each character occurs."""

    sha256: str
    characters: int
    counts: dict[str, int]


def read_text(path: Path, on_bytes: Callable[[bytes], None] | None = None) -> Iterator[str]:
    r"""Yield a UTF-8 file's text in pieces; a byte order mark is left out, line ends become ``"\n"``.

    Args:
        path: The file.
        on_bytes: Is given each piece as it stands in the file.

    Raises:
        CorpusError: the file is missing, or is not UTF-8.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8-sig")(), translate=True)
    offset = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                if on_bytes:
                    on_bytes(piece)
                yield decoder.decode(piece)
                offset += len(piece)
            yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path} is not UTF-8 text (near byte {max(0, offset + error.start)})",
            hint=f"textgen collect files {path} finds out its encoding and makes a corpus of it.",
        ) from None
    except FileNotFoundError:
        raise CorpusError(f"{path} does not exist", hint="Check the path.") from None
    except IsADirectoryError:
        raise CorpusError(
            f"{path} is a folder", hint=f"textgen collect files {path} makes a corpus of it."
        ) from None
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror or error}", hint="Check its permissions."
        ) from error


def occurrences(path: Path, text: str) -> int:
    """Count how often a short text occurs in a file."""
    count, rest = 0, ""
    for piece in read_text(path):
        *before, rest = (rest + piece).split(text)
        count += len(before)
        rest = rest[-len(text) + 1 :] if len(text) > 1 else ""
    return count


def _counting(
    on_progress: Callable[[int], None] | None, also: Callable[[bytes], None] | None = None
) -> Callable[[bytes], None]:
    """Add up the bytes that are read and pass the sum on."""
    read = 0

    def take(piece: bytes) -> None:
        nonlocal read
        read += len(piece)
        if also:
            also(piece)
        if on_progress:
            on_progress(read)

    return take


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def survey(path: Path, on_progress: Callable[[int], None] | None = None) -> Survey:
    """Read a text once and return its hash, length and characters.

    Args:
        path: A UTF-8 file.
        on_progress: Is given the number of bytes read so far, now and then.

    Raises:
        CorpusError: the file is missing, or is not UTF-8.
    """
    digest = hashlib.sha256()
    counts = np.zeros(CODE_POINTS, np.int64)
    for text in read_text(path, _counting(on_progress, digest.update)):
        seen = np.bincount(_codes(text))
        counts[: len(seen)] += seen
    return Survey(
        sha256=digest.hexdigest(),
        characters=int(counts.sum()),
        counts={chr(code): int(counts[code]) for code in np.flatnonzero(counts)},
    )


class Ids:
    """A text as ids on disk, read by position: pages that were read do not count as memory."""

    def __init__(self, path: Path, dtype: np.dtype[np.unsignedinteger]) -> None:
        self._file = path.open("rb")
        self._dtype = dtype

    def __len__(self) -> int:
        return self._file.seek(0, io.SEEK_END) // self._dtype.itemsize

    def read(self, start: int, count: int) -> npt.NDArray[np.int32]:
        """Return ``count`` ids from ``start`` on, fewer at the end of the text."""
        self._file.seek(start * self._dtype.itemsize)
        data = self._file.read(count * self._dtype.itemsize)
        return np.frombuffer(data, self._dtype).astype(np.int32)

    def __enter__(self) -> Ids:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


def encode(
    path: Path,
    found: Survey,
    vocabulary: Vocabulary,
    folder: Path,
    on_progress: Callable[[int], None] | None = None,
) -> Ids:
    """Return a text's ids, from the file an earlier call left in ``folder`` or from a new one.

    The file is named after the text's hash and the vocabulary, so that it is never out of date;
    those of earlier versions of the text are removed. One that is not as long as it must be is made anew.

    Args:
        path: A UTF-8 file.
        found: What its survey found.
        vocabulary: Which character has which id; without an unknown symbol, others are left out.
        folder: Where the ids are kept.
        on_progress: Is given the number of bytes read so far, now and then.
    """
    key = hashlib.sha256(f"{found.sha256} {vocabulary.unknown} {vocabulary.characters}".encode()).hexdigest()[
        :16
    ]
    ids = folder / f"{path.stem}.{key}.ids"
    known = (n for character, n in found.counts.items() if vocabulary.unknown or character in vocabulary)
    if not ids.exists() or ids.stat().st_size != sum(known) * vocabulary.dtype.itemsize:
        folder.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(ids) as file:
            for text in read_text(path, _counting(on_progress)):
                numbers = vocabulary.encode(text)
                file.write(numbers[numbers < vocabulary.size].astype(vocabulary.dtype).tobytes())
        names = f"{glob.escape(path.stem)}.*.ids"
        atomic.clear(folder, names)
        for old in folder.glob(names):
            if old != ids:
                with contextlib.suppress(OSError):  # another training may hold it open
                    old.unlink()
    return Ids(ids, vocabulary.dtype)


def split(
    ids: Ids, *, validation_split: float, delimiter: npt.NDArray[np.uint32] | None, at_least: int
) -> int:
    """Return where training ends and the held-out text begins.

    It is ``int(length * (1 - validation_split))``, or the document boundary next to it if one lies
    within 0.1 % of the text's length and a tenth of the held-out part.

    Args:
        ids: The text.
        validation_split: The share that is held out, in (0, 1).
        delimiter: The ids of the delimiter that ends a document; None where there is none.
        at_least: The fewest characters of training text.
    """
    boundary = int(len(ids) * (1 - validation_split))
    reach = min(len(ids) // 1000, (len(ids) - boundary) // 10)
    if delimiter is None or not reach:
        return boundary
    first = max(0, boundary - reach - len(delimiter))
    near = ids.read(first, 2 * reach + len(delimiter))
    windows = np.lib.stride_tricks.sliding_window_view(near, len(delimiter))
    ends = first + len(delimiter) + np.flatnonzero((windows == delimiter).all(axis=1))
    ends = ends[(np.abs(ends - boundary) <= reach) & (ends >= at_least)]
    return int(ends[np.abs(ends - boundary).argmin()]) if len(ends) else boundary


class Streams:
    """A text cut into as many contiguous streams as the batch has rows, read window by window.

    Each epoch cuts it at other places: the text is read as a circle, and begun anywhere.

    Args:
        ids: The text.
        stop: Where the training text ends.
        batch: The number of streams.
        window: The characters of each stream in a step.
        seed: What the epochs' beginnings come from.
    """

    def __init__(self, ids: Ids, *, stop: int, batch: int, window: int, seed: int) -> None:
        self._ids, self._stop, self._batch, self._window, self._seed = ids, stop, batch, window, seed
        self._stream = stop // batch
        self.steps_per_epoch = max(1, self._stream // window)
        self.characters_per_step = batch * window

    def starts_anew(self, step: int) -> bool:
        """Whether the streams jump before this step (counted from 0), so that states must be reset."""
        return step % self.steps_per_epoch == 0

    def windows(self, step: int) -> npt.NDArray[np.int32]:
        """Return the batch of a step (counted from 0), shape ``(batch, window + 1)``."""
        epoch, place = divmod(step, self.steps_per_epoch)
        first = int(np.random.default_rng([self._seed, epoch]).integers(self._stop)) + place * self._window
        return np.stack([self._read(first + row * self._stream) for row in range(self._batch)])

    def _read(self, start: int) -> npt.NDArray[np.int32]:
        """A window from ``start`` on; after the text's end comes its beginning."""
        start %= self._stop
        window = self._ids.read(start, min(self._window + 1, self._stop - start))
        rest = self._window + 1 - len(window)
        return np.concatenate([window, self._ids.read(0, rest)]) if rest else window


class Windows:
    """The tutorial's examples: windows from all over the text, in random order.

    Args:
        ids: The text.
        stop: Where the training text ends.
        batch: The examples of a step.
        window: The characters that are read to predict the next one.
        stride: The distance of the places where windows may begin.
        examples_per_epoch: How many windows an epoch draws, without drawing one twice.
        seed: What the order comes from.
    """

    def __init__(
        self, ids: Ids, *, stop: int, batch: int, window: int, stride: int, examples_per_epoch: int, seed: int
    ) -> None:
        self._ids, self._batch, self._window, self._stride, self._seed = ids, batch, window, stride, seed
        self._places = max(1, (stop - window - 1) // stride + 1)
        self._examples = min(examples_per_epoch, self._places)
        self.steps_per_epoch = max(1, self._examples // batch)
        self.characters_per_step = batch
        self._order: tuple[int, npt.NDArray[np.int64]] = (-1, np.zeros(0, np.int64))

    def starts_anew(self, step: int) -> bool:
        """Every window starts from zero states."""
        del step
        return True

    def windows(self, step: int) -> npt.NDArray[np.int32]:
        """Return the batch of a step (counted from 0), shape ``(batch, window + 1)``."""
        epoch, place = divmod(step, self.steps_per_epoch)
        if self._order[0] != epoch:
            generator = np.random.default_rng([self._seed, epoch])
            self._order = (epoch, generator.choice(self._places, self._examples, replace=False))
        chosen = np.resize(self._order[1], self.steps_per_epoch * self._batch)
        rows = chosen[place * self._batch : (place + 1) * self._batch]
        return np.stack([self._ids.read(int(row) * self._stride, self._window + 1) for row in rows])
