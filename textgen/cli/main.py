"""The ``textgen`` command: options that every command has, and the one place that meets errors."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from textgen.cli import (
    collect,
    compare,
    console,
    corpus,
    demo,
    evaluate,
    generate,
    models,
    plugins,
    serve,
    train,
    ui,
)
from textgen.errors import TextgenError

ANYWHERE = ("--quiet", "--verbose")
ORDER = (
    "collect",
    "corpus",
    "train",
    "generate",
    "evaluate",
    "compare",
    "serve",
    "ui",
    "demo",
    "models",
    "plugins",
)


class Commands(TyperGroup):
    """The commands, in the order of the work; each may be interrupted."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands."""
        return [
            *(name for name in ORDER if name in self.commands),
            *sorted(self.commands.keys() - set(ORDER)),
        ]

    def invoke(self, ctx: Any) -> Any:
        """Run the command; one that has nothing to say about Ctrl-C ends with a line of ours."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print("Interrupted.", file=sys.stderr)
            raise typer.Exit(130) from None


app = typer.Typer(
    name="textgen",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(collect.app, name="collect")
app.add_typer(corpus.app, name="corpus")
app.command()(train.train)
app.command()(generate.generate)
app.command()(evaluate.evaluate)
app.command()(compare.compare)
app.command()(serve.serve)
app.command()(ui.ui)
app.command()(demo.demo)
app.add_typer(models.app, name="models")
app.add_typer(plugins.app, name="plugins")


def _version(wanted: bool) -> None:
    if wanted:
        from textgen import __version__

        print(f"textgen {__version__}")
        raise typer.Exit


@app.callback()
def options(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and show tracebacks.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Gather your own words, train a small LSTM on them, and let it write like you."""
    console.quiet = quiet
    console.verbose = verbose


def main() -> None:
    """Run the command line and exit: 0 done, 1 an error, 2 wrong syntax, 3 done in part, 130 interrupted."""
    # NumPy only samples here, by products so small that a second thread costs more than it gives.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    console.configure_streams()
    try:
        try:
            app(_flags_first(sys.argv[1:]), prog_name="textgen")
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:  # before the command began, or after it ended
        console.abandon_stdout()
        sys.exit(130)
    except Exception as error:
        console.abandon_stdout()
        if not isinstance(error, BrokenPipeError):
            _report(error)
        sys.exit(1)


def _flags_first(arguments: list[str]) -> list[str]:
    """``--quiet`` and ``--verbose`` may stand anywhere on the line, up to ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    flags = [argument for argument in arguments[:end] if argument in ANYWHERE]
    return [*flags, *(argument for argument in arguments[:end] if argument not in ANYWHERE), *arguments[end:]]


def _report(error: Exception) -> None:
    """One line that says what is wrong, one that says what to do; the traceback only with --verbose."""
    if console.verbose:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, TextgenError):
        message, hint = error.message, error.hint
    elif isinstance(error, OSError) and error.strerror:
        named = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        message, hint = f"{named}{error.strerror}", _os_hint(error.errno)
    else:
        message = f"a bug in textgen: {type(error).__name__}: {error}"
        hint = "Please report it with the traceback that the same command shows with --verbose."
    print(f"Error: {message}", file=sys.stderr)
    print(hint, file=sys.stderr)


def _os_hint(number: int | None) -> str:
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "Free some space on the disk, then type the same command again."
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Change the permissions, or work in a folder of your own."
    return "Check the file or folder, then type the same command again."


if __name__ == "__main__":
    main()
