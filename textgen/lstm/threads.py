"""How many threads the sampler's matrix products take: as many as are faster on this machine, now.

A product of a large layer is bound by memory, and two cores read nearly twice as fast as one. A small
one is over before a second thread wakes up; and where other programs keep the cores busy, threads wait
for one another. So a text begins with one thread, and it is measured as the text goes on.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Final

from textgen.lstm.startup import cores

if TYPE_CHECKING:
    from collections.abc import Callable

_SMALL: Final = 2**20  # multiplications in a step; below, one thread is always faster
_MOST: Final = 8  # threads
_TURNS: Final = 5  # of each number of threads, at least, when they are compared
_STEPS: Final = 2  # in a turn
_TRIAL: Final = 0.01  # seconds of each number, at least: shorter than that, a busy machine seems free
_WORTH: Final = 0.85  # more threads must take at most this share of the time
_HOPELESS: Final = 2  # times as slow as one thread, and no more is tried
_SECONDS: Final = 0.25  # before the first comparison, and between two, at least
_SHARE: Final = 20  # and so many times as long as a comparison takes


class Threads:
    """Sets how many threads NumPy's BLAS takes, for the whole process; ``close`` puts it back.

    Where NumPy's BLAS is not one that can be told (Apple's Accelerate), nothing is set.

    Args:
        step: A step of the network to be timed, on states that nobody needs.
        multiplications: How many numbers a step multiplies.
    """

    def __init__(self, step: Callable[[], object], multiplications: int) -> None:
        from threadpoolctl import ThreadpoolController

        found = ThreadpoolController().select(user_api="blas").lib_controllers
        self._libraries = [library for library in found if "numpy" in (library.filepath or "")]
        self._before = [library.num_threads for library in self._libraries]
        most = min(cores(), _MOST) if self._libraries else 1
        self._possible = [2**n for n in range(_MOST.bit_length()) if 2**n <= most]
        self._due = time.monotonic() + _SECONDS
        self._set(1)
        self.follow(step, multiplications)

    def follow(self, step: Callable[[], object], multiplications: int) -> None:
        """Time another step from here on; what was chosen stays, but a small one takes one thread."""
        self._step = step
        self._choices = self._possible
        if multiplications < _SMALL:
            self._choices = [1]
            self._set(1)

    def review(self) -> None:
        """Compare and choose again, if the last time is long ago."""
        begun = time.monotonic()
        if len(self._choices) == 1 or begun < self._due:
            return
        self._turn()  # wakes the threads
        turns: list[dict[int, float]] = []
        while len(turns) < _TURNS or sum(turn[1] for turn in turns) < _TRIAL:
            turns.append(self._turn())
            if min(turns[-1][choice] for choice in self._choices[1:]) > _HOPELESS * turns[-1][1]:
                break
        self._set(self._best(turns))
        now = time.monotonic()
        self._due = now + max(_SECONDS, _SHARE * (now - begun))

    def _best(self, turns: list[dict[int, float]]) -> int:
        """The number of threads that is clearly the fastest."""
        best = 1
        for choice in self._choices[1:]:
            # In most turns and on the whole: a thread that is kept waiting shows in a few long turns.
            shares = [turn[choice] / turn[best] for turn in turns]
            whole = sum(turn[choice] for turn in turns) / sum(turn[best] for turn in turns)
            if max(statistics.median(shares), whole) < _WORTH:
                best = choice
        return best

    def _turn(self) -> dict[int, float]:
        """Time some steps with each number of threads."""
        times = {}
        for choice in self._choices:
            self._set(choice)
            start = time.perf_counter()
            for _ in range(_STEPS):
                self._step()
            times[choice] = time.perf_counter() - start
        return times

    def close(self) -> None:
        """Put back what was set before."""
        for library, number in zip(self._libraries, self._before, strict=True):
            library.set_num_threads(number)

    def _set(self, number: int) -> None:
        for library in self._libraries:
            library.set_num_threads(number)
