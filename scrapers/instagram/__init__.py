"""The source ``instagram``: what you wrote, from an Instagram data export. Its chats are Facebook's."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

import textgen

from ..facebook import parameters as given


def instagram(
    context: textgen.Context,
    paths: given.Paths,
    include: Annotated[
        str | None,
        typer.Option(
            metavar="KINDS",
            help="What to take, with commas between: posts, reels, stories, comments, messages (all of these "
            "by default).",
        ),
    ] = None,
    exclude: given.Exclude = None,
    owner: given.Names = None,
    since: given.Since = None,
    until: given.Until = None,
    thread: given.Threads = None,
    gap: given.Gap = "60m",
    per_message: given.PerMessage = False,
    per_thread: given.PerThread = False,
    turns: given.Turns = False,
    keep_names: given.KeepNames = False,
    participants: given.Participants = "owner",
    yes: given.Yes = False,
) -> Iterator[textgen.Document]:
    """The captions, comments and messages you wrote, from an Instagram data export."""
    from ..facebook.archive import open_export
    from ..facebook.export import read
    from ..facebook.options import wanted
    from .service import INSTAGRAM

    asked = wanted(
        INSTAGRAM,
        include=include,
        exclude=exclude,
        since=since,
        until=until,
        threads=thread,
        gap=gap,
        per_message=per_message,
        per_thread=per_thread,
        turns=turns,
        keep_names=keep_names,
        participants=participants,
    )
    yield from read(context, open_export(paths), INSTAGRAM, asked, owner or [], asks=not yes)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``instagram``."""
    register(instagram, sample=Path(__file__).parents[1] / "samples/instagram")
