"""Texts that one model writes side by side, each of which may begin and end at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from textgen.lstm.sampler import Drawing, Network
    from textgen.lstm.threads import Threads
    from textgen.lstm.weights import Array


class Batch:
    """Rows of one stream that come and go: what Yu et al. 2022 (Orca, OSDI) call continuous batching.

    A row that comes reads what it is given beside the others, who write on meanwhile. Each text is what it
    would be alone, but that a product of several rows is rounded otherwise in the last digit.

    Args:
        network: Whose steps are taken.
        never: An id that is not drawn: the unknown symbol's.
    """

    def __init__(self, network: Network, never: int | None) -> None:
        self._network, self._never = network, never
        self._stream = network.stream(0)
        self._threads: Threads | None = None
        self._rows: list[Drawing] = []  # those of the stream
        self.drawings: list[Drawing] = []
        """Who takes part in the next block; to be changed at will between two."""

    def block(self, steps: int, *, with_logits: bool = False) -> tuple[npt.NDArray[np.intp], Array | None]:
        """Take so many steps with the texts in ``drawings``, of which there is at least one.

        Returns:
            Ids of shape ``(steps, drawings)``, what was given included, and if wanted the model's own logits
            before each, shape ``(steps, drawings, vocabulary)``.
        """
        if self._rows != self.drawings:
            self._arrange()
        if self._threads is None:
            self._threads = self._stream.threads()
        self._threads.review()
        shape = (steps, len(self.drawings), self._network.vocabulary)
        logits = np.empty(shape, np.float32) if with_logits else None
        drawn = self._stream.draw(self.drawings, steps, never=self._never, logits=logits)
        return np.array(list(drawn)), logits

    def _arrange(self) -> None:
        """Give each text its row, with the states it had; new ones begin with zeros."""
        places = {drawing: row for row, drawing in enumerate(self._rows)}
        self._stream = self._stream.rearranged([places.get(drawing) for drawing in self.drawings])
        if self._threads and len(self._rows) != len(self.drawings):
            self._threads.follow(*self._stream.trial())
        self._rows = list(self.drawings)

    def close(self) -> None:
        """Put back the threads that were set before."""
        if self._threads:
            self._threads.close()
            self._threads = None
