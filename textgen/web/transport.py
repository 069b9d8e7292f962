"""One HTTP request with every limit on: time, size, content type, certificates."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
import urllib3.exceptions

from textgen.errors import RemoteError, SourceError

CHUNK = 1 << 16


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


class Transport:
    """Sends one request at a time; follows no redirect, keeps no cookie, reads no setting of the user's.

    Args:
        user_agent: How it introduces itself.
        timeout: Seconds for everything from the name look-up to the last byte.
    """

    def __init__(self, *, user_agent: str, timeout: float) -> None:
        self.timeout = timeout
        self._session = _Session()
        self._session.trust_env = False  # no .netrc passwords, no certificates from the environment
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"})

    def get(
        self, url: str, *, max_bytes: int, types: Collection[str] | None = None, cut: bool = False
    ) -> Response:
        """Return the answer; the body only where the status is 2xx and the content type is wanted.

        Args:
            url: An http or https address.
            max_bytes: The most that the body may hold, decompressed.
            types: The content types that are wanted; None for any.
            cut: Whether a longer body is cut at ``max_bytes`` rather than refused.

        Raises:
            SourceError: ``url`` is not an address to fetch.
            FetchError: no complete answer within the limits.
        """
        check_address(url)
        deadline = time.monotonic() + self.timeout
        future: Future[Response] = Future()

        def work() -> None:
            try:
                future.set_result(self._exchange(url, deadline, max_bytes, types, cut))
            except BaseException as error:  # it is raised again where the result is awaited
                future.set_exception(error)

        # A socket's time-out starts anew with each byte; only a second thread ends a trickle.
        threading.Thread(target=work, daemon=True).start()
        try:
            return future.result(self.timeout)
        except TimeoutError:
            raise self._too_slow(url) from None
        except requests.RequestException as error:
            raise FetchError(url, _reason(error)) from error
        except (urllib3.exceptions.HTTPError, UnicodeError) as error:
            raise FetchError(url, _reason(error)) from error

    def _exchange(
        self, url: str, deadline: float, max_bytes: int, types: Collection[str] | None, cut: bool
    ) -> Response:
        with self._session.get(url, stream=True, timeout=self.timeout, allow_redirects=False) as answer:
            response = Response(url, answer.status_code, answer.headers, b"")
            if not 200 <= response.status < 300:
                return response
            if types is not None and response.media_type and response.media_type not in types:
                raise FetchError(url, f"not a web page but {response.media_type}")
            body = bytearray()
            while chunk := answer.raw.read1(CHUNK, decode_content=True):
                body += chunk
                if len(body) > max_bytes:
                    if not cut:
                        raise FetchError(url, f"larger than {max_bytes / 1e6:g} MB")
                    del body[max_bytes:]
                    break
                if time.monotonic() > deadline:
                    raise self._too_slow(url)
            return Response(url, response.status, answer.headers, bytes(body))

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(url, f"no complete answer within {self.timeout:g} s", hint="Try again later.")


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: looking for the next address, requests would read the redirect's body without a limit."""
        return None


def _content_type(headers: Mapping[str, str]) -> Message:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message


def _reason(error: Exception) -> str:
    """A few words for what the libraries below raise."""
    reasons: list[tuple[type[Exception] | tuple[type[Exception], ...], str]] = [
        ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "its certificate cannot be trusted"),
        ((requests.Timeout, urllib3.exceptions.TimeoutError), "no answer in time"),
        (requests.ConnectionError, "no connection"),
        (urllib3.exceptions.DecodeError, "the answer cannot be decompressed"),
        (urllib3.exceptions.ProtocolError, "the answer broke off"),
        ((requests.exceptions.InvalidURL, UnicodeError), "not a valid address"),
    ]
    return next((reason for kind, reason in reasons if isinstance(error, kind)), "no valid answer")
