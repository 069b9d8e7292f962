"""The source ``quotes``: a site of quotations, from each page on to the next; and a cleaner for it."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin

import textgen
import typer
from bs4 import BeautifulSoup
from textgen.web import FetchError, decode_html, visible_text

TEXTGEN_HOOKS = 1
SAMPLE = Path(__file__).parent / "sample"


def quotes(
    context: textgen.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Pages to begin with.")],
    tag: Annotated[str | None, typer.Option(metavar="WORD", help="Take only quotes with this tag.")] = None,
) -> Iterator[textgen.Document]:
    """The quotes of a site, from each page on to the next."""
    waiting, known = list(urls), set(urls)
    while waiting:
        url = waiting.pop(0)
        try:
            response = context.http.get(url)
        except FetchError as error:
            context.fail(url, error.reason)
            continue
        soup = BeautifulSoup(decode_html(response.body, response.charset), "lxml")
        found = soup.select(".quote[id]")
        if not found:
            context.fail(url, "no quote on the page")
        for quote in found:
            uri = urljoin(response.url, f"#{quote['id']}")
            tags = [element.get_text(strip=True) for element in quote.select(".tag")]
            text, author = quote.select_one(".text"), quote.select_one(".author")
            if text is None:
                context.fail(uri, "a quote without text")
            elif tag is not None and tag not in tags:
                context.skip(uri, "another tag")
            else:
                yield textgen.Document(
                    visible_text(text),
                    uri,
                    author=author.get_text(strip=True) if author else None,
                    kind="quote",
                    metadata={"tags": tags},
                )
        for link in soup.select(".next a[href]"):
            following = urljoin(response.url, str(link["href"]))
            if following not in known:
                known.add(following)
                waiting.append(following)


def no_dashes(document: textgen.Document) -> textgen.Document | tuple[None, str]:
    """Take the dash off the beginning of each line of a quote."""
    if document.kind != "quote":
        return document
    text = re.sub(r"^[-–—]\s*", "", document.text, flags=re.MULTILINE)
    return dataclasses.replace(document, text=text) if text.strip() else (None, "dashes only")


@textgen.hookimpl
def textgen_sources(register):
    register(quotes, sample=SAMPLE)


@textgen.hookimpl
def textgen_cleaners(register):
    register(no_dashes)
