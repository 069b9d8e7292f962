"""The source ``facebook``: what you wrote, from a Facebook data export."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

import textgen

from . import options
from .archive import open_export
from .export import read
from .options import Wanted


def facebook(
    context: textgen.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="The export's zip files, or the folder they were unpacked to."),
    ],
    include: Annotated[
        str | None,
        typer.Option(
            metavar="KINDS",
            help="What to take, with commas between: posts, captions, comments, groups, messages, notes (all "
            "of these by default), stories, reviews, events, bio.",
        ),
    ] = None,
    exclude: Annotated[
        str | None, typer.Option(metavar="KINDS", help="What to leave out, with commas between.")
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Your name, if the export does not tell; once for each name."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day, such as 2019 or 2019-05-31, in UTC.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day, which counts, too.")
    ] = None,
    thread: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only messages of conversations with this in their names."),
    ] = None,
    gap: Annotated[
        str, typer.Option(metavar="TIME", help="The pause that ends a document of messages: 90s, 60m, 2h.")
    ] = "60m",
    per_message: Annotated[bool, typer.Option("--per-message", help="Make each message a document.")] = False,
    per_thread: Annotated[
        bool, typer.Option("--per-thread", help="Make each conversation one document.")
    ] = False,
    turns: Annotated[bool, typer.Option("--turns", help="Mark by a line […] where others spoke.")] = False,
    keep_names: Annotated[
        bool, typer.Option("--keep-names", help="Note the names of conversations, not a number for each.")
    ] = False,
    participants: Annotated[
        str, typer.Option(metavar="WHO", help="Whose words: owner, or all, which asks first.")
    ] = "owner",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Iterator[textgen.Document]:
    """The posts, comments and messages you wrote, from a Facebook data export."""
    wanted = Wanted(
        kinds=options.kinds(include, exclude, ("messages",) if thread else options.DEFAULT),
        everybody=options.everybody(participants),
        gap=options.gap(gap),
        unit=options.unit(per_message=per_message, per_thread=per_thread, turns=turns),
        turns=turns,
        period=options.period(since, until),
        threads=options.conversation_names(thread),
        keep_names=keep_names,
    )
    if wanted.everybody and not yes:
        options.ask(context)
    yield from read(context, open_export(paths), wanted, owner or [])


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``facebook``."""
    register(facebook)
