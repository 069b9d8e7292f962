"""The Action API of a MediaWiki, asked as its etiquette wants it.

One request at a time, compressed, named by our User-Agent (the client's work); many pages in one
request; and a pause when the databases behind the wiki are late (``maxlag``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import textgen
from textgen.web import FetchError, check_address
from textgen.web.hosts import retry_after

from ._wikitext import plain, sections

PATIENCE = 5
"""Times that a wiki may say that it is too busy."""
PAUSE = 5.0
"""Seconds to wait then, if it does not say how long."""
MAX_PAUSE = 120.0
"""Seconds; a wiki that asks for more is left alone."""
BUSY = frozenset({"maxlag", "ratelimited"})


@dataclass(frozen=True, slots=True)
class Wiki:
    """A wiki's API and what the wiki says of itself.

    Args:
        context: The context of the source.
        address: The address of its api.php.
        licence: The licence of its texts.
        content: The numbers of the namespaces that hold articles, with | between them.
        hidden: The names of the namespaces whose links are not shown.
        extracts: Whether it makes plain text itself.
    """

    context: textgen.Context
    address: str
    licence: str | None = None
    content: str = "0"
    hidden: tuple[str, ...] = ()
    extracts: bool = False

    def query(self, uri: str, **parameters: object) -> Iterator[dict[str, Any]]:
        """Yield the answers to a query to the end of its results; a failure is counted for ``uri``."""
        more: dict[str, object] = {}
        try:
            while True:
                answer = self.ask(**{**parameters, **more})
                found, before, more = answer.get("query", {}), more, answer.get("continue", {})
                pages = found.get("pages", []) if isinstance(found, dict) else None
                pages = list(pages.values()) if isinstance(pages, dict) else pages  # of old wikis
                if not (isinstance(pages, list) and isinstance(more, dict)):
                    raise FetchError(self.address, "not the answer of a wiki")
                yield {**found, "pages": [page for page in pages if isinstance(page, dict)]}
                if not more:
                    return
                if more == before:
                    raise FetchError(self.address, "the wiki's list has no end")
        except FetchError as error:
            self.context.fail(uri, error.reason)

    def text(self, page: int) -> tuple[str, dict[str, Any]]:
        """Return a page's plain text and its latest revision (revid, timestamp).

        Raises:
            FetchError: there is none.
        """
        if self.extracts:
            wanted = {"prop": "extracts|revisions", "rvprop": "ids|timestamp", "exsectionformat": "wiki"}
            wanted["explaintext"] = "1"
        else:
            wanted = {"prop": "revisions", "rvprop": "ids|timestamp|content", "rvslots": "main"}
        answer = self.ask(pageids=page, **wanted)
        try:
            full = answer["query"]["pages"][0]
            revision = full["revisions"][0]
            if self.extracts:
                return sections(full["extract"]), revision
            return plain(revision["slots"]["main"]["content"], self.hidden), revision
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise FetchError(self.address, "no text in the wiki's answer") from error

    def ask(self, **parameters: object) -> dict[str, Any]:
        """Return the answer to one query.

        Raises:
            FetchError: there is none.
        """
        given = {"action": "query", "format": "json", "formatversion": 2, "maxlag": 5, **parameters}
        url = f"{self.address}?{urlencode(given)}"
        for _ in range(PATIENCE):
            # robots.txt is for crawlers; an API is there for programs, by rules of its own.
            response = self.context.http.get(url, media_types=("application/json",), robots=False)
            try:
                answer = json.loads(response.body)
                code = answer.get("error", {}).get("code")
            except (ValueError, AttributeError, RecursionError) as error:
                raise FetchError(url, "not the answer of a wiki") from error
            if code is None:
                return dict(answer)
            if code not in BUSY:
                raise FetchError(url, f"the wiki refuses: {code}")
            pause = retry_after(response.headers)
            if pause is not None and pause > MAX_PAUSE:
                break
            time.sleep(PAUSE if pause is None else pause)
        raise FetchError(url, "the wiki is too busy", hint="Try again later.")


def open_wiki(context: textgen.Context, site: str) -> Wiki:
    """Return the wiki of a language, a host or the address of an api.php.

    Raises:
        SourceError: there is no wiki.
    """
    host = site if "." in site else f"{site}.wikipedia.org"
    address = check_address(site if "://" in site else f"https://{host}/w/api.php")
    try:
        about = Wiki(context, address).ask(meta="siteinfo", siprop="rightsinfo|namespaces|extensions")[
            "query"
        ]
        spaces = about["namespaces"].values()
        rights = about.get("rightsinfo", {})
        return Wiki(
            context,
            address,
            licence=rights.get("url") or rights.get("text") or None,
            content="|".join(str(space["id"]) for space in spaces if space.get("content")),
            hidden=tuple(space["name"] for space in spaces if space["id"] in {-2, 6, 14}),
            extracts=any(each["name"] == "TextExtracts" for each in about.get("extensions", [])),
        )
    except FetchError as error:
        reason = error.reason
    except (AttributeError, KeyError, TypeError):
        reason = "not the answer of a wiki"
    raise textgen.SourceError(
        f"the wiki at {address} cannot be asked: {reason}",
        hint="Name it by the address of its api.php; the wiki's page Special:Version tells it.",
    )
