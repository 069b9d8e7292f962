"""How the command line speaks: stdout carries the result, stderr everything else."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading

    from rich.console import Console
    from rich.progress import Progress

SECONDS_BETWEEN_LINES = 5.0
SECONDS_UNTOLD = 2.0

quiet = False
verbose = False
display: Progress | None = None
"""The bar that is shown; a question needs the line that it stands in."""


class Stdout(io.TextIOWrapper):
    """Standard output that says so in its errors: a full disk may be its disk or another."""

    def write(self, text: str) -> int:
        """Write some text."""
        with _naming_stdout():
            return super().write(text)

    def flush(self) -> None:
        """Write what waits."""
        with _naming_stdout():
            super().flush()


@contextmanager
def _naming_stdout() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        error.filename = "standard output"
        raise


def configure_streams() -> None:
    """Write UTF-8 whatever the console's code page, and never fail on a character or a closed stream.

    What is typed and is no character in the console's encoding becomes U+FFFD.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = Path(os.devnull).open("w")  # noqa: SIM115 - it stays open as long as the process
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    old = sys.stdout
    if isinstance(old, io.TextIOWrapper) and old is sys.__stdout__:
        sys.stdout = Stdout(old.buffer, "utf-8", "backslashreplace", "\n", old.line_buffering)


def abandon_stdout() -> None:
    """Give up what stdout could not take (disk full, reader gone), so that the exit itself does not fail."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def stderr() -> Console:
    """A rich console on stderr; colours, bars and tables only where the terminal can show them."""
    from rich.console import Console

    return Console(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """Write a line to stderr, unless --quiet."""
    if not quiet:
        print(message, file=sys.stderr)


def print_json(value: object) -> None:
    """Write a result to stdout as JSON that people can read, too."""
    import json

    print(json.dumps(value, indent=2, ensure_ascii=False))


def warn(message: str) -> None:
    """Write a warning to stderr, also with --quiet."""
    print(f"Warning: {message}", file=sys.stderr)


@contextmanager
def warnings_shown(*, again: bool = False, but: Container[str] = ()) -> Iterator[None]:
    """Show what generators do other than what was asked of them.

    Args:
        again: Whether the same is shown again each time, not only once.
        but: Settings of which nothing is to be said.
    """
    import warnings

    from textgen.generators.base import GeneratorWarning

    tell = warn if again else lru_cache(256)(warn)  # not each one is remembered for ever

    def show(message: Warning | str, *_: object, **__: object) -> None:
        if getattr(message, "setting", None) not in but:
            tell(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", GeneratorWarning)
        warnings.showwarning = show
        yield


def confirm(question: str) -> bool:
    """Ask the user; Ctrl-C and the end of the input interrupt.

    Raises:
        TextgenError: nobody is there to answer.
    """
    import typer

    from textgen.errors import TextgenError

    if not sys.stdin.isatty():
        raise TextgenError(
            f"nobody is here to answer: {question}", hint="If that is what you want, add --yes."
        )
    shown = display if display and display.live.is_started else None
    if shown:
        shown.stop()
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None
    finally:
        if shown:
            shown.start()


def counted(number: int, noun: str) -> str:
    """The number and its noun: "1 document", "2,000 documents"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress(unit: str) -> Iterator[Callable[[float, float | None], None]]:
    """Show how much is done: a bar with rate and remaining time on a terminal, else a line now and then.

    Yields a function that is given what is done and, where it is known, the total, in ``unit``.
    """
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with _bar(unit) as show:
            yield show
    else:
        yield _lines(unit)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Tell now and then how long ``what`` has been awaited, as long as the block lasts."""
    if quiet:
        yield
        return
    import threading

    over = threading.Event()
    thread = threading.Thread(target=_tell_waiting, args=(what, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _tell_waiting(what: str, over: threading.Event) -> None:
    begun = time.monotonic()
    if over.wait(SECONDS_UNTOLD):
        return
    if sys.stderr.isatty():
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn(f"Waiting for {what}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=stderr(), transient=True) as bar:
            bar.add_task("", start=False)
            bar.tasks[0].start_time = begun
            over.wait()
        return
    while True:
        say(f"Waiting for {what}, {time.monotonic() - begun:.0f} s")
        if over.wait(SECONDS_BETWEEN_LINES):
            return


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[float, float | None], None]]:
    """A bar that begins when it is worth it: what is over at once needs none, nor the time to make one."""
    begun = time.monotonic()
    bar: Progress | None = None

    def show(done: float, total: float | None) -> None:
        nonlocal bar
        seconds = time.monotonic() - begun
        if bar is None and seconds >= SECONDS_UNTOLD:
            bar = _begun_bar(unit)
        if bar is not None:
            rate = f"{done / seconds:,.0f} {unit}/s"
            bar.update(bar.task_ids[0], completed=done, total=total, rate=rate)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def _begun_bar(unit: str) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.completed:,.0f} " + unit), BarColumn(), TextColumn("{task.fields[rate]}"))
    bar = Progress(*columns, TimeRemainingColumn(), console=stderr(), transient=True)
    bar.add_task(unit, total=None, rate="")
    bar.start()
    return bar


def _lines(unit: str) -> Callable[[float, float | None], None]:
    begun = last = time.monotonic()

    def show(done: float, total: float | None) -> None:
        nonlocal last
        now = time.monotonic()
        if not done or now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        rate = done / (now - begun)
        left = f" of {total:,.0f}, {(total - done) / rate:,.0f} s left" if total and rate else ""
        say(f"{done:,.0f} {unit}{left}, {rate:,.0f} {unit}/s")

    return show
