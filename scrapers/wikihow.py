"""The source ``wikihow``: the introductions and steps of wikiHow's articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote_plus, urljoin

import typer

import textgen
from textgen.web import FetchError, OptedOut, check_address, decode_html, visible_text

from ._how_to import how_to
from ._walk import reason, roots, walk

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

LICENCE = "https://creativecommons.org/licenses/by-nc-sa/3.0/"
PATIENCE = 3
"""Pages without an article, one after another, until the site is left alone: so it limits visitors."""

RESULTS = "a.result_link[href], #searchresults_list a[href]"
INTRODUCTION = "#mf-section-0 > p"
STEPS = "ol.steps_list_2 > li > .step"
NO_TEXT = "script, style, noscript, sup.reference, .wh_ad_inner, .mwimg, .step_num"


def wikihow(
    context: textgen.Context,
    terms: Annotated[
        list[str] | None,
        typer.Argument(metavar="TERMS", help="What to search for, or the address of an article."),
    ] = None,
    pages: Annotated[int, typer.Option(min=1, metavar="N", help="Pages of results for each search.")] = 1,
    saved: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="A saved page or a folder of them; may be repeated."),
    ] = None,
    site: Annotated[
        str, typer.Option(metavar="URL", help="Another language's wikiHow, as https://es.wikihow.com.")
    ] = "https://www.wikihow.com",
) -> Iterator[textgen.Document]:
    """The introductions and steps of wikiHow's articles."""
    if not terms and not saved:
        raise textgen.SourceError("nothing to search for", hint='As in: textgen collect wikihow "bake bread"')
    site = check_address(site).rstrip("/")
    for root in roots(saved or [], (".htm", ".html")):
        for file in walk(context, root, (".htm", ".html")):
            if not context.seen(file.uri, f"{file.size} {file.changed}"):
                try:
                    yield article(file.uri, parse(file.path.read_bytes()))
                except ValueError as error:
                    context.fail(file.uri, str(error))
                except OSError as error:
                    context.fail(file.uri, reason(error))
    missing = 0
    for address in _addresses(context, site, terms or [], pages):
        if context.seen(address, ""):
            continue
        try:
            if (soup := _fetch(context, address)) is not None:
                yield article(address, soup)
                missing = 0
        except ValueError as error:
            context.fail(address, str(error))
            missing += 1
        if missing == PATIENCE:
            raise textgen.SourceError(
                f"{site} answers without articles", hint="It limits visitors: try again in 15 minutes."
            )


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``wikihow``."""
    register(wikihow, sample=Path(__file__).parent / "samples/wikihow")


def parse(html: bytes, charset: str | None = None) -> BeautifulSoup:
    """Return a page's elements."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(decode_html(html, charset), "lxml")


def article(uri: str, soup: BeautifulSoup) -> textgen.Document:
    """Return an article's introduction and steps, from the page's elements or else from its JSON-LD.

    Raises:
        ValueError: a part that every article has is nowhere on the page; the message says which.
    """
    data = how_to(soup)
    for element in soup.select(NO_TEXT):
        element.decompose()
    title = soup.select_one("h1#section_0") or soup.find("h1")
    parts = {
        "title": [title.get_text(" ", strip=True) if title else data.name],
        "introduction": _texts(soup, INTRODUCTION) or [data.description],
        "steps": _texts(soup, STEPS) or data.steps,
    }
    for name, texts in parts.items():
        if not any(texts):
            raise ValueError(f"no {name} on the page")
    language = str(soup.html.get("lang", "")) if soup.html else ""
    return textgen.Document(
        "\n\n".join([*parts["introduction"], *parts["steps"]]),
        uri,
        title=parts["title"][0],
        created=data.published,
        kind="article",
        metadata={"licence": LICENCE} | ({"language": language} if language else {}),
    )


def _texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [text for element in soup.select(selector) if (text := visible_text(element))]


def _addresses(context: textgen.Context, site: str, terms: list[str], pages: int) -> Iterator[str]:
    """Yield the address of each article that is given or found, once."""
    given = dict.fromkeys(check_address(term) for term in terms if "://" in term)
    yield from given
    for term in (term for term in terms if "://" not in term):
        for page in range(pages):
            search = f"{site}/wikiHowTo?search={quote_plus(term)}&start={10 * page}"
            if (soup := _fetch(context, search)) is None:
                break
            links = [urljoin(search, str(link["href"])).partition("?")[0] for link in soup.select(RESULTS)]
            found = [link for link in links if link.startswith(f"{site}/") and ":" not in link[len(site) :]]
            if not found and page == 0:
                context.fail(search, "no results found")
            new = dict.fromkeys(link for link in found if link not in given)
            given |= new
            yield from new
            if not new:
                break


def _fetch(context: textgen.Context, address: str) -> BeautifulSoup | None:
    try:
        response = context.http.get(address)
    except FetchError as error:
        (context.skip if isinstance(error, OptedOut) else context.fail)(address, error.reason)
        return None
    return parse(response.body, response.charset)
