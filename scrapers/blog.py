"""The source ``blog``: the posts of Hugo, Jekyll, other Markdown folders, and WordPress exports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

import textgen
from textgen.web import UndecodableError, decode

from . import _front_matter, _wordpress
from ._markup import text_of_html, text_of_markdown, without_tags
from ._walk import File, reason, roots, walk
from ._xml import DamagedError

HTML = frozenset({".htm", ".html"})
SUFFIXES = HTML | {".markdown", ".md", ".mdown", ".mkd", ".xml"}

_NO_POSTS = {"_includes", "_layouts", "_site", "archetypes", "layouts", "node_modules", "public", "themes"}
_DATED = re.compile(r"(\d{4}-\d\d-\d\d)-")
_HEADING = re.compile(r"\s*#[ \t]+(.+?)[ \t#]*(?:\n|\Z)")


def blog(
    context: textgen.Context,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="A blog's folder, single files, or a WordPress export (xml)."),
    ],
    drafts: Annotated[bool, typer.Option("--drafts", help="Take drafts, too.")] = False,
) -> Iterator[textgen.Document]:
    """The posts and pages of a blog: Hugo, Jekyll, any Markdown folder, or a WordPress export."""
    for root in roots(paths, SUFFIXES):
        for number, file in enumerate(walk(context, root, SUFFIXES)):
            context.progress(number)
            folders = file.uri[len(root.uri) :].split("/")[:-1]
            try:
                with file.path.open("rb") as stream:
                    if _NO_POSTS.intersection(folders):
                        context.skip(file.uri, "of the theme or the built site")
                    elif file.path.suffix.lower() == ".xml":
                        yield from _export(context, file, stream, drafts)
                    elif not context.seen(file.uri, f"{file.size} {file.changed} {drafts}"):
                        yield from _post(context, file, stream, drafts)
            except DamagedError as error:
                context.fail(file.uri, str(error))
            except UndecodableError as error:
                context.fail(file.uri, error.message)
            except OSError as error:
                context.fail(file.uri, reason(error))


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``blog``."""
    register(blog, sample=Path(__file__).parent / "samples/blog")


def _post(context: textgen.Context, file: File, stream: BinaryIO, drafts: bool) -> Iterator[textgen.Document]:
    text = decode(stream.read())[0].removeprefix("\ufeff").replace("\r\n", "\n")
    about, rest = _front_matter.read(text)
    markdown = file.path.suffix.lower() not in HTML
    if not about and not markdown:
        context.skip(file.uri, "html without front matter")
        return
    if not drafts and _is_draft(file, about):
        context.skip(file.uri, "draft")
        return
    plain = text_of_markdown(rest) if markdown else text_of_html(without_tags(rest))
    if not plain:
        context.skip(file.uri, "empty")
        return
    named = _DATED.match(file.path.name)
    created = _front_matter.time(about.get("date")) or _front_matter.time(named[1] if named else None)
    heading = _HEADING.match(rest) if markdown else None
    title = _front_matter.words(about.get("title")) or (heading and heading[1])
    licence = about.get("license") or about.get("licence")
    yield textgen.Document(
        plain,
        file.uri,
        title=title or None,
        author=_front_matter.names(about.get("author") or about.get("authors")),
        created=created,
        kind="post" if created else "page",
        metadata={"licence": licence} if isinstance(licence, str) else {},
    )


def _export(
    context: textgen.Context, file: File, stream: BinaryIO, drafts: bool
) -> Iterator[textgen.Document]:
    if _wordpress.is_export(stream):
        yield from _wordpress.posts(context, file, stream, drafts)
    else:
        (context.fail if file.named else context.skip)(file.uri, "not a WordPress export")


def _is_draft(file: File, about: dict[str, Any]) -> bool:
    said = {key: _front_matter.words(about.get(key)).lower() for key in ("draft", "published")}
    return "_drafts" in file.uri.split("/") or said["draft"] == "true" or said["published"] == "false"
