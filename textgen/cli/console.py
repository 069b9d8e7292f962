"""How the command line speaks: stdout carries the result, stderr everything else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

quiet = False
verbose = False


def configure_streams() -> None:
    """Write UTF-8 whatever the console's code page, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


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
