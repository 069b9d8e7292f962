"""How the command line speaks: stdout carries the result, stderr everything else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

quiet = False
verbose = False


def configure_streams() -> None:
    """Write UTF-8 whatever the console's code page, and never fail on a character or a closed stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = Path(os.devnull).open("w")  # noqa: SIM115 - it stays open as long as the process
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


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


def warn(message: str) -> None:
    """Write a warning to stderr, also with --quiet."""
    print(f"Warning: {message}", file=sys.stderr)
