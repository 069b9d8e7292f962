"""``textgen demo``: collect, train and generate on a small real corpus."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from textgen.cli import console

SAMPLES = Path(__file__).parent.parent / "samples"


def demo(
    minutes: Annotated[float, typer.Option(min=0.01, help="How long to train.")] = 1.25,
) -> None:
    """Do the whole job in about two minutes: collect four works of Shakespeare, learn them, write.

    It needs no network, and leaves a corpus and a model called demo.
    """
    _run("collect", "files", str(SAMPLES / "shakespeare"), "--corpus", "demo")
    _run("train", "demo", "--minutes", f"{minutes:g}", "--overwrite")
    _run("generate", "demo", "--prompt", "O, ", "--with-prompt", "--length", "400", "--temperature", "0.5")
    console.say(
        "\nThat was the whole job. Now with your own words:\n"
        "    textgen collect files FOLDER        or: textgen collect facebook export.zip\n"
        "    textgen train\n"
        "    textgen generate\n"
        "And with a model that has read all of Shakespeare for longer:\n"
        "    textgen generate shakespeare"
    )


def _run(*arguments: str) -> None:
    """Run a command as if it had been typed, and show it first."""
    from textgen.cli.main import app

    console.say(f"\n$ {shlex.join(('textgen', *arguments))}")
    flags = ["--quiet"] * console.quiet + ["--verbose"] * console.verbose
    code = app([*flags, *arguments], prog_name="textgen", standalone_mode=False)
    if code:
        raise typer.Exit(code)
