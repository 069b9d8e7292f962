"""Several generators that write side by side, each in a thread of its own."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from textgen.generators.base import GeneratorWarning

if TYPE_CHECKING:
    from textgen.comparison.visible import Stretch
    from textgen.generators.base import Sampling

_SECONDS: Final = 0.1  # between two looks at what has been written, at least
_SHOWN: Final = 20_000  # characters a second; a browser that shows each anew at every look stands still

_indexing = threading.Lock()
"""Models of one text need one index, which the first makes."""
_notes: ContextVar[list[str] | None] = ContextVar("notes", default=None)


@dataclass
class Text:
    """A text that is being written.

    Args:
        address: Who writes it.
        text: What there is of it.
        notes: What the generator does otherwise than asked.
        error: Why it ended early.
        stretches: The text cut where copied passages begin and end, once it is finished; None where what
            its model learned is not here.
        done: Whether nothing more will come.
    """

    address: str
    text: str = ""
    notes: list[str] = field(default_factory=list)
    error: BaseException | None = None
    stretches: list[Stretch] | None = None
    done: bool = False


def route_warnings() -> None:
    """Let each text have the warnings of its own thread; call it once."""
    show = warnings.showwarning

    def note(message: Warning | str, category: type[Warning], *rest: object, **more: object) -> None:
        notes = _notes.get()
        if notes is not None and issubclass(category, GeneratorWarning):
            notes.append(str(message))
        else:
            show(message, category, *rest, **more)  # type: ignore[arg-type]

    warnings.simplefilter("always", GeneratorWarning)
    warnings.showwarning = note


@contextmanager
def noted() -> Iterator[list[str]]:
    """Collect the warnings of generators in this thread."""
    notes: list[str] = []
    before = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(before)


def write(
    addresses: Sequence[str], prompt: str, *, length: int, sampling: Sampling, seed: int
) -> Iterator[list[Text]]:
    """Let generators write, and yield how far they are, until all are done; closing it ends them.

    Args:
        addresses: The generators, as ``load_generator`` takes them.
        prompt: What they go on from.
        length: The characters of each text.
        sampling: How characters are drawn.
        seed: The same for all.
    """
    stop, ended = threading.Event(), threading.Event()

    def run(text: Text) -> None:
        _notes.set(text.notes)
        try:
            _write(text, prompt, length, sampling, seed, stop.is_set)
        except Exception as error:
            text.error = error
        finally:
            text.done = True
            if all(each.done for each in texts):
                ended.set()

    texts = [Text(address) for address in addresses]
    threads = [threading.Thread(target=run, args=(text,), daemon=True) for text in texts]
    for thread in threads:
        thread.start()
    try:
        yield texts
        while not ended.wait(max(_SECONDS, sum(len(text.text) for text in texts) / _SHOWN)):
            yield texts
        yield texts
    finally:
        stop.set()


def _write(
    text: Text, prompt: str, length: int, sampling: Sampling, seed: int, stopped: Callable[[], bool]
) -> None:
    from textgen.generators.registry import load_generator

    generator = load_generator(text.address)
    for piece in generator.generate(prompt, length=length, sampling=sampling, seed=seed):
        text.text += piece
        if stopped():
            return
    _trace(text)


def _trace(text: Text) -> None:
    """Find what the text has copied from what its model learned, where that is here."""
    from textgen.comparison import copies, sources
    from textgen.comparison.visible import regions, stretches
    from textgen.generators.registry import model_folder

    folder = model_folder(text.address)
    learned = sources.training_text(sources.manifests([folder]), None) if folder else None
    if learned and learned.path:
        with _indexing:
            [found] = copies.find([text.text], learned)
        text.stretches = stretches(text.text, regions(text.text, found))
