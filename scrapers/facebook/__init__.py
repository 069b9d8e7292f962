"""The source ``facebook``: what you wrote, from a Facebook data export."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

import textgen

from .archive import members
from .layout import Export, sort
from .owner import find_owner, listed
from .reading import Reading

KINDS = ("posts", "comments", "messages")


def facebook(
    context: textgen.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="The export's zip files, or the folder they were unpacked to."),
    ],
    include: Annotated[
        str, typer.Option(metavar="KINDS", help="What to take, with commas between.")
    ] = "posts,comments,messages",
    owner: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Your name, if the export does not tell; once for each name."),
    ] = None,
) -> Iterator[textgen.Document]:
    """The posts, comments and messages you wrote, from a Facebook data export."""
    kinds = _kinds(include)
    with ExitStack() as stack:
        export = sort(members(paths, stack))
        _check(export, kinds, paths)
        total = sum(file.size for kind in kinds for file in export.files(kind))
        reading = Reading(context, export, find_owner(context, export, owner or []), total)
        for kind in kinds:
            yield from getattr(reading, kind)()
    if reading.others and not reading.mine:
        raise textgen.SourceError(
            f"Nothing in the export was written by {' or '.join(reading.owner.names)}",
            hint=f'Say which name is yours: --owner "NAME". Names in it: {listed(reading.others)}.',
        )


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``facebook``."""
    register(facebook)


def _kinds(include: str) -> list[str]:
    kinds = [kind for kind in dict.fromkeys(include.replace(" ", "").split(",")) if kind]
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise textgen.SourceError(
            f"--include cannot take {', '.join(unknown) or 'nothing'}",
            hint=f"There are: {', '.join(KINDS)}.",
        )
    return kinds


def _check(export: Export, kinds: Sequence[str], paths: Sequence[Path]) -> None:
    """Refuse an export without the wanted kinds, and say what it holds instead."""
    held = [kind for kind in KINDS if export.files(kind)]
    if any(kind in held for kind in kinds):
        return
    where = ", ".join(str(path) for path in paths)
    if held:
        raise textgen.SourceError(
            f"{where} holds no {' or '.join(kinds)}", hint=f"It holds {' and '.join(held)}: see --include."
        )
    if export.pages:
        raise textgen.SourceError(
            f"{where} is an export in HTML, which cannot be read yet",
            hint="Ask Facebook for your information again and choose the format JSON.",
        )
    raise textgen.SourceError(
        f"{where} holds no posts, comments or messages of a Facebook export in JSON",
        hint="Give the zip files that Facebook sent, all parts together, or their folder.",
    )
