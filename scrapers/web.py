"""The source ``web``: the pages at given addresses."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

import textgen
from textgen.web import FetchError, Page, Response, check_address, decode_html, extract, visible_text

if TYPE_CHECKING:
    from soupsieve import SoupSieve


def web(
    context: textgen.Context,
    urls: Annotated[
        list[str], typer.Argument(metavar="URL", help="Addresses of pages, each with its https://.")
    ],
    select: Annotated[
        str | None,
        typer.Option(metavar="CSS", help="Take what this CSS selector finds, not the main text."),
    ] = None,
) -> Iterator[textgen.Document]:
    """The main text of web pages; robots.txt is honoured."""
    addresses = list(dict.fromkeys(map(check_address, urls)))
    selector = _compiled(select) if select is not None else None
    found: set[str] = set()
    for number, address in enumerate(addresses):
        context.progress(number, len(addresses))
        try:
            response = context.http.get(address)
        except FetchError as error:
            context.fail(address, error.reason)
            continue
        if response.url in found:
            context.skip(address, "leads to a page that was read already")
            continue
        found.add(response.url)
        page = extract(response.body, response.url, charset=response.charset)
        text = page.text if selector is None else _selected(response, selector)
        if text and not text.isspace():
            yield _document(text, response.url, page)
        else:
            context.fail(address, "no text found" if selector is None else "nothing matches --select")
    context.progress(len(addresses), len(addresses))


@textgen.hookimpl
def textgen_sources(register: Callable[..., None]) -> None:
    """Register ``web``."""
    register(web)


def _compiled(select: str) -> "SoupSieve":
    import soupsieve

    try:
        return soupsieve.compile(select)
    except soupsieve.SelectorSyntaxError as error:
        raise textgen.SourceError(
            f"--select {select!r} is not a CSS selector",
            hint="Examples: article p, .post-body, #content; see docs/web.md.",
        ) from error


def _selected(response: Response, selector: "SoupSieve") -> str:
    """The visible text of what the selector finds; what lies within another match comes once."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(decode_html(response.body, response.charset), "lxml")
    matches = selector.select(soup)
    ids = {id(match) for match in matches}
    outermost = [match for match in matches if not any(id(parent) in ids for parent in match.parents)]
    return "\n\n".join(filter(None, map(visible_text, outermost)))


def _document(text: str, url: str, page: Page) -> textgen.Document:
    about = {"language": page.language, "licence": page.licence}
    return textgen.Document(
        text,
        url,
        title=page.title,
        author=page.author,
        created=page.date,
        kind="page",
        metadata={name: value for name, value in about.items() if value},
    )
