"""The source ``wikipedia``: articles of any MediaWiki, by title, category or search, through its API."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

import textgen
from textgen.web import FetchError
from textgen.web.times import utc

from ._mediawiki import Wiki, open_wiki

INFO = {"prop": "info", "inprop": "url"}
TITLES = 20
"""Asked for at once; more make an address that servers refuse."""


def wikipedia(
    context: textgen.Context,
    titles: Annotated[list[str] | None, typer.Argument(metavar="TITLE", help="Articles, by title.")] = None,
    category: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="The articles in this category; may be repeated."),
    ] = None,
    depth: Annotated[
        int, typer.Option(min=0, metavar="N", help="How far to follow subcategories: 0 is not at all.")
    ] = 0,
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help="The articles that the wiki's own search finds.")
    ] = None,
    site: Annotated[
        str,
        typer.Option(metavar="SITE", help="A language (de), a host (de.wiktionary.org) or an api.php."),
    ] = "en",
    contact: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Your e-mail or web address, told to the wiki with each request."
        ),
    ] = None,
) -> Iterator[textgen.Document]:
    """Articles of Wikipedia, in any language, or of another MediaWiki."""
    if not (titles or category or search):
        raise textgen.SourceError(
            "no article is named", hint="Give titles, --category NAME or --search WORDS."
        )
    if contact:
        context.http.configure(contact=contact)
    wiki = open_wiki(context, site)
    taken: set[int] = set()
    for page in _listed(context, wiki, titles or [], category or [], depth, search):
        title, number, uri = str(page.get("title")), page.get("pageid"), page.get("canonicalurl")
        if number is None or uri is None:
            context.fail(title, "not a title" if "invalid" in page else "no such page")
        elif number not in taken:
            taken.add(number)
            context.progress(len(taken))
            if not context.seen(uri, str(page.get("lastrevid"))):
                yield from _article(context, wiki, page)


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``wikipedia``."""
    register(wikipedia, sample=Path(__file__).parent / "samples/wikipedia")


def _listed(
    context: textgen.Context,
    wiki: Wiki,
    titles: list[str],
    categories: list[str],
    depth: int,
    search: str | None,
) -> Iterator[dict[str, Any]]:
    """Yield what the wiki knows of each page that is asked for; the text is not among it."""
    for first in range(0, len(titles), TITLES):
        batch = "|".join(titles[first : first + TITLES])
        for found in wiki.query(batch, titles=batch, redirects=1, **INFO):
            for redirect in found.get("redirects", []):
                context.log(f"{redirect['from']} leads to {redirect['to']}")
            for other in found.get("interwiki", []):
                context.fail(other["title"], "in another wiki")
            yield from found.get("pages", [])
    yield from _members(context, wiki, categories, depth)
    if search:
        hits = 0
        parameters = {"gsrsearch": search, "gsrlimit": 50, "gsrnamespace": wiki.content}
        for found in wiki.query(f"--search {search}", generator="search", **INFO, **parameters):
            pages = found.get("pages", [])
            hits += len(pages)
            yield from sorted(pages, key=lambda page: page.get("index", 0))
        if not hits:
            context.fail(f"--search {search}", "nothing found")


def _members(
    context: textgen.Context, wiki: Wiki, categories: list[str], depth: int
) -> Iterator[dict[str, Any]]:
    """Yield the pages in categories and, down to a depth, in their subcategories, each category once."""
    waiting = deque((f"Category:{name.removeprefix('Category:')}", 0) for name in categories)
    known = {name for name, _ in waiting}
    while waiting:
        name, level = waiting.popleft()
        members = 0
        parameters = {"gcmtitle": name, "gcmlimit": 50, "gcmnamespace": f"{wiki.content}|14"}
        for found in wiki.query(name, generator="categorymembers", **INFO, **parameters):
            for page in found.get("pages", []):
                members += 1
                if page.get("ns") != 14:
                    yield page
                elif level == depth:
                    context.skip(page["title"], "subcategory below --depth")
                elif page["title"] not in known:
                    known.add(page["title"])
                    waiting.append((page["title"], level + 1))
        if not members:
            context.fail(name, "no such category, or nothing in it")


def _article(context: textgen.Context, wiki: Wiki, page: dict[str, Any]) -> Iterator[textgen.Document]:
    uri = page["canonicalurl"]
    try:
        text, revision = wiki.text(page["pageid"])
    except FetchError as error:
        context.fail(uri, error.reason)
        return
    if not text:
        context.skip(uri, "empty")
        return
    about = {
        "revision": str(revision.get("revid", "")),
        "language": page.get("pagelanguage"),
        "licence": wiki.licence,
    }
    yield textgen.Document(
        text,
        uri,
        title=page["title"],
        created=utc(revision.get("timestamp")),
        kind="article",
        metadata={name: value for name, value in about.items() if value},
    )
