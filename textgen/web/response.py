"""What a server answered, and why it could not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urldefrag, urljoin, urlsplit

from textgen.errors import RemoteError, SourceError


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
    """

    def __init__(self, url: str, reason: str, *, hint: str = "Open the address in a browser.") -> None:
        super().__init__(f"{url}: {reason}", hint=hint)
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version, to ask it later whether there is another one.

    Args:
        etag: Its ETag.
        modified: Its Last-Modified.
    """

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered.

    Args:
        url: The address that gave the answer, after every redirect.
        status: The HTTP status.
        headers: Case does not matter in their names.
        body: Decompressed.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

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
        return _content_type(self.headers).get_content_type() if self.headers.get("content-type") else ""

    @property
    def charset(self) -> str | None:
        """The encoding that the server declares."""
        return _content_type(self.headers).get_content_charset()


def _content_type(headers: Mapping[str, str]) -> Message:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message
