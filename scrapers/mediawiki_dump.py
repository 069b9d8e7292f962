"""The source ``mediawiki-dump``: the articles in the XML dump of a wiki."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO
from urllib.parse import quote, urlsplit

import typer

import textgen
from textgen.web.times import utc

from ._walk import File, reason, roots, walk
from ._wikitext import plain
from ._xml import DamagedError, elements, value

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = frozenset({".bz2", ".gz", ".xml", ".xz"})
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
"""Of Wikipedia and most of its sister projects; a dump does not tell."""

_LICENSED = re.compile(
    r"[\w-]+\.(wikipedia|wiktionary|wikibooks|wikiquote|wikisource|wikiversity|wikivoyage)\.org"
)
_HIDDEN = {"-2", "6", "14"}
"""The namespaces of media, files and categories."""
_NOTHING = {"id": "", "timestamp": "", "model": "", "text": ""}


@dataclass(slots=True)
class _Wiki:
    """What a dump tells about its wiki."""

    address: str
    language: str | None
    hidden: list[str]


def mediawiki_dump(
    context: textgen.Context,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Dumps (xml, or xml.bz2, .gz, .xz), or folders of them."),
    ],
    namespace: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Take this namespace; may be repeated (0, the articles, by default)."),
    ] = None,
) -> Iterator[textgen.Document]:
    """The articles in a dump of Wikipedia or another MediaWiki, as plain text."""
    wanted = {str(number) for number in namespace or [0]}
    found = roots(paths, SUFFIXES)
    total = sum(file.size for root in found for file in walk(textgen.Context(), root, SUFFIXES))
    done = 0
    for root in found:
        for file in walk(context, root, SUFFIXES):
            try:
                with file.path.open("rb") as stream:
                    for document in _articles(context, file, stream, wanted):
                        yield document
                        context.progress(done + stream.tell(), total)
            except DamagedError as error:
                context.fail(file.uri, str(error))
            except OSError as error:
                context.fail(file.uri, reason(error))
            done += file.size
    context.progress(done, total)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``mediawiki-dump``."""
    register(mediawiki_dump, sample=Path(__file__).parent / "samples/mediawiki-dump")


def _articles(
    context: textgen.Context, file: File, stream: BinaryIO, wanted: set[str]
) -> Iterator[textgen.Document]:
    wiki = _Wiki(file.uri, None, [])
    latest = _NOTHING
    left_out: Counter[str] = Counter()
    try:
        for element in elements(stream, "mediawiki", "siteinfo", "revision", "page"):
            kind = element.tag.rpartition("}")[2]
            if kind == "siteinfo":
                wiki = _wiki(file, element)
            elif kind == "revision":
                latest = {name: value(element, name) for name in _NOTHING}
            elif value(element, "ns") not in wanted:
                left_out["in another namespace"] += 1
            elif element.find("{*}redirect") is not None:
                left_out["redirect"] += 1
            elif latest["model"] not in {"", "wikitext"}:
                left_out["not wikitext"] += 1
            else:
                yield from _article(context, wiki, value(element, "title"), latest)
            if kind == "page":
                latest = _NOTHING
    finally:
        for why, count in left_out.items():
            context.skip(f"{file.uri}#{why}", why, count=count)


def _wiki(file: File, siteinfo: _Element) -> _Wiki:
    base = value(siteinfo, "base").rpartition("/")[0]
    names = [space.text for space in siteinfo.iterfind(".//{*}namespace") if space.get("key") in _HIDDEN]
    language = siteinfo.getparent().get("{http://www.w3.org/XML/1998/namespace}lang")
    return _Wiki(base or file.uri, language, [name for name in names if name])


def _article(
    context: textgen.Context, wiki: _Wiki, title: str, revision: dict[str, str]
) -> Iterator[textgen.Document]:
    # MediaWiki leaves these characters of a title as they are in its address.
    uri = f"{wiki.address}/{quote(title.replace(' ', '_'), safe=';@$!*(),/~:')}"
    if context.seen(uri, revision["id"]):
        return
    text = plain(revision["text"], wiki.hidden)
    if not text:
        context.skip(uri, "empty")
        return
    known = _LICENSED.fullmatch(urlsplit(wiki.address).hostname or "")
    about = {"revision": revision["id"], "language": wiki.language, "licence": LICENCE if known else None}
    yield textgen.Document(
        text,
        uri,
        title=title,
        created=utc(revision["timestamp"]),
        kind="article",
        metadata={name: said for name, said in about.items() if said},
    )
