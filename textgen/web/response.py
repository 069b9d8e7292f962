"""What a server answered, and why it could not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from urllib.parse import urldefrag, urljoin, urlsplit

from textgen.errors import RemoteError, SourceError

HTML = ("text/html", "application/xhtml+xml")


def check_address(url: str) -> str:
    """Return ``url`` without its fragment if it is an address that the client fetches.

    Raises:
        SourceError: it is not http or https, has no host, or carries a password.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SourceError(
            f"{url!r} is not a web address",
            hint="An address begins with http:// or https://, as in https://example.com/page.",
        )
    if "@" in parts.netloc:
        raise SourceError(
            "An address must not carry a user name or password",
            hint=f"Leave out what stands before the @ of {parts.hostname}.",
        )
    return urldefrag(url).url


class FetchError(RemoteError):
    """An address could not be fetched.

    Args:
        url: The address.
        reason: Why, in a few words that do not name the address, so that reasons can be counted.
        hint: What to do about it.
        transient: Whether it may work later.
    """

    def __init__(
        self, url: str, reason: str, *, hint: str = "Open the address in a browser.", transient: bool = False
    ) -> None:
        super().__init__(f"{url}: {reason}", hint=hint)
        self.url = url
        self.reason = reason
        self.transient = transient


class OptedOut(FetchError):  # noqa: N818 - a wish rather than a fault
    """A page asks not to be used.

    Args:
        response: The page: its links may be followed, its text must not be kept.
        reason: Where and how it asks.
    """

    def __init__(self, response: Response, reason: str) -> None:
        super().__init__(response.url, reason, hint="The site does not want its text to be used by programs.")
        self.response = response


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version, to ask it later whether there is another one.

    Args:
        etag: Its ETag.
        modified: Its Last-Modified.
    """

    etag: str | None = None
    modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """How a request says that only another version is wanted."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent for a response, and what else an archive wants to know of the exchange.

    Args:
        target: The path and query that were asked for.
        headers: The request's, as they were sent.
        reason: The phrase after the status.
        version: 10 for HTTP/1.0, 11 for HTTP/1.1.
        peer: The IP address that answered.
        at: When the answer began.
    """

    target: str
    headers: tuple[tuple[str, str], ...]
    reason: str
    version: int
    peer: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered.

    Args:
        url: The address that gave the answer, after every redirect.
        status: The HTTP status; 304 where the version that was named is still the newest.
        headers: Case does not matter in their names.
        body: Decompressed.
        sent: How it was asked for; None where nobody was.
        raw: The body as it came, where it was compressed.
        is_cut: Whether the body is only the beginning, as no more is wanted.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: Sent | None = None
    raw: bytes | None = None
    is_cut: bool = False

    @property
    def validators(self) -> Validators | None:
        """What to ask the server with next time, None where it gave nothing."""
        etag, modified = (self.headers.get(name) for name in ("etag", "last-modified"))
        if not (etag or modified):
            return None
        return Validators(*(" ".join(value.split()) if value else None for value in (etag, modified)))

    @property
    def location(self) -> str | None:
        """The address that the answer redirects to, None if it does not redirect."""
        location = self.headers.get("location")
        if location is None or self.status not in {301, 302, 303, 307, 308}:
            return None
        try:
            return urljoin(self.url, location.encode("latin-1").decode("utf-8"))
        except ValueError:  # not UTF-8, or no address at all
            return location

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in small letters; "" where the server gave none."""
        said = _content_type(self.headers)
        return said.get_content_type() if "/" in said["content-type"] else ""

    @property
    def charset(self) -> str | None:
        """The encoding that the server declares."""
        return _content_type(self.headers).get_content_charset()


def _content_type(headers: Mapping[str, str]) -> Message:
    """The content type; of several, which some servers send, the last counts, as for browsers."""
    message = Message()
    message["content-type"] = headers.get("content-type", "").rpartition(",")[2].strip()
    return message
