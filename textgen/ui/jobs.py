"""Work in a thread of its own, which goes on when the page is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable

from textgen.errors import TextgenError


class Job:
    """One piece of work at a time.

    Args:
        what: What is done, for messages: "a gathering".
    """

    def __init__(self, what: str) -> None:
        self.error: BaseException | None = None
        self._what = what
        self._beginning = threading.Lock()  # two pages may ask at once
        self._thread: threading.Thread | None = None
        self._stopping = False

    @property
    def runs(self) -> bool:
        """Whether it is being done."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def failed(self) -> bool:
        """Whether it has ended otherwise than it should."""
        return not self.runs and self.error is not None

    def begin(self, work: Callable[[], None]) -> None:
        """Begin it; what it raises is kept in ``error``.

        Raises:
            TextgenError: other work is being done.
        """

        def run() -> None:
            try:
                work()
            except BaseException as error:
                self.error = error

        with self._beginning:
            if self.runs:
                raise TextgenError(f"{self._what} is running", hint="Stop it, or wait until it has ended.")
            self.error, self._stopping = None, False
            self._thread = threading.Thread(target=run, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does.

        Raises:
            TextgenError: nothing is being done.
        """
        if not self.runs:
            raise TextgenError(f"{self._what} is not running", hint="There is nothing to stop.")
        self._stopping = True

    def check(self) -> None:
        """Raise KeyboardInterrupt, once, if it was asked to end; the work calls this now and then."""
        if self._stopping:
            self._stopping = False
            raise KeyboardInterrupt
