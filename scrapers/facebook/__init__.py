"""The source ``facebook``: what you wrote, from a Facebook data export."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

import textgen

from . import parameters as given


def facebook(
    context: textgen.Context,
    paths: given.Paths,
    include: Annotated[
        str | None,
        typer.Option(
            metavar="KINDS",
            help="What to take, with commas between: posts, captions, comments, groups, messages, notes (all "
            "of these by default), stories, reviews, events, bio.",
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
    """The posts, comments and messages you wrote, from a Facebook data export."""
    from .archive import open_export
    from .export import read
    from .options import wanted
    from .service import FACEBOOK

    asked = wanted(
        FACEBOOK,
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
    yield from read(context, open_export(paths), FACEBOOK, asked, owner or [], asks=not yes)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``facebook``."""
    register(facebook, sample=Path(__file__).parents[1] / "samples/facebook")
