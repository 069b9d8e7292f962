"""A crawl: each waiting address is fetched and read, and kept together with what it gave."""

from collections.abc import Iterator
from datetime import datetime

import textgen
from textgen.web import Address, FetchError, Frontier, OptedOut, Page, Response, opted_out
from textgen.web.browser import Browser
from textgen.web.frontier import State
from textgen.web.warc import Archive

from .fetching import Fetchers, Hosts
from .listings import LISTINGS, Listings
from .options import Options
from .pages import Outcome, Pages, Result
from .readers import Readers, UnreadableError, cores
from .reading import Reading
from .scope import Boundary
from .traps import Traps


class Crawl:
    """Fetches what waits in a frontier, and what that leads to.

    Args:
        context: The run's services.
        options: What the user wants.
        frontier: The addresses.
        boundary: How far it may go.
        archive: Keeps what was sent and answered, or None.
    """

    def __init__(
        self,
        context: textgen.Context,
        options: Options,
        frontier: Frontier,
        boundary: Boundary,
        archive: Archive | None = None,
    ) -> None:
        self._context = context
        self._options = options
        self._frontier = frontier
        self._archive = archive
        self._hosts = Hosts()
        self._traps = Traps()
        self._pages = Pages(context, options, frontier, boundary, self._add)
        self._listings = Listings(context, options, boundary, frontier, self._add)
        self._readers = Readers(cores() if cores() > 1 else 0)
        self._browser = Browser(context.http) if options.render else None
        self._fetchers = Fetchers(options.jobs, self._fetch)
        self._asked = frontier.count(State.DONE) + frontier.count(State.FAILED)
        self._total = None if options.follows else self._asked + frontier.count(State.WAITING)

    def documents(self) -> Iterator[textgen.Document]:
        """Yield the documents of all pages, until nothing waits."""
        for host in self._frontier.hosts():
            self._hosts.add(host)
        try:
            while self._start() or self._fetchers.busy:
                for result in self._fetchers.wait(min(1.0, self._hosts.pause or 1.0)):
                    yield from self._take(result)
        finally:
            self._fetchers.close()
            self._readers.close()
            if self._browser is not None:
                self._browser.close()
            if self._archive is not None:
                self._context.http.on_answer = None
                self._archive.close()
        self._pages.conclude()
        self._context.progress(self._asked, self._asked)
        if self._is_full and self._frontier.count(State.WAITING):
            self._context.log(
                f"Stopped at --max-pages {self._options.max_pages}. "
                "The same line with a higher number goes on from here."
            )

    def _start(self) -> bool:
        """Start what may be; False if nothing waits."""
        while not self._fetchers.is_full and not self._is_full:
            host = self._hosts.take()
            if host is None:
                break
            address = self._frontier.next(host)
            if address is None:
                self._hosts.remove(host)
            elif address.depth and (reason := self._traps.reason(address.url)):
                self._context.skip(address.url, reason)
                self._done(address, Outcome())
            elif (pause := self._context.http.wait(address.url)) > 0:
                self._hosts.give_back(host, pause)
            else:
                self._asked += address.kind not in LISTINGS
                self._fetchers.start(address)
        return not self._is_full and self._hosts.pause is not None

    @property
    def _is_full(self) -> bool:
        return self._asked >= self._options.max_pages

    def _add(
        self,
        url: str,
        depth: int,
        kind: str = "page",
        changed: datetime | None = None,
        content: str | None = None,
    ) -> None:
        host = self._frontier.add(url, depth=depth, kind=kind, changed=changed, content=content)
        if host is not None:
            self._hosts.add(host)

    def _fetch(self, address: Address) -> Result:
        """Fetch and read an address; it runs in a thread."""
        try:
            if address.kind in LISTINGS:
                types = LISTINGS[address.kind]
                return Result(
                    address,
                    self._context.http.get(address.url, validators=address.validators, media_types=types),
                )
            response, optout = self._context.http.get(address.url, validators=address.validators), None
        except OptedOut as error:
            response, optout = error.response, error.reason
        except FetchError as error:
            return Result(address, failure=error.reason)
        except textgen.SourceError:
            return Result(address, failure="not a web address")
        if response.status == 304 or (optout and not self._options.crawl):
            return Result(address, response, optout=optout)
        return self._read(address, response, optout)

    def _read(self, address: Address, response: Response, optout: str | None) -> Result:
        """Read a page, in the browser if it has no text without."""
        headers = {name.lower(): value for name, value in response.headers.items()}
        task = self._options.task(response.body, response.url, headers, response.charset, address.content)
        try:
            reading = self._readers.read(task)
            if self._browser is not None and reading.page.needs_browser and not optout:
                return self._render(address, response, self._browser)
            return Result(address, response, reading, optout=optout)
        except UnreadableError as error:
            return Result(address, response, failure=str(error))

    def _render(self, address: Address, response: Response, browser: Browser) -> Result:
        """Read a page that its scripts make; they may also say that it must not be used."""
        try:
            rendered = browser.render(response)
        except FetchError as error:
            return Result(address, response, failure=error.reason)
        html = rendered.html
        if rendered.moved is not None:
            return Result(address, response, Reading(Page(""), moved=rendered.moved), rendered=True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        optout = opted_out({}, html) if self._options.opt_outs else None
        if optout and not self._options.crawl:
            return Result(address, response, optout=optout, rendered=True)
        reading = self._readers.read(self._options.task(html, response.url, headers, "utf-8"))
        return Result(address, response, reading, optout=optout, rendered=True)

    def _take(self, result: Result) -> Iterator[textgen.Document]:
        """Give the documents of an address, and keep it together with them."""
        address = result.address
        if address.kind in LISTINGS:
            documents, outcome = self._listings.take(result)
        else:
            documents, outcome = self._pages.take(result)
            if result.reading is not None and result.optout is None:
                self._traps.note(address.url, result.reading.page.text)
        for document in documents:
            try:
                yield document
            except GeneratorExit:  # the limit is reached; what was given is kept
                if document is documents[-1]:
                    self._done(address, outcome)
                raise
        self._done(address, outcome)
        for remark in self._context.http.take_remarks():
            self._context.log(remark)
        self._context.progress(self._asked - self._fetchers.busy, self._total)

    def _done(self, address: Address, outcome: Outcome) -> None:
        self._frontier.done(address, uri=outcome.uri, validators=outcome.validators, failed=outcome.failed)
        self._frontier.commit()
        self._hosts.give_back(address.host)
