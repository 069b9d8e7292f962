"""The options that the sources for Facebook's and Instagram's exports share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Paths: TypeAlias = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="The export's zip files, or the folder they were unpacked to."),
]
Exclude: TypeAlias = Annotated[
    str | None, typer.Option(metavar="KINDS", help="What to leave out, with commas between.")
]
Names: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Your name, if the export does not tell; once for each name."),
]
Since: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The first day, such as 2019 or 2019-05-31, in UTC.")
]
Until: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE", help="The last day, which counts, too.")
]
Threads: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Only messages of conversations with this in their names."),
]
Gap: TypeAlias = Annotated[
    str, typer.Option(metavar="TIME", help="The pause that ends a document of messages: 90s, 60m, 2h.")
]
PerMessage: TypeAlias = Annotated[bool, typer.Option("--per-message", help="Make each message a document.")]
PerThread: TypeAlias = Annotated[
    bool, typer.Option("--per-thread", help="Make each conversation one document.")
]
Turns: TypeAlias = Annotated[bool, typer.Option("--turns", help="Mark by a line […] where others spoke.")]
KeepNames: TypeAlias = Annotated[
    bool, typer.Option("--keep-names", help="Note the names of conversations, not a number for each.")
]
Participants: TypeAlias = Annotated[
    str, typer.Option(metavar="WHO", help="Whose words: owner, or all, which asks first.")
]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
