"""The ``textgen`` command: options that every command has, and the one place that meets errors."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from textgen.cli import console
from textgen.errors import TextgenError

app = typer.Typer(
    name="textgen",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say more, and show tracebacks.")
    ] = False,
) -> None:
    """Gather your own words, train a small LSTM on them, and let it write like you."""
    console.quiet = quiet
    console.verbose = verbose


def main() -> None:
    """Run the command line and exit: 0 done, 1 an error, 2 wrong syntax, 3 done in part, 130 interrupted."""
    console.configure_streams()
    try:
        app(standalone_mode=True)
    except TextgenError as error:
        if console.verbose:
            raise
        print(f"Error: {error.message}", file=sys.stderr)
        print(error.hint, file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
