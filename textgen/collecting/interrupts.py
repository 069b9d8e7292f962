"""Ctrl-C that never strikes while something is being kept."""

from __future__ import annotations

import functools
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Interrupts:
    """Lets Ctrl-C through where ``let_through`` says, and elsewhere keeps it until then."""

    def __init__(self) -> None:
        self._open = False
        self._waiting = False
        self._previous: Callable[[int, FrameType | None], Any] | int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold Ctrl-C back while the block runs; only the main thread ever gets it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._previous = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, self._receive)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, self._previous)

    def let_through(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Call a function that Ctrl-C may end; also one that came before."""
        if self._waiting:
            raise KeyboardInterrupt
        self._open = True
        try:
            return function(*arguments, **named)
        finally:
            self._open = False

    def hold_back(self, function: Callable[P, T]) -> Callable[P, T]:
        """Make a function that Ctrl-C ends only when it is done."""

        @functools.wraps(function)
        def held(*arguments: P.args, **named: P.kwargs) -> T:
            before, self._open = self._open, False
            result = function(*arguments, **named)
            self._open = before
            if self._open and self._waiting:
                raise KeyboardInterrupt
            return result

        return held

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if not self._open:
            self._waiting = True
        elif callable(self._previous):
            self._previous(number, frame)
