"""What is kept of a page: a document, where it leads to, or why there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import textgen
from textgen.web import Address, Frontier, Page, Response, Validators, addresses
from textgen.web.addresses import identity
from textgen.web.frontier import State

from .options import Options
from .reading import Reading
from .scope import Boundary

READ_BEFORE = "leads to a page that was read already"
_NOT_OURS = ("robots.txt forbids", "not a web page")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an address.

    Args:
        address: The address.
        response: What the server answered; None if there is a failure before.
        reading: What its page is worth; None for what is no page.
        failure: Why there is nothing, or None.
        optout: Why the page must not be used, or None.
        rendered: Whether its scripts were run.
    """

    address: Address
    response: Response | None = None
    reading: Reading | None = None
    failure: str | None = None
    optout: str | None = None
    rendered: bool = False

    @property
    def validators(self) -> Validators | None:
        """What the server said of this version; of what scripts fetch it says nothing."""
        return None if self.response is None or self.rendered else self.response.validators


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is remembered of an address.

    Args:
        uri: The document that it gave, or where it led.
        validators: What the server said of this version.
        failed: Whether it is to be tried again when the same is collected anew.
    """

    uri: str | None = None
    validators: Validators | None = None
    failed: bool = False


class Pages:
    """Judges pages.

    Args:
        context: The run's services.
        options: What the user wants.
        frontier: The addresses.
        boundary: How far the crawl may go.
        add: Lets an address wait: its depth follows it.
    """

    def __init__(
        self,
        context: textgen.Context,
        options: Options,
        frontier: Frontier,
        boundary: Boundary,
        add: Callable[[str, int], None],
    ) -> None:
        self._context = context
        self._options = options
        self._frontier = frontier
        self._boundary = boundary
        self._add = add
        self._unchanged = self._partial = self._too_deep = 0

    def take(self, result: Result) -> tuple[Sequence[textgen.Document], Outcome]:
        """Return the document of a page, if it gives one, and what to remember."""
        address, response = result.address, result.response
        if response is None or result.failure is not None:
            return (), self._failure(address, result.failure or "no answer")
        if response.status == 304:
            self._unchanged += 1
            return (), Outcome(address.uri, address.validators)
        final = identity(response.url)
        outcome = Outcome(final, result.validators)
        if result.reading is None:  # it opts out, and its links are not wanted
            self._context.skip(address.url, result.optout or "")
        elif not self._is_elsewhere(address, final):
            if result.reading.moved is not None:
                return (), self._move(address, result.reading.moved)
            return self._page(result, result.reading.page, response)
        return (), outcome

    def _page(
        self, result: Result, page: Page, response: Response
    ) -> tuple[Sequence[textgen.Document], Outcome]:
        """Follow a page's links, and make it a document."""
        address, optout, final = result.address, result.optout, identity(response.url)
        self._follow(address, page)
        if reason := optout or self._emptiness(page):
            self._leave_out(address, reason, on_purpose=optout is not None)
            return (), Outcome(final, result.validators)
        uri = self._uri(address, final, page)
        self._partial += page.partial is not None
        return (document(page, uri, response.url),), Outcome(uri, result.validators)

    def conclude(self) -> None:
        """Say what the run's summary should tell of all pages together."""
        for label, count in (
            ("unchanged pages", self._unchanged),
            ("cut off by a paywall", self._partial),
            (f"links deeper than --depth {self._options.depth}", self._too_deep),
        ):
            if count:
                self._context.note(label, f"{count:,}")

    def _failure(self, address: Address, reason: str) -> Outcome:
        on_purpose = address.depth > 0 and reason.startswith(_NOT_OURS)
        self._leave_out(address, reason, on_purpose=on_purpose)
        return Outcome(address.uri, address.validators, failed=not on_purpose)

    def _leave_out(self, address: Address, reason: str, *, on_purpose: bool) -> None:
        followed = self._options.follows and reason == self._options.nothing
        if on_purpose or followed:  # a crawl passes through pages that only list others
            self._context.skip(address.url, reason)
        else:
            self._context.fail(address.url, reason)

    def _is_elsewhere(self, address: Address, final: str) -> bool:
        """Whether redirects led to a page that is none of this address's."""
        if final == address.identity:
            return False
        known = self._frontier.find(final)
        if known and known[0] in {State.DONE, State.ALIAS} and address.uri != final:
            self._context.skip(address.url, READ_BEFORE)
            return True
        if address.depth == 0:
            self._boundary.start(final)
        elif self._options.crawl and not self._boundary.covers(final):
            self._context.skip(address.url, "leads out of --scope")
            return True
        self._frontier.alias(final)
        return False

    def _move(self, address: Address, target: str) -> Outcome:
        """Go on to the address that a page leads to by itself."""
        try:
            moved = identity(target)
        except ValueError:
            self._context.fail(address.url, "leads to what is no address")
            return Outcome(failed=True)
        if self._frontier.find(moved):
            self._context.skip(address.url, READ_BEFORE)
        elif self._options.crawl and address.depth and not self._boundary.covers(moved):
            self._context.skip(address.url, "leads out of --scope")
        else:
            if address.depth == 0:
                self._boundary.start(moved)
            self._add(target, address.depth)
        return Outcome(moved)

    def _follow(self, address: Address, page: Page) -> None:
        if not self._options.crawl:
            return
        for link in page.links:
            if not self._boundary.has(link):
                continue
            if address.depth >= self._options.depth:
                self._too_deep += self._frontier.find(link) is None
            elif odd := addresses.oddity(link):
                self._context.skip(link, f"looks endless: {odd}")
            else:
                self._add(link, address.depth + 1)

    def _emptiness(self, page: Page) -> str | None:
        """Why a page gives no document, None if it does."""
        if page.text and not page.text.isspace():
            return None
        if page.needs_browser and self._options.select is None:
            return "needs a browser"
        return self._options.nothing

    def _uri(self, address: Address, final: str, page: Page) -> str:
        """The address that the page itself names, unless that is another page's."""
        named = page.canonical
        if not named:
            return final
        canonical = identity(named)
        elsewhere = urlsplit(canonical).port != urlsplit(final).port
        if canonical == final or elsewhere or (_is_root(canonical) and not _is_root(final)):
            return final
        known = self._frontier.find(canonical)
        if known and known[0] in {State.DONE, State.ALIAS} and address.uri != canonical:
            return final
        self._frontier.alias(canonical)
        return canonical


def document(page: Page, uri: str, url: str | None = None, when: datetime | None = None) -> textgen.Document:
    """Return a page as a document.

    Args:
        page: The page.
        uri: Its name.
        url: Its address, where it is told apart from its name.
        when: When it was fetched; None for now.
    """
    about: dict[str, str | None] = {
        "language": page.language,
        "licence": page.licence,
        "address": url if url != uri else None,
        "fetched": (when or datetime.now(UTC)).isoformat(timespec="seconds"),
        "extractor": page.extractor,
        "partial": page.partial,
    }
    return textgen.Document(
        page.text,
        uri,
        title=page.title,
        author=page.author,
        created=page.date,
        kind="page",
        metadata={name: value for name, value in about.items() if value},
    )


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in {"", "/"} and not parts.query
